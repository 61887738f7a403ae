"""The panel over the map's edge, a sheet on a phone: the open record, or a list of what was clicked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from geo import schema
from geo.present import card as describing
from geo.query import select, words
from geo.query.view import DataView
from pages.blocks import card, hrefs, story, templates
from pages.session import leafing
from pages.session import view as session

MOST_LISTED: Final = 60
MOST_OF_SELECTION: Final = 20
"""Of the list that a phone shows where nothing was clicked: it is sent after each change of a filter."""
MORE: Final = 60
"""How many more a reader gets at a time, until all of them are there."""
ASKED: Final = "listed"
"""In the session: what is listed, and how many of it a reader has asked for."""
LISTED: Final = (
    "id",
    "title",
    "start",
    "end",
    "end_status",
    "date_precision",
    "category",
    "claimed_by",
    "disputed_by",
    "origin",
)
"""What a list says of a record."""


def draw(view: DataView, *, listing: bool = False) -> None:
    """Draw the panel: the record if one is open, else what was clicked, else, on a phone, the whole selection.

    Parameters
    ----------
    view
        Of this run.
    listing
        Whether the panel lists records where none is open; on pages that have a table of their own it does not.
    """
    kept = leafing.current()
    if not view.link.record_id and not listing:
        return
    in_story = view.link.choice("story") in view.dataset.stories and listing
    rows = _kept(kept.rows, view)
    with st.container(key="panel", gap=None):
        if in_story:
            templates.draw("handle.html", words=view.dataset.stories[view.link.choice("story")].title)
            story.step(view)
        if view.link.record_id:
            if not in_story:
                templates.draw("handle.html", words="Record")
            card.draw(view, rows=rows if len(rows) else view.rows, bar=not in_story)
        elif in_story:
            pass
        elif kept.of and len(rows):
            here = _counted(kept, rows)
            templates.draw("handle.html", words=f"{here} here")
            with st.container(key="panel_close"):
                st.button(
                    "Close the list", key="list_close", on_click=leafing.back, type="tertiary", icon=":material/close:"
                )
            more = kept.count - len(kept.rows)
            _list(view, rows, heading=_heading(view, rows, kept, here), kind="clicked", most=MOST_LISTED, beyond=more)
        else:
            templates.draw("handle.html", words=f"{len(view.rows):,} records · {words.period(*view.days)}")
            _list(view, view.rows, heading=f"{len(view.rows):,} records", kind="list", most=MOST_OF_SELECTION)


def _kept(rows: Sequence[int], view: DataView) -> select.Numbers:
    """Those of some rows that the selection keeps."""
    some = np.array(rows, dtype=np.int64)
    if not len(view.rows):
        return some[:0]
    places = np.searchsorted(view.rows, some)
    there: select.Numbers = some[view.rows[np.minimum(places, len(view.rows) - 1)] == some]
    return there


def _counted(kept: leafing.Leafing, rows: select.Numbers) -> str:
    """How many of what was clicked the selection keeps: not known to the last where only the first of them are."""
    if kept.count == len(kept.rows):
        return f"{len(rows):,} records"
    return f"{kept.count:,} records" if len(rows) == len(kept.rows) else f"more than {len(rows):,} records"


def _heading(view: DataView, rows: select.Numbers, kept: leafing.Leafing, here: str) -> str:
    area = view.dataset.records["area"].iloc[rows[0]]
    if kept.of == "area" and area in session.prepared().area_names:
        return f"{session.prepared().area_names[area]}: {here}"
    return f"{here[0].upper()}{here[1:]} here"


def _list(view: DataView, rows: select.Numbers, *, heading: str, kind: str, most: int, beyond: int = 0) -> None:
    most = _asked_for((kind, view.link.selection, leafing.current()), at_first=most)
    shown, left = rows[:most], max(0, len(rows) - most)
    known = view.known.records
    places = known.index.get_indexer(pd.Index(shown))  # looked up once, not once a column
    columns = [known[name].array.take(places) for name in LISTED]
    records = [dict(zip(LISTED, values, strict=True)) for values in zip(*columns, strict=True)]
    href = hrefs.opener(view.link)
    sets = view.index.columns["dataset"]
    several = bool(len(sets)) and int(sets.min()) != int(sets.max())  # records of several data sets side by side
    templates.draw(
        "list.html",
        heading=heading,
        kind=kind,
        entries=[_entry(record, href=href, several=several) for record in records],
        more=left + beyond,
        table=hrefs.to(view.link, page="records"),
    )
    if left:
        more = min(left, MORE)
        st.button(f"Show {more:,} more", key="list_more", on_click=_ask, args=(most + more,), width="stretch")


def _asked_for(listed: tuple[Any, ...], *, at_first: int) -> int:
    """How many entries to list of something; of anything new as many as at first."""
    before, most = st.session_state.get(ASKED, (None, 0))
    if before == listed:
        return int(most)
    st.session_state[ASKED] = (listed, at_first)
    return at_first


def _ask(most: int) -> None:
    listed, _ = st.session_state[ASKED]
    st.session_state[ASKED] = (listed, most)


def _dataset(record: Mapping[str, Any]) -> str:
    """Name of the record's data set."""
    return schema.DATASETS[describing.dataset_of(record)].label


def _entry(record: Mapping[str, Any], *, href: Callable[[str], str], several: bool) -> dict[str, Any]:
    return {
        "id": record["id"],
        "href": href(record["id"]),
        "title": record["title"],
        "when": describing.when(record),
        "family": schema.CATEGORIES[record["category"]].family,
        "claimed_by": ", ".join(record["claimed_by"]),
        "denied": bool(record["disputed_by"]),
        "dataset": _dataset(record) if several else "",
    }

"""The panel over the map's edge, a sheet on a phone: the open record, or a list of what was clicked."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import streamlit as st

from geo import schema
from geo.present import card as describing
from geo.query import words
from geo.query.view import DataView
from pages.blocks import card, hrefs, story, templates
from pages.session import leafing
from pages.session import view as session

MOST_LISTED: Final = 60


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
    rows = tuple(row for row in kept.rows if row in _members(view))
    with st.container(key="panel", gap=None):
        if in_story:
            templates.draw("handle.html", words=view.dataset.stories[view.link.choice("story")].title)
            story.step(view)
        if view.link.record_id:
            if not in_story:
                templates.draw("handle.html", words="Record")
            card.draw(view, rows=rows or tuple(view.rows.tolist()), bar=not in_story)
        elif in_story:
            pass
        elif kept.of and rows:
            templates.draw("handle.html", words=f"{len(rows):,} records here")
            with st.container(key="panel_close"):
                st.button(
                    "Close the list", key="list_close", on_click=leafing.back, type="tertiary", icon=":material/close:"
                )
            _list(view, rows, heading=_heading(view, rows, of=kept.of), kind="clicked")
        else:
            templates.draw("handle.html", words=f"{len(view.rows):,} records · {words.period(*view.days)}")
            _list(view, tuple(view.rows.tolist()), heading=f"{len(view.rows):,} records", kind="list")


def _members(view: DataView) -> frozenset[int]:
    return frozenset(view.rows.tolist())


def _heading(view: DataView, rows: tuple[int, ...], *, of: str) -> str:
    area = view.dataset.records["area"].iloc[rows[0]]
    if of == "area" and area in session.prepared().area_names:
        return f"{session.prepared().area_names[area]}: {len(rows):,} records"
    return f"{len(rows):,} records here"


def _list(view: DataView, rows: tuple[int, ...], *, heading: str, kind: str) -> None:
    records = view.records_at(np.array(rows[:MOST_LISTED], dtype=np.int64))
    entries = [_entry(view, record) for record in records.to_dict("records")]
    templates.draw(
        "list.html",
        heading=heading,
        kind=kind,
        entries=entries,
        more=max(0, len(rows) - MOST_LISTED),
        table=hrefs.to(view.link, page="records"),
    )


def _dataset(view: DataView, record: dict[Any, Any]) -> str:
    """Name of the record's data set, where those of several stand side by side."""
    column = view.index.columns["dataset"]
    code = describing.dataset_of(record)
    return schema.DATASETS[code].label if column.size and column.min() != column.max() else ""


def _entry(view: DataView, record: dict[Any, Any]) -> dict[str, Any]:
    return {
        "id": record["id"],
        "href": hrefs.opening(view.link, record["id"]),
        "title": record["title"],
        "day": words.day(record["start"]),
        "family": schema.CATEGORIES[record["category"]].family,
        "claimed_by": ", ".join(record["claimed_by"]),
        "denied": bool(record["disputed_by"]),
        "dataset": _dataset(view, record),
    }

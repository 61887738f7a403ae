"""The panel over the map's edge, a sheet on a phone: the open record, or a list of what was clicked."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import streamlit as st

from geo import schema
from geo.present import card as told
from geo.query import words
from geo.query.view import DataView
from pages.blocks import card, hrefs, story, templates
from pages.session import leafing
from pages.session import view as session

LISTED_AT_ONCE: Final = 60
LISTED: Final = "listed"
"""In the session: what is listed, and how many of it a reader has asked for."""


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
    """List rows, some at once; a reader asks for more, so that each can be reached without leaving the map."""
    most = _asked_for((kind, hash(rows)))
    records = view.records_at(np.array(rows[:most], dtype=np.int64))
    entries = [_entry(view, record) for record in records.to_dict("records")]
    left = max(0, len(rows) - most)
    templates.draw(
        "list.html", heading=heading, kind=kind, entries=entries, more=left, table=hrefs.to(view.link, page="records")
    )
    if left:
        more = min(left, LISTED_AT_ONCE)
        st.button(f"Show {more:,} more", key="list_more", on_click=_ask, args=(most + more,), width="stretch")


def _asked_for(what: tuple[str, int]) -> int:
    """How many entries to list of something; of anything new as many as at first."""
    listed, most = st.session_state.get(LISTED, (None, 0))
    if listed != what:
        st.session_state[LISTED] = (what, LISTED_AT_ONCE)
        return LISTED_AT_ONCE
    return int(most)


def _ask(most: int) -> None:
    listed, _ = st.session_state[LISTED]
    st.session_state[LISTED] = (listed, most)


def _entry(view: DataView, record: dict[Any, Any]) -> dict[str, Any]:
    return {
        "id": record["id"],
        "href": hrefs.opening(view.link, record["id"]),
        "title": record["title"],
        "when": told.when(record),
        "family": schema.CATEGORIES[record["category"]].family,
        "claimed_by": ", ".join(record["claimed_by"]),
        "denied": bool(record["disputed_by"]),
    }

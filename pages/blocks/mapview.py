"""The map itself: a constant base map and one command a run."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any, Final

import streamlit as st
from streamlit_folium import st_folium

from geo.present import webmap
from geo.query.view import DataView
from pages.session import state
from pages.session import view as session
from server import assets

KEY: Final = "map"
FIRST_VIEW: Final = "map_first_view"
SEEN: Final = "map_seen"
HEIGHT_PX: Final = 600


def draw(view: DataView) -> None:
    """Draw the map; the link's view is used for the first drawing only, then the frame keeps its own."""
    prepared, link = session.prepared(), view.link
    looked = st.session_state.setdefault(FIRST_VIEW, link.view)
    st_folium(
        webmap.base_map(assets.addresses(prepared), view=looked, home=webmap.home(prepared.dataset.border)),
        key=KEY,
        height=HEIGHT_PX,
        use_container_width=True,
        returned_objects=[],
        render=False,  # it would be a second time: st_folium renders the map once more in any case
        feature_group_to_add=webmap.command(
            view.clauses,
            layers=link.selection.layers,
            dark=st.context.theme.type == "dark",
            opened=prepared.rows_by_id.get(link.record_id or ""),
            count=len(view.rows),
        ),
        on_change=_told,
    )


def _told() -> None:
    """Take what the frame tells: the row that a reader opened or closed, or the days that they chose; nothing else.

    A day that is null is no bound.
    """
    message: Any = st.session_state.get(KEY)
    if not isinstance(message, dict):
        return
    row = message.get("opened")
    ids = session.prepared().dataset.records["id"]
    if isinstance(row, int) and 0 <= row < len(ids):
        state.open_record(str(ids.iloc[row]))
    elif "opened" in message and row is None:
        state.open_record(None)
    with suppress(KeyError, TypeError, ValueError):
        state.set_dates(_day(message["from"]), _day(message["to"]))
        state.write()


def _day(told: str | None) -> date | None:
    return None if told is None else date.fromisoformat(told)

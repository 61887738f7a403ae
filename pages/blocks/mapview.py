"""The map itself: a constant base map and one command a run; and what its frame tells."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo import kept, store
from geo.model import View
from geo.present import webmap
from geo.present.printed import Printed
from geo.query.view import DataView
from pages.session import leafing, own, state
from pages.session import view as session
from server import assets

KEY: Final = "map"
KEPT_GROUNDS: Final = 16
"""Base maps of a version of the data that are kept drawn: one for all who opened no view, one for each view."""
HEIGHT_PX: Final = 600
"""Of the frame before the page's style sizes it."""


def draw(view: DataView) -> None:
    """Draw the map; the link's view is used for the first drawing only, then the frame keeps its own."""
    prepared, link = session.prepared(), view.link
    held = own.held()
    key = f"{KEY}_{held.token}" if held else KEY  # a frame of its own for a reader's own data
    looked = st.session_state.setdefault(f"{key}_first_view", link.view)
    st_folium(
        _ground(prepared, assets.addresses(prepared, held=held), looked),
        key=key,
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
            panel=True,
            apart=True,
        ),
        on_change=partial(_told, key),
    )


@kept.with_first(size=KEPT_GROUNDS)
def _ground(prepared: store.Prepared, addresses: webmap.Addresses, view: View | None) -> Printed:
    home = webmap.home(prepared.dataset.border, prepared.dataset.records)
    return Printed(webmap.base_map(addresses, view=view, home=home, ground=assets.ground(home)))


def _told(key: str) -> None:
    """Take what the frame tells; nothing in it is trusted, and what is not known is passed over."""
    message: Any = st.session_state.get(key)
    if isinstance(message, dict):
        take(message, ids=session.prepared().dataset.records["id"])


def take(message: Mapping[str, Any], *, ids: pd.Series) -> None:
    """Open what was clicked, set the days that were chosen, and keep where the map looks.

    Parameters
    ----------
    message
        From the frame: ``opened`` (a row, or None to close), ``rows``, ``of`` and ``count`` (of very many records the
        first rows, and how many there are), ``from`` and ``to``, ``view``.
    ids
        Ids of all records, by row.
    """
    _keep_view(message.get("view"))
    if rows := _rows(message.get("rows"), total=len(ids)):
        leafing.keep(rows, of=str(message.get("of", "")), count=_count(message.get("count"), rows, total=len(ids)))
        state.open_record(None)
    if "opened" in message:
        opened = _rows([message["opened"]], total=len(ids))
        if opened:
            state.open_record(str(ids.iloc[opened[0]]))
        elif message["opened"] is None:
            leafing.back()
    if {"from", "to"} & set(message):
        with suppress(TypeError, ValueError):
            state.set_dates(_day(message.get("from")), _day(message.get("to")))
            state.write()


def _rows(given: object, *, total: int) -> tuple[int, ...]:
    """Rows that exist; none where anything else is given."""
    if not isinstance(given, list):
        return ()
    return tuple(row for row in given if isinstance(row, int) and not isinstance(row, bool) and 0 <= row < total)


def _count(given: object, rows: tuple[int, ...], *, total: int) -> int:
    """How many records were clicked: as many as the rows where anything else is given."""
    counted = isinstance(given, int) and not isinstance(given, bool) and len(rows) <= given <= total
    return given if counted and isinstance(given, int) else len(rows)


def _day(given: object) -> date | None:
    return None if given is None else date.fromisoformat(str(given))


def _keep_view(given: Any) -> None:
    with suppress(TypeError, ValueError):
        lat, lon, zoom = (float(number) for number in given)
        state.set_view(View(round(lat, 4), round(lon, 4), zoom))

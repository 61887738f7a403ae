"""The records that a reader leafs through: those of the symbol or label that was clicked last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

import streamlit as st

from pages.session import state

KEY: Final = "leafing"


@dataclass(frozen=True, slots=True)
class Leafing:
    """Rows of the dataset, ascending, and what holds them: ``ring``, ``area``, or empty for a symbol.

    Attributes
    ----------
    count
        How many there are: of very many, `rows` holds the first.
    """

    rows: tuple[int, ...] = ()
    of: str = ""
    count: int = 0


def keep(rows: Sequence[int], *, of: str, count: int | None = None) -> None:
    """Keep rows to leaf through, the first of so many."""
    st.session_state[KEY] = Leafing(tuple(rows), of, len(rows) if count is None else count)


def current() -> Leafing:
    """The rows kept; none before the first click."""
    return cast("Leafing", st.session_state.get(KEY, Leafing()))


def back() -> None:
    """Go back from an open record to the list that it was opened from, and from a list to the map."""
    if state.current().record_id is None or not current().of:
        st.session_state[KEY] = Leafing()
    state.open_record(None)

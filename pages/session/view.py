"""Keep the view of the run: made once in `pages/shell.py`, taken by the page and its blocks."""

from __future__ import annotations

from typing import Final, cast

import streamlit as st

from geo import store
from geo.query.view import DataView

PREPARED: Final = "prepared"
VIEW: Final = "view"


def keep(prepared: store.Prepared, view: DataView) -> None:
    """Keep the prepared data and the view of this run for the page that runs next."""
    st.session_state[PREPARED], st.session_state[VIEW] = prepared, view


def current() -> DataView:
    """The view of this run."""
    return cast("DataView", st.session_state[VIEW])


def prepared() -> store.Prepared:
    """The prepared data of this run."""
    return cast("store.Prepared", st.session_state[PREPARED])

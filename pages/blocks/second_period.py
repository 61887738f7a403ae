"""The second pair of dates of the page Compare; it is in the link beside the first."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import streamlit as st

from geo import study
from geo.query.view import DataView
from pages.session import state

ONE_DAY: Final = timedelta(days=1)
FROM: Final = "second_from"
TO: Final = "second_to"


def draw(view: DataView) -> None:
    """Draw two fields for the second pair of dates, and buttons for pairs that readers often want.

    The first pair, A, is the selection's.
    """
    coverage = view.dataset.coverage
    start, end = view.link.second
    st.session_state[FROM], st.session_state[TO] = start or coverage[0], end or coverage[1]
    st.caption("A is the dates of the sidebar, with all its other filters. B is these dates, with the same filters.")
    columns = st.columns([2, 2, 3, 3], vertical_alignment="bottom")
    for column, label, key in zip(columns, ("B from", "B to"), (FROM, TO), strict=False):
        column.date_input(
            label,
            key=key,
            min_value=study.current().earliest,
            max_value=study.current().latest,
            format="YYYY-MM-DD",
            on_change=_typed,
            args=(key, coverage),
        )
    first, last = view.days
    length = last - first + ONE_DAY
    columns[2].button(
        "B: preceding period, same length",
        on_click=state.set_second,
        args=(first - length, first - ONE_DAY),
        width="stretch",
    )
    columns[3].button(
        "B: following period, same length",
        on_click=state.set_second,
        args=(last + ONE_DAY, last + length),
        width="stretch",
    )


def _typed(changed: str, coverage: tuple[date, date]) -> None:
    """Take typed dates; an inverted pair becomes the one day that was typed last."""
    start, end = st.session_state[FROM] or coverage[0], st.session_state[TO] or coverage[1]
    if end < start:
        start = end = st.session_state[changed]
    state.set_second(None if start == coverage[0] else start, None if end == coverage[1] else end)

"""Dates: periods that readers often want, typed days, and a slider; all three set the same pair.

A widget is written to only where another control changed the dates: what a reader does while a run is under way is
newer than the run, and stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import streamlit as st

from geo import study
from geo.query import words
from pages.blocks import days
from pages.session import state

WHOLE_PERIOD: Final = "Whole period"
SLIDER: Final = "slider"
FROM: Final = "typed_from"
TO: Final = "typed_to"
PERIOD: Final = "period"

Days = tuple[date | None, date | None]


def draw(coverage: tuple[date, date]) -> Days:
    """Draw the controls, and give the dates: None where no bound is set.

    Parameters
    ----------
    coverage
        First and last day of the data.
    """
    start, end = state.dates()
    first, last = min(filter(None, (coverage[0], start, end))), max(filter(None, (coverage[1], start, end)))
    shown = start or first, end or last
    _set(PERIOD, next((name for name, pair in _periods().items() if pair == (start, end)), None))
    st.selectbox("Period", list(_periods()), key=PERIOD, index=None, placeholder="Custom", on_change=_jumped)
    left, right = st.columns(2, gap="small")
    with left:
        days.field("From", key=FROM, day=shown[0], on_change=_typed, args=(FROM, first, last))
    with right:
        days.field("To", key=TO, day=shown[1], on_change=_typed, args=(TO, first, last))
    days.refused(FROM, TO)
    if first < last:  # a slider over a single day is an error, and of no use
        _set(SLIDER, shown)
        st.slider(
            "Dates",
            first,
            last,
            key=SLIDER,
            format="YYYY-MM-DD",
            on_change=_slid,
            args=(first, last),
            label_visibility="collapsed",
        )
    return start, end


def _periods() -> Mapping[str, Days]:
    presets = {preset.label: (preset.first, preset.last) for preset in study.current().presets}
    return {WHOLE_PERIOD: (None, None), **presets}


def _set(key: str, value: object) -> None:
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def _bounds(start: date, end: date, *, first: date, last: date) -> Days:
    """No bound where the whole period is chosen, so that the default address stays empty."""
    return (None if start == first else start), (None if end == last else end)


def _slid(first: date, last: date) -> None:
    start, end = st.session_state[SLIDER]
    state.set_dates(*_bounds(start, end, first=first, last=last))


def _typed(changed: str, first: date, last: date) -> None:
    """Take typed days; an inverted pair becomes the one day that was typed last, and is said."""
    start, end = days.typed(FROM, empty=first), days.typed(TO, empty=last)
    if start is None or end is None:
        return
    if end < start:
        start = end = start if changed == FROM else end
        days.say(changed, f"“To” would be before “From”: only {words.day(start)} is shown.")
    state.set_dates(*_bounds(start, end, first=first, last=last))


def _jumped() -> None:
    if st.session_state[PERIOD]:
        days.forget(FROM, TO)
        state.set_dates(*_periods()[st.session_state[PERIOD]])

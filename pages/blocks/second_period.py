"""The second pair of dates of the page Compare; it is in the link beside the first."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import streamlit as st

from geo.query import words
from geo.query.view import DataView
from pages.blocks import days
from pages.session import state

ONE_DAY: Final = timedelta(days=1)
FROM: Final = "second_from"
TO: Final = "second_to"

Days = tuple[date, date]


def of(view: DataView) -> Days:
    """The second pair: what the link says, else the period of the same length before the first; both inclusive."""
    before = preceding(view.days)
    start, end = view.link.second
    if start is None and end is None:
        return before
    first, last = view.dataset.coverage
    return start or min(first, end or first), end or max(last, start or last)


def preceding(days_of_a: Days) -> Days:
    """The period of the same length just before."""
    first, last = days_of_a
    length = last - first + ONE_DAY
    return first - length, first - ONE_DAY


def following(days_of_a: Days) -> Days:
    """The period of the same length just after."""
    first, last = days_of_a
    length = last - first + ONE_DAY
    return last + ONE_DAY, last + length


def uncovered(pair: Days, coverage: Days) -> str:
    """Say which days of B no record can have; empty where there are none."""
    (start, end), (first, last) = pair, coverage
    if start >= first and end <= last:
        return ""
    covers = f"The records cover {words.period(first, last)}"
    if end < first or start > last:
        return f"{covers}, and nothing of B: that it has no records says nothing."
    return f"{covers}: of B no more than {words.period(max(start, first), min(end, last))}."


def draw(view: DataView) -> None:
    """Draw two fields for the second pair of dates, and buttons for pairs that readers often want.

    The first pair, A, is the selection's.
    """
    pair = of(view)
    first = words.period(*view.days)
    st.text(f"A is {first}, the dates of the filters. B is these dates, with the same other filters.")
    columns = st.columns([2, 2, 3, 3], vertical_alignment="bottom")
    for column, label, key, day in zip(columns, ("B from", "B to"), (FROM, TO), pair, strict=False):
        with column:
            days.field(label, key=key, day=day, on_change=_typed, args=(key, pair))
    days.refused(FROM, TO)
    for column, label, other in (
        (columns[2], "Preceding period, same length", preceding(view.days)),
        (columns[3], "Following period, same length", following(view.days)),
    ):
        column.button(label, on_click=state.set_second, args=other, width="stretch")
    if beyond := uncovered(pair, view.dataset.coverage):
        st.info(beyond)


def _typed(changed: str, pair: Days) -> None:
    """Take typed days; an inverted pair becomes the one day that was typed last, and is said."""
    start, end = days.typed(FROM, empty=pair[0]), days.typed(TO, empty=pair[1])
    if start is None or end is None:
        return
    if end < start:
        start = end = start if changed == FROM else end
        days.say(changed, f"“B to” would be before “B from”: only {words.day(start)} is compared.")
    state.set_second(start, end)

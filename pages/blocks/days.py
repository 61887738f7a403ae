"""A field for a day that is typed, in the ways that people write days; taken with Enter, and when the field is left."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import Any, Final

import streamlit as st

from geo import study
from geo.query import words
from pages.blocks import templates

WAYS: Final = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%B %d %Y", "%d.%m.%Y", "%d/%m/%Y", "%Y%m%d")
"""How a day may be written; the day before the month where both are numbers."""
MAX_CHARS: Final = 30
REFUSED: Final = "days_refused"


def read(text: str) -> date | None:
    """Read a day as people write it; None if it is none, or beyond what a link can ask for."""
    plain = " ".join(text.split())
    for way in WAYS:
        with suppress(ValueError):
            day = datetime.strptime(plain, way).date()  # noqa: DTZ007 - a calendar day has no time zone
            return day if study.current().earliest <= day <= study.current().latest else None
    return None


def field(
    label: str, *, key: str, day: date | None, on_change: Callable[..., None], args: tuple[Any, ...], about: str = ""
) -> None:
    """Draw a field for a day.

    Parameters
    ----------
    label, about
        Its name, and what it does.
    key
        Of the widget.
    day
        What it shows, unless what was typed there cannot be read.
    on_change, args
        Called when another text was typed.
    """
    shown = day.isoformat() if day else ""
    if st.session_state.get(key) != shown and key not in _refusals():
        st.session_state[key] = shown
    st.text_input(
        label,
        key=key,
        max_chars=MAX_CHARS,
        placeholder="YYYY-MM-DD",
        on_change=on_change,
        args=args,
        help=about or None,
        autocomplete="off",
    )


def typed(key: str, *, empty: date | None) -> date | None:
    """The day that stands in a field, or ``empty`` if nothing does; None, and said, if it is no day."""
    text = st.session_state.get(key) or ""
    forget(key)
    day = read(text) if text.strip() else empty
    if day is None and text.strip():
        about = study.current()
        say(
            key,
            f"“{text}” is not a day from {about.earliest.year} to {about.latest.year}. "
            f"Write {about.first.isoformat()} or {words.short_day(about.first)}.",
        )
    return day


def _refusals() -> dict[str, str]:
    found: dict[str, str] = st.session_state.setdefault(REFUSED, {})
    return found


def say(key: str, message: str) -> None:
    """Keep what is wrong with a field, to be said under it."""
    st.session_state[REFUSED] = {**_refusals(), key: message}


def forget(*keys: str) -> None:
    """Forget what was wrong with fields."""
    st.session_state[REFUSED] = {key: text for key, text in _refusals().items() if key not in keys}


def refused(*keys: str) -> None:
    """Say what is wrong with fields."""
    for key in keys:
        if key in _refusals():
            templates.draw("problem.html", text=_refusals()[key])

"""Put days, numbers and selections into words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from geo import schema
from geo.model import RECORD_LAYERS, Selection
from geo.query.filters import FILTERS

MINUS: Final = "\N{MINUS SIGN}"
"""As wide as a plus, and never broken off its number."""


def headline(shown: int, total: int) -> str:
    """The heading that readers quote: ``N of M records``."""
    return f"{shown:,} of {total:,} records"


def difference(value: int) -> str:
    """Write a difference with its sign, a minus that is one: ``+1,204``, ``−405``."""
    return f"{value:+,}".replace("-", MINUS)


def day(value: date) -> str:
    """Write a calendar date out: ``8 November YYYY``."""
    return f"{value.day} {value:%B %Y}"


def short_day(value: date) -> str:
    """Write a calendar date for a table: ``8 Nov 2021``."""
    return f"{value.day} {value:%b %Y}"


def period(start: date, end: date | None) -> str:
    """Write a range of days, both ends inclusive, without saying anything twice: ``8–16 November YYYY``."""
    if end is None or end == start:
        return day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day(end)}"
    if start.year == end.year:
        return f"{start.day} {start:%B} – {day(end)}"
    return f"{day(start)} – {day(end)}"


def selection(chosen: Selection, *, coverage: tuple[date, date]) -> str:
    """Say a selection in one line, for headings, exports and figures.

    Parameters
    ----------
    chosen
        The selection.
    coverage
        First and last day of the data, said where the reader set no bound.
    """
    first, last = chosen.start or coverage[0], chosen.end or coverage[1]
    parts = [period(first, last) if first <= last else f"from {day(first)}"]
    parts += _layers(chosen.layers)
    for item in FILTERS:
        parts += _named(item.noun, getattr(chosen, item.field), item.vocabulary)
    parts += [f"within {chosen.border_km:g} km of the line"] if chosen.border_km else []
    parts += [f"at kilometres {chosen.along_km[0]:g}–{chosen.along_km[1]:g} of the line"] if chosen.along_km else []
    parts += [f"with the words “{chosen.text}”"] if chosen.text else []
    parts += [f"as published by {day(chosen.known)}"] if chosen.known else []
    return "; ".join(parts)


def _layers(layers: frozenset[str]) -> list[str]:
    """Name the layers of records that are on; all of them need no word, and what only changes the drawing has none."""
    shown = [name for name in RECORD_LAYERS if name in layers]
    return [] if len(shown) == len(RECORD_LAYERS) else [f"layers: {' and '.join(shown) or 'none'}"]


def _named(name: str, codes: frozenset[str], vocabulary: Mapping[str, schema.Term]) -> list[str]:
    labels = [term.label for code, term in vocabulary.items() if code in codes]
    return [f"{name}: {' or '.join(labels)}"] if labels else []

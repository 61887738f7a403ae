"""Where a reader can look for an archived copy of a source: an address to follow, asked of nobody beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from geo.present.card import SourceText

ARCHIVE: Final = "https://web.archive.org/web/"
"""The Wayback Machine; a time and an address after it lead to the copy that is nearest in time."""
ANY_TIME: Final = "*"
TIME_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class Lookup:
    """An address that looks for a copy, and the host that it asks."""

    href: str
    asks: str


def lookups(sources: Iterable[SourceText]) -> Mapping[str, Lookup]:
    """Give a way to look for an archived copy, by the address of each source that has one.

    Parameters
    ----------
    sources
        Of a card; a copy is looked for at the day of publication, or at any time where the day is not known.
    """
    return {source.href: _lookup(source.href, published=source.published) for source in sources if source.href}


def _lookup(address: str, *, published: str) -> Lookup:
    digits = published.replace("-", "")
    time = digits if len(digits) == TIME_DIGITS else ANY_TIME
    return Lookup(f"{ARCHIVE}{time}/{address}", urlsplit(ARCHIVE).netloc)

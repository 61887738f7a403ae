"""What a check gives: what it found, in few words, and what a file holds, sorted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from geo.model import Finding

MAX_SHOWN_CHARS: Final = 60
MAX_SAID_CHARS: Final = 160
Json = Mapping[str, Any]
Found = tuple[str, str, str, Any]
"""Field, problem, what would be right, severity."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """What one file holds, sorted: ``read == len(kept) + len(lost)``; of one that is not readable nothing is known."""

    read: int
    kept: tuple[Json, ...]
    findings: tuple[Finding, ...]
    lost: tuple[Any, ...] = ()
    readable: bool = True


def id_of(item: Any, *, position: int) -> str:
    """The id that an item gives, or which one of the file it is."""
    properties = item.get("properties") if isinstance(item, dict) else None
    given = properties.get("id") if isinstance(properties, dict) else None
    if isinstance(given, str) and len(given) <= MAX_SAID_CHARS and given.isprintable():
        return given
    return f"feature {position + 1}"


def shorten(value: object) -> str:
    """A value as Python writes it, cut to what fits into a message."""
    text = repr(value)
    return text if len(text) <= MAX_SHOWN_CHARS else text[: MAX_SHOWN_CHARS - 1] + "…"


def cut(text: str) -> str:
    """Keep a message short, with nothing in it that is invisible or half a letter."""
    return text if len(text) <= MAX_SAID_CHARS and text.isprintable() else repr(text)[:MAX_SAID_CHARS] + "…"

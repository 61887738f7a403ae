"""Numbers as others write them; what can be read in two ways is not read."""

from __future__ import annotations

import re
from math import isfinite
from typing import Final

MAX_CHARS: Final = 60
"""A longer cell is no number; the patterns are never asked about it."""
_SPACES: Final = re.compile("[\\s\u00a0\u202f\u2009']")
_PLAIN: Final = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?(?:[eE][+-]?[0-9]{1,2})?")
_GROUPED: Final = re.compile(r"[+-]?[0-9]{1,3}(?:([.,])[0-9]{3})+")
_RANGE: Final = re.compile(r"([0-9][0-9\s.,']*?)\s*(?:-|–|—|to|do|bis|à)\s*([0-9][0-9\s.,']*)")
_ABOUT: Final = re.compile(
    r"(?i)^(?:~|≈|ca?\.|circa|about|around|approx(?:\.|imately)?|ok\.|około|environ|env\.|etwa|rund)\s*"
)
_AT_LEAST: Final = re.compile(
    r"(?i)^(?:>=?|≥|at least|more than|over|min\.?|co najmniej|ponad|au moins|plus de|mindestens|über)\s*|\+$"
)
_AT_MOST: Final = re.compile(r"(?i)^(?:<=?|≤|at most|up to|less than|max\.?|do|najwyżej|jusqu'à|höchstens|bis zu)\s*")


def read_number(text: str, *, decimal: str = ".") -> float | None:
    """Read a number, or nothing where the text is none or can be read in two ways.

    Parameters
    ----------
    text
        The cell.
    decimal
        The decimal mark of the file.
    """
    if len(text) > MAX_CHARS:
        return None
    bare = _SPACES.sub("", text.strip().replace("−", "-"))
    grouped = _GROUPED.fullmatch(bare)
    if grouped and (grouped[1] != decimal or bare.count(decimal) > 1):
        bare = bare.replace(grouped[1], "")
    elif decimal == "," or (bare.count(",") == 1 and "." not in bare):
        bare = bare.replace(",", ".")
    if not _PLAIN.fullmatch(bare):
        return None
    number = float(bare)
    return number if isfinite(number) else None


def read_count(text: str, *, decimal: str = ".") -> tuple[float | None, float | None, float | None] | None:
    """Read a count: a number, a range, or one with “about”, “at least” or “up to” before it.

    Parameters
    ----------
    text
        The cell.
    decimal
        The decimal mark of the file.

    Returns
    -------
    value, low, high
        Each may be None; nothing at all where the text is no count, or a negative one: below zero means not known.
    """
    if len(text) > MAX_CHARS:
        return None
    given = " ".join(text.split())
    span = _RANGE.fullmatch(given)
    if span:
        low, high = read_number(span[1], decimal=decimal), read_number(span[2], decimal=decimal)
        return (None, low, high) if low is not None and high is not None and low <= high else None
    if _AT_LEAST.search(given):
        low = read_number(_AT_LEAST.sub("", given), decimal=decimal)
        return (None, low, None) if low is not None and low >= 0 else None
    if _AT_MOST.match(given):
        high = read_number(_AT_MOST.sub("", given), decimal=decimal)
        return (None, None, high) if high is not None and high >= 0 else None
    bare = _ABOUT.sub("", given)
    value = read_number(bare, decimal=decimal)
    if value is None or value < 0 or (not value.is_integer() and _GROUPED.fullmatch(bare)):
        return None  # 1.234 people may be a thousand and more, or one and a bit
    return value, None, None


def whole(number: float) -> int | float:
    """Write 3.0 as 3."""
    return int(number) if float(number).is_integer() else number

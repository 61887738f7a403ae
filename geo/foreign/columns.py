"""Find what the columns of a free table mean: by their names, and by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from geo.foreign import coordinates, dates
from geo.foreign.letters import fold
from geo.foreign.mapping import DATES, MEASURES, Choice
from geo.foreign.numbers import read_count
from geo.foreign.sheet import Sheet, as_text
from geo.foreign.words import NAMES

SAMPLE_ROWS: Final = 2_000
EXACT: Final = 0.98
CONTAINED: Final = 0.8
SIMILAR: Final = 0.7
BY_CONTENT: Final = 0.6
MIN_SIMILARITY: Final = 88
"""Of 100, as rapidfuzz counts edits: one letter in eight."""
_ENOUGH: Final = 0.75
"""Share of the filled cells that must be what the column's name only hints at."""
_LEAST: Final = 0.3
"""The same, where the name says it outright."""
_NEEDED: Final = ("start", "latitude", "longitude")
"""Targets taken by their name whatever the cells hold: a row that cannot be read is then refused by name."""
_ADDRESS: Final = re.compile(r"(?i)\bhttps?://\S+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column that a target might be taken from."""

    target: str
    column: str
    confidence: float
    reason: str


def suggest(sheet: Sheet, *, decimal: str) -> dict[str, Choice]:
    """Choose a column for each target that has one.

    Parameters
    ----------
    sheet
        The table.
    decimal
        Its decimal mark.

    Returns
    -------
    choices
        By target, in the order of `geo.foreign.mapping.TARGETS`; no column stands twice.
    """
    filled = _filled(sheet)
    candidates = [candidate for name in sheet.columns for candidate in _by_name(name, filled[name], decimal=decimal)]
    chosen = _assigned(candidates)
    taken = {choice.column for choice in chosen.values()}
    rest = {name: cells for name, cells in filled.items() if name not in taken}
    chosen |= _by_content(chosen, rest, decimal=decimal)
    if not ("latitude" in chosen and "longitude" in chosen):
        chosen = {target: choice for target, choice in chosen.items() if target not in ("latitude", "longitude")}
    elif "coordinates" in chosen:
        del chosen["coordinates"]
    return {target: chosen[target] for target in NAMES if target in chosen}


def _filled(sheet: Sheet) -> dict[str, list[str]]:
    """The filled cells of each column; a row that repeats another counts once."""
    different = {
        tuple((name, as_text(value)) for name, value in row.cells.items()): None for row in sheet.rows[:SAMPLE_ROWS]
    }
    filled: dict[str, list[str]] = {name: [] for name in sheet.columns}
    for cells in different:
        for name, text in cells:
            if name in filled:
                filled[name].append(text)
    return filled


def _by_name(name: str, cells: Sequence[str], *, decimal: str) -> list[Candidate]:
    found = []
    for target, names in NAMES.items():
        confidence, why = _likeness(fold(name.rpartition(".")[2] or name), names)
        if not confidence:
            continue
        share = _SHARES[target](cells, decimal) if target in _SHARES else 1.0
        least = _LEAST if confidence == EXACT else _ENOUGH
        if cells and share < least and not (confidence == EXACT and target in _NEEDED and len(name) > 2):  # noqa: PLR2004 - not x, y
            continue
        told = f"{why}; {share:.0%} of {len(cells)} cells fit" if target in _SHARES and cells else why
        found.append(Candidate(target, name, round(confidence * (share if target in _SHARES else 1), 2), told))
    return found


def _likeness(name: str, names: frozenset[str]) -> tuple[float, str]:
    """How much a column's name is one that we know."""
    if name in names:
        return EXACT, f"named “{name}”"
    words = set(name.split())
    inside = max((known for known in names if len(known) > 2 and set(known.split()) <= words), key=len, default="")  # noqa: PLR2004 - no initials
    if inside:
        return CONTAINED + len(inside) / 1000, f"its name has “{inside}”"
    likest = max(names, key=lambda known: fuzz.ratio(name, known))
    if len(name) > 3 and fuzz.ratio(name, likest) >= MIN_SIMILARITY:  # noqa: PLR2004 - short names are alike by chance
        return SIMILAR, f"its name is like “{likest}”"
    return 0, ""


def _assigned(candidates: Sequence[Candidate]) -> dict[str, Choice]:
    """Give each target its best column and each column its best target, the surest first."""
    chosen: dict[str, Choice] = {}
    taken: set[str] = set()
    for candidate in sorted(candidates, key=lambda item: -item.confidence):
        if candidate.target not in chosen and candidate.column not in taken:
            chosen[candidate.target] = Choice(candidate.column, candidate.confidence, candidate.reason)
            taken.add(candidate.column)
    return chosen


def _by_content(chosen: Mapping[str, Choice], rest: Mapping[str, Sequence[str]], *, decimal: str) -> dict[str, Choice]:
    """Find dates, one-cell coordinates and addresses by what the cells hold, where no name says so."""
    found: dict[str, Choice] = {}
    for target, least in (("start", 0.9), ("coordinates", 0.9), ("url", 0.9)):
        if target in chosen or (target == "coordinates" and "latitude" in chosen):
            continue
        shares = {
            name: _SHARES[target](cells, decimal)
            for name, cells in rest.items()
            if cells and name not in {choice.column for choice in found.values()}
        }
        best = max(shares, key=lambda name: shares[name], default="")
        if best and shares[best] >= least:
            found[target] = Choice(best, BY_CONTENT, f"{shares[best]:.0%} of {len(rest[best])} cells look like it")
    return found


# --- what a column must hold ---------------------------------------------------------


def _share(test: Callable[[str], bool]) -> Callable[[Sequence[str], str], float]:
    def of(cells: Sequence[str], _decimal: str) -> float:
        return sum(map(test, cells)) / len(cells) if cells else 0.0

    return of


def _is_day(cell: str) -> bool:
    try:
        dates.read(cell, "DMY")
    except dates.UnreadableDateError:
        try:
            dates.read(cell, "MDY")
        except dates.UnreadableDateError:
            return False
    return True


def _is_pair(cell: str) -> bool:
    parts = coordinates.split(cell)
    return bool(parts) and parts is not None and all(map(coordinates.read_degrees, parts))


def _counts(cells: Sequence[str], decimal: str) -> float:
    return sum(read_count(cell, decimal=decimal) is not None or not cell.strip("-–? ") for cell in cells) / max(
        1, len(cells)
    )


def _distinct(cells: Sequence[str], _decimal: str) -> float:
    return len(set(cells)) / len(cells) if cells else 0.0


def _short(cells: Sequence[str], _decimal: str) -> float:
    return sum(len(cell) <= 80 for cell in cells) / max(1, len(cells))  # noqa: PLR2004 - a category is a word or two


_SHARES: Final[Mapping[str, Callable[[Sequence[str], str], float]]] = {
    **dict.fromkeys(DATES, _share(_is_day)),
    "latitude": _share(lambda cell: coordinates.read_degrees(cell) is not None),
    "longitude": _share(lambda cell: coordinates.read_degrees(cell) is not None),
    "coordinates": _share(_is_pair),
    "url": _share(lambda cell: bool(_ADDRESS.search(cell))),
    "id": _distinct,
    "category": _short,
    "uncertainty_m": _counts,
    **dict.fromkeys(MEASURES, _counts),
}

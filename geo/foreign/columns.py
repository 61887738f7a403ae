"""Find what the columns of a free table mean: by their names, and by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from rapidfuzz import fuzz

from geo.foreign import coordinates, dates
from geo.foreign.letters import fold
from geo.foreign.mapping import DATES, MEASURES, Choice
from geo.foreign.numbers import read_count
from geo.foreign.sheet import Sheet, as_text
from geo.foreign.words import NAMES, NOISE, NUMBERED, PAIRS

SAMPLE_ROWS: Final = 2_000
TOGETHER: Final = 0.99
EXACT: Final = 0.98
TRIMMED: Final = 0.95
CONTAINED: Final = 0.8
COMPOUND: Final = 0.75
SIMILAR: Final = 0.7
NUMBERED_SURE: Final = 0.96
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
_GENERIC: Final = 0.05
"""What a name like “incident” inside a longer one is worth less than any other."""
_ID_CHARS: Final = 60
_TEXT_CHARS: Final = 10
"""Characters that the cells of a column of text have in the middle."""
_COMPOUND_CHARS: Final = 5
"""Letters that the end of a compound must have: shorter ends are those of other words."""
_BRACKETS: Final = re.compile(r"[(\[{][^()\[\]{}]{0,80}[)\]}]")
_NESTED: Final = re.compile(r"\w{3,}(?:\.\w{2,})+")
"""Members of members: ``properties.date``, not ``L.p.``."""
_JOINED: Final = re.compile(r"(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])")
"""Where one word of a name in camel case ends."""


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
    candidates += _by_pair(filled)
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
    forms = _forms(name)
    for target, names in NAMES.items():
        confidence, why = _likeness(forms, names)
        if target == "title" and confidence < TRIMMED:
            confidence -= _GENERIC if confidence else 0  # the place of an event is a place
        if not confidence:
            continue
        share = _SHARES[target](cells, decimal)
        sure = confidence >= TRIMMED
        least = _LEAST if sure else _ENOUGH
        if cells and share < least and not (sure and target in _NEEDED and len(name) > 2):  # noqa: PLR2004 - not x, y
            continue
        told = f"{why}; {share:.0%} of {len(cells)} cells fit" if target in _TOLD and cells else why
        found.append(Candidate(target, name, round(confidence * (share if cells else 1), 3), told))
    if not any(item.target in MEASURES for item in found):
        found += _numbered(name, forms, cells)
    return found


def _numbered(name: str, forms: tuple[str, ...], cells: Sequence[str]) -> list[Candidate]:
    """Find ids by a word like “number” beside what is numbered, where each row has one of its own."""
    word = next((word for word in forms[0].split() if word in NUMBERED), "") if forms else ""
    if not word or not cells or len(set(cells)) < len(cells):
        return []
    if any(len(cell) > _ID_CHARS or _is_day(cell) or _ADDRESS.search(cell) for cell in cells):
        return []
    return [Candidate("id", name, NUMBERED_SURE, f"its name has “{word}”; each of {len(cells)} cells is another")]


def _by_pair(filled: Mapping[str, Sequence[str]]) -> list[Candidate]:
    """Find short names that mean coordinates only where both stand in the table: N and E, Y and X."""
    names = {form: name for name in reversed(tuple(filled)) for form in _forms(name)}
    found = []
    for lat, lon in PAIRS:
        if lat in names and lon in names and all(_are_degrees(filled[names[form]]) for form in (lat, lon)):
            told = f"“{names[lat]}” and “{names[lon]}” stand together and hold degrees"
            found += [
                Candidate(target, names[form], TOGETHER, told)
                for target, form in (("latitude", lat), ("longitude", lon))
            ]
    return found


def _are_degrees(cells: Sequence[str]) -> bool:
    """Whether most cells are degrees with decimals: a whole number may be that of a row, one above 180 is none."""
    read = [coordinates.read_degrees(cell) for cell in cells]
    good = [item for item in read if item and item[1] and abs(item[0]) <= coordinates.MAX_LONGITUDE]
    return bool(cells) and len(good) / len(cells) >= _ENOUGH


def _forms(name: str) -> tuple[str, ...]:
    """Ways to say a column's name: whole, without what stands in brackets, without units and words like “number of”."""
    own = name.rpartition(".")[2] if _NESTED.fullmatch(name) else name
    whole = fold(_JOINED.sub(" ", own))
    bare = fold(_JOINED.sub(" ", _BRACKETS.sub(" ", own)))
    forms = (whole, bare, _without_noise(bare), _without_noise(whole), fold(name))
    return tuple(dict.fromkeys(filter(None, forms)))


def _without_noise(name: str) -> str:
    return " ".join(word for word in name.split() if word not in NOISE and not word.isdecimal())


def _likeness(forms: tuple[str, ...], names: frozenset[str]) -> tuple[float, str]:
    """How much a column's name is one that we know."""
    found = next((form for form in forms if form in names), None)
    if found is not None:
        return (EXACT if found == forms[0] else TRIMMED), f"named “{found}”"
    name = forms[0] if forms else ""
    words = set(name.split())
    inside = max((known for known in names if len(known) > 2 and set(known.split()) <= words), key=len, default="")  # noqa: PLR2004 - no initials
    if inside:
        return CONTAINED + min(len(inside), 50) / 1000, f"its name has “{inside}”"
    end = max((known for known in names if len(known) >= _COMPOUND_CHARS and name.endswith(known)), key=len, default="")
    if end:
        return COMPOUND + min(len(end), 20) / 1000, f"its name ends in “{end}”"
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
            if cells and name not in _columns_of(found)
        }
        best = max(shares, key=lambda name: shares[name], default="")
        if best and shares[best] >= least:
            found[target] = Choice(best, BY_CONTENT, f"{shares[best]:.0%} of {len(rest[best])} cells look like it")
    if "title" not in chosen and "summary" not in chosen:
        found |= _longest_text({name: cells for name, cells in rest.items() if name not in _columns_of(found)})
    return found


def _columns_of(choices: Mapping[str, Choice]) -> frozenset[str]:
    return frozenset(choice.column for choice in choices.values())


def _longest_text(rest: Mapping[str, Sequence[str]]) -> dict[str, Choice]:
    """Take the column with the longest texts for what happened, where no name says which it is."""
    lengths = {
        name: median(map(len, cells))
        for name, cells in rest.items()
        if cells and sum(map(_is_words, cells)) >= _ENOUGH * len(cells) and 2 * len(set(cells)) > len(cells)
    }
    best = max(lengths, key=lambda name: lengths[name], default="")
    if not best or lengths[best] < _TEXT_CHARS:
        return {}
    return {"summary": Choice(best, BY_CONTENT, "the column with the longest texts")}


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
    read = [coordinates.read_degrees(part) for part in parts] if parts else []
    if len(read) != 2 or read[0] is None or read[1] is None:  # noqa: PLR2004 - a pair
        return False
    (lat, lat_decimals), (lon, lon_decimals) = read[0], read[1]
    # 53,5113 is one number: a pair has decimals of its own, and lies on the Earth.
    return bool(lat_decimals or lon_decimals) and abs(lat) <= coordinates.MAX_LONGITUDE >= abs(lon)


def _counts(cells: Sequence[str], decimal: str) -> float:
    return sum(read_count(cell, decimal=decimal) is not None or not cell.strip("-–? ") for cell in cells) / max(
        1, len(cells)
    )


def _distinct(cells: Sequence[str], _decimal: str) -> float:
    return len(set(cells)) / len(cells) if cells else 0.0


def _is_short(cell: str) -> bool:
    """A category is a word or two."""
    return len(cell) <= 80 and _is_words(cell)  # noqa: PLR2004


def _is_words(cell: str) -> bool:
    """Neither a day, nor an address and nothing else, nor degrees with decimals."""
    degrees = coordinates.read_degrees(cell)
    return not (_is_day(cell) or _ADDRESS.fullmatch(cell) or (degrees and degrees[1]))


_TOLD: Final = frozenset(
    {*DATES, "latitude", "longitude", "coordinates", "url", "id", "category", "uncertainty_m", *MEASURES}
)
"""Targets whose reason says how many cells fit."""
_SHARES: Final[Mapping[str, Callable[[Sequence[str], str], float]]] = {
    **dict.fromkeys(NAMES, _share(_is_words)),
    **dict.fromkeys(("precision", "claimant_sides", "note"), _share(lambda _: True)),
    **dict.fromkeys(("source",), _share(lambda cell: not _is_day(cell))),
    **dict.fromkeys(DATES, _share(_is_day)),
    "latitude": _share(lambda cell: coordinates.read_degrees(cell) is not None),
    "longitude": _share(lambda cell: coordinates.read_degrees(cell) is not None),
    "coordinates": _share(_is_pair),
    "url": _share(lambda cell: bool(_ADDRESS.search(cell))),
    "id": _distinct,
    "category": _share(_is_short),
    "uncertainty_m": _counts,
    **dict.fromkeys(MEASURES, _counts),
}

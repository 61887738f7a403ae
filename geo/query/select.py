"""Choose records: a `Selection` becomes a few clauses, and the clauses become rows.

A clause compares one column of numbers with constants. The browser holds the same columns and evaluates the same
clauses (`geo/assets/map.js`), so that the server and the map cannot disagree and a filter change costs a few
hundred bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final, Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo import schema, study
from geo.model import ALONG_REACH_M, LAYER_OF_KIND, RECORD_LAYERS, Selection
from geo.query.distinct import each, plain, reading, texts
from geo.query.filters import FILTERS, MAX_CODES, CodedFilter
from geo.query.search import Corpus, corpus, find, is_asking

EPOCH: Final = study.EPOCH
NEVER_ENDS: Final = 2**31 - 1
NEVER_REPORTED: Final = date.max
"""For a record of others that nobody dates: it stands after every day that somebody goes back to."""
NO_DISTANCE: Final = -1
METRES_PER_KM: Final = 1000
PART: Final = 4096
"""Records whose texts are folded and read at a time."""

Numbers = npt.NDArray[np.int64]
Column = npt.NDArray[np.integer[Any]]
"""Whole numbers, a row each, in as few bytes as they need: a million of them are compared in a fraction of the time."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Keep rows by a column: in `numbers` (``in``), the bit of one (``any``), within the only one (``ge``, ``le``)."""

    column: str
    test: Literal["in", "ge", "le", "any"]
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Keep the rows that a search found: a clause like the others, of the rows' own numbers.

    Attributes
    ----------
    text
        What was searched for.
    numbers
        The rows, ascending.
    """

    text: str
    numbers: Numbers
    column: ClassVar[str] = "row"


@dataclass(frozen=True)
class Index:
    """Columns of numbers over the records, and what a search looks through, prepared once.

    Attributes
    ----------
    columns
        ``start``, ``end``, ``reported`` in days since the Unix epoch, ``border_m`` in metres from the line (-1 without
        a point), ``along_m`` in metres along it (-1 without a point within `ALONG_REACH_M` of it), and the codes of
        `coded`.
    corpus
        What a search looks through: a text and the days of each row.
    """

    columns: Mapping[str, Column]
    corpus: Corpus

    def __len__(self) -> int:
        return len(self.corpus.texts)


def day_number(day: date) -> int:
    """Count the days from the Unix epoch: a calendar date as a number, free of time zones."""
    return (day - EPOCH).days


def index(records: gpd.GeoDataFrame) -> Index:
    """Prepare records for selecting.

    Parameters
    ----------
    records
        Kept records, joined with the border.
    """
    columns = {
        "layer": _codes(records["kind"], RECORD_LAYERS, LAYER_OF_KIND.__getitem__),
        **{item.parameter: _coded(item, records) for item in FILTERS},
        "date_precision": _codes(records["date_precision"], schema.DATE_PRECISIONS),
        "start": each([records["start"]], day_number, kind=np.int32),
        "end": each([records["start"], records["end"], records["end_status"]], _last_day, kind=np.int32),
        "reported": each([records["reported"]], lambda day: day_number(day or NEVER_REPORTED), kind=np.int32),
        "border_m": _whole(records["border_m"]),
        "along_m": _whole((records["border_km"] * METRES_PER_KM).where(records["border_m"] <= ALONG_REACH_M)),
    }
    return Index(columns=columns, corpus=corpus(searchable(records), columns["start"], columns["end"]))


def _whole(metres: pd.Series) -> Column:
    return metres.astype(float).fillna(NO_DISTANCE).round().to_numpy().astype(np.int32)


def coded() -> Mapping[str, tuple[str, ...]]:
    """Columns of codes: a number stands for the word at its place, or has the bit of each word at its place."""
    return {
        "layer": RECORD_LAYERS,
        **{item.parameter: tuple(item.vocabulary) for item in FILTERS},
        "date_precision": tuple(schema.DATE_PRECISIONS),
    }


def _codes(values: pd.Series, words: Iterable[str], code: Callable[[Any], str] = str) -> Column:
    places = {word: number for number, word in enumerate(words)}
    return each([values], lambda value: places[code(value)], kind=np.min_scalar_type(max(len(places) - 1, 0)))


def _coded(item: CodedFilter, records: gpd.GeoDataFrame) -> Column:
    """The code of each record as its place in the vocabulary; of a list, a bit for each code at its place."""
    columns = [reading(records, name) for name in item.reads]
    if not item.on_list:
        places = {word: number for number, word in enumerate(item.vocabulary)}
        kind = np.min_scalar_type(max(len(places) - 1, 0))
        return each(columns, lambda *values: places[item.code(*values)], kind=kind)
    bits = {word: 1 << number for number, word in enumerate(item.vocabulary)}
    if len(bits) > MAX_CODES:
        message = f"the filter {item.parameter} has {len(bits)} codes, more than {MAX_CODES}"
        raise ValueError(message)
    width = np.min_scalar_type((1 << len(bits)) - 1)
    return each(columns, lambda *values: sum(bits[code] for code in set(item.code(*values) or ())), kind=width)


def _last_day(start: date, end: date | None, end_status: str) -> int:
    """Last day of a record: its end, its start for want of one, or never where the end is open."""
    return NEVER_ENDS if end_status in schema.OPEN_ENDS else day_number(end or start)


def searchable(records: gpd.GeoDataFrame) -> Iterator[pa.Array]:
    """Everything of each record that a search looks through, a text a record, some thousand at a time."""
    parts = [
        *(plain(records[name]) for name in ("id", "title", "summary", "place")),
        *(texts([records[name]], _lines) for name in ("actors", "claimed_by", "disputed_by")),
        texts([records["place_local"]], lambda local: _lines((local or {}).values())),
        texts([records["category"]], _kind_labels),
        texts([records["claimant_sides"]], _side_labels),
    ]
    for first in range(0, len(records), PART):
        yield pc.binary_join_element_wise(
            *(part.slice(first, PART) for part in parts), pa.scalar("\n", pa.large_string())
        )


def _lines(words: Iterable[str]) -> str:
    return "\n".join(words)


def _kind_labels(category: str) -> str:
    """What readers see of a category: its own label and its family's."""
    found = schema.CATEGORIES[category]
    return _lines((found.label, schema.FAMILIES[found.family].label))


def _side_labels(sides: Iterable[str]) -> str:
    return _lines(schema.CLAIMANT_SIDES[side].label for side in sides)


def clauses(selection: Selection, *, corpus: Corpus) -> tuple[Clause | Matches, ...]:
    """Turn a selection into clauses: AND between them, OR inside one.

    Parameters
    ----------
    selection
        What the reader chose. A record is in a range of dates if any of its days is.
    corpus
        What ``selection.text`` is searched in.
    """
    found = [
        _bound("end", "ge", selection.start),
        _bound("start", "le", selection.end),
        _bound("reported", "le", selection.known),
        _in_layers(selection),
        *(_chosen(item, selection) for item in FILTERS),
        *_near(selection.border_km),
        *_along(selection.along_km),
        _matching(selection.text, corpus),
    ]
    return tuple(clause for clause in found if clause)


def _bound(column: str, test: Literal["ge", "le"], day: date | None) -> Clause | None:
    return Clause(column, test, (day_number(day),)) if day else None


def _in_layers(selection: Selection) -> Clause | None:
    layers = selection.layers & set(RECORD_LAYERS)
    return None if len(layers) == len(RECORD_LAYERS) else _among("layer", layers, RECORD_LAYERS)


def _chosen(item: CodedFilter, selection: Selection) -> Clause | None:
    codes: frozenset[str] = getattr(selection, item.field)
    return _among(item.parameter, codes, item.vocabulary, test="any" if item.on_list else "in") if codes else None


def _among(column: str, chosen: Collection[str], words: Iterable[str], *, test: Literal["in", "any"] = "in") -> Clause:
    return Clause(column, test, tuple(number for number, word in enumerate(words) if word in chosen))


def _near(border_km: float | None) -> tuple[Clause, ...]:
    """Keep records with a point near the line; a record without one has no distance and is left out."""
    if border_km is None:
        return ()
    return Clause("border_m", "ge", (0,)), Clause("border_m", "le", (round(border_km * METRES_PER_KM),))


def _along(along_km: tuple[float, float] | None) -> tuple[Clause, ...]:
    """Keep records whose nearest place on the line lies in a stretch of it; without a point near it there is none."""
    if along_km is None:
        return ()
    first, last = (round(km * METRES_PER_KM) for km in along_km)
    return Clause("along_m", "ge", (first,)), Clause("along_m", "le", (last,))


def _matching(text: str, corpus: Corpus) -> Matches | None:
    return Matches(text, find(corpus, text).rows) if is_asking(text) else None


def mask(index: Index, chosen: Sequence[Clause | Matches]) -> npt.NDArray[np.bool_]:
    """Evaluate clauses over an index: one truth value a row."""
    keep = np.ones(len(index), dtype=bool)
    for clause in chosen:
        keep &= _holds(index, clause)
    return keep


def _holds(index: Index, clause: Clause | Matches) -> npt.NDArray[np.bool_]:
    if isinstance(clause, Matches):
        hits = np.zeros(len(index), dtype=bool)
        hits[clause.numbers] = True
        return hits
    column = index.columns[clause.column]
    if clause.test == "in":
        wanted_codes = np.zeros(np.iinfo(column.dtype).max + 1, dtype=bool)
        wanted_codes[list(clause.numbers)] = True
        return wanted_codes[column]
    if clause.test == "any":
        wanted = sum(1 << number for number in clause.numbers)
        there: npt.NDArray[np.bool_] = (column & column.dtype.type(wanted)) != 0
        return there
    return column >= clause.numbers[0] if clause.test == "ge" else column <= clause.numbers[0]


def rows(index: Index, selection: Selection) -> Numbers:
    """Rows that a selection keeps, ascending."""
    return np.flatnonzero(mask(index, clauses(selection, corpus=index.corpus)))


def rows_by_publication(index: Index, chosen: Sequence[Clause | Matches]) -> tuple[Numbers, Numbers]:
    """Rows that clauses keep, and those that they would keep whenever they were published; both ascending."""
    published = [clause for clause in chosen if clause.column == "reported"]
    kept = mask(index, [clause for clause in chosen if clause.column != "reported"])
    rows = np.flatnonzero(kept)
    return (np.flatnonzero(kept & mask(index, published)) if published else rows), rows

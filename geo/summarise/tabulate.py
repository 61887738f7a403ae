"""Count records by any of their coded fields and by time, and say what each count leaves out or counts twice.

Records are counted, never figures: those compete and overlap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Any, Final

import geopandas as gpd

from geo import schema
from geo.summarise.counts import family_of

MONTH_ONLY: Final = "month"

Values = Sequence[tuple[str, ...]]
"""For each record the words that it counts under: none, one or several."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something to count by.

    Attributes
    ----------
    about
        What a record counts under, in words.
    values
        Its words for each record of a frame.
    order
        All words in the order in which they are told; None for that of the calendar.
    missing
        Why a record may count under none; empty if none may.
    """

    about: str
    values: Callable[[gpd.GeoDataFrame], Values]
    order: Callable[[], Sequence[str]] | None = None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Counts of records.

    Attributes
    ----------
    by
        What they are counted by.
    rows
        One for each combination that any record has: its words by name, and ``records``.
    not_counted
        How many records count nowhere, by the reason.
    """

    by: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    not_counted: Mapping[str, int]


def _field(name: str) -> Callable[[gpd.GeoDataFrame], Values]:
    return lambda records: [(value,) for value in records[name]]


def _begun(period: Callable[[date], date]) -> Callable[[gpd.GeoDataFrame], Values]:
    """First day of the period in which each record begins; none for one that is dated to a month only."""

    def values(records: gpd.GeoDataFrame) -> Values:
        dated = zip(records["start"], records["date_precision"], strict=True)
        return [() if precision == MONTH_ONLY else (period(day).isoformat(),) for day, precision in dated]

    return values


def _sides(records: gpd.GeoDataFrame) -> Values:
    return [tuple(dict.fromkeys(sides)) for sides in records["claimant_sides"]]


NO_DAY: Final = "dated to a month and to no day"

DIMENSIONS: Final[Mapping[str, Dimension]] = {
    "day": Dimension("the day on which it begins", _begun(lambda day: day), missing=NO_DAY),
    "week": Dimension(
        "the week in which it begins, by its Monday",
        _begun(lambda day: day - timedelta(days=day.weekday())),
        missing=NO_DAY,
    ),
    "month": Dimension("the month in which it begins", lambda records: [(f"{day:%Y-%m}",) for day in records["start"]]),
    "kind": Dimension("its kind", _field("kind"), lambda: tuple(schema.KINDS)),
    "family": Dimension(
        "the family of its category",
        lambda records: [(code,) for code in family_of(records["category"])],
        lambda: tuple(schema.FAMILIES),
    ),
    "category": Dimension("its category", _field("category"), lambda: tuple(schema.CATEGORIES)),
    "side": Dimension("the side of the line on which it is", _field("side"), lambda: tuple(schema.SIDES)),
    "confidence": Dimension("what its claims amount to", _field("confidence"), lambda: tuple(schema.CONFIDENCES)),
    "precision": Dimension("how exactly its place is known", _field("geo_precision"), lambda: tuple(schema.PRECISIONS)),
    "claimant": Dimension(
        "each side that claims it: a record of two sides counts once for each, so that these rows add up to more than "
        "there are records",
        _sides,
        lambda: tuple(schema.CLAIMANT_SIDES),
    ),
}
"""What records can be counted by, by code."""


def tabulate(records: gpd.GeoDataFrame, *, by: Sequence[str]) -> Table:
    """Count records by some of the `DIMENSIONS` at once.

    Parameters
    ----------
    records
        A selection.
    by
        Codes of `DIMENSIONS`, in the order in which the rows are sorted; without any there is one row.
    """
    columns = [DIMENSIONS[name].values(records) for name in by]
    words = list(zip(*columns, strict=True)) if columns else [()] * len(records)
    counts = Counter(combination for each in words for combination in product(*each))
    missing = Counter(
        next(DIMENSIONS[name].missing for name, values in zip(by, each, strict=True) if not values)
        for each in words
        if not all(each)
    )
    rows = tuple(
        {**dict(zip(by, combination, strict=True)), "records": counts[combination]}
        for combination in sorted(counts, key=lambda combination: _places(by, combination))
    )
    return Table(tuple(by), rows, dict(missing))


def _places(by: Sequence[str], combination: tuple[str, ...]) -> list[tuple[int, str]]:
    """Where a combination stands: by its words' places in their orders, or by the calendar."""
    places = []
    for name, word in zip(by, combination, strict=True):
        order = DIMENSIONS[name].order
        places.append((list(order()).index(word) if order else 0, word))
    return places

"""How much of the records was published later than a day, counted by columns.

It is what `geo.query.as_of.as_known` takes away, without making the records as they were: a page says it after each
change of a filter, over as many records as there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo import kept, study
from geo.query.as_of import Entries, LeftOut, is_exact, published_by

NEVER: Final = np.int32(2**31 - 1)
"""Day of what nobody dates: it is later than every day that somebody goes back to."""
KEPT_DAYS: Final = 4

Numbers = npt.NDArray[np.int64]
Days = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Column:
    """What records hold several of: the row of each, and the day by which it was published."""

    rows: Numbers
    days: Days


@dataclass(frozen=True, eq=False)
class Lateness:
    """Days since the Unix epoch by which each figure and each citation was published, and on which a record ends.

    Attributes
    ----------
    figures, sources
        Of all records.
    ends
        Last day a record; the first of all days where none is known.
    """

    figures: Column
    sources: Column
    ends: Days


@dataclass(frozen=True, eq=False)
class _Counts:
    """How many figures and citations of each record were published later than a day, and whether its end was."""

    figures: npt.NDArray[np.uint16]
    sources: npt.NDArray[np.uint16]
    ends: npt.NDArray[np.bool_]


def lateness(records: gpd.GeoDataFrame, *, sources: Entries) -> Lateness:
    """Find the day by which each figure and citation was published.

    Parameters
    ----------
    records
        Of a dataset, all of them.
    sources
        CSL-JSON entries by id.
    """
    citations, figures = _members(records["sources"], "id"), _members(records["figures"], "source")
    names = pc.unique(pa.concat_arrays([citations[1], figures[1]]))
    days = np.array([_number(published_by(sources[name])) for name in names.to_pylist()], dtype=np.int32)
    exact = np.array([is_exact(sources[name]) for name in names.to_pylist()], dtype=bool)
    reported = _days(records["reported"])
    found = [(rows, pc.index_in(values, names).to_numpy()) for rows, values in (citations, figures)]
    # A record whose report no date of a source explains was reported by a source without an exact date.
    explained = np.zeros(len(records), dtype=bool)
    for rows, places in found:
        explained[rows[days[places] <= reported[rows]]] = True
    read_off = ~explained & (reported != NEVER)

    def column(rows: Numbers, places: Numbers) -> Column:
        of_record = read_off[rows] & ~exact[places]
        return Column(rows, np.where(of_record, reported[rows], days[places]))

    return Lateness(
        figures=column(*found[1]),
        sources=column(*found[0]),
        ends=np.where(records["end"].isna(), np.int32(0), _days(records["end"])),
    )


def left_out(of: Lateness, *, day: date, before: Numbers, after: Numbers) -> LeftOut:
    """Count what `as_known` takes away from some rows.

    Parameters
    ----------
    of
        Of all records.
    day
        The day that is gone back to.
    before, after
        Rows without regard to when they were published, and those of them that were by the day.
    """
    late = _late(of, _number(day))
    return LeftOut(
        records=len(before) - len(after),
        figures=int(late.figures[after].sum(dtype=np.int64)),
        sources=int(late.sources[after].sum(dtype=np.int64)),
        ends=int(late.ends[after].sum()),
    )


@kept.with_first(size=KEPT_DAYS)
def _late(of: Lateness, day: int) -> _Counts:
    def counts(column: Column) -> npt.NDArray[np.uint16]:
        later = column.rows[column.days > day]
        return np.bincount(later, minlength=len(of.ends)).astype(np.uint16)

    return _Counts(counts(of.figures), counts(of.sources), of.ends > day)


def _members(lists: pd.Series, name: str) -> tuple[Numbers, pa.Array]:
    """A member of the structs in a column of lists: the row of each and its value, also where the column is Arrow."""
    arrow = getattr(lists.array, "arrow", None)
    if arrow is not None:
        return pc.list_parent_indices(arrow).to_numpy(), pc.struct_field(pc.list_flatten(arrow), name)
    sizes = [len(values) for values in lists]
    values: list[Any] = [value[name] for values in lists for value in values]
    return np.repeat(np.arange(len(sizes)), sizes), pa.array(values, pa.string())


def _days(values: pd.Series) -> Days:
    return np.array([_number(day) for day in values], dtype=np.int32)


def _number(day: date | None) -> int:
    return (day - study.EPOCH).days if isinstance(day, date) else int(NEVER)

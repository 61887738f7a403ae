"""What a run shows: the records, counts and days of a link, each computed once and handed on."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Final, TypeVar, cast

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import kept
from geo.model import Dataset, Link
from geo.query import as_of, lateness, search, select, words

OF_THE_SELECTION: Final = frozenset(
    {
        "clauses",
        "rows",
        "_published",
        "known",
        "records",
        "days",
        "attempts",
        "words",
        "headline",
        "left_out",
        "guessed",
        "denied",
    }
)
"""Properties of a view that depend on the selection of its link and on nothing else of it."""
FEW: Final = 100
"""Rows that are made as they could be known by themselves, so that a list need not make them all."""
KEPT_DAYS: Final = 4
"""Days that the data are kept for, as they could be known then: readers of one link ask for one day many times."""
KEPT_MADE: Final = 256
"""What pages show of a version of the data that is kept, of all selections together."""
_MADE: Final[kept.Kept[Dataset, object]] = kept.Kept(KEPT_MADE)
KEPT_EACH: Final = 16
"""Tables of single records that are kept of a version of the data, and of each day that it goes back to."""
MOST_EACH: Final = 50_000
"""Records of which such tables are kept; of more than these a table is made of the selection alone."""
_EACH: Final[kept.Kept[Dataset, pd.DataFrame]] = kept.Kept(KEPT_EACH)

Made = TypeVar("Made")


@dataclass(frozen=True)
class DataView:
    """A link, evaluated over the data. Every property is computed when it is first asked for, and then kept.

    Attributes
    ----------
    dataset
        All that there is.
    index
        Its columns of numbers, as `geo.query.select.index` makes them.
    link
        What the reader chose.
    """

    dataset: Dataset
    index: select.Index
    link: Link

    @cached_property
    def clauses(self) -> tuple[select.Clause | select.Matches, ...]:
        """The selection as clauses; the browser evaluates the same ones."""
        return select.clauses(self.link.selection, corpus=self.index.corpus)

    @cached_property
    def rows(self) -> select.Numbers:
        """Rows of the dataset that the selection keeps, ascending."""
        return self._published[0]

    @cached_property
    def _published(self) -> tuple[select.Numbers, select.Numbers]:
        """Rows that the selection keeps, and those that it would keep whenever they were published."""
        return select.rows_by_publication(self.index, self.clauses)

    @cached_property
    def known(self) -> Dataset:
        """The data as they could be known on the day that the link goes back to; all that there is without one."""
        day = self.link.selection.known
        return self.dataset if day is None else _as_of(self.dataset, day)

    @cached_property
    def records(self) -> gpd.GeoDataFrame:
        """Records that the selection keeps, in the order start, id, on the dataset's index."""
        return self._as_known(self.rows)

    def records_at(self, rows: select.Numbers) -> gpd.GeoDataFrame:
        """Records at some of the rows, as they could be known."""
        day = self.link.selection.known
        if day is not None and len(rows) <= FEW and "known" not in self.__dict__:
            records = self.dataset.records
            return as_of.as_known(records, sources=self.dataset.sources, day=day, rows=records.index.to_numpy()[rows])
        return self._as_known(rows)

    def fields_at(self, rows: select.Numbers, fields: Sequence[str]) -> pd.DataFrame:
        """Some fields of the records at some of the rows, as they could be known."""
        if self.link.selection.known is not None:
            return self.records_at(rows)[list(fields)]
        return self.dataset.records[list(fields)].loc[rows]

    def _as_known(self, rows: select.Numbers) -> gpd.GeoDataFrame:
        if len(rows) == len(self.known.records):
            return self.known.records
        return self.known.records.loc[rows]

    @cached_property
    def opened(self) -> Mapping[str, Any] | None:
        """The record that the link opens; None without one, or if it was published later than the link's day."""
        name = self.link.record_id
        if name is None:
            return None
        rows = np.flatnonzero((self.dataset.records["id"] == name).to_numpy(dtype=bool))
        found = self.records_at(rows).to_dict("records")
        return {str(field): value for field, value in found[0].items()} if found else None

    @cached_property
    def days(self) -> tuple[date, date]:
        """First and last day of the selection; those of the data where no bound is set."""
        first, last = self.dataset.coverage
        start, end = self.link.selection.start or first, self.link.selection.end or last
        return start, max(start, end)

    @cached_property
    def attempts(self) -> pd.DataFrame:
        """Published counts of attempts for periods that lie within the selection's days."""
        counts, (first, last) = self.known.attempts, self.days
        return counts[(counts["date_start"] >= first) & (counts["date_end"] <= last)]

    @cached_property
    def words(self) -> str:
        """The selection in one line."""
        return words.selection(self.link.selection, coverage=self.dataset.coverage)

    @cached_property
    def guessed(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Words of the search that are in no record, each with the words of the data that were taken for it."""
        text = self.link.selection.text
        return search.find(self.index.corpus, text).guessed if search.is_asking(text) else ()

    def made(self, what: str, make: Callable[[], Made], *of: Hashable) -> Made:
        """Give what is made of the selection: it is made once for a version of the data, and kept for every reader.

        Parameters
        ----------
        what
            Names it.
        make
            Makes it. The result must hold neither the dataset nor anything that somebody changes.
        *of
            All that it rests on beside the data and the selection.
        """
        return cast("Made", _MADE.get(self.dataset, (what, self.link.selection, *of), make))

    def each(self, what: str, make: Callable[[gpd.GeoDataFrame], pd.DataFrame]) -> pd.DataFrame:
        """Give the selection's rows of a table that says something of single records.

        Parameters
        ----------
        what
            Names it.
        make
            Makes it of records. Each row rests on one record alone, whatever the others are, and has its index.
        """
        known = self.known
        if len(known.records) > MOST_EACH:
            return make(self.records)
        table = _EACH.get(known, what, lambda: make(known.records))
        return table[np.isin(table.index.to_numpy(), self.rows)]

    @cached_property
    def denied(self) -> int:
        """How many records of the selection a named party denies or tells otherwise."""
        return int((self.index.columns["denier"][self.rows] != 0).sum())

    @cached_property
    def headline(self) -> str:
        """How many records of how many."""
        return words.headline(len(self.rows), len(self.dataset.records))

    @cached_property
    def left_out(self) -> as_of.LeftOut | None:
        """What of the selection was published after the day that it goes back to; None if it goes back to none."""
        day = self.link.selection.known
        if day is None:
            return None
        after, before = self._published
        return lateness.left_out(_lateness(self.dataset), day=day, before=before, after=after)

    def following(self, link: Link) -> DataView:
        """The view of another link; what a selection gives is not computed again where the selection is the same."""
        other = DataView(self.dataset, self.index, link)
        if link.selection == self.link.selection:
            other.__dict__.update({name: self.__dict__[name] for name in OF_THE_SELECTION & self.__dict__.keys()})
        return other

    def between(self, start: date | None, end: date | None) -> DataView:
        """The same selection for other days, both inclusive; None for no bound."""
        selection = replace(self.link.selection, start=start, end=end)
        return DataView(self.dataset, self.index, replace(self.link, selection=selection))


@kept.with_first(size=1)
def _lateness(dataset: Dataset) -> lateness.Lateness:
    return lateness.lateness(dataset.records, sources=dataset.sources)


@kept.with_first(size=KEPT_DAYS)
def _as_of(dataset: Dataset, day: date) -> Dataset:
    records = as_of.as_known(dataset.records, sources=dataset.sources, day=day)
    attempts = as_of.attempts_as_known(dataset.attempts, sources=dataset.sources, day=day)
    return replace(dataset, records=records, attempts=attempts, sources=_cited(dataset, records, attempts))


def _cited(dataset: Dataset, records: gpd.GeoDataFrame, attempts: pd.DataFrame) -> Mapping[str, Mapping[str, Any]]:
    cited = {citation["id"] for citations in records["sources"] for citation in citations} | set(attempts["source"])
    return {name: entry for name, entry in dataset.sources.items() if name in cited}

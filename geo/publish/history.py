"""What happened to the records of a selection from one version of the data to the next: new ones, and corrections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from geo.model import Dataset
from geo.publish import passing
from geo.publish.pin import Row, differing, rows_of
from geo.query.view import DataView


@dataclass(frozen=True, slots=True)
class Event:
    """A record that came into the data, or was corrected.

    Attributes
    ----------
    id, row
        The record, as it is now.
    what
        What happened.
    version, day
        The version of the data in which it did, and the day on which that was made, if it is known.
    fields
        Names of the fields that were corrected.
    """

    id: str
    row: Row
    what: Literal["new", "corrected"]
    version: str
    day: date | None
    fields: tuple[str, ...] = ()


def events(view: DataView, versions: Sequence[Dataset]) -> tuple[Event, ...]:
    """Give what happened to the records of a selection, the newest first.

    Parameters
    ----------
    view
        A link over the data as they are now; nothing is told of rows that may not be passed on.
    versions
        Earlier versions of the data, the oldest first.
    """
    line = (*versions, view.dataset)
    ids = passing.passed_on(view.dataset.records.iloc[view.rows])["id"]
    found = [event for name in ids for event in _of_record(name, line)]
    return tuple(sorted(found, key=_newest, reverse=True))


def _newest(event: Event) -> tuple[date, str, str]:
    return event.day or date.min, str(event.row["reported"] or event.row["start"]), event.id


def _of_record(name: str, line: Sequence[Dataset]) -> Iterator[Event]:
    states = [(dataset, rows_of(dataset)[name]) for dataset in line if name in rows_of(dataset)]
    (first, _), (_, row) = states[0], states[-1]
    yield Event(name, row, "new", first.version, first.released)
    for (_, before), (dataset, now) in pairwise(states):
        fields = differing(before, now)
        if fields:
            yield Event(name, row, "corrected", dataset.version, dataset.released, fields)

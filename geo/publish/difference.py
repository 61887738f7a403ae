"""Compare two versions of the data record by record: what came, what went, and what of which field was what before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from geo.model import Dataset
from geo.publish.pin import Row, differing, rows_of


@dataclass(frozen=True, slots=True)
class Difference:
    """A record that two versions of the data do not hold alike.

    Attributes
    ----------
    id, title
        The record, as the later version that has it calls it.
    what
        Whether it came, went or changed.
    fields
        Of a change: name of each field that differs, and its value before and after.
    """

    id: str
    title: str
    what: Literal["added", "removed", "changed"]
    fields: tuple[tuple[str, Any, Any], ...] = ()


def between(before: Dataset, now: Dataset) -> tuple[Difference, ...]:
    """Compare two versions of the data, each record as its file holds it, in the order of the ids.

    Parameters
    ----------
    before, now
        Two versions; what is computed from records and border is not compared.
    """
    return tuple(_differences(rows_of(before), rows_of(now)))


def _differences(before: Mapping[str, Row], now: Mapping[str, Row]) -> Iterator[Difference]:
    for name in sorted({*before, *now}):
        if name not in before:
            yield Difference(name, now[name]["title"], "added")
        elif name not in now:
            yield Difference(name, before[name]["title"], "removed")
        elif fields := differing(before[name], now[name]):
            was, is_now = before[name], now[name]
            yield Difference(
                name, is_now["title"], "changed", tuple((field, was.get(field), is_now[field]) for field in fields)
            )

"""Pin a selection to the data as they are, and say later what has changed since: which records, and which fields.

A pin is the version of the data and a hash of the records that a link selects, each as its file holds it. What is
computed from them is left out: a better border line changes no record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from geo import kept, schema, study
from geo.model import Dataset, Link, Pin
from geo.publish.export.rows import compact, plain
from geo.publish.passing import passed_on
from geo.query import link as links
from geo.query.view import DataView

HASH_CHARS: Final = 16
PINNED_BY_RECORD: Final = 100_000
"""Past so many records a selection is pinned by the data as a whole: any change of them may be one of the selection."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """A record that is not as it was.

    Attributes
    ----------
    id
        Of the record.
    what
        Whether the selection has it now and had not, has it in another state, or has it no more.
    fields
        Names of the fields that differ, for a record in another state.
    """

    id: str
    what: Literal["added", "changed", "removed"]
    fields: tuple[str, ...] = ()


@kept.with_first(size=1)
def rows_of(dataset: Dataset) -> Mapping[str, Row]:
    """Give each record as its file holds it, by id: given fields as JSON has them, and the geometry as WKT."""
    names = [field.name for field in schema.given_fields(deployments=True)]
    shapes = dataset.records.geometry.to_wkt(rounding_precision=-1)
    table = dataset.records[names].to_dict("records")
    return {
        row["id"]: {str(name): plain(value) for name, value in row.items()} | {"geometry": plain(shape)}
        for row, shape in zip(table, shapes, strict=True)
    }


@kept.with_first(size=1)
def fingerprints(dataset: Dataset) -> Mapping[str, str]:
    """Hash each record, by id."""
    return {name: hashlib.sha256(compact(row).encode()).hexdigest() for name, row in rows_of(dataset).items()}


def by_data(dataset: Dataset) -> bool:
    """Tell data that are too many to hash and compare record by record while a reader waits."""
    return len(dataset.records) > PINNED_BY_RECORD


def pin(view: DataView) -> Pin:
    """Pin what a link selects: by its records, or in very large data by the data and the selection."""
    if by_data(view.dataset):
        chosen = links.query_string(Link(selection=view.link.selection))
        whole = hashlib.sha256(f"{view.dataset.digest} {chosen}".encode())
        return Pin(view.dataset.version, whole.hexdigest()[:HASH_CHARS])
    known = fingerprints(view.dataset)
    total = hashlib.sha256()
    for name in sorted(_ids(view)):
        total.update(f"{name} {known[name]}\n".encode())
    return Pin(view.dataset.version, total.hexdigest()[:HASH_CHARS])


def changes(before: DataView, now: DataView) -> tuple[Change, ...]:
    """Compare a selection over two versions of the data, in the order of the ids.

    Parameters
    ----------
    before, now
        The same link over an earlier and a later version.
    """
    old, new = _ids(before), _ids(now)
    return tuple(
        change for name in sorted(old | new) if (change := _change(name, before=before, now=now, old=old, new=new))
    )


def _change(name: str, *, before: DataView, now: DataView, old: set[str], new: set[str]) -> Change | None:
    if name not in old:
        return Change(name, "added")
    if name not in new:
        return Change(name, "removed")
    fields = differing(rows_of(before.dataset)[name], rows_of(now.dataset)[name])
    return Change(name, "changed", fields) if fields else None


def differing(before: Row, now: Row) -> tuple[str, ...]:
    """Names of the fields in which two states of a record differ."""
    return tuple(field for field in now if before.get(field) != now[field])


def _ids(view: DataView) -> set[str]:
    """Ids of what a link selects and may be passed on: nothing is said of anything else, not even that it changed."""
    if not study.current().withheld:
        return set(view.dataset.records["id"].to_numpy()[view.rows])
    return set(passed_on(view.dataset.records.iloc[view.rows])["id"])

"""Make the public list of corrections from the protocol of a review; what is listed already stays as it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Final

from geo.intake.corrections import MEMBERS
from geo.model import Correction

REVIEW_FILE: Final = "review.csv"
COLUMNS: Final = ("record", "field", "was", "is", "why")
"""Columns that the protocol must have."""
WHOLE: Final = frozenset({"record", "count"})
"""What the protocol names in place of a field where a whole row came or went: no correction of one."""


def collected(
    review: Iterable[Mapping[str, str]], *, listed: Iterable[Correction], version: str
) -> tuple[Correction, ...]:
    """Add to the corrections those of a protocol, in the order version, record, field.

    Parameters
    ----------
    review
        Rows with ``record``, ``field``, ``was``, ``is`` and ``why``; one that changed nothing is no correction.
    listed
        The corrections that are public already; none is changed or taken back.
    version
        Of the data that have what is new corrected.
    """
    before = tuple(listed)
    known = {_key(item) for item in before}
    found = (
        Correction(row["record"], version, row["field"], row["was"], row["is"], row["why"])
        for row in review
        if row["field"] not in WHOLE and row["was"] != row["is"]
    )
    new = {_key(item): item for item in found if _key(item) not in known}
    return tuple(sorted((*before, *new.values()), key=lambda item: (_number(item.version), item.record, item.field)))


def _key(item: Correction) -> tuple[str, ...]:
    return item.record, item.field, item.was, item.now


def _number(version: str) -> tuple[tuple[int, ...], str]:
    """Versions in their order: 2.10.0 after 2.9.0."""
    return tuple(int(part) for part in version.split(".") if part.isdecimal()), version


def written(corrections: Iterable[Correction]) -> bytes:
    """Write the corrections as the file holds them, one a line."""
    lines = (
        json.dumps({member: getattr(item, name) for name, member in MEMBERS.items()}, ensure_ascii=False)
        for item in corrections
    )
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode()

"""Read what was corrected in the data: record by record, with the version in which it was, and why."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from geo.errors import DataError, MalformedFileError, MissingFileError
from geo.intake import load
from geo.intake.folder import CORRECTIONS_FILE
from geo.model import Correction, Finding

MEMBERS: Final = {item.name: "is" if item.name == "now" else item.name for item in fields(Correction)}
"""Name in the file of each attribute; ``is`` is a word of Python."""


def read(directory: Path) -> tuple[Correction, ...]:
    """Read the corrections of a folder of data; none without the file.

    Raises
    ------
    DataError
        If the file cannot be used; names the entry and what would be right.
    """
    path = directory / CORRECTIONS_FILE
    try:
        entries = load.parse_json(load.read_bytes(path), file=path.name)
    except MissingFileError:
        return ()
    if not isinstance(entries, list):
        raise MalformedFileError(path.name, "no list of entries", "a list")
    return tuple(_correction(entry, number=number) for number, entry in enumerate(entries, start=1))


def taken(directory: Path) -> tuple[tuple[Correction, ...], tuple[Finding, ...]]:
    """Read the corrections; a file that cannot be used gives none, and a finding."""
    try:
        return read(directory), ()
    except DataError as error:
        return (), (Finding(CORRECTIONS_FILE, "the whole file", "file", error.problem, error.right),)


def _correction(entry: Any, *, number: int) -> Correction:
    names = set(MEMBERS.values())
    if not isinstance(entry, dict) or set(entry) != names or not all(isinstance(text, str) for text in entry.values()):
        right = f"an object of texts with exactly {', '.join(MEMBERS.values())}"
        raise MalformedFileError(CORRECTIONS_FILE, f"entry {number} is not a correction", right)
    return Correction(**{name: entry[member] for name, member in MEMBERS.items()})

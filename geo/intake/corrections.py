"""Read what was corrected in the data: record by record, with the version in which it was, and why."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from geo.errors import MalformedFileError
from geo.intake import load
from geo.intake.folder import CORRECTIONS_FILE
from geo.model import Dataset

KEPT_VERSIONS: Final = 4


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing that was corrected.

    Attributes
    ----------
    record
        Id of the record, count or source.
    version
        The version of the data that has it corrected.
    field
        Name of the field.
    was, now
        Before and after, as text; empty for nothing.
    why
        In a sentence.
    """

    record: str
    version: str
    field: str
    was: str
    now: str
    why: str


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
    if not path.is_file():
        return ()
    entries = load.parse_json(load.read_bytes(path), file=path.name)
    if not isinstance(entries, list):
        raise MalformedFileError(path.name, "no list of entries", "a list")
    return tuple(_correction(entry, number=number) for number, entry in enumerate(entries, start=1))


@lru_cache(maxsize=KEPT_VERSIONS)
def of(dataset: Dataset) -> tuple[Correction, ...]:
    """The corrections that belong to prepared data; none where they never lay in a folder."""
    return () if dataset.folder is None else read(dataset.folder)


def _correction(entry: Any, *, number: int) -> Correction:
    names = set(MEMBERS.values())
    if not isinstance(entry, dict) or set(entry) != names or not all(isinstance(text, str) for text in entry.values()):
        right = f"an object of texts with exactly {', '.join(MEMBERS.values())}"
        raise MalformedFileError(CORRECTIONS_FILE, f"entry {number} is not a correction", right)
    return Correction(**{name: entry[member] for name, member in MEMBERS.items()})

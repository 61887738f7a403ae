"""What every reader gives: rows of cells, whatever the file was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from geo.errors import TooLargeError
from geo.foreign.letters import clean
from geo.foreign.limits import MAX_CELL_CHARS, MAX_COLUMNS, MAX_HEADER_CHARS, MAX_ROWS

Json = Mapping[str, Any]
_TAG: Final = re.compile(r"\s*#[a-zA-Z][a-zA-Z0-9_]*(?:\s*[+*][a-zA-Z][a-zA-Z0-9_]*)*\s*")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row or with one of its cells, and what would have been right."""

    field: str
    problem: str
    expected: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file.

    Attributes
    ----------
    number
        Its place in the file; the first row of data is 1.
    cells
        By the column's name. Cells of tables are text; those of JSON may be lists too. An absent or empty cell is not
        in it.
    geometry
        A GeoJSON geometry, WGS 84, where the file has one.
    fault
        Why the row could not be read, if it could not.
    """

    number: int
    cells: Mapping[str, Any]
    geometry: Json | None = None
    fault: Fault | None = None

    def text(self, *names: str) -> str:
        """Give the first cell of these that holds something, as text; empty if none does."""
        for name in names:
            value = self.cells.get(name)
            if value not in (None, "", [], {}):
                return as_text(value)
        return ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as rows.

    Attributes
    ----------
    file
        Its name.
    kind
        What sort of file it is: ``csv``, ``xlsx``, ``geojson`` …
    columns
        Names of the columns, each once, in the file's order.
    rows
        All of them.
    notes
        What a careful reader must know of the reading: encoding, separator, sheet.
    tags
        HXL hashtags by column, where the file has the row for them.
    decimal
        The decimal mark, where the file shows it.
    """

    file: str
    kind: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    decimal: str = "."


def as_text(value: Any) -> str:
    """Write a cell as text: lists with semicolons, yes and no as JSON has them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        return "; ".join(filter(None, map(as_text, value)))
    if isinstance(value, dict):
        return "; ".join(f"{name}: {as_text(item)}" for name, item in value.items() if item not in (None, "", []))
    return str(value).strip()


def unique_names(names: Iterable[str], *, file: str) -> tuple[str, ...]:
    """Name each column once: an empty name becomes ``column 3``, a second ``place`` becomes ``place (2)``.

    Raises
    ------
    TooLargeError
        If there are more columns than we read.
    """
    given = [clean(" ".join(name.split())[:MAX_HEADER_CHARS]) for name in names]
    check_columns(len(given), file=file)
    taken: dict[str, int] = {}
    for position, name in enumerate(given, start=1):
        own = name or f"column {position}"
        turn = 2
        unique = own
        while unique in taken:
            unique = f"{own} ({turn})"
            turn += 1
        taken[unique] = position
    return tuple(taken)


def check_columns(number: int, *, file: str) -> None:
    """Refuse a table that is wider than we read.

    Raises
    ------
    TooLargeError
        If it is.
    """
    if number > MAX_COLUMNS:
        raise TooLargeError(file, f"{number:,} columns", f"at most {MAX_COLUMNS:,}")


def check_rows(number: int, *, file: str) -> None:
    """Refuse a table that is longer than we read.

    Raises
    ------
    TooLargeError
        If it is.
    """
    if number > MAX_ROWS:
        raise TooLargeError(file, f"more than {MAX_ROWS:,} rows", f"at most {MAX_ROWS:,}; split the file")


def oversized(cells: Mapping[str, Any]) -> Fault | None:
    """Find a cell that holds more than we read."""
    for name, value in cells.items():
        if isinstance(value, str) and len(value) > MAX_CELL_CHARS:
            return Fault(name, f"{len(value):,} characters", f"at most {MAX_CELL_CHARS:,}")
    return None


def take_tags(columns: Sequence[str], table: list[list[str]]) -> tuple[dict[str, str], list[list[str]]]:
    """Take the row of HXL hashtags off a table, if its first row is one.

    Parameters
    ----------
    columns
        Names of the columns.
    table
        Rows of cells, without the header.

    Returns
    -------
    tags, rest
        Hashtags by column, lower case and without spaces, and the rows after them.
    """
    if not table:
        return {}, table
    given = [cell for cell in table[0] if cell.strip()]
    if not given or not all(len(cell) <= MAX_HEADER_CHARS and _TAG.fullmatch(cell) for cell in given):
        return {}, table
    tags = {name: "".join(cell.split()).lower() for name, cell in zip(columns, table[0], strict=False) if cell.strip()}
    return tags, table[1:]

"""XLSX and ODS: the sheet is measured before it is laid out, because two cells can span seventeen thousand million."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from geo.errors import MalformedFileError, TooLargeError
from geo.foreign.limits import FILE_MAX_BYTES, MAX_COLUMNS, MAX_ROWS
from geo.foreign.read import apart
from geo.foreign.read.archive import Archive
from geo.foreign.sheet import Row, Sheet, check_rows, oversized, take_tags, unique_names

MAX_CELLS: Final = 2_000_000
"""Of the rectangle that the cells span; the library lays out all of it."""
_PATIENCE_S: Final = 120
"""After which the process that lays a workbook out is given up."""
_REFERENCE: Final = re.compile(r"([A-Za-z]{1,7})([0-9]{1,10})")
_ALPHABET: Final = 26


def is_workbook(names: Sequence[str]) -> str | None:
    """Tell ``xlsx`` or ``ods`` by the names of the files in an archive."""
    if any(name.lower() == "xl/workbook.xml" for name in names):
        return "xlsx"
    return "ods" if "content.xml" in names and "mimetype" in names else None


def read(content: bytes, *, file: str) -> Sheet:
    """Read the first visible sheet that holds rows; its first row that is not empty is the header.

    Parameters
    ----------
    content
        The workbook's bytes.
    file
        Its name.

    Raises
    ------
    DataError
        If it is broken, protected, too large or has no rows.
    """
    archive = Archive(content, file=file)
    kind = is_workbook(archive.names)
    if kind is None:
        raise MalformedFileError(file, "an archive that is no workbook", "XLSX or ODS")
    _measure(archive, kind=kind)
    tables = _tables(content, file=file)
    if not tables:
        raise MalformedFileError(file, "no visible sheet holds rows", "a header and rows")
    name, table = next(iter(tables.items()))
    columns = unique_names(_trimmed(table[0]), file=file)
    check_rows(len(table), file=file)
    tags, body = take_tags(columns, table[1:])
    rows = tuple(_row(number, columns, cells) for number, cells in enumerate(body, start=1))
    others = [other for other in tables if other != name]
    notes = [f"sheet “{name}”"]
    if others:
        notes.append(f"not read: {', '.join(f'“{other}”' for other in others[:5])}{' …' if len(others) > 5 else ''}")  # noqa: PLR2004 - as many as fit
    return Sheet(file, kind, columns, rows, notes=tuple(notes), tags=tags)


def _tables(content: bytes, *, file: str) -> dict[str, list[list[str]]]:
    """Rows of each visible sheet that has any, the empty ones above the header left out."""
    command = [sys.executable, "-I", apart.__file__, str(FILE_MAX_BYTES)]
    right = "a whole XLSX or ODS file, neither protected nor too large"
    refusal = MalformedFileError(file, "the workbook cannot be read", right)
    # Out of memory, the library would wait for ever for the lock of the backtrace that it is about to write.
    quiet = {**os.environ, "RUST_BACKTRACE": "0"}
    try:
        # Our own module, by its path, with the bytes on its input: nothing of the file is in the command.
        done = subprocess.run(  # noqa: S603
            command, input=content, capture_output=True, timeout=_PATIENCE_S, check=True, env=quiet
        )
    except subprocess.CalledProcessError as error:
        if error.returncode == apart.TOO_MUCH:
            problem = f"its cells hold more than {FILE_MAX_BYTES:,} characters"
            raise TooLargeError(file, problem, "a smaller sheet; split the file") from error
        raise refusal from error
    except (subprocess.SubprocessError, OSError) as error:
        raise refusal from error
    tables: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = []
    for line in map(json.loads, done.stdout.decode().splitlines()):
        if isinstance(line, str):
            rows = tables.setdefault(line, [])
        else:
            rows.append(line)
    held = {name: _from_header(table) for name, table in tables.items()}
    return {name: table for name, table in held.items() if table}


def _from_header(table: list[list[str]]) -> list[list[str]]:
    first = next((number for number, cells in enumerate(table) if any(cells)), len(table))
    return table[first:]


def _trimmed(cells: Sequence[str]) -> Sequence[str]:
    last = max((position for position, value in enumerate(cells, start=1) if value), default=0)
    return cells[:last]


def _row(number: int, columns: Sequence[str], cells: Sequence[str]) -> Row:
    held = {name: value for name, value in zip(columns, cells, strict=False) if value}
    extra = {f"column {place}": value for place, value in enumerate(cells, start=1) if place > len(columns) and value}
    held |= extra
    return Row(number, held, fault=oversized(held))


# --- measuring ----------------------------------------------------------------------


def _measure(archive: Archive, *, kind: str) -> None:
    """Refuse a workbook one of whose sheets spans more than we read.

    Raises
    ------
    DataError
        If one does, or its XML is broken or declares entities.
    """
    sheets = (
        [name for name in archive.names if re.fullmatch(r"(?i)/?xl/worksheets/[^/]+\.xml", name)]
        if kind == "xlsx"
        else ["content.xml"]
    )
    for name in sheets:
        measure = _Cells() if kind == "xlsx" else _Repeats()
        _parse(archive.read(name), measure, file=archive.file)
        for extent in measure.extents:
            _check(extent, file=archive.file)


@dataclass(slots=True)
class _Extent:
    rows: int = 0
    columns: int = 0

    def reach(self, row: int, column: int) -> None:
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)


def _check(extent: _Extent, *, file: str) -> None:
    if extent.columns > MAX_COLUMNS:
        raise TooLargeError(file, f"{extent.columns:,} columns", f"at most {MAX_COLUMNS:,}")
    if extent.rows > MAX_ROWS + 1:
        raise TooLargeError(file, f"{extent.rows:,} rows", f"at most {MAX_ROWS:,}")
    if extent.rows * extent.columns > MAX_CELLS:
        raise TooLargeError(file, f"{extent.rows:,} rows by {extent.columns:,} columns", f"at most {MAX_CELLS:,} cells")


class _Cells:
    """Finds how far the filled cells of an XLSX sheet reach."""

    def __init__(self) -> None:
        self.extents = [_Extent()]
        self._place = (0, 0)
        self._row = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        element = name.rpartition(":")[2]
        if element == "row":
            given = attributes.get("r", "")
            self._place = (0, 0)
            self._row = int(given) if given.isdecimal() and given.isascii() and len(given) < 12 else self._row + 1  # noqa: PLR2004 - digits
        elif element == "c":
            found = _REFERENCE.fullmatch(attributes.get("r", ""))
            self._place = (int(found[2]), _column(found[1])) if found else (self._row, self._place[1] + 1)
        elif element in {"v", "is", "f"}:
            self.extents[0].reach(*self._place)

    def end(self, name: str) -> None:
        """Nothing ends that matters."""

    def text(self, data: str) -> None:
        """No text matters."""


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * _ALPHABET + ord(letter) - ord("A") + 1
    return number


class _Repeats:
    """Finds how far the filled cells of each ODS sheet reach; rows and cells may say that they are repeated."""

    def __init__(self) -> None:
        self.extents: list[_Extent] = []
        self._row = self._column = 0
        self._rows = self._columns = 1
        self._filled = False
        self._widest = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        element = name.rpartition(":")[2]
        if element == "table":
            self.extents.append(_Extent())
            self._row = 0
        elif element == "table-row":
            self._rows = _times(attributes, "number-rows-repeated")
            self._column = self._widest = 0
        elif element in {"table-cell", "covered-table-cell"}:
            self._columns = _times(attributes, "number-columns-repeated")
            self._filled = any(key.endswith((":value-type", ":formula")) for key in attributes)

    def end(self, name: str) -> None:
        element = name.rpartition(":")[2]
        if element in {"table-cell", "covered-table-cell"}:
            self._column += self._columns
            self._widest = self._column if self._filled else self._widest
            self._filled = False
        elif element == "table-row":
            self._row += self._rows
            if self._widest and self.extents:
                self.extents[-1].reach(self._row, self._widest)

    def text(self, data: str) -> None:
        self._filled = self._filled or not data.isspace()


def _times(attributes: Mapping[str, str], ending: str) -> int:
    said = next((value for key, value in attributes.items() if key.endswith(ending)), "1")
    return int(said) if said.isdecimal() and said.isascii() and len(said) < 12 else 1  # noqa: PLR2004 - digits


def _parse(content: bytes, handler: _Cells | _Repeats, *, file: str) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(content, True)  # noqa: FBT003 - the parser's own signature
    except _DoctypeError as error:
        raise MalformedFileError(file, "a sheet declares a document type", "XML without entities") from error
    except (expat.ExpatError, LookupError, ValueError) as error:  # LookupError: an encoding that does not exist
        raise MalformedFileError(file, f"a sheet is not valid XML: {error}", "a whole XLSX or ODS file") from error


class _DoctypeError(Exception):
    """The XML has a document type, where entities are declared."""


def _refuse_doctype(*_: object) -> None:
    raise _DoctypeError

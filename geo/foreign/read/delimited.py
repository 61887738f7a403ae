"""CSV and TSV: the separator is found, the header may carry HXL tags, a broken row costs itself alone."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from io import StringIO
from itertools import islice
from typing import Final

from geo.errors import DataError, MalformedFileError, TooLargeError
from geo.foreign.limits import MAX_CELL_CHARS, MAX_COLUMNS
from geo.foreign.read.text import decode
from geo.foreign.sheet import Fault, Row, Sheet, check_columns, check_rows, oversized, take_tags, unique_names

SEPARATORS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SNIFFED_ROWS: Final = 30
_DECIMAL_COMMA: Final = re.compile(r"[+-]?\d{1,3},\d{2,}")
_DECIMAL_POINT: Final = re.compile(r"[+-]?\d{1,3}\.\d{2,}")


def read(content: bytes, *, file: str) -> Sheet:
    """Read a table of separated values with a header.

    Parameters
    ----------
    content
        The file's bytes.
    file
        Its name; ``.tsv`` means tabs.

    Raises
    ------
    DataError
        If it is not text, has no header, is too large, or a quotation mark is left open.
    """
    text = decode(content, file=file)
    separator = "\t" if file.lower().endswith((".tsv", ".tab")) else _separator(text.content)
    lines = _lines(text.content, separator=separator, file=file)
    columns = unique_names(next(lines, []), file=file)
    if not columns:
        raise MalformedFileError(file, "it is empty", "a header line and rows")
    table = list(lines)
    tags, table = take_tags(columns, table)
    rows = tuple(_row(number, columns, cells) for number, cells in enumerate(table, start=1))
    notes = (f"{text.encoding}, separated by {SEPARATORS[separator]}",)
    return Sheet(file, "csv", columns, rows, notes=notes, tags=tags, decimal=_decimal(table))


def _lines(text: str, *, separator: str, file: str) -> Iterator[list[str]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    first = 1
    try:
        for number, cells in enumerate(filter(None, reader)):
            check_rows(number, file=file)
            check_columns(len(cells), file=file)
            yield cells
            first = reader.line_num + 1
    except csv.Error as error:
        raise _broken(error, file=file, line=first) from error


def _broken(error: csv.Error, *, file: str, line: int) -> DataError:
    """Say what is wrong with the row that begins in a line: a mark left open makes one cell of all that follows."""
    where = f"line {line}, or the row that begins there"
    if "field limit" in str(error):
        right = f"at most {MAX_CELL_CHARS:,} characters, and quotation marks in pairs"
        return TooLargeError(file, f"{where}: a cell of more than {csv.field_size_limit():,} characters", right)
    return MalformedFileError(file, f"{where}: {error}", "quotation marks in pairs")


def _separator(text: str) -> str:
    """Choose the separator with which the most rows have the same number of cells, and more than one."""
    sample = text[:200_000]
    return max(SEPARATORS, key=lambda separator: _agreement(sample, separator))


def _agreement(sample: str, separator: str) -> tuple[float, int]:
    reader = csv.reader(StringIO(sample, newline=""), delimiter=separator)
    widths: list[int] = []
    with suppress(csv.Error):  # a cell without end: what stands above it tells enough to name the line
        for cells in islice(filter(None, reader), _SNIFFED_ROWS):
            widths.append(len(cells))  # noqa: PERF401 - what was read before a broken row is kept
    if len(widths) > 1 and sample.count("\n") >= len(widths):
        widths = widths if len(widths) < _SNIFFED_ROWS else widths[:-1]
    width, times = Counter(widths).most_common(1)[0] if widths else (0, 0)
    return (times / len(widths) if width > 1 else 0), min(width, MAX_COLUMNS)


def _row(number: int, columns: Sequence[str], cells: Sequence[str]) -> Row:
    extra = [cell for cell in cells[len(columns) :] if cell.strip()]
    held = {name: cell for name, cell in zip(columns, cells, strict=False) if cell.strip()}
    if extra:
        fault = Fault(
            "row", f"{len(cells)} cells under {len(columns)} columns", "as many cells as columns; quote separators"
        )
        return Row(number, held, fault=fault)
    return Row(number, held, fault=oversized(held))


def _decimal(table: Sequence[Sequence[str]]) -> str:
    cells = [cell.strip() for line in table[:500] for cell in line]
    commas = sum(bool(_DECIMAL_COMMA.fullmatch(cell)) for cell in cells)
    points = sum(bool(_DECIMAL_POINT.fullmatch(cell)) for cell in cells)
    return "," if commas > points else "."

"""Write an Excel workbook: records, figures, sources, codebook and what the file is, a sheet each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any, Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from geo import study
from geo.errors import RequestError
from geo.publish.export import rows
from geo.publish.export.extract import Extract
from geo.publish.export.text import PLACE_COLUMNS, guard, place

"""The time that the file gives for itself, so that the same rows give the same bytes."""
MAX_CELL_CHARS: Final = 32_767
READ_OUT: Final = frozenset({"figures", "sources"})
"""Columns that only repeat another sheet; too long a text is cut there and nowhere else."""
WIDTHS: Final[Mapping[str, int]] = {"title": 50, "summary": 60, "note": 40, "definition": 90, "text": 90}
DEFAULT_WIDTH: Final = 16


def write_workbook(extract: Extract) -> bytes:
    """Write records as an Excel workbook with the sheets Records, Figures, Sources, Codebook and About.

    Texts are written as texts, never as formulas or links, and guarded as in CSV. ``lon`` and ``lat`` are WGS 84
    degrees, empty without a point; ``wkt`` is the record's own geometry.

    Raises
    ------
    RequestError
        If a text is longer than a cell can hold.
    """
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties(
        {
            "title": study.current().title,
            "comments": extract.about.selection,
            "created": datetime.combine(extract.about.day, time(), tzinfo=UTC),
        }
    )
    found = zip(rows.flat(extract), rows.geometries(extract.records), strict=True)
    _sheet(book, "Records", [row | place(shape) for row, shape in found], (*rows.schema_names(), *PLACE_COLUMNS))
    _sheet(book, "Figures", rows.figures(extract.records), ("record", "number", *rows.FIGURE_FIELDS))
    _sheet(book, "Sources", rows.citations(extract), rows.CITATION_FIELDS)
    _sheet(book, "Codebook", rows.codebook(), ("of", "code", "label", "definition"))
    about = [{"name": name, "text": text} for name, text in extract.about.lines().items()]
    _sheet(book, "About", about, ("name", "text"))
    book.close()
    return out.getvalue()


def _sheet(book: xlsxwriter.Workbook, name: str, found: Sequence[rows.Row], columns: Sequence[str]) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(found), len(columns) - 1)
    bold = book.add_format({"bold": True})
    for place_of, column in enumerate(columns):
        sheet.set_column(place_of, place_of, WIDTHS.get(column, DEFAULT_WIDTH))
        sheet.write_string(0, place_of, guard(column), bold)
        for line, row in enumerate(found, start=1):
            _write(sheet, line, place_of, _fitting(guard(row[column]), column=column))


def _fitting(value: Any, *, column: str) -> Any:
    """Check that a text fits a cell; cut it only where another sheet holds it in full."""
    if not isinstance(value, str) or len(value) <= MAX_CELL_CHARS:
        return value
    if column in READ_OUT:
        return value[: MAX_CELL_CHARS - 1] + "…"
    message = f"{column}: {len(value):,} characters, and an Excel cell holds {MAX_CELL_CHARS:,}; take another format"
    raise RequestError(message)


def _write(sheet: Worksheet, line: int, column: int, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, column, value)
    else:
        sheet.write_string(line, column, value)

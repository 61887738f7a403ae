"""Write an Excel workbook: records, figures, sources, codebook and what the file is, a sheet each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any, Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from geo import study
from geo.errors import RequestError
from geo.publish.export import rows
from geo.publish.export.extract import Extract
from geo.publish.export.text import PLACE_COLUMNS, guard, place

MAX_CELL_CHARS: Final = 32_767
READ_OUT: Final = frozenset({"figures", "sources"})
"""Columns that only repeat another sheet; too long a text is cut there and nowhere else."""
WIDTHS: Final[Mapping[str, int]] = {"title": 50, "summary": 60, "note": 40, "definition": 90, "text": 90}
DEFAULT_WIDTH: Final = 16
DAYS: Final = frozenset({"as_of", "address_checked", "archive_checked"})
"""Columns of days beside those of the records' own."""
ADDRESSES: Final = frozenset({"url", "moved_to", "archive_url", "text"})
"""Columns whose addresses can be followed; ``text`` is that of the sheet About."""
FOLLOWED: Final = re.compile(r"https?://[^\s]+")
MAX_ADDRESS_CHARS: Final = 2_079
MAX_FOLLOWED: Final = 65_530
"""Addresses that can be followed in one sheet: what Excel allows."""
FIRST_DAY: Final = date.fromordinal(693_655)  # 1 March 1900
"""Excel counts a day before it that never was; what is earlier stays text."""


def write_workbook(extract: Extract) -> bytes:
    """Write records as an Excel workbook with the sheets Records, Figures, Sources, Codebook and About.

    Days are dates, shown as yyyy-mm-dd; addresses of pages can be followed. Other texts are written as texts, never as
    formulas or links, and guarded as in CSV. ``lon`` and ``lat`` are WGS 84 degrees, empty without a point; ``wkt`` is
    the record's own geometry.

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
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    days = DAYS | {field for field, kind in rows.kinds().items() if kind == "date"}
    for place_of, column in enumerate(columns):
        sheet.set_column(place_of, place_of, WIDTHS.get(column, DEFAULT_WIDTH))
        sheet.write_string(0, place_of, guard(column), bold)
        for line, row in enumerate(found, start=1):
            value = row[column]
            if column in days and value is not None and date.fromisoformat(value) >= FIRST_DAY:
                sheet.write_datetime(line, place_of, datetime.fromisoformat(value), day)
            elif column in ADDRESSES and line <= MAX_FOLLOWED // 2 and _can_be_followed(value):
                sheet.write_url(line, place_of, value, string=value)
            else:
                _write(sheet, line, place_of, _fitting(guard(value), column=column))


def _can_be_followed(value: Any) -> bool:
    """Whether a text is the address of a page and no more; what begins otherwise could open a file or a program."""
    return isinstance(value, str) and len(value) <= MAX_ADDRESS_CHARS and FOLLOWED.fullmatch(value) is not None


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

"""KML, as Google MyMaps and others write it: fields of the description, layers as categories, addresses as places."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from geo.foreign import dates
from geo.foreign.free import addresses, complete
from geo.foreign.letters import plain
from geo.foreign.mapping import Choice, ColumnMapping
from geo.foreign.sheet import Row, Sheet, as_text

CODE: Final = "mymaps"
_PAIR: Final = re.compile(r"([^\n:<>]{1,60}):[ \t]*(\S.*)")
_DAY: Final = re.compile(
    r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{4}\b|\b\d{1,2}\.? [^\W\d_]{3,12}\.? \d{4}\b"
    r"|\b[^\W\d_]{3,12}\.? \d{1,2}, \d{4}\b"
)
_MONTH: Final = re.compile(r"\b[^\W\d_]{3,12}\.? (?:19|20)\d{2}\b|\b(?:19|20)\d{2}-\d{2}\b|\b(?:19|20)\d{2}\b")
READ_CHARS: Final = 2_000
"""Of a text in which a date is looked for."""
FOUND_DAY: Final = "date (found in the text)"
ADDRESSES: Final = "addresses (found in the text)"
_FIXED: Final = {"name": "title", "description": "summary", "folder": "category"}
MAX_PAIRS: Final = 60


def matches(sheet: Sheet) -> bool:
    """Whether the file is a KML document."""
    return sheet.kind == "kml"


def mapped(sheet: Sheet, mapping: ColumnMapping | None) -> tuple[Sheet, ColumnMapping]:
    """Give the placemarks with the fields of their descriptions as columns, and what these mean.

    Parameters
    ----------
    sheet
        The placemarks.
    mapping
        As given; None leaves the choice to us.
    """
    table = _expanded(sheet)
    if mapping and mapping.columns:
        return table, complete(table, mapping)
    found = complete(table, mapping)
    columns = {target: choice for target, choice in found.columns.items() if choice.column not in _FIXED}
    for name, target in _FIXED.items():
        if name in table.columns and (target not in columns or target != "category"):
            columns[target] = Choice(name, reason="KML")
    if "address" in table.columns and "place" not in columns:
        columns["place"] = Choice("address", reason="KML")
    for name, target in (("end", "end"), ("when", "start"), ("begin", "start")):
        if name in table.columns:
            columns[target] = Choice(name, reason="KML")
    if "start" not in columns and FOUND_DAY in table.columns:
        columns["start"] = Choice(FOUND_DAY, 0.5, "the only date in name or description")
    if "url" not in columns and ADDRESSES in table.columns:
        columns["url"] = Choice(ADDRESSES, reason="KML")
    chosen = replace(found, columns=columns)
    return _with_found_days(table, chosen.column("start")), chosen


def _with_found_days(sheet: Sheet, column: str) -> Sheet:
    """Give placemarks without a day in its column the only one of their text."""
    if column in ("", FOUND_DAY):
        return sheet
    rows = (
        row
        if column in row.cells or FOUND_DAY not in row.cells
        else replace(row, cells={**row.cells, column: row.cells[FOUND_DAY]})
        for row in sheet.rows
    )
    return replace(sheet, rows=tuple(rows))


def _expanded(sheet: Sheet) -> Sheet:
    rows = tuple(_expand(row) for row in sheet.rows)
    names = tuple(dict.fromkeys((*sheet.columns, *(name for row in rows for name in row.cells))))
    return replace(sheet, columns=names, rows=rows)


def _expand(row: Row) -> Row:
    """Split ``key: value`` lines off the description; find the one date and the addresses of the text."""
    markup = row.text("description")
    text = plain(markup)
    pairs, rest = _pairs(text)
    cells = {name: plain(as_text(value)) for name, value in row.cells.items() if name != "description"}
    cells |= {name: value for name, value in pairs.items() if name not in cells}
    if rest:
        cells["description"] = rest
    day = _only_day(f"{row.text('name')}\n{text}") or _only_day(row.text("folder"))
    if day:
        cells[FOUND_DAY] = day
    found = addresses(f"{markup}\n{as_text(row.cells.get('gx_media_links', ''))}")
    if found:
        cells[ADDRESSES] = " ".join(found)
    return replace(row, cells={name: value for name, value in cells.items() if value})


def _pairs(text: str) -> tuple[Mapping[str, str], str]:
    """Lines of the form ``key: value`` where every line is one, or where the key comes before any sentence."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    found = [_PAIR.fullmatch(line) for line in lines[:MAX_PAIRS]]
    pairs = {match[1].strip(): match[2].strip() for match in found if match and not match[1].lower().startswith("http")}
    held = {f"{key}: {value}" for key, value in pairs.items()}
    whole = [
        line
        for line in lines
        if not (match := _PAIR.fullmatch(line)) or f"{match[1].strip()}: {match[2].strip()}" not in held
    ]
    if len(pairs) < 2 and whole:  # noqa: PLR2004 - one line with a colon may be a sentence
        return (
            ({}, "\n".join(lines)) if not any(_is_day(value) for value in pairs.values()) else (pairs, "\n".join(whole))
        )
    return pairs, "\n".join(whole)


def _only_day(text: str) -> str:
    """The one date of a text; a month or a year counts where there is no day. Nothing where there are several."""
    for pattern in (_DAY, _MONTH):
        days = dict.fromkeys(found for found in pattern.findall(text[:READ_CHARS]) if _is_day(found))
        if days:
            return next(iter(days)) if len(days) == 1 else ""
    return ""


def _is_day(text: str) -> bool:
    try:
        return bool(dates.read(text, "DMY"))
    except dates.UnreadableDateError:
        return False

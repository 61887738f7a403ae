"""Write CSV: RFC 4180, UTF-8, one row a record.

A text that a spreadsheet could take for a formula gets an apostrophe before it, in cells and header alike; `unguard`
takes it away again. Numbers stay numbers.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any, Final

import shapely

from geo.publish.export import rows
from geo.publish.export.extract import Extract

FORMULA: Final = re.compile(r"[\s'\u200b\ufeff]*[=+\-@|%\t\r\n＝＋－＠]")
"""How a text begins that a spreadsheet could run, blanks before it or not, or that `guard` has already been over."""
GUARD: Final = "'"
BYTE_ORDER_MARK: Final = "\ufeff"
JSON_COLUMNS: Final = {"figures_json": "figures", "sources_json": "sources"}
PLACE_COLUMNS: Final = ("lon", "lat", "wkt")

HASHTAGS: Final[Mapping[str, str]] = {
    "id": "#event+code",
    "kind": "#event+kind",
    "category": "#event+type",
    "title": "#event+name",
    "summary": "#description",
    "start": "#date+start",
    "end": "#date+end",
    "date_precision": "#meta+date_precision",
    "place": "#loc+name",
    "geo_precision": "#geo+precision",
    "uncertainty_m": "#geo+uncertainty+m",
    "actors": "#group+name",
    "claimed_by": "#group+name+claims",
    "disputed_by": "#group+name+denies",
    "confidence": "#meta+confidence",
    "sources": "#meta+source",
    "sources_json": "#meta+source+json",
    "reported": "#date+reported",
    "related": "#event+code+related",
    "note": "#description+note",
    "country": "#country+code+v_iso2",
    "side": "#geo+side",
    "border_m": "#geo+distance+m",
    "region": "#adm1+name",
    "lon": "#geo+lon",
    "lat": "#geo+lat",
    "wkt": "#geo+wkt",
}
"""HXL hashtag of each column that has one."""


def write_csv(extract: Extract, *, hxl: bool, bom: bool) -> bytes:
    """Write records as CSV: header, N rows, lines ended by CR LF.

    The columns are the fields in their order, then ``figures_json`` and ``sources_json`` (in full), ``lon``, ``lat``
    (WGS 84 degrees, empty without a point) and ``wkt`` (the record's own geometry, WGS 84). Nothing else stands in the
    file: what it is about is in the other formats, and in the data package.

    Parameters
    ----------
    extract
        The selected records and what they refer to.
    hxl
        Add the row of HXL hashtags under the header.
    bom
        Begin with a byte order mark.
    """
    columns = record_columns()
    tags = [HASHTAGS.get(name, "") for name in columns]
    content = table(spread(extract), columns=columns, under_header=[tags] if hxl else [])
    return (BYTE_ORDER_MARK if bom else "").encode() + content


def record_columns() -> tuple[str, ...]:
    """Columns of the table of records."""
    return (*rows.schema_names(), *JSON_COLUMNS, *PLACE_COLUMNS)


def table(found: Sequence[rows.Row], *, columns: Sequence[str], under_header: Iterable[Sequence[str]] = ()) -> bytes:
    """Write rows as CSV: header, one row each, texts guarded, lines ended by CR LF.

    Parameters
    ----------
    found
        Rows with texts, numbers and truth values.
    columns
        Which of their values, in order.
    under_header
        Rows to put between the header and the rest, as they are.
    """
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(guard(name) for name in columns)
    writer.writerows(under_header)
    writer.writerows([_written(row[name]) for name in columns] for row in found)
    return out.getvalue().encode()


def spread(extract: Extract) -> list[rows.Row]:
    """Give the flat rows with `JSON_COLUMNS` and `PLACE_COLUMNS`, texts not yet guarded."""
    whole = zip(rows.flat(extract), rows.properties(extract.records), rows.geometries(extract.records), strict=True)
    return [
        row | {name: rows.compact(full[field]) for name, field in JSON_COLUMNS.items()} | place(shape)
        for row, full, shape in whole
    ]


def place(shape: shapely.Geometry | None) -> rows.Row:
    """Give a WGS 84 geometry as `PLACE_COLUMNS`."""
    if shape is None:
        return dict.fromkeys(PLACE_COLUMNS)
    point = shape if isinstance(shape, shapely.Point) else None
    return {
        "lon": point.x if point else None,
        "lat": point.y if point else None,
        "wkt": shapely.to_wkt(shape, rounding_precision=rows.COORDINATE_DECIMALS),
    }


def _written(value: Any) -> Any:
    return rows.compact(value) if isinstance(value, bool) else guard(value)


def guard(value: Any) -> Any:
    """Put an apostrophe before a text that a spreadsheet could take for a formula; leave anything else alone."""
    return GUARD + value if isinstance(value, str) and FORMULA.match(value) else value


def unguard(text: str) -> str:
    """Give a text as it was before `guard`."""
    return text[len(GUARD) :] if text.startswith(GUARD) and FORMULA.match(text) else text

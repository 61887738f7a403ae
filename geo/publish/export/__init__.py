"""Take a selection out: the same rows as on the page, as a file that says what it is.

One module a format; all of them write what `rows` makes of the records. The same extract gives the same bytes, whoever
asks and whenever: no file holds the time at which it was made.

**Geometry.** A record keeps the geometry that it has, and no other: a record of region precision has none, and a file
that put its area's outline in that place would say that the event filled the area. The area stands beside it, by its id
in the column ``area``: as the foreign member ``areas`` in GeoJSON, as the layer ``areas`` in GeoPackage, as the second
geometry column ``area_geometry`` in GeoParquet. CSV and Excel name the area's id only; the
data package has the areas in a file of their own.

**Numbers.** The figures of a record stand side by side, one row or one entry each, with who gives them; no file adds
any of them up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from geo.errors import RequestError
from geo.publish.export.extract import WITHHELD, About, Extract
from geo.publish.export.geojson import write_geojson
from geo.publish.export.geopackage import write_geopackage
from geo.publish.export.package import write_package
from geo.publish.export.parquet import write_parquet
from geo.publish.export.rows import codebook, compact, properties
from geo.publish.export.text import write_csv
from geo.publish.export.workbook import write_workbook

__all__ = [
    "FORMATS",
    "WITHHELD",
    "About",
    "Extract",
    "Format",
    "codebook",
    "compact",
    "encode",
    "filename",
    "properties",
]


@dataclass(frozen=True, slots=True)
class Format:
    """A format that we write: its code and ending, its name, its media type, and whom it serves."""

    code: str
    label: str
    media_type: str
    serves: str


FORMATS: Final[Mapping[str, Format]] = {
    item.code: item
    for item in (
        Format("csv", "CSV", "text/csv", "Spreadsheets and scripts; one row a record, nothing else in the file."),
        Format("geojson", "GeoJSON", "application/geo+json", "Web maps and editors; with sources and areas."),
        Format("parquet", "GeoParquet", "application/vnd.apache.parquet", "Analysis in pandas, R and DuckDB."),
        Format("gpkg", "GeoPackage", "application/geopackage+sqlite3", "QGIS and ArcGIS; layers and tables."),
        Format(
            "xlsx",
            "Excel",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "Excel and LibreOffice; with figures, sources and codebook sheets.",
        ),
        Format("zip", "Data package", "application/zip", "Archives; CSV tables that say what they are and whose."),
    )
}


def encode(extract: Extract, *, format: str, hxl: bool = False, bom: bool = False) -> bytes:  # noqa: A002 - the link's word
    """Write an extract in one of the `FORMATS`.

    Parameters
    ----------
    extract
        The selected records and what they refer to; WGS 84 (EPSG:4326).
    format
        A code of `FORMATS`.
    hxl
        For CSV: add the row of HXL hashtags under the header.
    bom
        For CSV: begin with a byte order mark, which old versions of Excel need to see UTF-8.

    Returns
    -------
    content
        The bytes of the file; the same for the same extract.

    Raises
    ------
    RequestError
        If there is no such format, an option does not go with it, or a text is longer than the format can hold.
    """
    if format not in FORMATS:
        message = f"there is no format {format!r}; there are {', '.join(FORMATS)}"
        raise RequestError(message)
    if format == "csv":
        return write_csv(extract, hxl=hxl, bom=bom)
    if hxl or bom:
        message = f"HXL tags and the byte order mark go with csv, not with {format}"
        raise RequestError(message)
    writers = {
        "geojson": write_geojson,
        "parquet": write_parquet,
        "gpkg": write_geopackage,
        "xlsx": write_workbook,
        "zip": write_package,
    }
    return writers[format](extract)


def filename(extract: Extract, *, format: str) -> str:  # noqa: A002 - the link's word
    """Name a file after the version of the data, its number of records, the day it goes back to, and the selection."""
    about = extract.about
    known = f"-known-{about.known}" if about.known else ""
    return f"granica-{about.version}-{about.shown}-records{known}-{about.short_hash}.{format}"

"""Write a Frictionless Data Package (version 1): tables, sources, areas, and what all of them are, in one zip."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from geo import study
from geo.publish.export import geojson, rows, text
from geo.publish.export.extract import Extract

DESCRIPTOR: Final = "datapackage.json"
OLDEST_YEAR: Final = ZipInfo().date_time[0]
"""A zip knows no day before."""
READABLE: Final = 0o644 << 16
FIGURE_COLUMNS: Final = ("record", "number", *rows.FIGURE_FIELDS)
TYPES: Final[Mapping[rows.Kind, str]] = {
    "date": "date",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "names": "object",
}
"""Frictionless type of what a column holds; the rest is text."""
OF_FIGURES: Final = {"number": "integer", "value": "number", "min": "number", "max": "number", "as_of": "date"}
OF_SOURCES: Final = {"number": "integer", "address_checked": "date", "archive_checked": "date", "archived": "datetime"}
OF_RECORDS: Final = {"lon": "number", "lat": "number", **dict.fromkeys(text.JSON_COLUMNS, "array")}

Json = Mapping[str, Any]


def write_package(extract: Extract) -> bytes:
    """Write records as a data package; WGS 84.

    ``records.csv`` holds the bytes of the CSV file, ``figures.csv`` and ``sources.csv`` a row each of what the records
    say and cite, ``sources.json`` the same sources as CSL-JSON, ``areas.geojson`` what ``records.area`` names, and
    ``datapackage.json`` what each file and column is, whose, and which selection. Every file bears the day of the data.
    """
    parts = [
        _table("records", text.spread(extract), columns=_typed(text.record_columns(), _record_types())),
        _table("figures", rows.figures(extract.records), columns=_typed(FIGURE_COLUMNS, OF_FIGURES), of="records"),
        _table("sources", rows.citations(extract), columns=_typed(rows.CITATION_FIELDS, OF_SOURCES), of="records"),
        _document("sources.json", geojson.sources_json(extract), "application/vnd.citationstyles.csl+json"),
        _document("areas.geojson", geojson.areas_geojson(extract), "application/geo+json"),
    ]
    files = {resource["path"]: content for resource, content in parts}
    descriptor = _descriptor(extract, [resource for resource, _ in parts])
    return _zipped({DESCRIPTOR: (rows.indented(descriptor)).encode(), **files}, extract)


def _zipped(files: Mapping[str, bytes], extract: Extract) -> bytes:
    day = extract.about.day
    made = (max(day.year, OLDEST_YEAR), day.month, day.day, 0, 0, 0)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = ZipInfo(name, date_time=made)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, READABLE
            entry.create_system = 3  # the same bytes on every system
            archive.writestr(entry, content)
    return out.getvalue()


def _descriptor(extract: Extract, resources: Sequence[Json]) -> Json:
    about, told = extract.about, study.current()
    said = about.lines()
    licences = [_licence(told.licence), _licence(study.ODBL)]
    homepage = {"homepage": about.opened_by} if about.address else {}
    return {
        "profile": "data-package",
        "name": f"granica-{about.short_hash}",
        "title": f"{told.title}: {said['records']} records",
        "description": f"{about.selection}. {said['caution']}",
        **homepage,
        "version": about.version,
        "created": f"{about.day.isoformat()}T00:00:00Z",
        "licenses": licences,
        "contributors": [{"title": told.authors, "role": "author"}],
        "granica": said,
        "resources": resources,
    }


def _licence(licence: study.Licence) -> Json:
    return {"name": licence.id, "path": licence.url, "title": licence.name}


# --- one file ------------------------------------------------------------------------


def _table(
    name: str, found: Sequence[rows.Row], *, columns: Mapping[str, str], of: str | None = None
) -> tuple[Json, bytes]:
    """Describe and write a table; one that belongs to another names its rows by their record."""
    content = text.table(found, columns=list(columns))
    keys: Json = (
        {
            "primaryKey": ["record", "number"],
            "foreignKeys": [{"fields": ["record"], "reference": {"resource": of, "fields": ["id"]}}],
        }
        if of
        else {"primaryKey": ["id"]}
    )
    fields = [_field(column, type_of) for column, type_of in columns.items()]
    resource = {
        "profile": "tabular-data-resource",
        **_named(f"{name}.csv", name, content),
        "format": "csv",
        "mediatype": "text/csv",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "schema": {"fields": fields, "missingValues": [""], **keys},
    }
    return resource, content


def _document(path: str, content: bytes, media_type: str) -> tuple[Json, bytes]:
    stem, _, ending = path.partition(".")
    name = f"{stem}-{ending}" if ending == "json" else stem
    resource = {
        "profile": "data-resource",
        **_named(path, name, content),
        "format": ending,
        "mediatype": media_type,
    }
    return resource, content


def _named(path: str, name: str, content: bytes) -> Json:
    return {
        "name": name,
        "path": path,
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }


# --- its columns ---------------------------------------------------------------------


def _record_types() -> Mapping[str, str]:
    return {name: TYPES[kind] for name, kind in rows.kinds().items() if kind in TYPES} | OF_RECORDS


def _typed(columns: Iterable[str], types: Mapping[str, str]) -> Mapping[str, str]:
    return {name: types.get(name, "string") for name in columns}


def _field(name: str, type_of: str) -> Json:
    told = rows.explained().get(name)
    return {"name": name, "type": type_of, **({"description": told} if told else {})}

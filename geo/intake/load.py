"""Read files into plain values, strictly and within limits.

Only the standard library parses what a stranger could have written: no GDAL, no remote references, no NaN, no key
twice. A file that cannot be used raises one of the `geo.errors`; what is wrong with one feature is for
`geo.intake.validate`.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from io import StringIO
from math import isfinite
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
from shapely.errors import ShapelyError

from geo import crs, read
from geo.errors import MalformedFileError, TooLargeError
from geo.intake.shapes import of_geojson

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_FEATURES: Final = 200_000
KINDS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"PK\x03\x04", "a zip archive, as .xlsx and .ods are"),
    (b"SQLite format 3\0", "a GeoPackage or another SQLite file"),
    (b"PAR1", "a Parquet file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel or Word file"),
    (b"\x80\x02", "a Python pickle"),
    (b"\x80\x03", "a Python pickle"),
    (b"\x80\x04", "a Python pickle"),
    (b"\x80\x05", "a Python pickle"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"ARROW1", "an Arrow file"),
    (b"\x00\x00\x27\x0a", "a shapefile"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
)
"""How files begin that are taken for ours by mistake, and what they are."""
MARKUP: Final = re.compile(rb"\s*<(?:(!doctype html|html|head|body)|[?!a-z])", re.IGNORECASE)
SNIFFED: Final = 512
"""Bytes that tell what a file is."""

Json = dict[str, Any]


def read_bytes(path: Path, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Read a whole file.

    Raises
    ------
    DataError
        If there is no such file, it may not be read, is a folder, a pipe or a device, or is larger than `max_bytes`.
    """
    return read.whole(path, max_bytes=max_bytes)


def digest(paths: Iterable[Path]) -> str:
    """SHA-256 over the bytes of some files, in the order given; one that is missing or unreadable counts as empty."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.name.encode() + b"\0")
        for part in read.parts(path):
            total.update(part)
    return total.hexdigest()


def kind(content: bytes) -> str:
    """Name what a file is that is not ours, by how it begins; empty if it could be text of ours.

    Parameters
    ----------
    content
        Its bytes, or the first of them.
    """
    head = content[:SNIFFED].removeprefix(codecs.BOM_UTF8)
    markup = MARKUP.match(head)
    if markup:
        return "a web page" if markup[1] else "XML, as KML and SVG are"
    named = next((name for beginning, name in KINDS if head.startswith(beginning)), "")
    return named or ("no text: it has bytes of zero" if b"\0" in head else "")


def _refuse_kind(content: bytes, *, file: str, right: str) -> None:
    if not content.strip():
        raise MalformedFileError(file, "the file is empty", right)
    if name := kind(content):
        raise MalformedFileError(file, f"the file is {name}", right)


def parse_json(text: bytes, *, file: str) -> Any:
    """Parse JSON as RFC 8259 has it: UTF-8, finite numbers, no key twice.

    Raises
    ------
    MalformedFileError
        If it is not that; the message gives line and column where there are any.
    """
    try:
        return json.loads(
            text.decode("utf-8-sig"),
            object_pairs_hook=_unique_keys,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    except UnicodeDecodeError as error:
        _refuse_kind(text, file=file, right="JSON text in UTF-8")
        raise MalformedFileError(file, f"byte {error.start} is not UTF-8", "UTF-8 text") from error
    except json.JSONDecodeError as error:
        _refuse_kind(text, file=file, right="a complete JSON document")
        where = f"line {error.lineno}, column {error.colno}"
        raise MalformedFileError(file, f"not valid JSON at {where}: {error.msg}", "a complete JSON document") from error
    except RecursionError as error:
        raise MalformedFileError(file, "nested too deeply", "GeoJSON, which needs few levels") from error
    except ValueError as error:
        raise MalformedFileError(file, str(error), "finite numbers and each key once") from error


def _unique_keys(pairs: Sequence[tuple[str, Any]]) -> Json:
    keys = dict(pairs)
    if len(keys) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        message = f"the key {twice!r} stands twice in one object"
        raise ValueError(message)
    return keys


def _finite(text: str) -> float:
    """Read a number; one like 1e999 would become infinite."""
    number = float(text)
    if not isfinite(number):
        message = f"{text} is too large for a number"
        raise ValueError(message)
    return number


def _refuse_constant(name: str) -> float:
    message = f"{name} is not a JSON number"
    raise ValueError(message)


def read_features(path: Path) -> list[Any]:
    """Read the features of a GeoJSON FeatureCollection as they stand.

    Parameters
    ----------
    path
        A file of RFC 7946 GeoJSON.

    Returns
    -------
    features
        The members of ``features``, unchecked.

    Raises
    ------
    DataError
        If the file is missing, too large, not JSON or not a FeatureCollection.
    """
    document = parse_json(read_bytes(path), file=path.name)
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise MalformedFileError(path.name, "not a FeatureCollection", '{"type": "FeatureCollection", "features": […]}')
    features = document.get("features")
    if not isinstance(features, list):
        raise MalformedFileError(path.name, "no list of features", '"features": […]')
    if len(features) > MAX_FEATURES:
        raise TooLargeError(path.name, f"{len(features):,} features", f"at most {MAX_FEATURES:,}")
    if "crs" in document:
        raise MalformedFileError(path.name, "a crs member", "WGS 84 without one, as RFC 7946 says")
    return features


def empty_layer(columns: Collection[str] = ("id", "name")) -> gpd.GeoDataFrame:
    """Give a geometry layer that holds nothing, for a study that does without it."""
    return gpd.GeoDataFrame({name: [] for name in columns}, geometry=[], crs=crs.WGS84).astype(
        dict.fromkeys(columns, object)
    )


def read_layer(path: Path, *, columns: Collection[str] = ("id", "name")) -> gpd.GeoDataFrame:
    """Read one of our own geometry layers (border, crossings, areas, regions).

    Parameters
    ----------
    path
        A file of RFC 7946 GeoJSON.
    columns
        Properties that every feature must have.

    Returns
    -------
    layer
        One row a feature, index 0…n-1, WGS 84 geometry.

    Raises
    ------
    DataError
        If the file cannot be used.
    """
    features = read_features(path)
    if not features:
        raise MalformedFileError(path.name, "no feature", "at least one")
    try:
        layer = gpd.GeoDataFrame([_row(feature) for feature in features], crs=crs.WGS84)
    except (AttributeError, KeyError, TypeError, ValueError, ShapelyError) as error:
        raise MalformedFileError(path.name, f"a feature that cannot be read: {error}", "GeoJSON features") from error
    missing = [name for name in (*columns, "geometry") if name not in layer or layer[name].isna().any()]
    if missing:
        raise MalformedFileError(path.name, f"a feature without {', '.join(missing)}", "each feature with it")
    return layer


def _row(feature: Json) -> Json:
    geometry = feature["geometry"]
    return {"geometry": of_geojson(geometry) if geometry else None, **(feature["properties"] or {})}


def read_sources(path: Path) -> dict[str, Json]:
    """Read the sources, CSL-JSON, by id.

    Raises
    ------
    DataError
        If the file cannot be used, or an id is missing or stands twice.
    """
    document = parse_json(read_bytes(path), file=path.name)
    if not isinstance(document, list) or not all(
        isinstance(entry, dict) and isinstance(entry.get("id"), str) for entry in document
    ):
        raise MalformedFileError(path.name, "not a list of entries with ids", "a CSL-JSON array")
    entries = {entry["id"]: entry for entry in document}
    if len(entries) < len(document):
        raise MalformedFileError(path.name, "an id stands twice", "each id once")
    return entries


def read_table(path: Path, *, columns: Collection[str] = ()) -> list[dict[str, str]]:
    """Read a CSV file with a header line; every cell is text.

    Parameters
    ----------
    path
        A file in UTF-8.
    columns
        Columns that it must have.

    Raises
    ------
    DataError
        If the file cannot be used, lacks a header or a column, names one twice, or a row is longer than the header.
    """
    text = read_bytes(path)
    _refuse_kind(text, file=path.name, right="UTF-8 CSV with a header")
    try:
        table = csv.DictReader(StringIO(text.decode("utf-8-sig"), newline=""), strict=True)
        names, rows = list(table.fieldnames or ()), list(table)
    except (UnicodeDecodeError, csv.Error) as error:
        raise MalformedFileError(path.name, str(error), "UTF-8 CSV with a header") from error
    if not any(names):
        raise MalformedFileError(path.name, "no header", "a first line with the names of the columns")
    if twice := [name for name, times in Counter(names).items() if times > 1]:
        raise MalformedFileError(path.name, f"the column {twice[0]!r} stands twice", "each column once")
    if missing := [name for name in columns if name not in names]:
        raise MalformedFileError(path.name, f"no column {', '.join(missing)}", f"the columns {', '.join(columns)}")
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise MalformedFileError(
                path.name, f"row {number} has another number of cells than the header", "as many cells"
            )
    return rows

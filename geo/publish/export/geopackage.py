"""Write GeoPackage: records and areas as layers, figures, sources and codebook as tables."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyogrio
import shapely

from geo import crs
from geo.errors import RequestError
from geo.publish.export import layer_styles, rows
from geo.publish.export.extract import CAUTION, Extract

GEOMETRY: Final = "geom"
AREAS_ARE: Final = "Lines and areas that records without a point concern; none of them filled by an event."
STYLES_ARE: Final = (
    "Filled: a site or a locality. Hollow: somewhere in its circle. Circle: uncertainty_m, true to scale. Dashed ring: "
    "denied by a named party."
)
ARROW_TYPES: Final[Mapping[rows.Kind, pa.DataType]] = {
    "date": pa.date32(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
}
"""Types of the columns that are not text."""
VERSION: Final = "1.3"
"""GDAL 3.6, QGIS 3.22 and R of that age warn of a later one."""
AREA_NUMBERS: Final = frozenset({"km_from", "km_to", "label_lat", "label_lon"})
"""Columns of areas that hold numbers, whatever the areas are; the rest is text, what is nested as JSON."""
FIGURE_NUMBERS: Final = frozenset({"value", "min", "max"})


def write_geopackage(extract: Extract) -> bytes:
    """Write records as GeoPackage; WGS 84 (EPSG:4326).

    Layers ``records`` (each record's own geometry, may be null) and ``areas`` (what ``records.area`` names); tables
    ``figures`` and ``sources`` (one row each, by ``record``), ``codebook``, ``about`` and ``layer_styles``, from which
    QGIS draws the layers as the map does. The type of a column is the same whatever it holds.

    Raises
    ------
    RequestError
        If a number of an area is none.
    """
    # The option is the process's; every writer of ours sets it to the day of the data, so that bytes are the same.
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{extract.about.day}T00:00:00.000Z"})
    with tempfile.TemporaryDirectory() as folder, _said(folder):
        path = Path(folder) / "granica.gpkg"
        described = f"{extract.about.selection}. {CAUTION}"
        _write(path, _records(extract), layer="records", geometry_type="Unknown", description=described)
        _write(path, _areas(extract), layer="areas", geometry_type="Unknown", description=AREAS_ARE)
        _write(path, _figures(extract), layer="figures")
        _write(path, _texts(rows.citations(extract), columns=rows.CITATION_FIELDS), layer="sources")
        _write(path, _texts(rows.codebook(), columns=("of", "code", "label", "definition")), layer="codebook")
        _write(path, _about(extract), layer="about")
        _write(path, _styles(extract), layer="layer_styles", fid="id")
        return path.read_bytes()


@contextmanager
def _said(folder: str) -> Iterator[None]:
    """Say in words that a file could not be made where temporary files are."""
    try:
        yield
    except RuntimeError as error:
        message = f"{Path(folder).parent}: no GeoPackage could be made there: {error}"
        raise RequestError(message) from error


def _write(
    path: Path,
    table: pa.Table,
    *,
    layer: str,
    geometry_type: str | None = None,
    description: str = "",
    fid: str = "fid",
) -> None:
    spatial = {"geometry_name": GEOMETRY, "geometry_type": geometry_type, "crs": crs.WGS84} if geometry_type else {}
    options = {"FID": fid, **({"DESCRIPTION": description} if description else {})}
    made = {} if path.exists() else {"dataset_options": {"VERSION": VERSION}}
    pyogrio.write_arrow(
        table, path, layer=layer, driver="GPKG", append=path.exists(), layer_options=options, **made, **spatial
    )


def _records(extract: Extract) -> pa.Table:
    flat = rows.flat(extract)
    columns = {name: _column([row[name] for row in flat], kind=kind) for name, kind in rows.kinds().items()}
    return pa.table(columns | {GEOMETRY: _wkb(rows.geometries(extract.records))})


def _column(values: Sequence[Any], *, kind: rows.Kind) -> pa.Array:
    if kind == "date":
        return pa.array(values, pa.string()).cast(pa.date32())
    return pa.array(values, ARROW_TYPES.get(kind, pa.string()))


def _areas(extract: Extract) -> pa.Table:
    areas = rows.named_areas(extract)
    table = areas.drop(columns="geometry")
    columns = {str(name): _of_areas(str(name), [rows.plain(value) for value in table[name]]) for name in table.columns}
    return pa.table(columns | {GEOMETRY: _wkb(list(areas.geometry))})


def _of_areas(name: str, values: Sequence[Any]) -> pa.Array:
    if name not in AREA_NUMBERS:
        texts = [value if value is None or isinstance(value, str) else rows.compact(value) for value in values]
        return pa.array(texts, pa.string())
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | float | None):
            message = f"areas.geojson: {name} is {value!r}, and must be a number or null"
            raise RequestError(message)
    return pa.array(values, pa.float64())


def _figures(extract: Extract) -> pa.Table:
    found = rows.figures(extract.records)
    kinds: dict[str, rows.Kind] = {"number": "integer", "as_of": "date", **dict.fromkeys(FIGURE_NUMBERS, "number")}
    names = ("record", "number", *rows.FIGURE_FIELDS)
    return pa.table({name: _column([row[name] for row in found], kind=kinds.get(name, "text")) for name in names})


def _texts(found: Sequence[rows.Row], *, columns: Sequence[str]) -> pa.Table:
    return pa.table(
        {
            name: _column([row[name] for row in found], kind="integer" if name == "number" else "text")
            for name in columns
        }
    )


def _about(extract: Extract) -> pa.Table:
    lines = extract.about.lines()
    return pa.table({"name": list(lines), "text": list(lines.values())})


def _styles(extract: Extract) -> pa.Table:
    """Give the table that QGIS looks for; empty catalogue and schema, not null, are what it asks for."""
    styles = {"records": layer_styles.records(), "areas": layer_styles.areas()}
    day = datetime.combine(extract.about.day, time())
    columns: dict[str, list[Any]] = {
        "f_table_catalog": [""] * len(styles),
        "f_table_schema": [""] * len(styles),
        "f_table_name": list(styles),
        "f_geometry_column": [GEOMETRY] * len(styles),
        "styleName": ["Granica"] * len(styles),
        "styleQML": list(styles.values()),
        "styleSLD": [""] * len(styles),
        "useAsDefault": [True] * len(styles),
        "description": [STYLES_ARE] * len(styles),
        "owner": [""] * len(styles),
        "ui": [None] * len(styles),
        "update_time": [day] * len(styles),
    }
    types = {"useAsDefault": pa.bool_(), "update_time": pa.timestamp("ms")}
    return pa.table({name: pa.array(values, types.get(name, pa.string())) for name, values in columns.items()})


def _wkb(shapes: Sequence[shapely.Geometry | None]) -> pa.Array:
    return pa.array([None if shape is None else shapely.to_wkb(shape) for shape in shapes], pa.binary())

"""Write GeoPackage: records and areas as layers, figures, sources and codebook as tables."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyogrio
import shapely

from geo import crs
from geo.publish.export import rows
from geo.publish.export.extract import Extract

"""The time that the file gives for its layers, so that the same rows give the same bytes."""
GEOMETRY: Final = "geom"
ARROW_TYPES: Final[Mapping[rows.Kind, pa.DataType]] = {
    "date": pa.date32(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
}
"""Types of the columns that are not text."""


def write_geopackage(extract: Extract) -> bytes:
    """Write records as GeoPackage; WGS 84 (EPSG:4326).

    Layers ``records`` (each record's own geometry, may be null) and ``areas`` (what ``records.area`` names); tables
    ``figures`` and ``sources`` (one row each, by ``record``), ``codebook`` and ``about``.
    """
    # The option is the process's; every writer of ours sets it to the day of the data, so that bytes are the same.
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{extract.about.day}T00:00:00.000Z"})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "granica.gpkg"
        _write(path, _records(extract), layer="records", geometry_type="Unknown")
        _write(path, _areas(extract), layer="areas", geometry_type="Unknown")
        _write(path, _figures(extract), layer="figures")
        _write(path, _texts(rows.citations(extract), columns=rows.CITATION_FIELDS), layer="sources")
        _write(path, _texts(rows.codebook(), columns=("of", "code", "label", "definition")), layer="codebook")
        _write(path, _about(extract), layer="about")
        return path.read_bytes()


def _write(path: Path, table: pa.Table, *, layer: str, geometry_type: str | None = None) -> None:
    spatial = {"geometry_name": GEOMETRY, "geometry_type": geometry_type, "crs": crs.WGS84} if geometry_type else {}
    pyogrio.write_arrow(table, path, layer=layer, driver="GPKG", append=path.exists(), **spatial)


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
    columns = {str(name): _loose([rows.plain(value) for value in table[name]]) for name in table.columns}
    return pa.table(columns | {GEOMETRY: _wkb(list(areas.geometry))})


def _loose(values: Sequence[Any]) -> pa.Array:
    """Make a column of numbers if all values are, else of texts; what is nested becomes JSON."""
    if all(value is None or isinstance(value, int | float) for value in values) and any(values):
        return pa.array(values, pa.float64())
    return pa.array(
        [value if value is None or isinstance(value, str) else rows.compact(value) for value in values], pa.string()
    )


def _figures(extract: Extract) -> pa.Table:
    found = rows.figures(extract.records)
    numbers = ("number", "value", "min", "max")
    names = ("record", "number", *rows.FIGURE_FIELDS)
    return pa.table(
        {name: _column([row[name] for row in found], kind="number" if name in numbers else "text") for name in names}
    )


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


def _wkb(shapes: Sequence[shapely.Geometry | None]) -> pa.Array:
    return pa.array([None if shape is None else shapely.to_wkb(shape) for shape in shapes], pa.binary())

"""Write GeoParquet 1.1: typed columns, lists and figures nested as they are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from io import BytesIO
from typing import Any, Final

import pyarrow as pa
import shapely
from pyarrow import parquet

from geo import schema
from geo.intake import columns
from geo.publish.export import rows
from geo.publish.export.extract import Extract

GEOPARQUET: Final = "1.1.0"
PRIMARY: Final = "geometry"
AREA: Final = "area_geometry"


def write_parquet(extract: Extract) -> bytes:
    """Write records as GeoParquet; WGS 84 (OGC:CRS84, longitude before latitude).

    The primary geometry is the record's own; ``area_geometry`` is the outline of the area that it names. The file's
    metadata hold ``granica`` (what the file is) and ``sources`` (CSL-JSON of the sources that the records cite).
    """
    table = rows_table(extract)
    own, areas = rows.geometries(extract.records), _area_shapes(extract)
    table = table.append_column(PRIMARY, _wkb(own)).append_column(AREA, _wkb(areas))
    metadata = {
        "geo": _geo({PRIMARY: own, AREA: areas}),
        "granica": rows.compact(extract.about.lines()),
        "sources": rows.compact(rows.cited(extract)),
    }
    out = BytesIO()
    parquet.write_table(table.replace_schema_metadata(metadata), out, compression="zstd")
    return out.getvalue()


def rows_table(extract: Extract) -> pa.Table:
    """Give the records as an Arrow table, types by the JSON Schema of each field; no geometry."""
    return columns.table(rows.properties(extract.records), schema.fields())


def _area_shapes(extract: Extract) -> list[shapely.Geometry | None]:
    areas = rows.named_areas(extract)
    shapes = dict(zip(areas["id"], areas.geometry.to_numpy(), strict=True))
    return [shapes.get(row["area"]) for row in rows.properties(extract.records)]


def _wkb(shapes: Iterable[shapely.Geometry | None]) -> pa.Array:
    return pa.array([None if shape is None else shapely.to_wkb(shape, flavor="iso") for shape in shapes], pa.binary())


def _types(shapes: Iterable[shapely.Geometry | None]) -> set[str]:
    return {json.loads(shapely.to_geojson(shape))["type"] for shape in shapes if shape is not None}


def _geo(columns: dict[str, list[shapely.Geometry | None]]) -> str:
    """Say what GeoParquet asks for; without ``crs`` a column is in OGC:CRS84."""
    described: dict[str, Any] = {
        name: {"encoding": "WKB", "geometry_types": sorted(_types(shapes))} for name, shapes in columns.items()
    }
    return json.dumps({"version": GEOPARQUET, "primary_column": PRIMARY, "columns": described})

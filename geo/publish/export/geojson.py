"""Write GeoJSON: RFC 7946, one feature a line, with sources and areas as foreign members."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import geopandas as gpd
import shapely

from geo.publish.export import rows
from geo.publish.export.extract import Extract


def write_geojson(extract: Extract) -> bytes:
    """Write records as a FeatureCollection; WGS 84, longitude before latitude, null geometry where there is none.

    Foreign members, which readers of GeoJSON may pass over: ``granica`` (what the file is), ``sources`` (CSL-JSON of
    the sources that the records cite) and ``areas`` (a FeatureCollection of the areas that they name).
    """
    members = [
        '"type":"FeatureCollection"',
        f'"granica":{rows.compact(extract.about.lines())}',
        f'"features":{_lines(features(extract))}',
        f'"sources":{_lines(rows.cited(extract))}',
        f'"areas":{{"type":"FeatureCollection","features":{_lines(layer_features(rows.named_areas(extract)))}}}',
    ]
    return ("{" + ",\n".join(members) + "}\n").encode()


def areas_geojson(extract: Extract) -> bytes:
    """Write the areas that the records name as a FeatureCollection of its own, WGS 84."""
    return f'{{"type":"FeatureCollection","features":{_lines(layer_features(rows.named_areas(extract)))}}}\n'.encode()


def sources_json(extract: Extract) -> bytes:
    """Write the sources that the records cite as CSL-JSON, one entry a line."""
    return f"{_lines(rows.cited(extract))}\n".encode()


def _lines(items: Iterable[Mapping[str, Any]]) -> str:
    return "[\n" + ",\n".join(map(rows.compact, items)) + "\n]"


def features(extract: Extract) -> list[Mapping[str, Any]]:
    """Give the records as features, in the order start, id; WGS 84, null geometry where there is none."""
    found = zip(rows.properties(extract.records), rows.geometries(extract.records), strict=True)
    return [_feature(row, shape) for row, shape in found]


def layer_features(layer: gpd.GeoDataFrame) -> list[Mapping[str, Any]]:
    """Give what records refer to, such as areas or crossings, as features; WGS 84, with every property of theirs."""
    table = layer.drop(columns="geometry").to_dict("records")
    return [
        _feature({str(name): rows.plain(value) for name, value in row.items()}, shapely.orient_polygons(shape))
        for row, shape in zip(table, layer.geometry.to_numpy(), strict=True)
    ]


def _feature(row: rows.Row, shape: shapely.Geometry | None) -> Mapping[str, Any]:
    geometry = None if shape is None else json.loads(shapely.to_geojson(shape))
    return {"type": "Feature", "id": row["id"], "properties": row, "geometry": geometry}

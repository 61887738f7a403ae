"""Geometries made all at once are those that are made position by position."""

from __future__ import annotations

from typing import Any

import pytest
import shapely

from geo.intake import folder, load
from geo.intake.shapes import of_geojson
from geo.intake.validate.structure import is_day
from tests import folders

RING = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0], [0.0, 0.0]]
HOLE = [[1.0, 1.0], [1.0, 2.0], [2.0, 2.0], [1.0, 1.0]]
FAR = [[[position[0] + 9, position[1]] for position in RING]]
FINE: list[dict[str, Any]] = [
    {"type": "Point", "coordinates": [1.5, 2]},
    {"type": "Point", "coordinates": [1.5, 2, 3]},
    {"type": "LineString", "coordinates": [[0, 0], [1, 1]]},
    {"type": "LineString", "coordinates": [[0, 0, 5], [1, 1, 6]]},
    {"type": "LineString", "coordinates": []},
    {"type": "Polygon", "coordinates": [RING]},
    {"type": "Polygon", "coordinates": [RING, HOLE, [[3, 3], [3, 3.5], [3.5, 3.5], [3, 3]]]},
    {"type": "Polygon", "coordinates": [RING[:-1]]},
    {"type": "Polygon", "coordinates": []},
    {"type": "MultiPolygon", "coordinates": [[RING, HOLE], FAR]},
    {"type": "MultiPolygon", "coordinates": []},
    {"type": "MultiLineString", "coordinates": [[[0, 0], [1, 1]], [[2, 2], [3, 3]]]},
    {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [0, 0]}]},
]
WRONG: list[dict[str, Any]] = [
    {"type": "Circle", "coordinates": []},
    {"type": "LineString"},
    {"type": "LineString", "coordinates": [[0, 0], [1, 1, 1]]},
    {"type": "LineString", "coordinates": [[0, 0]]},
    {"type": "LineString", "coordinates": ["a", "b"]},
    {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
    {"type": "Polygon", "coordinates": RING},
    {"type": "MultiPolygon", "coordinates": [RING]},
]


def outcome(make: Any, geometry: dict[str, Any]) -> tuple[str, str]:
    try:
        made = make(geometry)
    except Exception as error:  # noqa: BLE001  # whatever it is, it must be the same
        return type(error).__name__, str(error)
    return made.geom_type, shapely.to_wkb(made, hex=True)


@pytest.mark.parametrize("geometry", [*FINE, *WRONG], ids=str)
def test_a_geometry_is_what_shapely_says_it_is(geometry: dict[str, Any]) -> None:
    assert outcome(of_geojson, geometry) == outcome(shapely.geometry.shape, geometry)


@pytest.mark.parametrize("name", folder.LAYER_FILES)
def test_a_layer_holds_what_its_file_says(name: str) -> None:
    layer = load.read_layer(folder.DATA / name)
    features = folders.features(name)
    assert [shapely.to_wkb(shape) for shape in layer.geometry] == [
        shapely.to_wkb(shapely.geometry.shape(feature["geometry"])) for feature in features
    ]
    assert layer["id"].tolist() == [feature["properties"]["id"] for feature in features]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-02-29", True),
        ("2023-02-29", False),
        ("2021-11-08", True),
        ("20211108", False),
        ("2021-11-08 ", False),
        ("2021-W45-1", False),
        ("٢٠٢١-١١-٠٨", False),
        ("", False),
        ("2" * 100_000, False),
    ],
)
def test_a_day_is_told_from_what_is_none_also_the_second_time(text: str, day: bool) -> None:  # noqa: FBT001
    assert [is_day(text), is_day(text)] == [day, day]

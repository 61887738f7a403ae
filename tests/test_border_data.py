"""The shipped border line, crossings, regions and areas are what they say they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from pyproj import Geod, Transformer
from shapely.geometry import LineString, Point, shape

DATA = Path(__file__).resolve().parent.parent / "data"
GEOD = Geod(ellps="WGS84")
TO_METRIC = Transformer.from_crs("EPSG:4326", "EPSG:2180", always_xy=True)
PL_BY_UA = (23.61783, 51.50818)
PL_BY_LT = (23.51496, 53.95627)
SOUTH_TO_NORTH = (
    "slawatycze-domachevo",
    "terespol-brest-road",
    "kukuryki-kozlovichi",
    "polowce-peschatka",
    "bobrowniki-berestovitsa",
    "kuznica-bruzgi",
    "kuznica-grodno",
)
POLISH = {
    "Usnarz Górny": (23.7581, 53.3369),
    "Kuźnica": (23.6461, 53.5142),
    "Terespol": (23.6161, 52.0761),
    "Białowieża": (23.8622, 52.7017),
    "Połowce": (23.3669, 52.4839),
}
BELARUSIAN = {
    "Grodno": (23.8289, 53.6758),
    "Brest": (23.7175, 52.1089),
    "Kamenyuki": (23.8053, 52.5576),
    "Svisloch": (24.0972, 53.0343),
}


def features(name: str) -> dict[str, dict[str, Any]]:
    content = json.loads((DATA / name).read_text(encoding="utf-8"))
    return {item["id"]: item for item in content["features"]}


def metric(geometry: Any) -> Any:
    return shapely.transform(geometry, lambda xy: np.column_stack(TO_METRIC.transform(xy[:, 0], xy[:, 1])))


def line() -> LineString:
    geometry = shape(features("border.geojson")["PL-BY"]["geometry"])
    assert isinstance(geometry, LineString)
    return geometry


def metres_between(one: tuple[float, ...], two: tuple[float, ...]) -> float:
    return float(GEOD.inv(one[0], one[1], two[0], two[1])[2])


def test_line_is_single_simple_and_of_the_known_length() -> None:
    border = line()
    assert border.is_simple
    assert 415.0 < GEOD.geometry_length(border) / 1_000 < 422.0
    stated = features("border.geojson")["PL-BY"]["properties"]["length_km"]
    assert stated == pytest.approx(GEOD.geometry_length(border) / 1_000, abs=0.01)


def test_line_runs_from_the_ukrainian_to_the_lithuanian_tripoint() -> None:
    border = line()
    assert metres_between(border.coords[0], PL_BY_UA) < 1_000
    assert metres_between(border.coords[-1], PL_BY_LT) < 1_000


@pytest.mark.parametrize("key", ["PL-BY", "BY-LT", "BY-LV", "PL-LT", "PL-UA", "BY-UA"])
def test_each_pair_has_one_line(key: str) -> None:
    assert features("border.geojson")[key]["geometry"]["type"] == "LineString"


def test_crossings_lie_on_the_line_from_south_to_north() -> None:
    border = metric(line())
    found = features("crossings.geojson")
    for item in found.values():
        assert border.distance(metric(shape(item["geometry"]))) < 600
    km = [item["properties"]["km"] for item in found.values()]
    assert km == sorted(km)
    named = [found[key]["properties"]["km"] for key in SOUTH_TO_NORTH]
    assert named == sorted(named)


def test_kilometres_of_crossings_are_their_place_on_the_line() -> None:
    border = metric(line())
    factor = GEOD.geometry_length(line()) / border.length / 1_000
    for item in features("crossings.geojson").values():
        along = border.project(metric(shape(item["geometry"]))) * factor
        assert item["properties"]["km"] == pytest.approx(along, abs=0.06)


@pytest.mark.parametrize(
    ("country", "place"),
    [("PL", place) for place in POLISH] + [("BY", place) for place in BELARUSIAN],
)
def test_towns_lie_on_their_side(country: str, place: str) -> None:
    point = Point((POLISH | BELARUSIAN)[place])
    regions = features("regions.geojson").values()
    inside = [r["properties"]["country"] for r in regions if shape(r["geometry"]).contains(point)]
    assert inside == [country]


def test_regions_of_both_countries_meet_at_every_vertex_of_the_line() -> None:
    vertices = shapely.points(line().coords)
    for country in ("PL", "BY"):
        regions = features("regions.geojson").values()
        own = [shape(r["geometry"]) for r in regions if r["properties"]["country"] == country]
        outline = shapely.union_all(shapely.boundary(own))
        assert np.max(shapely.distance(vertices, outline)) < 1e-7


@pytest.mark.parametrize("name", ["border", "crossings", "regions", "areas"])
def test_files_are_valid_and_carry_their_source(name: str) -> None:
    text = (DATA / f"{name}.geojson").read_text(encoding="utf-8")
    assert '"crs"' not in text
    for key, item in features(f"{name}.geojson").items():
        geometry = shape(item["geometry"])
        assert geometry.is_valid, key
        assert all(polygon.exterior.is_ccw for polygon in shapely.get_parts(geometry) if geometry.area)
        assert item["properties"]["attribution"]
        assert item["properties"]["name"]


def test_sections_add_up_to_the_line() -> None:
    areas = {key: item["properties"] for key, item in features("areas.geojson").items()}
    south, north = areas["lubelskie-border-section"], areas["podlaskie-border-section"]
    assert (south["km_from"], north["km_to"]) == (0.0, areas["poland-belarus-border"]["km_to"])
    assert south["km_to"] == north["km_from"]
    assert 170 < south["km_to"] < 175


def test_emergency_belt_lies_in_poland_and_is_called_an_approximation() -> None:
    belt = features("areas.geojson")["emergency-belt"]
    assert belt["properties"]["geo_kind"] == "approximation"
    assert "pproximation" in belt["properties"]["note"]
    belarus = shape(features("areas.geojson")["belarus"]["geometry"])
    overlap = metric(shape(belt["geometry"])).intersection(metric(belarus)).area
    assert overlap < 0.01 * metric(shape(belt["geometry"])).area

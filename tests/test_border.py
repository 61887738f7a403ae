"""Records are joined with the line: side, distance, kilometre, crossing and region, in metres of EPSG:2180."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo import crs, schema
from geo.intake import border, folder, load
from geo.model import Dataset

GEOD = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def layers() -> dict[str, gpd.GeoDataFrame]:
    return {
        name: load.read_layer(folder.DATA / f"{name}.geojson") for name in ("border", "crossings", "regions", "areas")
    }


def join(records: gpd.GeoDataFrame, layers: dict[str, gpd.GeoDataFrame]) -> pd.DataFrame:
    around = {name: layers[name] for name in ("border", "crossings", "regions", "areas")}
    return border.join(records, **around, progress=None)


def joined(
    layers: dict[str, gpd.GeoDataFrame],
    points: list[tuple[float, float] | None],
    *,
    areas: list[str | None] | None = None,
    index: list[int] | None = None,
) -> pd.DataFrame:
    records = gpd.GeoDataFrame(
        {"area": pd.Series(areas or [None] * len(points), index=index, dtype=object)},
        geometry=gpd.GeoSeries(np.array([shapely.Point(point) if point else None for point in points]), index=index),
        crs=crs.WGS84,
    )
    return join(records, layers)


def test_the_line_starts_at_ukraine_and_is_about_as_long_as_it_is_said_to_be(
    layers: dict[str, gpd.GeoDataFrame],
) -> None:
    line = border.line_of(layers["border"])
    assert isinstance(line, shapely.LineString)
    assert 410_000 < line.length < 425_000
    start, end = shapely.Point(line.coords[0]), shapely.Point(line.coords[-1])
    assert start.y < end.y


@pytest.mark.parametrize(
    ("place", "point", "side", "region"),
    [
        ("Kuźnica, the village", (23.6461, 53.5142), "PL", "Podlaskie"),
        ("Michałowo", (23.6069, 53.0336), "PL", "Podlaskie"),
        ("Grodno", (23.8289, 53.6758), "BY", "Grodno"),
        ("Brest", (23.7175, 52.1089), "BY", "Brest"),
        ("Warsaw", (21.0122, 52.2297), "PL", "Masovian"),
        ("Vilnius", (25.2797, 54.6872), "other", None),
    ],
)
def test_places_lie_on_their_side(
    layers: dict[str, gpd.GeoDataFrame], place: str, point: tuple[float, float], side: str, region: str | None
) -> None:
    row = joined(layers, [point]).iloc[0]
    assert row["side"] == side, place
    assert region is None or region in row["region"]


def test_kuznica_lies_at_its_crossing(layers: dict[str, gpd.GeoDataFrame]) -> None:
    row = joined(layers, [(23.6461, 53.5142)]).iloc[0]
    assert "Kuźnica" in row["nearest_crossing"]
    assert 355 < row["border_km"] < 372


def test_a_point_on_the_line_is_on_no_side(layers: dict[str, gpd.GeoDataFrame]) -> None:
    line = layers["border"].set_index("id").geometry["PL-BY"]
    middle = line.interpolate(0.5, normalized=True)
    row = joined(layers, [(middle.x, middle.y)]).iloc[0]
    assert row["side"] == "line"
    assert row["border_m"] <= 1


def test_distances_are_metres_on_the_ground(layers: dict[str, gpd.GeoDataFrame]) -> None:
    point = (23.6069, 53.0336)
    row = joined(layers, [point]).iloc[0]
    line = layers["border"].set_index("id").geometry["PL-BY"]
    xy = np.array(line.segmentize(0.001).coords)
    geodesic = GEOD.inv(np.full(len(xy), point[0]), np.full(len(xy), point[1]), xy[:, 0], xy[:, 1])[2].min()
    assert row["border_m"] == pytest.approx(geodesic, rel=0.002)


def test_without_a_point_there_is_no_distance_but_the_side_of_the_area(layers: dict[str, gpd.GeoDataFrame]) -> None:
    names = ["grodno-region", "podlaskie-voivodeship", "poland-belarus-border", "lithuania-belarus-border", None]
    table = joined(layers, [None] * 5, areas=names)
    assert table["side"].tolist() == ["BY", "PL", "line", "other", "other"]
    assert table[["border_m", "border_km", "nearest_crossing", "region"]].isna().to_numpy().all()


def test_the_join_stands_on_the_index_it_was_given(layers: dict[str, gpd.GeoDataFrame]) -> None:
    table = joined(layers, [None, (23.6461, 53.5142), None], index=[7, 3, 5])
    assert list(table.index) == [7, 3, 5]
    assert set(table.columns) == {"side", "border_m", "border_km", "nearest_crossing", "region"}
    assert table["border_m"].notna().tolist() == [False, True, False]


def test_the_join_changes_nothing_that_it_was_given(layers: dict[str, gpd.GeoDataFrame]) -> None:
    before = {name: layer.to_wkb() for name, layer in layers.items()}
    joined(layers, [(23.6461, 53.5142)])
    for name, layer in layers.items():
        pd.testing.assert_frame_equal(pd.DataFrame(layer.to_wkb()), pd.DataFrame(before[name]))


def test_no_records_give_no_rows(layers: dict[str, gpd.GeoDataFrame]) -> None:
    assert joined(layers, []).empty


@given(st.lists(st.tuples(st.floats(22.5, 25.5), st.floats(51.0, 54.5)), min_size=1, max_size=8))
def test_any_point_gets_a_side_that_agrees_with_its_distance(
    layers: dict[str, gpd.GeoDataFrame], points: list[tuple[float, float]]
) -> None:
    table = joined(layers, list(points))
    assert set(table["side"]) <= set(schema.SIDES)
    assert ((table["side"] == "line") == (table["border_m"] <= 100)).all()
    assert table["border_km"].between(0, 425).all()
    assert table["nearest_crossing"].notna().all()


def a_square(west: float, south: float, *, name: str, country: str) -> tuple[shapely.Polygon, str, str]:
    return shapely.box(west, south, west + 1, south + 1), name, country


def around_squares(*squares: tuple[shapely.Polygon, str, str]) -> border.Surroundings:
    """Regions of one degree, a line along the meridian between the first two, a crossing at each of its ends."""
    shapes, names, countries = zip(*squares, strict=True)
    line = shapely.LineString([(23, 52), (23, 53)])
    return border.surroundings(
        border=gpd.GeoDataFrame({"id": ["PL-BY"]}, geometry=[line], crs=crs.WGS84),
        crossings=gpd.GeoDataFrame(
            {"name": ["south", "north"]}, geometry=[shapely.Point(end) for end in line.coords], crs=crs.WGS84
        ),
        regions=gpd.GeoDataFrame(
            {"name": list(names), "country": list(countries)}, geometry=list(shapes), crs=crs.WGS84
        ),
    )


WEST, EAST = a_square(22, 52, name="west", country="PL"), a_square(23, 52, name="east", country="BY")
FOREIGN = a_square(21, 52, name="far", country="UA")


def test_side_and_region_are_those_of_the_area_that_holds_the_point() -> None:
    points = np.array([(22.5, 52.5), (23.5, 52.6), (21.5, 52.5), (30.0, 52.5)])
    table = border.join_points(points, around=around_squares(WEST, EAST, FOREIGN))
    assert table["side"].tolist() == ["PL", "BY", "other", "other"]
    assert table["region"].fillna("none").tolist() == ["west", "east", "far", "none"]


def test_a_point_on_the_edge_of_two_regions_is_in_the_first() -> None:
    corner = np.array([(22.0, 52.0)])
    assert border.join_points(corner, around=around_squares(WEST, FOREIGN))["region"].item() == "west"
    assert border.join_points(corner, around=around_squares(FOREIGN, WEST))["region"].item() == "far"


def test_of_two_crossings_at_one_place_the_first_is_the_nearest() -> None:
    around = around_squares(WEST, EAST)
    twice = replace(around, crossings=around.crossings[[0, 1, 1]], crossing_names=np.array(["south", "first", "last"]))
    points = np.array([(22.9, 52.1), (22.9, 52.9)])
    assert border.join_points(points, around=twice)["nearest_crossing"].tolist() == ["south", "first"]


def test_the_kilometre_at_the_end_is_the_length_on_the_ellipsoid() -> None:
    ends = np.array([(23.0, 52.0), (23.0, 53.0)])
    table = border.join_points(ends, around=around_squares(WEST, EAST))
    assert table["border_km"].tolist() == [0.0, round(GEOD.inv(*ends[0], *ends[1])[2] / 1000, 1)]


def test_an_empty_point_is_none(layers: dict[str, gpd.GeoDataFrame]) -> None:
    records = gpd.GeoDataFrame(
        {"area": [None, None]}, geometry=[shapely.Point(), shapely.Point(23.6461, 53.5142)], crs=crs.WGS84
    )
    assert join(records, layers)["border_m"].notna().tolist() == [False, True]


def test_on_the_line_means_within_a_hundred_metres() -> None:
    around = around_squares(WEST, EAST)
    middle = around.line.start[0] + around.line.direction[0] * around.line.length[0] / 2
    beside = middle - 1j * around.line.direction[0] * np.array([99.9, 100.1])
    lonlat = gpd.GeoSeries.from_xy(beside.real, beside.imag, crs=crs.metric()).to_crs(crs.WGS84).get_coordinates()
    assert border.join_points(lonlat.to_numpy(), around=around)["side"].tolist() == ["line", "BY"]


def test_chunks_change_nothing_and_each_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    around, told = around_squares(WEST, EAST), list[tuple[int, int]]()
    points = np.random.default_rng(1).uniform((21, 51), (25, 54), (25, 2))
    whole = border.join_points(points, around=around)
    monkeypatch.setattr(border, "CHUNK_POINTS", 10)
    cut = border.join_points(points, around=around, progress=lambda done, of: told.append((done, of)))
    pd.testing.assert_frame_equal(whole, cut)
    assert told == [(10, 25), (20, 25), (25, 25)]


def test_a_point_that_the_projection_has_no_place_for_is_as_without_a_point() -> None:
    points = np.array([(22.5, 52.5), (np.nan, 52.0), (np.inf, 0.0), (23.5, 52.5)])
    table = border.join_points(points, around=around_squares(WEST, EAST))
    assert table["side"].tolist() == ["PL", "other", "other", "BY"]
    assert table["border_m"].notna().tolist() == [True, False, False, True]
    assert list(table.index) == [0, 1, 2, 3]


def test_records_in_poland_lie_in_a_voivodeship(dataset: Dataset) -> None:
    polish = dataset.records[(dataset.records["side"] == "PL") & dataset.records.geometry.notna()]
    assert len(polish) > 50
    assert polish["region"].notna().all()


def test_border_wide_records_are_no_points(dataset: Dataset) -> None:
    wide = dataset.records[dataset.records["geo_precision"].isin(["region", "country"])]
    assert len(wide) > 50
    assert not (wide.geometry.geom_type == "Point").any()


def test_fifteen_thousand_soldiers_are_not_a_dot(dataset: Dataset) -> None:
    has = dataset.records["figures"].map(
        lambda figures: any(figure["measure"] == "personnel" and figure["value"] == 15_000 for figure in figures)
    )
    assert has.any()
    assert dataset.records[has].geometry.isna().all()


def test_grodno_region_is_its_area_and_gozha_a_circle(dataset: Dataset) -> None:
    grodno = dataset.records[dataset.records["area"] == "grodno-region"]
    assert len(grodno) >= 2
    assert grodno.geometry.isna().all()
    gozha = dataset.records[dataset.records["place"] == "Gozha training range"].iloc[0]
    assert gozha.geometry.geom_type == "Point"
    assert gozha["uncertainty_m"] >= 1000
    assert gozha["side"] == "BY"

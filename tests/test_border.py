"""Records are joined with the line: side, distance, kilometre, crossing and region, in metres of EPSG:2180."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo import schema
from geo.intake import border, folder, load
from geo.model import Dataset

GEOD = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def layers() -> dict[str, gpd.GeoDataFrame]:
    return {
        name: load.read_layer(folder.DATA / f"{name}.geojson") for name in ("border", "crossings", "regions", "areas")
    }


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
        crs=schema.WGS84,
    )
    return border.join(records, **layers)


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
    line = layers["border"].set_index("id").geometry[border.LINE_ID]
    middle = line.interpolate(0.5, normalized=True)
    row = joined(layers, [(middle.x, middle.y)]).iloc[0]
    assert row["side"] == "line"
    assert row["border_m"] <= 1


def test_distances_are_metres_on_the_ground(layers: dict[str, gpd.GeoDataFrame]) -> None:
    point = (23.6069, 53.0336)
    row = joined(layers, [point]).iloc[0]
    line = layers["border"].set_index("id").geometry[border.LINE_ID]
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

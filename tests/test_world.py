"""A study anywhere on Earth: the ground that it is drawn on, on the map and in figures."""

from __future__ import annotations

import gc
import json
import shutil
from pathlib import Path
from typing import Any, Final

import pytest
import shapely

from geo import study
from geo.foreign import own
from geo.foreign.bring import bring
from geo.intake import basemap
from geo.model import View
from geo.present import webmap
from geo.present.staticmap import ground
from server import assets
from tests.tables import csv_of

FOLDER: Final = study.SHIPPED / "basemap"
WINDOW: Final = json.loads((FOLDER / "land.json").read_text("utf-8"))["window"]
WEST, SOUTH, EAST, NORTH = WINDOW


def corners(west: float, south: float, east: float, north: float) -> basemap.Corners:
    return (south, west), (north, east)


def kenya() -> own.Own:
    rows = [
        {"id": "1", "date": "2019-04-01", "latitude": "-1.25", "longitude": "36.75", "title": "One"},
        {"id": "2", "date": "2019-04-02", "latitude": "-1.31", "longitude": "36.82", "title": "Two"},
    ]
    with own.vocabulary():
        brought = bring(csv_of(*rows), file="mine.csv")
    return own.make(brought)


@pytest.mark.parametrize(
    "seen",
    [(WEST, SOUTH, EAST, NORTH), ((WEST + EAST) / 2, SOUTH, (WEST + EAST) / 2, SOUTH)],
    ids=["all of it", "a point"],
)
def test_what_the_detailed_ground_holds_needs_no_other(seen: tuple[float, float, float, float]) -> None:
    assert basemap.sheets(FOLDER, corners(*seen)) == basemap.NEAR


@pytest.mark.parametrize(
    "seen",
    [
        (WEST - 20, SOUTH, WEST - 0.1, NORTH),
        (EAST + 0.1, SOUTH, EAST + 20, NORTH),
        (WEST, SOUTH - 20, EAST, SOUTH - 0.1),
        (WEST, NORTH + 0.1, EAST, NORTH + 5),
    ],
    ids=["west", "east", "south", "north"],
)
def test_what_lies_wholly_outside_needs_the_world_and_the_line_that_it_is_measured_by(
    seen: tuple[float, float, float, float],
) -> None:
    assert basemap.sheets(FOLDER, corners(*seen)) == ("world", "borders")
    with study.use(kenya().study):
        assert basemap.sheets(FOLDER, corners(*seen)) == ("world",)


@pytest.mark.parametrize(
    "seen",
    [
        (WEST - 0.1, SOUTH, EAST, NORTH),
        (WEST, SOUTH - 0.1, EAST, NORTH),
        (WEST, SOUTH, EAST + 0.1, NORTH),
        (WEST, SOUTH, EAST, NORTH + 0.1),
    ],
    ids=["west", "south", "east", "north"],
)
def test_what_reaches_over_the_edge_needs_both(seen: tuple[float, float, float, float]) -> None:
    drawn = basemap.sheets(FOLDER, corners(*seen))
    assert drawn[0] == "world"
    assert set(drawn[1:]) == set(basemap.NEAR) - {"context"}


def test_a_base_map_of_somebodys_own_without_a_world_is_drawn_as_it_is(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "land.json", tmp_path)
    assert basemap.sheets(tmp_path, corners(100, 0, 110, 10)) == basemap.NEAR


def test_the_map_is_told_its_ground_and_may_show_the_whole_earth_on_the_world_s() -> None:
    addresses = webmap.Addresses((), "m.js", (), "r", "t", "f", "b/")

    def told(*ground: str) -> tuple[str, Any]:
        made = webmap.base_map(addresses, view=View(0, 0, 3), home=corners(0, 0, 1, 1), ground=ground)
        return made.get_root().render(), made.options["minZoom"]

    page, least = told(*basemap.NEAR)
    assert '"ground":["land",' in page
    far_page, far_least = told("world")
    assert '"ground":["world"]' in far_page
    assert far_least < least


def test_the_server_gives_the_world_s_ground_for_a_far_study() -> None:
    mine = kenya()
    with study.use(mine.study):
        assert assets.ground(webmap.home(mine.dataset.border, mine.dataset.records)) == ("world",)


def test_a_figure_of_a_far_study_has_land_lakes_countries_and_towns_in_its_own_metres() -> None:
    with study.use(kenya().study):
        shapes, places, names = ground.shapes(FOLDER), ground.places(FOLDER), ground.names(FOLDER)
    assert {"land", "lake", "border"} <= set(shapes["kind"])
    assert shapes.crs == places.crs == names.crs == "EPSG:32737"
    assert shapes.geometry.is_valid.all()
    nairobi = places[places["name"] == "Nairobi"].geometry.iloc[0]
    assert isinstance(nairobi, shapely.Point)
    assert shapes[shapes["kind"] == "land"].contains(nairobi).any()
    assert abs(nairobi.x - 257_000) < 3_000  # by any table of UTM coordinates
    assert "Japan" in set(names["text"])
    assert {"country"} == set(names["kind"])


def test_a_figure_of_the_whole_earth_leaves_nothing_torn_apart() -> None:
    rows = [
        {"id": "1", "date": "2019-04-01", "latitude": "10.25", "longitude": "-80.75", "title": "One"},
        {"id": "2", "date": "2019-04-02", "latitude": "40.31", "longitude": "110.82", "title": "Two"},
    ]
    with own.vocabulary():
        made = own.make(bring(csv_of(*rows), file="mine.csv"))
    assert "laea" in made.study.metric_crs
    with study.use(made.study):
        shapes = ground.shapes(FOLDER)
    assert shapes.geometry.is_valid.all()
    assert shapes.geometry.bounds.abs().to_numpy().max() < 1.3e7  # the radius of the Earth on that projection


def test_nothing_of_a_study_is_kept_by_what_is_drawn_for_it() -> None:
    with study.use(kenya().study):
        ground.shapes(FOLDER)
        ground.names(FOLDER)
        ground.places(FOLDER)
    asked: list[Any] = [ground._shapes, ground._names, ground._places, basemap._files]  # noqa: SLF001  # what is kept
    gc.collect()
    assert not [of for one in asked for of in one.kept._results if of.title == "mine"]  # noqa: SLF001


def test_the_reference_system_is_said() -> None:
    assert kenya().metric == "UTM zone 37 south, metres: all points lie within 0.1° of longitude"

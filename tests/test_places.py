"""Maps of a comparison: places as circles with their number, areas as areas."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from geo import study, summarise
from geo.model import Dataset
from tests import building

WEST = (building.SOUTH_END[0] - 10_000.0, building.SOUTH_END[1], building.SOUTH_END[0] + 10_000.0, 640_000.0)
"""Twenty kilometres across the line and as long as it."""


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    region: dict[str, Any] = {"at": None, "geo_precision": "region"}
    items = [
        building.feature(at=(-2000, 20_000)),
        building.feature(at=(-2100, 20_100)),
        building.feature(at=(-9_000, 35_000)),
        building.feature(at=(-11_000, 20_000)),
        building.feature(**region, area=building.AREA),
        building.feature(**region, area=building.AREA),
        building.feature(at=None),
        building.feature(at=(-2000, 20_000), category="statement"),
    ]
    for number, item in enumerate(items):
        item["id"] = item["properties"]["id"] = item["properties"]["title"] = f"PLBY-{number:04d}"
    found = building.dataset(tmp_path, *items)
    assert len(found.records) == len(items)
    return found


def test_places_near_one_another_are_one_circle_with_their_number(dataset: Dataset) -> None:
    places = summarise.gathered(dataset.records, cell_m=5_000, within=WEST)
    assert places["records"].tolist() == [1, 2]
    one, two = places.to_dict("records")
    assert one["id"] == "PLBY-0002"
    assert two["id"] is None or two["id"] != two["id"]
    assert two["titles"] == "PLBY-0000; PLBY-0001"
    assert abs(two["x"] - (building.SOUTH_END[0] - 2050)) < 1


def test_a_record_of_an_area_is_counted_there_and_is_no_point(dataset: Dataset) -> None:
    zones = summarise.zones(dataset.records, dataset.areas)
    assert zones["records"].tolist() == [2]
    assert zones["name"].tolist() == dataset.areas.loc[dataset.areas["id"] == building.AREA, "name"].tolist()
    assert str(zones.crs) == study.current().metric_crs


def test_every_record_is_in_one_place_of_the_ledger(dataset: Dataset) -> None:
    found = summarise.ledger(dataset.records, dataset.areas, within=WEST)
    assert found == summarise.Ledger(points=3, areas=2, beyond=1, no_event=1, elsewhere=1)


def test_nothing_is_a_map_of_nothing(dataset: Dataset) -> None:
    few = dataset.records.iloc[:0]
    assert summarise.gathered(few, cell_m=5_000, within=WEST).empty
    assert summarise.zones(few, dataset.areas).empty
    assert summarise.ledger(few, dataset.areas, within=WEST) == summarise.Ledger(0, 0, 0, 0, 0)

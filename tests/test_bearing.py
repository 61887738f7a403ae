"""Where a record lies is said in words: from the line and from the nearest crossing, as exactly as it is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from geo.model import Dataset
from geo.present import bearing, card
from tests import building


@pytest.mark.parametrize(
    ("azimuth", "said"),
    [(0, "north"), (22.4, "north"), (22.6, "north-east"), (-22.4, "north"), (-22.6, "north-west"), (337.6, "north")],
)
def test_a_wind_holds_45_degrees_around_it(azimuth: float, said: str) -> None:
    assert bearing.wind(azimuth) == said


def only(dataset: Dataset) -> dict[str, Any]:
    """The one record of a dataset."""
    (record,) = dataset.records.to_dict("records")
    return {str(name): value for name, value in record.items()}


def said(folder: Path, *, at: tuple[float, float], reach_m: int = 1000) -> tuple[bearing.Bearing, str]:
    """The bearing of a record so many metres east of the line and north of its south end, and what its card says."""
    dataset = building.dataset(folder, building.feature(at=at, uncertainty_m=reach_m))
    record = only(dataset)
    found = bearing.bearing(record, dataset)
    return found, card.card(record, sources=dataset.sources, areas={}, bearing=found).border


def test_a_card_says_how_far_and_which_way_from_the_line_and_from_the_crossing(tmp_path: Path) -> None:
    found, text = said(tmp_path, at=(-3000, 24_000))
    assert (found.from_line, found.from_crossing) == ("west", "north-west")
    assert found.crossing_m == pytest.approx(5000, abs=1)
    assert "3 km west of the line" in text
    assert f"5 km north-west of the nearest crossing, {building.CROSSING}" in text


@pytest.mark.parametrize(("away_m", "direction"), [(1001, "east"), (999, "")])
def test_no_direction_is_said_that_the_uncertainty_leaves_open(tmp_path: Path, away_m: int, direction: str) -> None:
    found, text = said(tmp_path, at=(away_m, 20_000))
    assert (found.from_line, found.from_crossing) == (direction, direction)
    assert (found.crossing_m is None) is (direction == "")
    assert (f"nearest crossing {building.CROSSING}" in text) is (direction == "")


def test_without_a_point_nothing_is_said(tmp_path: Path) -> None:
    dataset = building.dataset(tmp_path, building.feature(at=None))
    assert bearing.bearing(only(dataset), dataset) == bearing.Bearing()

"""The base map's files are whole, small, in place, and each has its licence."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parent.parent / "data" / "basemap"
NAMES = ["admin", "borders", "context", "land", "places", "rail", "water", "world"]
BUDGET_BYTES = 1_000_000
CONTEXT_DEG = (-25.1, 21.9, 75.1, 72.1)
EARTH_DEG = (-180.01, -90.01, 180.01, 90.01)
ZOOMS = range(4, 14)


def content(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def paths(nested: list[Any]) -> Iterator[list[int]]:
    if nested and isinstance(nested[0], int):
        yield nested
        return
    for item in nested:
        yield from paths(item)


def bounds(path: list[int], scale: int) -> tuple[float, float, float, float]:
    x = y = 0
    xs, ys = [], []
    for i in range(0, len(path), 2):
        x, y = x + path[i], y + path[i + 1]
        xs.append(x / scale)
        ys.append(y / scale)
    return min(xs), min(ys), max(xs), max(ys)


def test_no_file_is_missing_or_unknown() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.json")) == NAMES


def test_all_files_together_stay_within_the_budget() -> None:
    sizes = [len(gzip.compress(path.read_bytes(), 9)) for path in FOLDER.glob("*.json")]
    assert sum(sizes) < BUDGET_BYTES


@pytest.mark.parametrize("name", NAMES)
def test_file_names_its_source_and_licence(name: str) -> None:
    file = content(name)
    assert file["name"] == name
    assert file["attribution"]
    assert file["licence"]
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    row = next(line for line in readme.splitlines() if line.startswith(f"| `{name}.json`"))
    assert len([cell for cell in row.split("|") if cell.strip()]) == 4


@pytest.mark.parametrize("name", [name for name in NAMES if name != "places"])
def test_paths_are_whole_and_in_bounds(name: str) -> None:
    file = content(name)
    west, south, east, north = EARTH_DEG if name == "world" else CONTEXT_DEG
    for item in [*file.get("lines", []), *file.get("areas", [])]:
        assert item["z"] in range(13)
        least = 8 if item in file.get("areas", []) else 4
        for path in paths(item["p"]):
            assert len(path) >= least
            assert len(path) % 2 == 0
            box = bounds(path, file["scale"])
            assert west < box[0] <= box[2] < east
            assert south < box[1] <= box[3] < north


def test_places_have_names_sides_and_zooms() -> None:
    file = content("places")
    assert len(file["places"]) > 2_000
    for name, second, x, y, rank, zoom, side in file["places"]:
        assert name.strip() == name != ""
        assert second.strip() == second
        assert CONTEXT_DEG[0] < x / file["scale"] < CONTEXT_DEG[2]
        assert CONTEXT_DEG[1] < y / file["scale"] < CONTEXT_DEG[3]
        assert rank in range(6)
        assert zoom in ZOOMS
        assert side in {"r", "l", "t", "b", "tl", "tr", "bl", "br"}


def test_area_labels_have_text_and_a_known_kind() -> None:
    for text, kind, _x, _y, zoom in content("places")["area_labels"]:
        assert text.strip()
        assert kind in {"country", "region", "water", "forest"}
        assert zoom in ZOOMS


@pytest.mark.parametrize("name", ["Kuźnica", "Usnarz Górny", "Krynki", "Białowieża", "Bruzgi", "Grodno", "Brest"])
def test_places_of_the_story_are_labelled_at_the_first_view(name: str) -> None:
    assert min(row[5] for row in content("places")["places"] if row[0] == name) <= 8


def test_no_land_of_the_world_is_drawn_across_the_whole_earth_but_the_one_round_a_pole() -> None:
    file = content("world")
    wide = [
        box
        for path in paths([item["p"] for item in file["areas"]])
        if (box := bounds(path, file["scale"]))[2] - box[0] > 220
    ]
    assert all(north < -60 for _, _, _, north in wide)
    assert len(wide) <= 1


def test_countries_have_their_own_names_and_a_second_line_only_in_latin_letters() -> None:
    named = {row[0] for row in content("world")["area_labels"]}
    assert {"Polska", "Türkiye", "Беларусь\nBelarus", "日本\nJapan"} <= named
    assert all(len(name.split("\n")) <= 2 for name in named)
    assert len(named) > 200


def test_the_world_has_lakes_borders_and_towns_and_stays_small() -> None:
    file = content("world")
    assert {item["k"] for item in file["areas"]} == {"land", "lake"}
    assert [item["k"] for item in file["lines"]] == ["border"]
    assert {"Nairobi", "Lima", "Jakarta"} <= {row[0] for row in file["places"]}
    assert len(gzip.compress((FOLDER / "world.json").read_bytes(), 9)) < 300_000

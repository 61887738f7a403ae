"""What is said of the structure is, word for word, what the plain library finds, on defects of every kind."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import schema
from geo.intake import folder
from geo.intake.validate import structure
from tests import folders, hostile, plain_structure, strategies

Json = dict[str, Any]
RULES = {name: schema.feature_schema(deployments=name.startswith("deployments")) for name in folder.RECORD_FILES}
FORMS = {name: structure.structure(rule) for name, rule in RULES.items()}
SOURCE = structure.structure(schema.SOURCE, dates=False)
REAL = {name: folders.features(name) for name in folder.RECORD_FILES}
SOURCES: list[Json] = json.loads((folder.DATA / folder.SOURCES_FILE).read_bytes())


def said(item: Any, file: str) -> list[plain_structure.Told]:
    """What the quick way says, but for the rule on the two ids, which no schema has."""
    found = structure.check_structure(FORMS[file], item)
    return [(field, problem, right) for field, problem, right, _ in found if right != "the same id in both"]


def assert_same(item: Any, file: str) -> None:
    before = copy.deepcopy(item)
    assert said(item, file) == plain_structure.told(RULES[file], item)
    assert item == before


def assert_same_source(entry: Any) -> None:
    broken = [] if structure.is_sound(SOURCE, entry) else structure.faults(SOURCE, entry)
    quick = [(structure.field_of(fault), *structure.in_words(fault)) for fault in broken]
    assert quick == plain_structure.told(schema.SOURCE, entry, dates=False, by_path=False)


@pytest.mark.parametrize("file", folder.RECORD_FILES)
def test_of_the_shipped_records_neither_says_anything(file: str) -> None:
    for item in REAL[file]:
        assert structure.is_sound(FORMS[file], item)
        assert_same(item, file)


@pytest.mark.parametrize("file", folder.RECORD_FILES)
def test_of_hostile_features_both_say_the_same(tmp_path: Path, file: str) -> None:
    built = hostile.build(tmp_path / "data", mark=tmp_path / "ran")
    items = json.loads((built / file).read_bytes())["features"]
    for item in items:
        assert_same(item, file)
    for entry in json.loads((built / folder.SOURCES_FILE).read_bytes()):
        assert_same_source(entry)


VALUES: list[Any] = [
    None,
    True,
    0,
    -1,
    1.0,
    1e308,
    10**400,
    -(10**30),
    2**63,
    "",
    "x",
    "x" * 601,
    "half a letter \ud800",
    "2021-02-29",
    "20210208",
    "2021-W45-1",
    "0000-01-01",
    "٢٠٢١-١١-٠٨",
    [],
    [None],
    [[]],
    ["x"] * 201,
    {},
    {"a": 1},
    {"\ud800": 1, "\\ud800": 2},
    {"PL": "x", "abc": "", "q\ud800": "y", "de": "\ud800" * 161},
]
"""What may stand in any field: of each type, at and beyond each limit, and what Rust has no word for."""


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """All places in a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in inner for place in paths(item, (*path, key)))]


def replaced(item: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    changed = copy.copy(item)
    changed[path[0]] = replaced(item[path[0]], path[1:], value)
    return changed


def without(item: Any, path: tuple[Any, ...]) -> Any:
    if len(path) == 1:
        return (
            [value for place, value in enumerate(item) if place != path[0]]
            if isinstance(item, list)
            else {name: value for name, value in item.items() if name != path[0]}
        )
    return replaced(item, path[:1], without(item[path[0]], path[1:]))


def a_rich_record(file: str) -> Json:
    """The longest shipped record, for it has most fields, with one entry in each list."""
    item = max(REAL[file], key=lambda item: len(json.dumps(item)))
    first = {name: value[:1] if isinstance(value, list) else value for name, value in item["properties"].items()}
    return {**item, "properties": first}


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:30])
@pytest.mark.parametrize("file", folder.RECORD_FILES)
def test_of_any_value_in_any_place_both_say_the_same(file: str, value: Any) -> None:
    item = a_rich_record(file)
    for path in paths(item):
        assert_same(replaced(item, path, value), file)


@pytest.mark.parametrize("file", folder.RECORD_FILES)
def test_of_anything_missing_or_added_both_say_the_same(file: str) -> None:
    item = a_rich_record(file)
    for path in paths(item)[1:]:
        assert_same(without(item, path), file)
    for path in paths(item):
        place = item
        for key in path:
            place = place[key]
        if isinstance(place, dict):
            assert_same(replaced(item, path, {**place, "zeta": 1, "alpha\ud800": 2, "data-parts": None}), file)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:30])
def test_of_sources_both_say_the_same(value: Any) -> None:
    entry = max(SOURCES, key=lambda item: len(json.dumps(item)))
    for path in paths(entry):
        assert_same_source(replaced(entry, path, value))
        if path:
            assert_same_source(without(entry, path))


GEOMETRIES: list[Any] = [
    {"type": "Point"},
    {"type": "Point", "coordinates": [1]},
    {"type": "Point", "coordinates": [1, "x", None, 4]},
    {"type": "LineString", "coordinates": [[1, 2]]},
    {"type": "Polygon", "coordinates": [[[1, 2], [3, 4], [1, 2]]]},
    {"type": "Polygon", "coordinates": []},
    {"type": "MultiPoint", "coordinates": [[1, 2]]},
    {"coordinates": []},
    [],
]


@pytest.mark.parametrize("geometry", GEOMETRIES, ids=repr)
def test_of_a_geometry_both_say_the_same(geometry: Any) -> None:
    assert_same({**REAL["incidents.geojson"][0], "geometry": geometry}, "incidents.geojson")


@given(st.data())
def test_of_random_values_both_say_the_same(data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(folder.RECORD_FILES))
    item = data.draw(st.sampled_from(REAL[file]))
    for _ in range(data.draw(st.integers(0, 4))):
        path = data.draw(st.sampled_from(paths(item)))
        item = replaced(item, path, data.draw(strategies.JSON | strategies.PROBABLE_GEOMETRIES))
    assert_same(item, file)


def test_what_is_nested_without_end_is_of_the_wrong_type() -> None:
    nest: list[Any] = []
    for _ in range(500):
        nest = [nest]
    item = replaced(REAL["incidents.geojson"][0], ("properties", "title"), nest)
    assert [(field, right) for field, _, right in said(item, "incidents.geojson")] == [("title", "string")]


def test_an_id_ends_where_its_pattern_ends() -> None:
    """Python's `$` also matches before a last line end; the pattern of JSON Schema does not, and the id shall not."""
    item = replaced(REAL["incidents.geojson"][0], ("properties", "id"), "PLBY-0001\n")
    assert "id" in [field for field, _, _ in said(item, "incidents.geojson")]


def test_a_number_that_python_cannot_write_is_no_crash() -> None:
    item = replaced(REAL["incidents.geojson"][0], ("properties", "uncertainty_m"), -(10**4000))
    assert [field for field, _, _ in said(item, "incidents.geojson")] == ["uncertainty_m"]

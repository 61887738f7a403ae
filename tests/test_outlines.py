"""What records are measured by: a layer that cannot be relied on is refused by file, feature and field."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo.errors import MalformedFileError
from geo.intake import folder, prepare
from tests import building

Json = dict[str, Any]
BOWTIE = [[[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]]


def layer(path: Path, name: str, change: Callable[[list[Json]], object]) -> Path:
    """A small folder of data, one layer of which is changed."""
    building.folder(path, building.feature(), counts=[building.count()])
    document = json.loads((path / name).read_bytes())
    change(document["features"])
    (path / name).write_text(json.dumps(document), encoding="utf-8")
    return path


def shaped(kind: str, coordinates: Any) -> Callable[[list[Json]], object]:
    return lambda items: items[0].update(geometry={"type": kind, "coordinates": coordinates})


def named(name: str, value: Any) -> Callable[[list[Json]], object]:
    return lambda items: items[0]["properties"].update({name: value})


def swapped(items: list[Json]) -> None:
    items[0]["geometry"]["coordinates"] = [[lat, lon] for lon, lat in items[0]["geometry"]["coordinates"]]


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("border.geojson", shaped("Point", [23.5, 52.5]), "geometry: a Point"),
        ("border.geojson", shaped("LineString", [[23.5, 52.5], [23.5, 52.5]]), "geometry: cannot be drawn"),
        ("border.geojson", swapped, "geometry: outside all regions"),
        ("border.geojson", shaped("LineString", [[23.5, 52.5], [23.5, 90.5]]), "geometry: not on the globe"),
        ("crossings.geojson", lambda items: items.append(items[0]), "id: the id stands twice"),
        ("crossings.geojson", named("name", "a\x1bb"), "name: 'a\\x1bb' holds a control character"),
        ("crossings.geojson", named("name", "\u3164"), "in which nothing can be seen"),
        ("crossings.geojson", named("name", 5), "name: 5 is no text"),
        ("crossings.geojson", shaped("LineString", [[23.5, 52.5], [23.6, 52.6]]), "geometry: a LineString"),
        ("regions.geojson", shaped("Polygon", BOWTIE), "geometry: cannot be drawn: Self-intersection"),
        ("regions.geojson", named("country", ["A"]), "is no text"),
        ("areas.geojson", named("km_from", 1000), "is less than km_from, 1000"),
    ],
)
def test_a_layer_that_cannot_be_relied_on_is_refused(
    file: str, change: Callable[[list[Json]], object], said: str, tmp_path: Path
) -> None:
    with pytest.raises(MalformedFileError) as refused:
        prepare.dataset(layer(tmp_path, file, change))
    assert refused.value.file == file
    assert said in refused.value.problem


@pytest.mark.parametrize("file", folder.LAYER_FILES)
def test_a_sound_layer_is_taken(file: str, tmp_path: Path) -> None:
    found = prepare.dataset(layer(tmp_path, file, lambda items: items[0].update(more=1)))
    assert len(found.records) == 1
    assert not found.findings


@pytest.mark.parametrize("km", [(40.0, 40.0), (39.9, 40.0)])
def test_a_stretch_may_be_as_short_as_a_point(km: tuple[float, float], tmp_path: Path) -> None:
    first, last = km
    both = {"km_from": first, "km_to": last}
    assert len(
        prepare.dataset(layer(tmp_path, "areas.geojson", lambda items: items[0]["properties"].update(both))).areas
    )

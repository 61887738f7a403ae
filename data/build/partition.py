"""Cut a country's land into its regions, so that they fill it without a gap.

The limits between regions come from rough polygons. Their inner lines are
prolonged to the country's exact outline and the land is cut along them; each
face then takes the name of the rough polygon that it overlaps most.
Everything is in EPSG:2180 metres.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from countries import Coordinates
    from shapely.geometry.base import BaseGeometry

OVERSHOOT_M = 5.0
TOUCHING_M = 1e-6
REACH_M = 9_000.0
CORNER_CUTS = 2
NEAR_SHARE = 0.25


def smoothed(line: LineString, *, rounds: int = CORNER_CUTS) -> LineString:
    """Return a line with its corners cut (Chaikin's algorithm), its ends kept."""
    points = shapely.get_coordinates(line)
    for _ in range(rounds):
        points = cut_corners(points)
    return LineString(points)


def cut_corners(points: Coordinates) -> Coordinates:
    """Return a polyline's vertices after one round of Chaikin's algorithm."""
    first = points[:-1] * (1 - NEAR_SHARE) + points[1:] * NEAR_SHARE
    second = points[:-1] * NEAR_SHARE + points[1:] * (1 - NEAR_SHARE)
    inner = np.column_stack([first, second]).reshape(-1, 2)
    return np.vstack([points[:1], inner[1:-1], points[-1:]])


def inner_lines(polygons: Iterable[BaseGeometry]) -> list[LineString]:
    """Return the lines between the polygons of a coverage, without its outside."""
    parts = list(polygons)
    inside = shapely.union_all(shapely.boundary(parts)).difference(shapely.coverage_union_all(parts).boundary)
    merged = shapely.line_merge(MultiLineString(linework(inside)))
    return linework(merged)


def linework(geometry: BaseGeometry) -> list[LineString]:
    """Return the lines of a geometry as a flat list."""
    return [part for part in shapely.get_parts(geometry) if isinstance(part, LineString)]


def loose_ends(lines: Iterable[LineString]) -> set[tuple[float, float]]:
    """Return the line ends that no other line shares."""
    count: dict[tuple[float, float], int] = defaultdict(int)
    for line in lines:
        for x, y in (line.coords[0], line.coords[-1]):
            count[x, y] += 1
    return {point for point, times in count.items() if times == 1}


def prolonged(line: LineString, outline: BaseGeometry, loose: set[tuple[float, float]]) -> LineString:
    """Return a line whose loose ends are taken on to just beyond the outline."""
    points = [tuple(xy) for xy in line.coords]
    head = reaching(points[0], outline) if points[0] in loose else []
    tail = reaching(points[-1], outline) if points[-1] in loose else []
    return LineString([*head, *points, *tail])


def reaching(point: tuple[float, ...], outline: BaseGeometry) -> list[tuple[float, float]]:
    """Return the point just beyond the outline that a loose end is taken on to."""
    step = shapely.get_coordinates(shapely.shortest_line(shapely.Point(point), outline))
    run = step[1] - step[0]
    length = float(np.hypot(*run))
    if not TOUCHING_M < length < REACH_M:
        return []
    beyond = step[1] + run / length * OVERSHOOT_M
    return [(float(beyond[0]), float(beyond[1]))]


def partition(
    land: BaseGeometry, rough: Mapping[str, BaseGeometry], lines: Iterable[LineString]
) -> dict[str, BaseGeometry]:
    """Return the land cut along the lines, each part named after a rough polygon.

    Parameters
    ----------
    land
        The whole area to fill.
    rough
        Polygons that tell which part is which.
    lines
        Limits between the parts; loose ends are prolonged to the outline.
    """
    limits = list(lines)
    loose = loose_ends(limits)
    whole = [prolonged(line, land.boundary, loose) for line in limits]
    noded = shapely.union_all([land.boundary, *whole])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    inside = [face for face in faces if land.contains(face.representative_point())]
    named: dict[str, list[BaseGeometry]] = defaultdict(list)
    for face in inside:
        named[best_name(face, rough)].append(face)
    return {name: shapely.coverage_union_all(named[name]) for name in rough if named[name]}


def best_name(face: BaseGeometry, rough: Mapping[str, BaseGeometry]) -> str:
    """Return the name of the polygon that covers a face most, or lies nearest to it."""
    overlap = {name: face.intersection(area).area for name, area in rough.items()}
    best = max(overlap, key=overlap.__getitem__)
    if overlap[best] > 0:
        return best
    return min(rough, key=lambda name: face.distance(rough[name]))

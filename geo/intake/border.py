"""Join records with the border: which side, how far, where along it, next to what.

All distances are computed in the study's metric CRS.
Kilometres along the line are counted on the ellipsoid, so that its end is its published length.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from geo import crs, study
from geo.intake import metric
from geo.intake.areas import holder
from geo.intake.segments import Floats, Integers, Positions, Segments, nearest, place, positions, segments

ON_THE_LINE_M: Final = 100
"""A point nearer to the line than this is on it, for every purpose of ours."""
METRES_PER_KM: Final = 1000
CHUNK_POINTS: Final = 262_144
"""What is joined at a time: some 60 MB of working memory, whatever the number of points."""

COLUMNS: Final = ("side", "border_m", "border_km", "nearest_crossing", "region")
TEXTS: Final = ("side", "nearest_crossing", "region")
"""Columns of text; their type is said, for one without a value has none to be guessed from."""


Texts = np.ndarray[Any, np.dtype[np.object_]]
Progress = Callable[[int, int], object]
"""Is told how many points are joined, of how many."""


@dataclass(frozen=True)
class Surroundings:
    """What points are related to, prepared for many of them; metres of the study's metric CRS.

    Attributes
    ----------
    line
        The study's line.
    length_km
        Its length on the ellipsoid.
    crossings, crossing_names
        Positions of the crossings, and their names.
    regions, region_names, region_sides
        Prepared areas, their names, and the side of the line that the country of each is.
    """

    line: Segments
    length_km: float
    crossings: Positions
    crossing_names: Texts
    regions: np.ndarray[Any, np.dtype[np.object_]]
    region_names: Texts
    region_sides: Texts


def line_of(border: gpd.GeoDataFrame) -> shapely.LineString:
    """Take the study's line, in the study's metric CRS, from its start to its end.

    Parameters
    ----------
    border
        The border lines, any CRS, with a column ``id``.

    Raises
    ------
    KeyError
        If there is no such line.
    """
    line = study.current().line
    metric = border.to_crs(crs.metric())
    return cast("shapely.LineString", metric.set_index("id").geometry[line.id if line else ""])


def surroundings(*, border: gpd.GeoDataFrame, crossings: gpd.GeoDataFrame, regions: gpd.GeoDataFrame) -> Surroundings:
    """Prepare what points are related to.

    Parameters
    ----------
    border, crossings, regions
        WGS 84 layers, each with a column ``id``; crossings with ``name``, regions with ``name`` and ``country``.

    Raises
    ------
    KeyError
        If there is no such line.
    """
    line = line_of(border)
    shapes = regions.to_crs(crs.metric()).geometry.to_numpy()
    shapely.prepare(shapes)
    return Surroundings(
        line=segments(line),
        length_km=geodesic_km(line),
        crossings=_inner(crossings.geometry.to_crs(crs.metric())),
        crossing_names=crossings["name"].to_numpy(dtype=object),
        regions=shapes,
        region_names=regions["name"].to_numpy(dtype=object),
        region_sides=regions["country"]
        .map({side.country: side.code for side in study.current().sides})
        .fillna("other")
        .to_numpy(dtype=object),
    )


def join(
    records: gpd.GeoDataFrame,
    *,
    border: gpd.GeoDataFrame,
    crossings: gpd.GeoDataFrame,
    regions: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Relate each record to the study's line.

    Parameters
    ----------
    records
        WGS 84; a point, or an id in the column ``area``, or neither.
    border, crossings, regions, areas
        WGS 84 layers, each with a column ``id``; regions and areas with ``name`` and ``country``.
    progress
        Is told, now and then, how many points are joined, of how many.

    Returns
    -------
    joined
        On the index of `records`: ``side``; ``border_m``, metres in the study's CRS; ``border_km``, kilometres
        along the line from its start; ``nearest_crossing``; ``region``. The last four are null without a point.
    """
    if study.current().line is None:
        return _without_a_line(records)
    around = surroundings(border=border, crossings=crossings, regions=regions)
    shapes = records.geometry.to_numpy()
    has_point = (shapely.get_type_id(shapes) == shapely.GeometryType.POINT) & ~shapely.is_empty(shapes)
    joined = join_points(shapely.get_coordinates(shapes[has_point]), around=around, progress=progress)
    joined = joined.set_axis(records.index[has_point]).reindex(records.index)
    side_of_area = _area_sides(areas, around=around)
    joined["side"] = joined["side"].where(has_point, records["area"].map(side_of_area).fillna("other"))
    return joined


def _without_a_line(records: gpd.GeoDataFrame) -> pd.DataFrame:
    """What `join` gives where the study has no line: nothing is on any side of it or at any distance from it."""
    nothing = pd.DataFrame(index=records.index, columns=list(COLUMNS), dtype=object)
    return nothing.assign(side="other", border_m=float("nan"), border_km=float("nan"))


def join_points(lonlat: Floats, *, around: Surroundings, progress: Progress | None = None) -> pd.DataFrame:
    """Relate points to the line, a chunk at a time.

    Parameters
    ----------
    lonlat
        Degrees of WGS 84, (n, 2).
    around
        What they are related to.
    progress
        Is told, after each chunk, how many points are joined, of how many.

    Returns
    -------
    joined
        One row a point, with the columns of `join`; a point that the metric CRS has no place for is as
        without a point.
    """
    chunks = []
    for first in range(0, max(len(lonlat), 1), CHUNK_POINTS):
        chunk = lonlat[first : first + CHUNK_POINTS]
        chunks.append(_join_chunk(chunk, around=around))
        if progress:
            progress(first + len(chunk), len(lonlat))
    return pd.concat(chunks, ignore_index=True)


def _join_chunk(lonlat: Floats, *, around: Surroundings) -> pd.DataFrame:
    points = metric.positions(lonlat)
    placed = np.isfinite(points)
    related = _relate(points[placed], around=around)
    if placed.all():
        return related
    return related.set_axis(np.flatnonzero(placed)).reindex(range(len(lonlat))).fillna({"side": "other"})


def _relate(points: Positions, *, around: Surroundings) -> pd.DataFrame:
    distance_m, along_m = place(around.line, points, nearest(around.line, points))
    region = holder(around.regions, points)
    side = np.where(distance_m > ON_THE_LINE_M, _pick(around.region_sides, region, none="other"), "line")
    return pd.DataFrame(
        {
            "side": side,
            "border_m": distance_m.round(),
            "border_km": (along_m / around.line.total * around.length_km).round(1),
            "nearest_crossing": _pick(around.crossing_names, _nearest_crossing(points, around=around), none=None),
            "region": _pick(around.region_names, region, none=None),
        },
        columns=list(COLUMNS),
    ).astype(dict.fromkeys(TEXTS, "str"))


def _nearest_crossing(points: Positions, *, around: Surroundings) -> Integers:
    """Row of the crossing nearest to each point, the first of several; −1 if there is none."""
    row, least = np.full(len(points), -1, dtype=np.intp), np.full(len(points), np.inf)
    for number, crossing in enumerate(around.crossings):
        distance = np.abs(points - crossing)
        nearer = distance < least
        row[nearer], least[nearer] = number, distance[nearer]
    return row


def _pick(values: Texts, rows: Integers, *, none: str | None) -> Texts:
    """Take values by row; a row of −1 is nothing."""
    return np.append(values, [none])[rows]  # −1 is the last, as Python counts


@lru_cache(maxsize=2)
def geodesic_km(line: shapely.LineString) -> float:
    """Length of a line of the metric CRS in kilometres on the WGS 84 ellipsoid (Karney 2013, as PROJ has it)."""
    degrees = gpd.GeoSeries([line], crs=crs.metric()).to_crs(crs.WGS84).iloc[0]
    return Geod(ellps="WGS84").geometry_length(degrees) / METRES_PER_KM


def _area_sides(areas: gpd.GeoDataFrame, *, around: Surroundings) -> pd.Series:
    """Side of each area by its id; a stretch of another border than the study's is elsewhere."""
    shapes = areas.set_index("id").geometry.to_crs(crs.metric())
    sides = _relate(_inner(shapes), around=around)["side"].set_axis(shapes.index)
    other_border = shapes.geom_type.str.endswith("LineString") & (sides != "line")
    return sides.mask(other_border, "other")


def _inner(shapes: gpd.GeoSeries) -> Positions:
    """Give a position inside each shape."""
    return positions(shapely.get_coordinates(shapes.representative_point().to_numpy()))

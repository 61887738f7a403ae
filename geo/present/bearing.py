"""Say in words where a record lies from the line and from the nearest crossing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import geopandas as gpd
from pyproj import Geod, Transformer
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from geo import crs, kept, study
from geo.model import Dataset

WINDS: Final = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
TURN_DEG: Final = 360


@dataclass(frozen=True, slots=True)
class Bearing:
    """Where a point lies: its direction from the line, and its distance in metres and direction from the crossing.

    A direction is empty, and the distance None, where the record's uncertainty is as large: it could lie all around.
    """

    from_line: str = ""
    crossing_m: float | None = None
    from_crossing: str = ""


def wind(azimuth_deg: float) -> str:
    """Name the wind of an azimuth in degrees, clockwise from true north; each of the eight holds 45°."""
    step = TURN_DEG / len(WINDS)
    return WINDS[int((azimuth_deg % TURN_DEG) / step + 0.5) % len(WINDS)]


def bearing(record: Mapping[str, Any], dataset: Dataset) -> Bearing:
    """Say where a record lies.

    Parameters
    ----------
    record
        A row of ``dataset.records``; a WGS 84 point, or None, as its ``geometry``.
    dataset
        Whose line and crossings are asked.

    Returns
    -------
    bearing
        Distances in metres of the study's projected reference system, directions by the azimuth on the ellipsoid.
        Empty without a point or without a line.
    """
    point = record["geometry"]
    line = study.current().line
    if not isinstance(point, Point) or line is None:
        return Bearing()
    metric, reach_m = _to_metric(point), float(record["uncertainty_m"])
    foot, _ = nearest_points(_line(dataset, line.id), metric)
    away_m, direction = _from(foot, metric)
    crossing = dataset.crossings[dataset.crossings["name"] == record["nearest_crossing"]]
    crossing_m, from_crossing = _from(_to_metric(crossing.geometry.iloc[0]), metric) if len(crossing) else (0.0, "")
    known = crossing_m > reach_m
    return Bearing(
        from_line=direction if away_m > reach_m else "",
        crossing_m=crossing_m if known else None,
        from_crossing=from_crossing if known else "",
    )


def _from(start: Point, end: Point) -> tuple[float, str]:
    """Distance in metres, and direction, from one projected point to another."""
    back = _transformer(inverse=True)
    azimuth, _, _ = Geod(ellps="WGS84").inv(*back.transform(start.x, start.y), *back.transform(end.x, end.y))
    return start.distance(end), wind(azimuth)


@kept.with_first(size=1)
def _line(dataset: Dataset, line_id: str) -> BaseGeometry:
    """The study's line, projected."""
    parts: gpd.GeoSeries = dataset.border.loc[dataset.border["id"] == line_id].geometry
    return parts.to_crs(crs.metric()).union_all()


def _to_metric(point: Point) -> Point:
    return Point(_transformer().transform(point.x, point.y))


def _transformer(*, inverse: bool = False) -> Transformer:
    return _transformers(crs.metric(), inverse=inverse)


@lru_cache(maxsize=8)
def _transformers(metric: str, *, inverse: bool) -> Transformer:
    systems = (metric, crs.WGS84) if inverse else (crs.WGS84, metric)
    return Transformer.from_crs(*systems, always_xy=True)

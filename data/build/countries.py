"""Read the countries' outlines and walk the lines that two of them share.

Outlines are read from OpenStreetMap borders at a detail of 10 m. Geographic
coordinates are WGS 84 longitude and latitude in degrees (EPSG:4326); metric
work is done in EPSG:2180 (Poland CS92), in metres.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np
import shapely
from fetch import OSM_BORDERS, member
from pyproj import Geod, Transformer
from scipy.spatial import KDTree
from shapely.geometry import LineString, MultiPolygon, Polygon, shape

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

WGS84 = "EPSG:4326"
METRIC = "EPSG:2180"
GEOD = Geod(ellps="WGS84")
TO_METRIC = Transformer.from_crs(WGS84, METRIC, always_xy=True)
TO_WGS84 = Transformer.from_crs(METRIC, WGS84, always_xy=True)

WINDOW_DEG = (12.0, 43.0, 45.0, 60.0)
TRIPOINT_SEARCH_M = 3_000.0
ISO_A2 = {"POL": "PL", "BLR": "BY", "LTU": "LT", "LVA": "LV", "UKR": "UA", "RUS": "RU"}

Coordinates: TypeAlias = "NDArray[np.float64]"
G = TypeVar("G", bound="BaseGeometry")


@dataclass(frozen=True, kw_only=True)
class Outline:
    """A country's main ring.

    Attributes
    ----------
    degrees
        Vertices in WGS 84 longitude and latitude, the ring left open.
    metres
        The same vertices in EPSG:2180.
    """

    degrees: Coordinates
    metres: Coordinates


def to_metric(geometry: G) -> G:
    """Reproject a geometry from WGS 84 degrees to EPSG:2180 metres."""
    return _reproject(geometry, TO_METRIC)


def to_wgs84(geometry: G) -> G:
    """Reproject a geometry from EPSG:2180 metres to WGS 84 degrees."""
    return _reproject(geometry, TO_WGS84)


def _reproject(geometry: G, transformer: Transformer) -> G:
    def move(xy: Coordinates) -> Coordinates:
        return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))

    moved: G = shapely.transform(geometry, move)
    return moved


def thinned_line(line: LineString, tolerance_m: float) -> LineString:
    """Return an EPSG:2180 line without the vertices that matter less than a tolerance."""
    return LineString(shapely.get_coordinates(line.simplify(tolerance_m)))


def geodesic_km(line: LineString) -> float:
    """Return the length of a WGS 84 line on the ellipsoid, in kilometres."""
    return float(GEOD.geometry_length(line)) / 1_000.0


@cache
def country_features() -> dict[str, dict[str, Any]]:
    """Return the geometry of every country in the source, by ISO 3166-1 alpha-3."""
    with member(OSM_BORDERS, "package/borders.geo.json").open(encoding="utf-8") as stream:
        features = json.load(stream)["features"]
    return {f["properties"]["isoA3"]: f["geometry"] for f in features}


@cache
def country(iso_a3: str) -> MultiPolygon:
    """Return a country's area (land and territorial sea) in WGS 84 degrees."""
    parts = shapely.get_parts([shape(g) for g in country_features()[iso_a3]["geometries"]])
    flat = shapely.get_parts(parts)
    return MultiPolygon([p for p in flat if isinstance(p, Polygon) and p.area > 0])


@cache
def outline(iso_a3: str) -> Outline:
    """Return the exterior ring of a country's largest part."""
    largest = max(country(iso_a3).geoms, key=lambda polygon: polygon.area)
    degrees = np.asarray(largest.exterior.coords)[:-1, :2]
    metres = np.column_stack(TO_METRIC.transform(degrees[:, 0], degrees[:, 1]))
    return Outline(degrees=degrees, metres=metres)


@cache
def boundary(iso_a3: str) -> BaseGeometry:
    """Return a country's boundary inside the window, in EPSG:2180 metres."""
    rings = shapely.MultiLineString([p.exterior for p in country(iso_a3).geoms])
    return to_metric(shapely.clip_by_rect(rings, *WINDOW_DEG))


@cache
def boundary_tree(iso_a3: str) -> KDTree:
    """Return a search tree of a boundary's vertices, in EPSG:2180 metres."""
    return KDTree(shapely.get_coordinates(boundary(iso_a3)))


def tripoint_index(own: str, first: str, second: str) -> int:
    """Return the vertex of ``own``'s ring that is nearest to both neighbours."""
    ring = outline(own).metres
    one, two = (boundary_tree(name).query(ring)[0] for name in (first, second))
    rough = np.maximum(one, two)
    candidates = np.flatnonzero(rough < TRIPOINT_SEARCH_M)
    points = shapely.points(ring[candidates])
    near, far = (shapely.distance(boundary(name), points) for name in (first, second))
    exact = np.maximum(near, far)
    return int(candidates[int(np.argmin(exact))])


def walk(length: int, start: int, end: int) -> NDArray[np.int64]:
    """Return the indices of a closed ring from ``start`` on to ``end``."""
    steps = (end - start) % length
    return (start + np.arange(steps + 1)) % length


def shared_indices(own: str, other: str, start: str, end: str) -> NDArray[np.int64]:
    """Return the vertices of ``own``'s ring that lie on the line with ``other``.

    The indices run from the tripoint with ``start`` to the one with ``end``,
    whichever way round the ring that is.
    """
    ring = outline(own).metres
    first = tripoint_index(own, other, start)
    last = tripoint_index(own, other, end)
    forth = walk(len(ring), first, last)
    back = walk(len(ring), last, first)[::-1]
    other_side = boundary_tree(other)
    return min((forth, back), key=lambda i: float(np.median(other_side.query(ring[i])[0])))


def shared_line(own: str, other: str, start: str, end: str) -> LineString:
    """Return the line that two countries share, taken from ``own``'s ring.

    Parameters
    ----------
    own, other
        The two countries, as ISO 3166-1 alpha-3.
    start, end
        The third countries at whose tripoints the line starts and ends.

    Returns
    -------
    line
        WGS 84 degrees, from the ``start`` tripoint to the ``end`` tripoint,
        with every vertex of the source.
    """
    return LineString(outline(own).degrees[shared_indices(own, other, start, end)])

"""Encode lines and areas for the browser: small whole numbers, one after another.

A path is a flat list of integers: the first vertex, then the step from each
vertex to the next, longitude before latitude, in units of 1/scale degree
(WGS 84). Steps are small, so the file compresses well.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon
from write import compact, write_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

SCALE = 10_000
LEAST_RING_POINTS = 4


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One file of the base map.

    Attributes
    ----------
    scale
        Units a degree.
    lines, areas
        Items with ``k`` (kind), ``z`` (first zoom) and ``p`` (paths).
    """

    name: str
    attribution: str
    licence: str
    scale: int = SCALE
    lines: list[dict[str, Any]] = field(default_factory=list)
    areas: list[dict[str, Any]] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)


def path(degrees: Iterable[tuple[float, ...]], scale: int) -> list[int]:
    """Return a polyline in WGS 84 degrees as first vertex and steps."""
    whole = np.round(np.asarray(degrees)[:, :2] * scale).astype(np.int64)
    moved = np.any(np.diff(whole, axis=0) != 0, axis=1)
    kept = whole[np.concatenate([[True], moved])]
    steps = np.vstack([kept[:1], np.diff(kept, axis=0)])
    return [int(value) for value in steps.ravel()]


def line_paths(geometry: BaseGeometry, scale: int) -> list[list[int]]:
    """Return the lines of a WGS 84 geometry as paths."""
    parts = [p for p in shapely.get_parts(geometry) if isinstance(p, LineString)]
    paths = [path(part.coords, scale) for part in parts]
    return [item for item in paths if len(item) > 2]  # noqa: PLR2004 - one vertex only


def area_paths(geometry: BaseGeometry, scale: int) -> list[list[list[int]]]:
    """Return the polygons of a WGS 84 geometry as lists of rings."""
    parts = [p for p in shapely.get_parts(geometry) if isinstance(p, Polygon)]
    return [rings for part in parts if (rings := ring_paths(part, scale))]


def ring_paths(polygon: Polygon, scale: int) -> list[list[int]]:
    """Return a polygon's rings as paths, the exterior first; none if too small."""
    rings = [path(ring.coords, scale) for ring in (polygon.exterior, *polygon.interiors)]
    full = [ring for ring in rings if len(ring) >= 2 * LEAST_RING_POINTS]
    return full if full and full[0] is rings[0] else []


def line_item(kind: str, zoom: int, geometry: BaseGeometry, scale: int = SCALE) -> dict[str, Any]:
    """Return one group of WGS 84 lines, drawn from a zoom on."""
    return {"k": kind, "z": zoom, "p": line_paths(geometry, scale)}


def area_item(kind: str, zoom: int, geometry: BaseGeometry, scale: int = SCALE) -> dict[str, Any]:
    """Return one group of WGS 84 polygons, drawn from a zoom on."""
    return {"k": kind, "z": zoom, "p": area_paths(geometry, scale)}


def write_layer(folder: Path, layer: Layer) -> None:
    """Write one file of the base map."""
    content = {
        "name": layer.name,
        "attribution": layer.attribution,
        "licence": layer.licence,
        "scale": layer.scale,
        **({"lines": layer.lines} if layer.lines else {}),
        **({"areas": layer.areas} if layer.areas else {}),
        **layer.extra,
    }
    write_text(folder / f"{layer.name}.json", compact(content) + "\n")

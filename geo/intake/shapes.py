"""GeoJSON geometries as shapes; the positions of a line or an area all at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, cast

import numpy as np
import shapely

Coordinates = Sequence[Any]


def of_geojson(geometry: Mapping[str, Any]) -> shapely.Geometry:
    """Turn a GeoJSON geometry into a shape, as `shapely.geometry.shape` does position by position.

    Parameters
    ----------
    geometry
        WGS 84, or in any other system; nothing is converted.

    Raises
    ------
    AttributeError, KeyError, TypeError, ValueError, shapely.errors.ShapelyError
        If it is none.
    """
    make = _AT_ONCE.get(geometry["type"])
    try:
        made = make(geometry["coordinates"]) if make else None
    except (IndexError, KeyError, TypeError, ValueError, shapely.errors.ShapelyError):
        made = None  # what is wrong with it, the plain way says
    return made or shapely.geometry.shape(cast("Any", geometry))


def _line(positions: Coordinates) -> shapely.Geometry:
    return cast("shapely.Geometry", shapely.linestrings(np.array(positions, dtype=float)))


def _area(rings: Coordinates) -> shapely.Geometry:
    outer, *holes = [cast("Any", shapely.linearrings(np.array(ring, dtype=float))) for ring in rings]
    return cast("shapely.Geometry", shapely.polygons(outer, holes=holes or None))


def _areas(parts: Coordinates) -> shapely.Geometry:
    return cast("shapely.Geometry", shapely.multipolygons([_area(part) for part in parts]))


_AT_ONCE: Final[Mapping[str, Callable[[Coordinates], shapely.Geometry]]] = {
    "LineString": _line,
    "Polygon": _area,
    "MultiPolygon": _areas,
}

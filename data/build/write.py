"""Write the derived files: GeoJSON with one Feature a line, and compact JSON.

GeoJSON follows RFC 7946: WGS 84 longitude and latitude in degrees, exterior
rings anticlockwise, no ``crs`` member. Files are replaced in one step, so that
a reader never sees half of one.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shapely.geometry.base import BaseGeometry

DATA = Path(__file__).resolve().parent.parent
FILE_MODE = 0o644


def write_text(path: Path, text: str) -> None:
    """Replace a file's content in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
    Path(partial).chmod(FILE_MODE)
    Path(partial).replace(path)


def compact(value: object) -> str:
    """Return a value as JSON without spaces, letters beyond ASCII kept."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def rounded(value: Any, digits: int) -> Any:
    """Return nested coordinates rounded to ``digits`` decimals, as lists."""
    if isinstance(value, float | int):
        return round(value, digits)
    return [rounded(item, digits) for item in value]


def geometry_json(geometry: BaseGeometry, digits: int) -> dict[str, Any]:
    """Return a WGS 84 geometry as a GeoJSON object, right-hand rule applied."""
    snapped = shapely.set_precision(geometry, 10.0**-digits) if geometry.area else geometry
    shaped = mapping(shapely.orient_polygons(snapped))
    return {"type": shaped["type"], "coordinates": rounded(shaped["coordinates"], digits)}


def feature(properties: Mapping[str, Any], geometry: BaseGeometry, *, digits: int) -> dict[str, Any]:
    """Return a GeoJSON Feature whose ``id`` is that of its properties.

    Parameters
    ----------
    properties
        The Feature's properties; ``id`` among them.
    geometry
        WGS 84 degrees.
    digits
        Decimals kept: 7 is a centimetre, 5 a metre.
    """
    return {
        "type": "Feature",
        "id": properties["id"],
        "properties": dict(properties),
        "geometry": geometry_json(geometry, digits),
    }


def write_features(path: Path, features: Iterable[Mapping[str, Any]]) -> None:
    """Write a FeatureCollection with one Feature a line."""
    lines = ",\n".join(compact(item) for item in features)
    write_text(path, f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n')

"""GeoJSON features that hold records, as JSON Schema (2020-12); coordinates in WGS 84."""

from __future__ import annotations

from typing import Final

from geo.schema.fields import RECORD_ID_RULE, record_schema
from geo.schema.rules import Json

_POSITION: Final[Json] = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 3}
_POSITIONS: Final[Json] = {"type": "array", "items": _POSITION, "minItems": 2}
_RINGS: Final[Json] = {"type": "array", "items": {"type": "array", "items": _POSITION, "minItems": 4}, "minItems": 1}


def _geometry(name: str, coordinates: Json) -> Json:
    return {
        "type": "object",
        "properties": {"type": {"const": name}, "coordinates": coordinates},
        "required": ["type", "coordinates"],
    }


GEOMETRY: Final = {
    "anyOf": [
        _geometry("Point", _POSITION),
        _geometry("LineString", _POSITIONS),
        _geometry("Polygon", _RINGS),
        {"type": "null"},
    ],
}


def feature_schema(*, deployments: bool) -> Json:
    """JSON Schema (2020-12) of one GeoJSON feature that holds a record, coordinates in WGS 84.

    Parameters
    ----------
    deployments
        Whether the feature belongs to ``deployments.geojson``.
    """
    return {
        "type": "object",
        "properties": {
            "type": {"const": "Feature"},
            "id": RECORD_ID_RULE,
            "properties": record_schema(deployments=deployments),
            "geometry": GEOMETRY,
        },
        "required": ["type", "properties", "geometry"],
    }

"""Whether a place goes with its precision, can be drawn, and lies on our map."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import shapely

from geo import schema, study
from geo.intake.metric import positions
from geo.intake.validate.records import is_foreign
from geo.intake.validate.reference import References
from geo.intake.validate.result import Found, Json, cut

PLACEHOLDER_DECIMALS: Final = 1
"""A coordinate pair with no more decimals than this names a ten-kilometre cell, not a place."""
CENTROID_M: Final = 200
"""A point nearer than this to an area's centroid was probably put there by a geocoder."""
COORDINATE_DECIMALS_MAX: Final = 7
MAX_LONGITUDE: Final = 180
MAX_LATITUDE: Final = 90


def check_place(record: Json, geometry: Json | None, *, references: References) -> Iterator[Found]:
    """Check a record's geometry, and that the fields about its place go with it."""
    yield from _precision(record, geometry)
    foreign = is_foreign(record)
    if geometry and geometry["type"] == "Point":
        yield from _point(geometry["coordinates"], references=references, foreign=foreign)
    elif geometry:
        yield from _line_or_area(geometry, references=references, foreign=foreign)


def _precision(record: Json, geometry: Json | None) -> Iterator[Found]:
    precision, area = record["geo_precision"], record.get("area")
    has_point = bool(geometry) and geometry is not None and geometry["type"] == "Point"
    if precision in schema.POINT_PRECISIONS and not geometry:
        yield "geometry", f"null with precision {precision}", "a geometry, or precision region or country", "error"
    if precision not in schema.POINT_PRECISIONS and has_point:
        yield "geometry", f"a point with precision {precision}", "null, and the area that it concerns", "error"
    if has_point != (record["uncertainty_m"] is not None):
        yield "uncertainty_m", "a point without it, or it without a point", "metres with a point, else null", "error"
    if area and precision != "region":
        yield "area", f"given with precision {precision}", "only with precision region", "error"
    if precision == "region" and not area and not geometry and not (is_foreign(record) and record["place"]):
        yield "area", "missing with precision region", "the id of an area, a geometry, or precision country", "error"


def _point(coordinates: list[float], *, references: References, foreign: bool) -> Iterator[Found]:
    lon, lat = coordinates[0], coordinates[1]
    if abs(lon) > MAX_LONGITUDE or abs(lat) > MAX_LATITUDE:
        yield "geometry", f"{lon}, {lat} is out of range", "longitude −180…180, latitude −90…90", "error"
        return
    if any(len(repr(value).partition(".")[2]) > COORDINATE_DECIMALS_MAX for value in (lon, lat)):
        yield (
            "geometry",
            f"{lon}, {lat} has more decimals than a centimetre",
            f"at most {COORDINATE_DECIMALS_MAX}",
            "error",
        )
    if foreign:  # where others see a place is for them to say; what was doubtful, the import said
        return
    if not _on_land(lon, lat, references=references):
        swapped = _on_land(lat, lon, references=references)
        hint = "longitude and latitude the other way round" if swapped else study.current().places
        yield "geometry", f"{lon}, {lat} lies in no region of the map", hint, "error"
        return
    if all(round(value, PLACEHOLDER_DECIMALS) == value for value in (lon, lat)):
        yield "geometry", f"{lon}, {lat} looks like a placeholder", "the coordinates of the place", "warning"
    if (name := _centroid_of(lon, lat, references=references)) is not None:
        yield (
            "geometry",
            f"{lon}, {lat} is the centroid of {name}",
            "the place itself, or precision region and the area",
            "warning",
        )


def _line_or_area(geometry: Json, *, references: References, foreign: bool) -> Iterator[Found]:
    try:
        shape = shapely.geometry.shape(dict(geometry))
        west, south, east, north = shape.bounds
    except (OverflowError, TypeError, ValueError, shapely.errors.ShapelyError) as error:
        yield "geometry", f"cannot be read: {cut(str(error))}", "positions of two numbers each", "error"
        return
    if max(-west, east) > MAX_LONGITUDE or max(-south, north) > MAX_LATITUDE:
        yield "geometry", "a position out of range", "longitude −180…180, latitude −90…90", "error"
    elif geometry["type"] == "Polygon" and any(ring[0] != ring[-1] for ring in geometry["coordinates"]):
        yield "geometry", "a ring that is not closed", "the first position again at the end", "error"
    elif not shape.is_valid:
        yield "geometry", "crosses or touches itself", "a simple line or area", "error"
    elif (
        not foreign
        and references.land.geometries.size
        and not references.land.query(shape, predicate="intersects").size
    ):
        yield "geometry", "lies in no region of the map", study.current().places, "error"


def _on_land(lon: float, lat: float, *, references: References) -> bool:
    """Whether a point lies in a region of the map; where the study has none, every point does."""
    if not references.land.geometries.size:
        return True
    return bool(references.land.query(shapely.Point(lon, lat), predicate="intersects").size)


def _centroid_of(lon: float, lat: float, *, references: References) -> str | None:
    here = positions(np.array([(lon, lat)], dtype=float))[0]
    near = references.centroids.query(shapely.Point(here.real, here.imag), predicate="dwithin", distance=CENTROID_M)
    return references.centroid_names[near[0]] if near.size else None

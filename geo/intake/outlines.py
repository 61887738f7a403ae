"""Check the geometry layers of a study: what everything else is measured by must be what it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import MalformedFileError
from geo.intake.validate.records import check_letters
from geo.intake.validate.result import shorten

LINES: Final = ("LineString", "MultiLineString")
SURFACES: Final = ("Polygon", "MultiPolygon")
KINDS: Final = {
    "border.geojson": LINES,
    "crossings.geojson": ("Point",),
    "regions.geojson": SURFACES,
    "areas.geojson": (*SURFACES, *LINES, "Point"),
}
"""What a layer is made of."""
NAMES: Final = ("id", "name", "country")
WORLD: Final = shapely.box(-180, -90, 180, 90)

Fault = tuple[int, str, str, str]
"""Row, field, what is wrong, what would be right."""


def check(layer: gpd.GeoDataFrame, *, file: str) -> None:
    """Refuse a layer that cannot be relied on.

    Parameters
    ----------
    layer
        As read, WGS 84.
    file
        The file's name, a key of `KINDS`.

    Raises
    ------
    MalformedFileError
        If a feature has no text as its name, an id stands twice, or a geometry is of another kind, broken, without
        length, or not on the globe: the first such feature, its field, and what would be right.
    """
    for row, field, problem, right in _faults(layer, file=file):
        raise MalformedFileError(file, f"{shorten(layer['id'].iloc[row])}, {field}: {problem}", right)


def check_together(border: gpd.GeoDataFrame, regions: gpd.GeoDataFrame) -> None:
    """Refuse lines that lie nowhere near the regions: longitude and latitude may be swapped.

    Raises
    ------
    MalformedFileError
        If one of them does.
    """
    if border.empty or regions.empty:
        return
    ground = shapely.box(*regions.total_bounds)
    for name, line in zip(border["id"], border.geometry, strict=True):
        if not line.intersects(ground):
            problem = f"{shorten(name)}, geometry: outside all regions"
            raise MalformedFileError("border.geojson", problem, "[longitude, latitude], where the regions are")


def _faults(layer: gpd.GeoDataFrame, *, file: str) -> Iterator[Fault]:
    for row, item in enumerate(layer.drop(columns="geometry").to_dict("records")):
        yield from ((row, *fault) for fault in _said({str(name): value for name, value in item.items()}))
    for row, twice in enumerate(layer["id"].duplicated()):
        if twice:
            yield row, "id", "the id stands twice", "each id once"
    for row, shape in enumerate(layer.geometry):
        yield from ((row, "geometry", *fault) for fault in _drawn(shape, kinds=KINDS[file]))


def _said(item: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name in NAMES:
        if name in item and not isinstance(item[name], str):
            yield name, f"{shorten(item[name])} is no text", "text"
    for name, problem, right, _ in check_letters(item):
        yield name, problem, right
    first, last = (item.get(name) for name in ("km_from", "km_to"))
    if isinstance(first, int | float) and isinstance(last, int | float) and last < first:
        yield "km_to", f"{last} is less than km_from, {first}", "the kilometre of the farther end"


def _drawn(shape: BaseGeometry, *, kinds: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if shape.geom_type not in kinds:
        yield f"a {shape.geom_type}", f"a {' or '.join(kinds)}"
    elif shape.is_empty or not shape.is_valid:
        yield f"cannot be drawn: {shapely.is_valid_reason(shape)}", "a geometry that is whole"
    elif not shape.within(WORLD):
        yield "not on the globe", "degrees of longitude and latitude"
    elif shape.geom_type in LINES and not shape.length:
        yield "a line without length", "two different positions"

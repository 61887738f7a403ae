"""The features of a collection: all, or those in a box, in a range of days, of a selection; page by page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus
from math import isfinite
from typing import Any, Final
from urllib.parse import quote, urlencode

import geopandas as gpd
import numpy as np
import shapely

from geo.model import Link
from geo.publish import compose, passing
from geo.publish.export import geojson
from server import addresses
from server.answer import Content, Refusal, to_json
from server.asked import Asked, Option, flag
from server.ogc.collections import CRS84, GEOJSON, Collection, collection_of, link

PAGE: Final = 1000
MAX_PAGE: Final = 10_000
MAX_OFFSET: Final = 10**9
OPEN: Final = ("", "..")
MOMENT: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(T([0-9]{2}(:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?",
    re.ASCII,
)
"""A day, or a moment of which the day is taken. GDAL writes a day with a ``T`` after it."""
CORNERS: Final = (4, 6)
"""Numbers of a box, without heights and with them."""
CONTENT_CRS: Final = {"Content-Crs": f"<{CRS84}>"}
PAGING: Final = ("limit", "offset")

Period = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Box:
    """Degrees of WGS 84; a box whose west lies east of its east goes over the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    def shape(self) -> shapely.Geometry:
        """The box as a geometry."""
        if self.west <= self.east:
            return shapely.box(self.west, self.south, self.east, self.north)
        parts = [(self.west, 180.0), (-180.0, self.east)]
        return shapely.MultiPolygon([shapely.box(west, self.south, east, self.north) for west, east in parts])


def _box(text: str) -> Box:
    numbers = [float(part) for part in text.split(",")]
    if len(numbers) not in CORNERS or not all(map(isfinite, numbers)):
        raise ValueError(text)
    half = len(numbers) // 2
    box = Box(numbers[0], numbers[1], numbers[half], numbers[half + 1])
    if box.south > box.north:
        raise ValueError(text)
    return box


def _period(text: str) -> Period:
    parts = text.split("/")
    if len(parts) > 2 or (len(parts) == 1 and text in OPEN):  # noqa: PLR2004  # from and to
        raise ValueError(text)
    first, last = (None if part in OPEN else _day(part) for part in (parts * 2 if len(parts) == 1 else parts))
    if first and last and last < first:
        raise ValueError(text)
    return first, last


def _day(text: str) -> date:
    match = MOMENT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return date.fromisoformat(match[1])


def _whole(low: int, high: int, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,10}", text, re.ASCII) or int(text) < low:
        raise ValueError(text)
    return min(int(text), high)


BBOX: Final = Option(
    "bbox",
    _box,
    default=None,
    instead="features anywhere",
    about="West, south, east, north in degrees of WGS 84. A feature without a geometry is in no box.",
    rule={"type": "string", "examples": ["23.5,53.4,23.8,53.6"]},
)
DATETIME: Final = Option(
    "datetime",
    _period,
    default=(None, None),
    instead="features of any day",
    about="A day, or two with a slash between them and .. for no bound; calendar dates, both ends inclusive.",
    rule={"type": "string", "pattern": "^[0-9T:.+Z/-]+$"},
)
LIMIT: Final = Option(
    "limit",
    lambda text: _whole(1, MAX_PAGE, text),
    default=PAGE,
    instead=f"{PAGE} features",
    about="The most features to give; the link `next` gives more.",
    rule={"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": PAGE},
)
OFFSET: Final = Option(
    "offset",
    lambda text: _whole(0, MAX_OFFSET, text),
    default=0,
    instead="features from the first",
    about="How many features to pass over.",
    rule={"type": "integer", "minimum": 0, "maximum": MAX_OFFSET, "default": 0},
)


def _crs84(text: str) -> str:
    if text not in (CRS84, f"<{CRS84}>", "CRS84"):
        raise ValueError(text)
    return CRS84


CRS: Final = Option(
    "crs",
    _crs84,
    default=CRS84,
    instead="WGS 84, longitude before latitude",
    about="Reference system of the features: WGS 84, longitude before latitude, and no other.",
    rule={"type": "string", "enum": [CRS84]},
)
BBOX_CRS: Final = replace(CRS, name="bbox-crs", about="Reference system of the box: the same.")
STRICT: Final = replace(
    flag(
        "strict",
        about="With 0, what cannot be used is said in a header and passed over; without it, it is refused.",
        instead="a refusal of what cannot be used",
    ),
    default=True,
)


def items(asked: Asked) -> Content:
    """Give the features of a collection, as many as were asked for.

    Raises
    ------
    Refusal
        If there is no such collection.
    """
    this = collection_of(asked)
    shown, unplaced = _matching(asked, this)
    first, most = asked.options["offset"], asked.options["limit"]
    page = shown.iloc[first : first + most]
    body = {
        "type": "FeatureCollection",
        "granica": compose.extract(asked.view, address=f"{asked.site}/").about.lines() if this.of_records else {},
        "numberMatched": len(shown),
        "numberReturned": len(page),
        **({"without_geometry": {"records": unplaced, "why": "in no box, wherever it is"}} if unplaced else {}),
        "links": _links(asked, matched=len(shown)),
        "features": _features(page, asked) if this.of_records else geojson.layer_features(page),
    }
    return Content(to_json(body, indent=None), GEOJSON, headers=CONTENT_CRS)


def item(asked: Asked) -> Content:
    """Give one feature.

    Raises
    ------
    Refusal
        If there is no such collection or feature.
    """
    this, name = collection_of(asked), asked.path["item"]
    layer = (
        passing.passed_on(_of_kind(asked.view.records, this))
        if this.layer is None
        else this.layer(asked.prepared.dataset)
    )
    found = layer[layer["id"].astype(str) == name]
    if found.empty:
        raise Refusal(HTTPStatus.NOT_FOUND, f"There is no feature {name!r} in {asked.path['collection']}.")
    (feature,) = _features(found, asked) if this.of_records else geojson.layer_features(found)
    parent = f"{asked.site}{addresses.OGC}/collections/{asked.path['collection']}"
    links = [
        link(f"{parent}/items/{quote(name, safe='')}", "self", media_type=GEOJSON),
        link(parent, "collection"),
    ]
    return Content(to_json({**feature, "links": links}, indent=None), GEOJSON, headers=CONTENT_CRS)


def _of_kind(records: gpd.GeoDataFrame, this: Collection) -> gpd.GeoDataFrame:
    return records if this.kind is None else records[records["kind"] == this.kind]


def _matching(asked: Asked, this: Collection) -> tuple[gpd.GeoDataFrame, int]:
    """Features of the selection, the days and the box; and how many records no box holds for want of a place."""
    layer = _records(asked, this) if this.layer is None else this.layer(asked.prepared.dataset)
    box: Box | None = asked.options["bbox"]
    return (layer, 0) if box is None else (_inside(layer, box), int(layer.geometry.isna().sum()))


def _records(asked: Asked, this: Collection) -> gpd.GeoDataFrame:
    """Records that have a day both in the link's days and in those that `datetime` asks for."""
    first, last = asked.options["datetime"]
    within = asked.prepared.view(Link(selection=replace(asked.link.selection, start=first, end=last)))
    records = asked.view.records_at(np.intersect1d(asked.view.rows, within.rows))
    return passing.passed_on(_of_kind(records, this))


def _inside(layer: gpd.GeoDataFrame, box: Box) -> gpd.GeoDataFrame:
    return layer[layer.geometry.intersects(box.shape())]


def _features(records: gpd.GeoDataFrame, asked: Asked) -> Sequence[Mapping[str, Any]]:
    extract = compose.extract(asked.view, address=f"{asked.site}/")
    return geojson.features(replace(extract, records=records))


def _links(asked: Asked, *, matched: int) -> list[Mapping[str, Any]]:
    here = f"{asked.site}{addresses.OGC}/collections/{asked.path['collection']}"
    first, most = asked.options["offset"], asked.options["limit"]
    given = [(name, text) for name, texts in asked.given.items() if name not in PAGING for text in texts]

    def page(offset: int) -> str:
        query = urlencode([*given, ("limit", most), ("offset", offset)], quote_via=quote, safe=",/:")
        return f"{here}/items?{query}"

    found = [link(page(first), "self", media_type=GEOJSON), link(here, "collection")]
    if first + most < matched:
        found.append(link(page(first + most), "next", media_type=GEOJSON))
    if first:
        found.append(link(page(max(0, first - most)), "prev", media_type=GEOJSON))
    return found

"""A study for records from anywhere on Earth: a metric reference system by their extent, a first view, a period."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import floor, log2
from pathlib import Path
from typing import Any, Final

from geo.foreign.dates import FIRST_YEAR, LAST_YEAR
from geo.foreign.draft import OTHER, OTHER_FAMILY, UNKNOWN_SIDE
from geo.foreign.records import Dataset
from geo.study import SHIPPED, Study, parse, read

UTM_ZONE_DEGREES: Final = 6
UTM_SOUTH, UTM_NORTH = -80, 84
"""Latitudes between which UTM is defined."""
_UTM_NORTHERN, _UTM_SOUTHERN = 32600, 32700
"""EPSG codes of UTM on WGS 84, without the number of the zone."""
_WHOLE_TURN: Final = 360.0
_ZOOM_MAX, _ZOOM_MIN = 12, 2
OTHER_TABLE: Final = f"""
[[categories]]
code = "{OTHER}"
label = "Other"
definition = "What another data set or a table gives without a category of ours; its own word is kept with the record."
family = "{OTHER_FAMILY}"
"""
"""The category of what others give without one of ours, as a table of ``study.toml``."""
UNKNOWN_TABLE: Final = f"""
[[claimant_sides]]
code = "{UNKNOWN_SIDE}"
label = "Not known"
definition = "The data set does not say whose side it is that says so."
"""
"""The side of a claimant whose side is not known, as a table of ``study.toml``."""
NOT_STATED: Final = "not stated"
NOT_STATED_URL: Final = "https://spdx.org/licenses/"

Json = Mapping[str, Any]
Position = Sequence[float]


@dataclass(frozen=True, slots=True)
class Extent:
    """Where points lie, in WGS 84 degrees; `west` may be greater than `east` across the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    @property
    def width(self) -> float:
        """Degrees of longitude from west to east."""
        return (self.east - self.west) % _WHOLE_TURN

    @property
    def middle(self) -> tuple[float, float]:
        """Longitude and latitude halfway."""
        lon = (self.west + self.width / 2 + 180) % _WHOLE_TURN - 180
        return round(lon, 4), round((self.south + self.north) / 2, 4)


def extent(positions: Iterable[Position]) -> Extent:
    """Find where points lie: the shortest way around the Earth that passes all of them.

    Parameters
    ----------
    positions
        Longitude and latitude, WGS 84 degrees; without any, all of the Earth.
    """
    points = [(float(lon), float(lat)) for lon, lat in positions]
    if not points:
        return Extent(-180, -60, 180, 75)
    lons = sorted({lon for lon, _ in points})
    gaps = [(following - lon, lon, following) for lon, following in pairwise(lons)]
    gaps.append((lons[0] + _WHOLE_TURN - lons[-1], lons[-1], lons[0]))
    _, east, west = max(gaps)
    lats = [lat for _, lat in points]
    return Extent(west, min(lats), east, max(lats))


@dataclass(frozen=True, slots=True)
class Metric:
    """A reference system in metres, and why it was chosen."""

    crs: str
    words: str


def metric_crs(of: Extent) -> Metric:
    """Choose a reference system in metres by extent.

    UTM where all lies in the width of one zone, so that distances are right to 0.1 %; else the equal-area projection of
    Lambert around the middle, where areas are right everywhere and distances near the middle.

    Parameters
    ----------
    of
        Where the points lie.
    """
    lon, lat = of.middle
    if of.width <= UTM_ZONE_DEGREES and of.south >= UTM_SOUTH and of.north <= UTM_NORTH:
        zone = min(60, floor((lon + 180) / UTM_ZONE_DEGREES) + 1)
        code = (_UTM_NORTHERN if lat >= 0 else _UTM_SOUTHERN) + zone
        half = "north" if lat >= 0 else "south"
        return Metric(
            f"EPSG:{code}", f"UTM zone {zone} {half}, metres: all points lie within {of.width:.1f}° of longitude"
        )
    return Metric(
        f"+proj=laea +lat_0={lat:g} +lon_0={lon:g} +datum=WGS84 +units=m +no_defs +type=crs",
        f"Lambert azimuthal equal-area around {lat:g}, {lon:g}, metres: the points span {of.width:.0f}° of longitude; "
        "areas are right everywhere, distances near the middle",
    )


def view_of(of: Extent) -> tuple[float, float, int]:
    """Latitude, longitude and zoom of a map that shows an extent."""
    lon, lat = of.middle
    span = max(of.width, 2 * (of.north - of.south), 0.05)
    return lat, lon, max(_ZOOM_MIN, min(_ZOOM_MAX, floor(log2(2 * _WHOLE_TURN / span))))


def positions_of(features: Iterable[Json]) -> list[Position]:
    """All positions of the geometries of some features, longitude and latitude."""
    waiting = [feature["geometry"]["coordinates"] for feature in features if feature.get("geometry")]
    found: list[Position] = []
    while waiting:
        item = waiting.pop()
        if item and isinstance(item[0], int | float):
            found.append(item[:2])
        else:
            waiting.extend(item)
    return found


def period_of(features: Iterable[Json], *, otherwise: date) -> tuple[date, date]:
    """First and last day of some records, both inclusive."""
    days = [
        date.fromisoformat(day)
        for feature in features
        for day in (feature["properties"]["start"], feature["properties"]["end"])
        if day
    ]
    return (min(days), max(days)) if days else (otherwise, otherwise)


def document(
    *,
    title: str,
    prefix: str,
    metric: Metric,
    view: tuple[float, float, int],
    period: tuple[date, date],
    dataset: Dataset | None = None,
) -> str:
    """Write ``study.toml``.

    Parameters
    ----------
    title
        What the study is called.
    prefix
        What ids of its own records begin with.
    metric, view, period
        As chosen for it.
    dataset
        The data set that it is made for, if it is made for one.
    """
    lat, lon, zoom = view
    authors = dataset.publisher if dataset and dataset.publisher else NOT_STATED
    licence = dataset.licence if dataset and dataset.licence else NOT_STATED
    url = dataset.url if dataset and dataset.url else NOT_STATED_URL
    credit = dataset.attribution if dataset and dataset.attribution else authors
    return f"""\
# What the data in this folder are about. Change it as you like; an import never overwrites it.

title = {quoted(title)}
subject = {quoted(title)}
authors = {quoted(authors)}
id_prefix = {quoted(prefix)}
# {metric.words}.
metric_crs = {quoted(metric.crs)}
distances_km = [1, 2, 5, 10, 20, 50]

[period]
first = {period[0].isoformat()}
last = {period[1].isoformat()}

[first_view]
lat = {lat}
lon = {lon}
zoom = {zoom}

[licence]
id = {quoted(licence)}
name = {quoted(licence)}
url = {quoted(url)}

[credits]
ground = {quoted(f"Records: {credit}. {read(SHIPPED).credits.ground}")}
lines = {quoted(credit)}
names = {quoted(credit)}

# Where everything is to be measured by a line (a border, a river, a front), put it into border.geojson and name it:
# [line]
# id = "AA-BB"
# name = "Line between A and B"
# start = "its first end"
# end = "its last end"
"""


def dataset_table(dataset: Dataset) -> str:
    """Write what is to be said of a data set, as a table of ``study.toml``."""
    return f"""
[datasets.{dataset.code}]
title = {quoted(dataset.title)}
publisher = {quoted(dataset.publisher)}
url = {quoted(dataset.url)}
licence = {quoted(dataset.licence or NOT_STATED)}
attribution = {quoted(dataset.attribution)}
passing_on = {"true" if dataset.passing_on else "false"}
"""


def neutral(title: str, *, directory: Path) -> Study:
    """Give a study that knows no words but those that every study knows, and those that others need.

    Parameters
    ----------
    title
        What it is called.
    directory
        Where it shall lie.
    """
    everywhere = extent([])
    text = document(
        title=title,
        prefix="DATA",
        metric=metric_crs(everywhere),
        view=view_of(everywhere),
        period=(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)),
    )
    return parse(tomllib.loads(text + OTHER_TABLE + UNKNOWN_TABLE), directory=directory)


def quoted(text: str) -> str:
    """Write a TOML basic string on one line; JSON's escapes are among TOML's."""
    line = " ".join(text.encode("utf-8", "replace").decode().split())
    return json.dumps(line[:500], ensure_ascii=False).replace("\x7f", "\\u007f")

#!/usr/bin/env python3
"""Derive ``data/border.geojson`` and ``data/crossings.geojson``.

The line between two countries is the part of a country's outline that runs
from one tripoint to the next. Poland–Belarus keeps every vertex of the source
and runs from south (Ukraine) to north (Lithuania); the others are thinned.
Kilometres along the line are geodesic and counted from the southern tripoint.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import facts
from countries import geodesic_km, shared_line, to_metric, to_wgs84
from fetch import OSM_BORDERS
from shapely.geometry import LineString, Point
from write import DATA, feature, write_features

if TYPE_CHECKING:
    from collections.abc import Iterator

THINNED_TOLERANCE_M = 50.0
DIGITS = 7
RETRIEVED = "2026-11-22"
M_PER_KM = 1_000.0
ATTRIBUTION = "© OpenStreetMap contributors (ODbL)"


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two countries, and the third ones at the ends of their line (alpha-3)."""

    key: str
    name: str
    own: str
    other: str
    start: str
    end: str


PAIRS = (
    Pair(key="PL-BY", name="Poland–Belarus", own="POL", other="BLR", start="UKR", end="LTU"),
    Pair(key="BY-LT", name="Belarus–Lithuania", own="BLR", other="LTU", start="POL", end="LVA"),
    Pair(key="BY-LV", name="Belarus–Latvia", own="BLR", other="LVA", start="LTU", end="RUS"),
    Pair(key="PL-LT", name="Poland–Lithuania", own="POL", other="LTU", start="RUS", end="BLR"),
    Pair(key="PL-UA", name="Poland–Ukraine", own="POL", other="UKR", start="SVK", end="BLR"),
    Pair(key="BY-UA", name="Belarus–Ukraine", own="BLR", other="UKR", start="POL", end="RUS"),
)

Mode = Literal["road", "rail", "foot"]


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """A border crossing and what its place on the line is worked out from.

    Attributes
    ----------
    at
        One or two WGS 84 (longitude, latitude) pairs: one is moved to the
        nearest point of the line, two are joined and cut with the line.
    uncertainty_m
        How far the true crossing may be from the computed one, in metres.
    """

    key: str
    name: str
    name_pl: str
    name_be: str
    mode: Mode
    at: tuple[tuple[float, float], ...]
    uncertainty_m: int
    method: str


def crossings() -> Iterator[Crossing]:
    """Yield the crossings that `facts/crossings.toml` keeps."""
    for kept in facts.read("crossings")["crossings"]:
        yield Crossing(**kept | {"at": tuple((lon, lat) for lon, lat in kept["at"])})


CROSSINGS = tuple(crossings())


@cache
def border_line(key: str) -> LineString:
    """Return a pair's line at full detail, in WGS 84 degrees."""
    pair = next(pair for pair in PAIRS if pair.key == key)
    return shared_line(pair.own, pair.other, pair.start, pair.end)


@cache
def metric_line(key: str) -> LineString:
    """Return a pair's line at full detail, in EPSG:2180 metres."""
    return to_metric(border_line(key))


def ground_factor(key: str) -> float:
    """Return geodesic metres per metre of EPSG:2180, averaged along the line."""
    return geodesic_km(border_line(key)) * M_PER_KM / float(metric_line(key).length)


def km_along(point: Point, *, key: str = "PL-BY") -> float:
    """Return where a point lies along a line.

    Parameters
    ----------
    point
        EPSG:2180 metres.
    key
        The pair whose line is meant.

    Returns
    -------
    km
        Geodesic kilometres from the line's start.
    """
    return metric_line(key).project(point) * ground_factor(key) / M_PER_KM


def on_line(crossing: Crossing) -> Point:
    """Return a crossing's place on the Poland–Belarus line, in EPSG:2180 metres."""
    line = metric_line("PL-BY")
    places = [to_metric(Point(xy)) for xy in crossing.at]
    if len(places) > 1:
        track = LineString(places)
        cut = track.intersection(line)
        return Point(line.interpolate(line.project(cut.centroid)))
    return Point(line.interpolate(line.project(places[0])))


def border_features() -> Iterator[dict[str, Any]]:
    """Yield one Feature a country pair, Poland–Belarus first."""
    for pair in PAIRS:
        full = border_line(pair.key)
        whole = pair.key == "PL-BY"
        thinned = full if whole else to_wgs84(metric_line(pair.key).simplify(THINNED_TOLERANCE_M))
        properties = {
            "id": pair.key,
            "name": f"{pair.name} border",
            "countries": pair.key.split("-"),
            "length_km": round(geodesic_km(full), 2),
            "tolerance_m": 10 if whole else int(THINNED_TOLERANCE_M),
            "attribution": ATTRIBUTION,
            "licence": OSM_BORDERS.licence,
            "derived_from": OSM_BORDERS.label,
            "retrieved": RETRIEVED,
        }
        yield feature(properties, thinned, digits=DIGITS)


def crossing_features() -> Iterator[dict[str, Any]]:
    """Yield one Feature a crossing, from south to north."""
    for crossing in sorted(CROSSINGS, key=lambda item: km_along(on_line(item))):
        place = on_line(crossing)
        properties = {
            "id": crossing.key,
            "name": crossing.name,
            "name_pl": crossing.name_pl,
            "name_be": crossing.name_be,
            "mode": crossing.mode,
            "km": round(km_along(place), 1),
            "uncertainty_m": crossing.uncertainty_m,
            "method": crossing.method,
            "attribution": f"{ATTRIBUTION}; GeoNames (CC BY 4.0); PRNG GUGiK",
        }
        yield feature(properties, to_wgs84(place), digits=DIGITS)


def main() -> None:
    """Write both files."""
    write_features(DATA / "border.geojson", border_features())
    write_features(DATA / "crossings.geojson", crossing_features())


if __name__ == "__main__":
    main()

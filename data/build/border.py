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


NEAR_VILLAGE = "nearest point of the line to a point between the villages on both sides"
RAIL_NODE = "end of the railway at the line, in a railway graph rounded to 0.001°"
RAIL_CUT = "straight line between two junctions of a railway graph, cut with the line"

CROSSINGS = (
    Crossing(
        key="slawatycze-domachevo",
        name="Sławatycze–Domachevo",
        name_pl="Sławatycze–Domaczewo",
        name_be="Славатычы — Дамачава",
        mode="road",
        at=((23.5591, 51.7616),),
        uncertainty_m=500,
        method=NEAR_VILLAGE,
    ),
    Crossing(
        key="terespol-brest-road",
        name="Terespol–Brest",
        name_pl="Terespol–Brześć",
        name_be="Цярэспаль — Брэст",
        mode="road",
        at=((23.6398, 52.0838),),
        uncertainty_m=700,
        method=NEAR_VILLAGE,
    ),
    Crossing(
        key="terespol-brest-rail",
        name="Terespol–Brest (rail)",
        name_pl="Terespol–Brześć (kolejowe)",
        name_be="Цярэспаль — Брэст (чыгунка)",
        mode="rail",
        at=((23.618, 52.085), (23.631, 52.090)),
        uncertainty_m=500,
        method=f"{RAIL_CUT}; a second track crosses about 0.9 km further along",
    ),
    Crossing(
        key="kukuryki-kozlovichi",
        name="Kukuryki–Kozlovichi",
        name_pl="Kukuryki–Kozłowiczy",
        name_be="Кукурыкі — Казловічы",
        mode="road",
        at=((23.5564, 52.1105),),
        uncertainty_m=2_000,
        method=NEAR_VILLAGE,
    ),
    Crossing(
        key="czeremcha-vysoko-litovsk",
        name="Czeremcha–Vysoko-Litovsk (rail)",
        name_pl="Czeremcha–Wysokolitowsk (kolejowe)",
        name_be="Чаромха — Высокалітоўск (чыгунка)",
        mode="rail",
        at=((23.352, 52.464),),
        uncertainty_m=150,
        method=RAIL_NODE,
    ),
    Crossing(
        key="polowce-peschatka",
        name="Połowce–Peschatka",
        name_pl="Połowce–Pieszczatka",
        name_be="Палоўцы — Пясчатка",
        mode="road",
        at=((23.372, 52.4816),),
        uncertainty_m=1_000,
        method=NEAR_VILLAGE,
    ),
    Crossing(
        key="bialowieza-pererov",
        name="Białowieża–Pererov",
        name_pl="Białowieża–Piererow",
        name_be="Белавежа — Перароў",
        mode="foot",
        at=((23.832, 52.6816),),
        uncertainty_m=1_500,
        method="nearest point of the line to the hamlet of Grudki, for walkers and cyclists",
    ),
    Crossing(
        key="siemianowka-svisloch",
        name="Siemianówka–Svisloch (rail)",
        name_pl="Siemianówka–Swisłocz (kolejowe)",
        name_be="Семяноўка — Свіслач (чыгунка)",
        mode="rail",
        at=((23.917, 52.939),),
        uncertainty_m=150,
        method=RAIL_NODE,
    ),
    Crossing(
        key="zubki-berestovitsa",
        name="Zubki–Berestovitsa (rail)",
        name_pl="Zubki Białostockie–Bierestowica (kolejowe)",
        name_be="Зубкі — Бераставіца (чыгунка)",
        mode="rail",
        at=((23.8164, 53.0878), (23.9733, 53.1187)),
        uncertainty_m=1_500,
        method="straight line between the two villages, cut with the line",
    ),
    Crossing(
        key="bobrowniki-berestovitsa",
        name="Bobrowniki–Berestovitsa",
        name_pl="Bobrowniki–Bierestowica",
        name_be="Баброўнікі — Бераставіца",
        mode="road",
        at=((23.8968, 53.1285),),
        uncertainty_m=500,
        method=NEAR_VILLAGE,
    ),
    Crossing(
        key="kuznica-bruzgi",
        name="Kuźnica–Bruzgi",
        name_pl="Kuźnica Białostocka–Bruzgi",
        name_be="Кузніца — Брузгі",
        mode="road",
        at=((23.6617, 53.519),),
        uncertainty_m=500,
        method=NEAR_VILLAGE,
    ),
    Crossing(
        key="kuznica-grodno",
        name="Kuźnica–Grodno (rail)",
        name_pl="Kuźnica Białostocka–Grodno (kolejowe)",
        name_be="Кузніца — Гродна (чыгунка)",
        mode="rail",
        at=((23.645, 53.536), (23.671, 53.556)),
        uncertainty_m=500,
        method=RAIL_CUT,
    ),
    Crossing(
        key="rudawka-lesnaya",
        name="Rudawka–Lesnaya",
        name_pl="Rudawka–Lesnaja",
        name_be="Рудаўка — Лясная",
        mode="foot",
        at=((23.5131, 53.8669),),
        uncertainty_m=1_000,
        method="nearest point of the line to the village of Rudawka; Augustów Canal, by canoe",
    ),
)


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

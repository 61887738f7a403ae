#!/usr/bin/env python3
"""Derive ``data/regions.geojson`` and ``data/areas.geojson``.

Regions are first-level administrative units for the spatial join; they meet
the Poland–Belarus line vertex by vertex. Areas are the named stretches of
border and pieces of ground that a record of region precision refers to.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import shapely
from admin import EXACT, latgale, regions_of, voivodeships
from border import M_PER_KM, border_line, ground_factor, metric_line
from countries import geodesic_km, to_wgs84
from outlines import Detail, land
from region_names import AREA_NAMES, BELARUSIAN, LITHUANIAN, POLISH, UKRAINIAN, RegionName
from shapely.geometry import Point, Polygon
from shapely.ops import substring
from write import DATA, feature, write_features

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shapely.geometry.base import BaseGeometry

REGION_DIGITS = 7
AREA_DIGITS = 5
DRAWN = Detail(border_m=25.0, other_m=320.0)
SECTION_TOLERANCE_M = 25.0
OTHER_SECTION_TOLERANCE_M = 250.0
BELT_WIDTH_M = 3_000.0
BELT_TOLERANCE_M = 25.0
SLIVER_M2 = 50_000.0
OSM = "© OpenStreetMap contributors (ODbL)"
PRNG_CREDIT = f"{OSM}; PRNG © GUGiK 2021-05-11 (CC BY); GeoNames (CC BY 4.0)"
EARTH_CREDIT = f"{OSM}; Natural Earth"
LINE_NOTE = "OpenStreetMap line, 10 m detail, thinned to {tolerance:.0f} m here"
VOIVODESHIP_NOTE = (
    "Grown from the register of localities: limits are off by 0.55 km (median), "
    "2.2 km at worst in twenty; exact along the state border"
)
OBLAST_NOTE = "Natural Earth 1:10m, about 1–2 km accurate inside the country; exact along the state border"

GeoKind = Literal["admin_area", "border_section", "approximation", "country"]


@dataclass(frozen=True, kw_only=True)
class Area:
    """A named area or stretch of border.

    Attributes
    ----------
    geometry, label
        EPSG:2180 metres.
    km
        For a part of the Poland–Belarus line, where it starts and ends on it.
    """

    key: str
    kind: GeoKind
    geometry: BaseGeometry
    label: Point
    note: str
    credit: str
    km: tuple[float, float] | None = None


def without_slivers(area: BaseGeometry) -> BaseGeometry:
    """Return an area without the scraps that cutting leaves behind."""
    parts = [part for part in shapely.get_parts(area) if part.area >= SLIVER_M2]
    return shapely.union_all(parts)


@cache
def kept_vertices() -> frozenset[tuple[float, float]]:
    """Return the vertices of the Poland–Belarus line, which are never rounded."""
    return frozenset((round(x, 7), round(y, 7)) for x, y in border_line("PL-BY").coords)


def rounded_off_line(area: BaseGeometry) -> BaseGeometry:
    """Return a WGS 84 area with every vertex rounded to a metre but those on the line."""

    def snap(xy: Any) -> Any:
        kept = kept_vertices()
        return [
            (round(x, 7), round(y, 7)) if (round(x, 7), round(y, 7)) in kept else (round(x, 5), round(y, 5))
            for x, y in xy
        ]

    return shapely.make_valid(shapely.transform(area, snap))


def named_regions() -> Iterator[tuple[RegionName, str, str, BaseGeometry]]:
    """Yield every region: its names, its country, its credit and its area."""
    for names, country, areas, credit in (
        (POLISH, "PL", voivodeships(), PRNG_CREDIT),
        (BELARUSIAN, "BY", regions_of("BLR"), EARTH_CREDIT),
        (LITHUANIAN, "LT", regions_of("LTU"), EARTH_CREDIT),
        ({"latgale": AREA_NAMES["latgale"]}, "LV", latgale(), EARTH_CREDIT),
        (UKRAINIAN, "UA", regions_of("UKR"), EARTH_CREDIT),
    ):
        for key, name in names.items():
            yield name, country, credit, areas[key]


def region_features() -> Iterator[dict[str, Any]]:
    """Yield one Feature a region, by country and code."""
    for name, country, credit, area in named_regions():
        shown = rounded_off_line(to_wgs84(without_slivers(area)))
        properties = {
            "id": name.code,
            "name": name.english,
            "name_local": name.main_local,
            "country": country,
            "attribution": credit,
        }
        yield feature(properties, shown, digits=REGION_DIGITS)


@cache
def voivodeship_break_m() -> float:
    """Return where Lubelskie ends and Podlaskie begins, in EPSG:2180 metres along the line."""
    areas = voivodeships(DRAWN)
    limit = areas["podlaskie"].boundary.intersection(areas["lubelskie"].boundary)
    line = metric_line("PL-BY")
    nearest = shapely.shortest_line(line, limit)
    return float(line.project(Point(nearest.coords[0])))


def section(key: str, start_m: float, end_m: float, note: str) -> Area:
    """Return a stretch of the Poland–Belarus line, by EPSG:2180 metres along it."""
    factor = ground_factor("PL-BY") / M_PER_KM
    line = substring(metric_line("PL-BY"), start_m, end_m)
    return Area(
        key=key,
        kind="border_section",
        geometry=line.simplify(SECTION_TOLERANCE_M),
        label=line.interpolate(0.5, normalized=True),
        note=f"{LINE_NOTE.format(tolerance=SECTION_TOLERANCE_M)}. {note}",
        credit=OSM,
        km=(start_m * factor, end_m * factor),
    )


def polish_sections() -> Iterator[Area]:
    """Yield the two voivodeships' stretches of the line, and the whole of it."""
    middle, end = voivodeship_break_m(), float(metric_line("PL-BY").length)
    note = "The voivodeships meet near Niemirów; the place is good to about 1.5 km"
    yield section("podlaskie-border-section", middle, end, note)
    yield section("lubelskie-border-section", 0.0, middle, note)
    yield section("poland-belarus-border", 0.0, end, "From the Ukrainian to the Lithuanian tripoint")


def other_section(key: str, pair: str) -> Area:
    """Return the whole line between Belarus and another neighbour."""
    line = metric_line(pair)
    return Area(
        key=key,
        kind="border_section",
        geometry=line.simplify(OTHER_SECTION_TOLERANCE_M),
        label=line.interpolate(0.5, normalized=True),
        note=LINE_NOTE.format(tolerance=OTHER_SECTION_TOLERANCE_M),
        credit=OSM,
    )


def roomiest_point(area: BaseGeometry) -> Point:
    """Return the point of an area that lies farthest from its outline."""
    largest = max(shapely.get_parts(area), key=lambda part: part.area)
    circle = shapely.maximum_inscribed_circle(Polygon(largest), tolerance=500.0)
    return Point(circle.coords[0])


def admin_area(key: str, area: BaseGeometry, note: str, credit: str) -> Area:
    """Return an administrative area or a country."""
    clean = without_slivers(area)
    kind: GeoKind = "country" if key == "belarus" else "admin_area"
    return Area(
        key=key,
        kind=kind,
        geometry=clean,
        label=roomiest_point(clean),
        note=note,
        credit=credit,
    )


def polygons() -> Iterator[Area]:
    """Yield the administrative areas that records refer to."""
    polish, belarusian = voivodeships(DRAWN), regions_of("BLR", DRAWN)
    both = shapely.union_all([belarusian["Grodno"], belarusian["Brest"]])
    for name in ("podlaskie", "lubelskie"):
        yield admin_area(f"{name}-voivodeship", polish[name], VOIVODESHIP_NOTE, PRNG_CREDIT)
    yield admin_area("grodno-region", belarusian["Grodno"], OBLAST_NOTE, EARTH_CREDIT)
    yield admin_area("brest-region", belarusian["Brest"], OBLAST_NOTE, EARTH_CREDIT)
    yield admin_area("grodno-and-brest-regions", both, OBLAST_NOTE, EARTH_CREDIT)
    yield admin_area("belarus", land("BLR", DRAWN), "OpenStreetMap outline, thinned to 320 m", OSM)
    note = f"{OBLAST_NOTE}. Historical region, not an administrative unit"
    yield admin_area("latgale", latgale(DRAWN)["latgale"], note, EARTH_CREDIT)


def emergency_belt() -> Area:
    """Return a strip inside Poland along the line, standing in for the closed zone."""
    line = metric_line("PL-BY")
    strip = line.buffer(BELT_WIDTH_M).intersection(land("POL", EXACT))
    belt = max(shapely.get_parts(strip), key=lambda part: part.area)
    middle = line.interpolate(0.6, normalized=True)
    inside = shapely.shortest_line(middle, land("POL", EXACT).buffer(-BELT_WIDTH_M / 2))
    return Area(
        key="emergency-belt",
        kind="approximation",
        geometry=belt.simplify(BELT_TOLERANCE_M),
        label=Point(inside.coords[-1]),
        note=(
            "Approximation, not the legal limit: a strip 3 km wide inside Poland along the line. "
            "The state of emergency of 2 September 2021 named 183 localities, whose limits "
            "reached nearer or farther from place to place"
        ),
        credit=PRNG_CREDIT,
        km=(0.0, geodesic_km(border_line("PL-BY"))),
    )


def all_areas() -> Iterator[Area]:
    """Yield every area in the order of the file."""
    yield from polish_sections()
    yield other_section("lithuania-belarus-border", "BY-LT")
    yield other_section("latvia-belarus-border", "BY-LV")
    yield other_section("ukraine-belarus-border", "BY-UA")
    yield from polygons()
    yield emergency_belt()


def area_properties(area: Area) -> dict[str, Any]:
    """Return an area's GeoJSON properties."""
    name = AREA_NAMES[area.key]
    label = to_wgs84(area.label)
    stretch: Mapping[str, float] = {"km_from": round(area.km[0], 2), "km_to": round(area.km[1], 2)} if area.km else {}
    return {
        "id": area.key,
        "name": name.english,
        "name_local": dict(name.local),
        "geo_kind": area.kind,
        **stretch,
        "label_lat": round(label.y, 4),
        "label_lon": round(label.x, 4),
        "note": area.note,
        "attribution": area.credit,
    }


def area_features() -> Iterator[dict[str, Any]]:
    """Yield one Feature an area."""
    for area in all_areas():
        yield feature(area_properties(area), to_wgs84(area.geometry), digits=AREA_DIGITS)


def main() -> None:
    """Write both files."""
    write_features(DATA / "areas.geojson", area_features())
    write_features(DATA / "regions.geojson", region_features())


if __name__ == "__main__":
    main()

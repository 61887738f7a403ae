"""Choose the places of the base map and lay their labels out in advance.

Every place gets a rank, the zoom from which its label is shown and the side
it stands on; every area label gets a spot at each zoom that shows it. The
layout is worked out in Web Mercator pixels with an estimate of text widths;
the browser checks it once more with its real font.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from area_labels import AREA_LABELS, LETTER_SPACING_EM, AreaLabel
from border import CROSSINGS, border_line, metric_line, on_line
from countries import TO_METRIC, to_wgs84
from encode import SCALE, Layer
from fetch import CITIES_500, GEONAMES_CITIES, GEONAMES_POSTAL, PRNG
from gazetteer import City, belarus_post_offices, cities, localities
from ground import CONTEXT_DEG, WIDE_DEG
from place_names import (
    BELARUSIAN_PLACES,
    DISTRICTS,
    FEATURED_OTHER,
    FEATURED_POLISH,
    FEATURED_POST_OFFICES,
    HAND_PLACES,
    OTHER_SPELLINGS,
    latin,
)
from scipy.spatial import KDTree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REACH_DEG = (19.5, 50.0, 30.0, 56.8)
VILLAGE_REACH_M = 110_000.0
WESTWARD_WITHIN_M = 55_000.0
POST_OFFICE_REACH_M = 110_000.0
SAME_PLACE_DEG = 0.05
SAME_TOWN_DEG = 0.08
FIRST_ZOOM, LAST_ZOOM = 5, 12
TILE_PX = 256.0
WORLD_DEG = 360.0
CAPITAL, LARGE, MEDIUM, TOWN, SMALL, VILLAGE = range(6)
POPULATION_OF_RANK = ((400_000, CAPITAL), (90_000, LARGE), (25_000, MEDIUM), (5_000, TOWN))
ZOOM_OF_RANK = (5, 6, 7, 8, 9, 10)
FEATURED_ZOOM = 8
FONT_PX_OF_RANK = (14.0, 13.0, 12.0, 11.5, 11.0, 10.5)
WIDTH_EM_OF_RANK = (0.64, 0.63, 0.60, 0.57, 0.56, 0.56)
GAP_PX_OF_ZOOM = {5: 16.0, 6: 12.0, 7: 10.0, 8: 9.0, 9: 8.0, 10: 15.0, 11: 11.0, 12: 8.0}
SPARSER_EACH_M = 22_000.0
CONTEXT_CAPITAL = 110_000
DOT_PX = 6.0
CORNER_PX = 2.5
DOT_HALF_PX = 3.0
LINE_STEP_PX = 5.0
LINE_HALF_PX = 4.0
CROSSING_HALF_PX = 5.0
CROSSING_LABEL_ZOOM = 10
CROSSING_LABEL_PX = (15.0, 6.6, 8.0)
LINE_ZOOM = 5
CELL_PX = 64.0
WIDE_POPULATION, CONTEXT_POPULATION, REACH_POPULATION = 60_000, 700_000, 3_000
NOT_A_PLACE = frozenset({"PPLX", "PPLH", "PPLQ", "PPLW", "PPLF"})
WESTWARD = ("l", "tl", "bl", "t", "b", "r")
EASTWARD = ("r", "l", "t", "b", "tr", "br", "tl", "bl")

Box = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place to be labelled.

    Attributes
    ----------
    lon, lat
        WGS 84 degrees.
    rank
        0 (capital) to 5 (village).
    zoom
        First zoom at which it may be shown; later, at which it is.
    """

    name: str
    second: str
    lon: float
    lat: float
    rank: int
    zoom: int
    population: int
    sides: tuple[str, ...] = EASTWARD
    featured: bool = False
    sparseness: float = 1.0


def rank_of(population: int) -> int:
    """Return the rank that a population earns."""
    return next((rank for least, rank in POPULATION_OF_RANK if population >= least), SMALL)


def border_distance_m(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Return distances of WGS 84 points to the Poland–Belarus line, in metres."""
    points = shapely.points(np.column_stack(TO_METRIC.transform(lon, lat)))
    return np.asarray(shapely.distance(metric_line("PL-BY"), points))


@cache
def polish_populations() -> dict[str, list[tuple[float, float, int]]]:
    """Return GeoNames' Polish places by name: longitude, latitude, population."""
    found: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    for city in cities():
        if city.country == "PL" and city.kind not in NOT_A_PLACE:
            name = OTHER_SPELLINGS.get(city.name, city.name)
            found[name].append((city.lon, city.lat, city.population))
    return found


def population_near(name: str, lon: float, lat: float) -> int:
    """Return the population GeoNames gives for a Polish town of that name and place."""
    near = [
        people
        for x, y, people in polish_populations().get(name, [])
        if abs(x - lon) < SAME_TOWN_DEG and abs(y - lat) < SAME_TOWN_DEG
    ]
    return max(near, default=0)


def polish_places() -> Iterator[Place]:
    """Yield Poland's towns, and the villages near the border."""
    rows = localities()
    distance = border_distance_m(np.asarray([r.lon for r in rows]), np.asarray([r.lat for r in rows]))
    for row, metres in zip(rows, distance, strict=True):
        featured = (row.name, row.county) in FEATURED_POLISH
        if not row.town and metres > VILLAGE_REACH_M:
            continue
        people = population_near(row.name, row.lon, row.lat) if row.town else 0
        seat = row.commune.startswith(f"{row.name}-")
        rank = rank_of(people) if row.town else (SMALL if seat or featured else VILLAGE)
        yield Place(
            name=row.name,
            second="",
            lon=row.lon,
            lat=row.lat,
            rank=rank,
            zoom=FEATURED_ZOOM if featured else ZOOM_OF_RANK[rank],
            population=people + int(1e5 / (1.0 + metres / 1_000.0)) * (not row.town),
            sides=WESTWARD if metres < WESTWARD_WITHIN_M else EASTWARD,
            featured=featured,
            sparseness=1.0 if row.town or featured else 1.0 + float(metres) / SPARSER_EACH_M,
        )


def least_population(lon: float, lat: float) -> int | None:
    """Return how many people a foreign place needs, or None outside the map."""
    for bounds, least in (
        (REACH_DEG, REACH_POPULATION),
        (WIDE_DEG, WIDE_POPULATION),
        (CONTEXT_DEG, CONTEXT_POPULATION),
    ):
        if bounds[0] < lon < bounds[2] and bounds[1] < lat < bounds[3]:
            return least
    return None


def foreign_places() -> Iterator[Place]:
    """Yield the places of GeoNames outside Poland."""
    for city in cities():
        if city.country == "PL" or city.kind in NOT_A_PLACE or city.name in DISTRICTS:
            continue
        least = least_population(city.lon, city.lat)
        belarusian = city.country == "BY" and city.name in BELARUSIAN_PLACES
        large = least is not None and city.population >= least
        if least is None or not (large or belarusian or is_capital(city)):
            continue
        plain = (spelling(city.name), "")
        name, second = BELARUSIAN_PLACES.get(city.name, plain) if city.country == "BY" else plain
        rank = CAPITAL if is_capital(city) else rank_of(city.population)
        featured = city.country == "BY" and name in FEATURED_OTHER and city.lon < 24.5  # noqa: PLR2004
        yield Place(
            name=name,
            second=second,
            lon=city.lon,
            lat=city.lat,
            rank=rank,
            zoom=FEATURED_ZOOM if featured else ZOOM_OF_RANK[rank],
            population=city.population + (10_000_000 if is_capital(city) else 0),
            featured=featured,
        )


def is_capital(city: City) -> bool:
    """Tell whether a place is the capital of more than a dependency or a ministate."""
    return city.kind == "PPLC" and city.population >= CONTEXT_CAPITAL


def spelling(name: str) -> str:
    """Return a GeoNames name as the map spells it."""
    plain = name.replace("’", "").replace("'", "")
    return OTHER_SPELLINGS.get(name, OTHER_SPELLINGS.get(plain, plain))


def belarusian_villages() -> Iterator[Place]:
    """Yield settlements with a post office in western Belarus."""
    known = KDTree([(c.lon, c.lat) for c in cities() if c.country == "BY"])
    rows = belarus_post_offices()
    xy = np.asarray([(r.lon, r.lat) for r in rows])
    distance = border_distance_m(xy[:, 0], xy[:, 1])
    far_from_known = known.query(xy)[0] > SAME_PLACE_DEG
    seen: set[str] = set()
    for row, metres, fresh in zip(rows, distance, far_from_known, strict=True):
        if metres > POST_OFFICE_REACH_M or not fresh or not row.name.isalpha() or row.name in seen:
            continue
        seen.add(row.name)
        name = latin(row.name)
        featured = name in FEATURED_POST_OFFICES
        rank = SMALL if featured else VILLAGE
        yield Place(
            name=name,
            second=row.name,
            lon=row.lon,
            lat=row.lat,
            rank=rank,
            zoom=FEATURED_ZOOM if featured else ZOOM_OF_RANK[rank],
            population=int(1e5 / (1.0 + metres / 1_000.0)),
            featured=featured,
        )


def hand_places() -> Iterator[Place]:
    """Yield the places set by hand."""
    for item in HAND_PLACES:
        west = item.name == "Czeremcha"
        yield Place(
            name=item.name,
            second=item.second,
            lon=item.lon,
            lat=item.lat,
            rank=SMALL,
            zoom=FEATURED_ZOOM,
            population=4_000,
            sides=WESTWARD if west else EASTWARD,
            featured=True,
        )


def importance(place: Place) -> tuple[int, int, int, str]:
    """Return a key that sorts the more important place first."""
    rank = MEDIUM if place.featured else place.rank
    return (place.zoom, rank, -place.population, place.name)


def all_places() -> list[Place]:
    """Return every candidate, the more important first."""
    groups = (polish_places(), foreign_places(), belarusian_villages(), hand_places())
    return sorted((place for group in groups for place in group), key=importance)


def pixel(lon: float, lat: float, zoom: int) -> tuple[float, float]:
    """Return a WGS 84 point in Web Mercator pixels of a zoom."""
    size = TILE_PX * 2.0**zoom
    sine = np.sin(np.radians(lat))
    y = 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
    return (lon / WORLD_DEG + 0.5) * size, float(y) * size


class Sheet:
    """The boxes already taken at one zoom, in pixels, found by grid cell."""

    def __init__(self) -> None:
        """Start with an empty sheet."""
        self._cells: dict[tuple[int, int], list[Box]] = defaultdict(list)

    def _keys(self, box: Box) -> Iterator[tuple[int, int]]:
        for column in range(int(box[0] // CELL_PX), int(box[2] // CELL_PX) + 1):
            for row in range(int(box[1] // CELL_PX), int(box[3] // CELL_PX) + 1):
                yield column, row

    def free(self, box: Box) -> bool:
        """Tell whether nothing on the sheet touches a box."""
        return not any(
            box[0] < other[2] and box[2] > other[0] and box[1] < other[3] and box[3] > other[1]
            for key in self._keys(box)
            for other in self._cells.get(key, ())
        )

    def take(self, box: Box) -> None:
        """Put a box on the sheet."""
        for key in self._keys(box):
            self._cells[key].append(box)


def label_box(place: Place, side: str, zoom: int, gap_px: float) -> Box:
    """Return the box that a place's label and dot take up, in pixels."""
    x, y = pixel(place.lon, place.lat, zoom)
    size = FONT_PX_OF_RANK[place.rank]
    width, height = len(place.name) * WIDTH_EM_OF_RANK[place.rank] * size, size * 1.25
    corner = len(side) == len("tl")
    away = CORNER_PX if corner else DOT_PX
    left = {"r": x + away, "l": x - away - width}.get(side[-1], x - width / 2)
    top = {"t": y - away - height, "b": y + away}.get(side[0], y - height / 2)
    return (left - gap_px, top - gap_px / 2, left + width + gap_px, top + height + gap_px / 2)


def dot_box(place: Place, zoom: int) -> Box:
    """Return the box of a place's dot, in pixels."""
    x, y = pixel(place.lon, place.lat, zoom)
    return (x - DOT_HALF_PX, y - DOT_HALF_PX, x + DOT_HALF_PX, y + DOT_HALF_PX)


def square(lon: float, lat: float, zoom: int, half_px: float) -> Box:
    """Return a square round a WGS 84 point, in pixels."""
    x, y = pixel(lon, lat, zoom)
    return (x - half_px, y - half_px, x + half_px, y + half_px)


def obstacles(zoom: int) -> Iterator[Box]:
    """Yield what labels keep clear of: the border line, its crossings and their names."""
    if zoom < LINE_ZOOM:
        return
    degrees_per_px = WORLD_DEG / (TILE_PX * 2.0**zoom)
    line = shapely.segmentize(border_line("PL-BY"), LINE_STEP_PX * degrees_per_px)
    for lon, lat in line.coords:
        yield square(lon, lat, zoom, LINE_HALF_PX)
    for crossing in CROSSINGS:
        point = to_wgs84(on_line(crossing))
        yield square(point.x, point.y, zoom, CROSSING_HALF_PX)
        if zoom >= CROSSING_LABEL_ZOOM:
            left, letter, half = CROSSING_LABEL_PX
            x, y = pixel(point.x, point.y, zoom)
            yield (x, y - half, x + left + letter * len(crossing.name), y + half)


def area_box(label: AreaLabel, lon: float, lat: float, zoom: int) -> Box:
    """Return the box of an area label, in pixels."""
    x, y = pixel(lon, lat, zoom)
    em = 0.6 + LETTER_SPACING_EM.get(label.kind, 0.0)
    half = max(len(part) for part in label.text.split("\n")) * em * label.size_px / 2 + 6
    tall = label.size_px * 0.8 * (1 + label.text.count("\n")) + 2
    return (x - half, y - tall, x + half, y + tall)


def lay_areas(sheet: Sheet, fixed: Sheet, zoom: int, *, countries: bool) -> Iterator[list[object]]:
    """Yield the area labels that find a spot at a zoom, and take that spot."""
    for label in AREA_LABELS:
        wanted = (label.kind == "country") == countries
        if not wanted or not label.zooms[0] <= zoom <= label.zooms[1]:
            continue
        for lon, lat in label.spots:
            box = area_box(label, lon, lat, zoom)
            if sheet.free(box) and fixed.free(box):
                sheet.take(box)
                yield [label.text, label.kind, round(lon * SCALE), round(lat * SCALE), zoom]
                if not label.repeated:
                    break


def lay_place(sheet: Sheet, fixed: Sheet, place: Place, zoom: int) -> str | None:
    """Return the side on which a place's label fits at a zoom, and take the room."""
    gap = GAP_PX_OF_ZOOM[zoom] * place.sparseness
    if not sheet.free(dot_box(place, zoom)):
        return None
    for side in place.sides:
        tight = label_box(place, side, zoom, 0.0)
        if fixed.free(tight) and sheet.free(label_box(place, side, zoom, gap)):
            sheet.take(tight)
            sheet.take(dot_box(place, zoom))
            return side
    return None


def laid_out() -> tuple[list[list[object]], list[list[object]]]:
    """Return the placed labels: rows of places, rows of area labels."""
    waiting = all_places()
    shown: list[Place] = []
    areas: list[list[object]] = []
    for zoom in range(FIRST_ZOOM, LAST_ZOOM + 1):
        sheet, fixed = Sheet(), Sheet()
        for box in obstacles(zoom):
            fixed.take(box)
        for place in shown:
            sheet.take(label_box(place, place.sides[0], zoom, 2.0))
            sheet.take(dot_box(place, zoom))
        areas += lay_areas(sheet, fixed, zoom, countries=True)
        chosen, waiting = lay_zoom(sheet, fixed, waiting, zoom, at_most=MEDIUM)
        areas += lay_areas(sheet, fixed, zoom, countries=False)
        more, waiting = lay_zoom(sheet, fixed, waiting, zoom, at_most=VILLAGE)
        shown += [*chosen, *more]
    return [place_row(place) for place in sorted(shown, key=importance)], areas


def lay_zoom(
    sheet: Sheet, fixed: Sheet, waiting: Iterable[Place], zoom: int, *, at_most: int
) -> tuple[list[Place], list[Place]]:
    """Return the places shown from a zoom on, and those that still wait."""
    chosen, left = [], []
    for place in waiting:
        side = None
        if place.zoom <= zoom and place.rank <= at_most:
            side = lay_place(sheet, fixed, place, zoom)
        if side is None:
            left.append(place)
        else:
            chosen.append(replace(place, zoom=zoom, sides=(side,)))
    return chosen, left


def place_row(place: Place) -> list[object]:
    """Return a place as the row that the browser reads."""
    lon, lat = round(place.lon * SCALE), round(place.lat * SCALE)
    return [place.name, place.second, lon, lat, place.rank, place.zoom, place.sides[0]]


def places_layer() -> Layer:
    """Return the places and the area labels."""
    places, areas = laid_out()
    packages = ", ".join(p.label for p in (PRNG, GEONAMES_CITIES, GEONAMES_POSTAL, CITIES_500))
    return Layer(
        name="places",
        attribution="PRNG GUGiK 2021 · GeoNames (CC BY 4.0)",
        licence=f"CC-BY-4.0 (GeoNames), CC-BY-1.0 (PRNG): {packages}",
        extra={
            "fields": ["name", "second", "lon", "lat", "rank", "zoom", "side"],
            "places": places,
            "area_fields": ["text", "kind", "lon", "lat", "zoom"],
            "area_labels": areas,
        },
    )

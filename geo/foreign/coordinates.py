"""Points as others write them: two columns or one cell, decimal commas, degrees and minutes; never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from typing import Final

from geo.foreign.sheet import Fault

DECIMALS: Final = 6
"""Coordinates are kept to a tenth of a metre, which is less than any symbol's width."""
MAX_LATITUDE: Final = 90
MAX_LONGITUDE: Final = 180
MAX_CHARS: Final = 60
"""A longer cell is no coordinate; the patterns are never asked about it."""
_METRES: Final = 1_000
"""A coordinate above this is no slip of a degree: it is in metres of some projection."""
_DEGREES: Final = re.compile(
    r"""(?ix) ^\s* ([NSEW])? \s* ([+-]?[0-9]{1,3}) \s* [°d\s] \s* ([0-9]{1,2}(?:[.,][0-9]+)?) \s* (?:['′’m\s] \s*
    (?:([0-9]{1,2}(?:[.,][0-9]+)?) \s* (?:["″”s]|'')? )? )? \s* ([NSEW])? \s*$"""
)
_PLAIN: Final = re.compile(
    r"(?i)^\s*([NSEW])?\s*([+-]?[0-9]{1,12}(?:[.,][0-9]*)?(?:e[+-]?[0-9]{1,2})?)\s*°?\s*([NSEW])?\s*$"
)
_POINT: Final = re.compile(
    r"(?i)^\s*(?:srid=4326;)?\s*point\s*z?\s*\(\s*([-+0-9.eE]+)\s+([-+0-9.eE]+)(?:\s+[-+0-9.eE]+)?\s*\)\s*$"
)
_HALF_STEP_M: Final = 79_000
"""Half the diagonal of a square of one degree at the equator, in metres: what rounding to whole degrees leaves open."""
_LEAST_RADIUS_M: Final = 100
_WEST_OR_SOUTH: Final = frozenset("SW")
"""Not O, which is west in French and east in German."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A point in WGS 84 degrees, and how many decimals it was given with."""

    lon: float
    lat: float
    decimals: int

    @property
    def is_rounded(self) -> bool:
        """Whether it had more decimals than we keep."""
        return self.decimals > DECIMALS


def read_degrees(text: str) -> tuple[float, int] | None:
    """Read one coordinate; give it with its number of decimals (four for a second of arc, two for a minute)."""
    if len(text) > MAX_CHARS:
        return None
    written = " ".join(text.replace("−", "-").split())
    plain = _PLAIN.match(written)
    if plain:
        number = float(plain[2].replace(",", "."))
        digits = plain[2].lower().replace(",", ".").partition("e")[0].partition(".")[2]
        sign = -1 if (plain[1] or plain[3] or "").upper() in _WEST_OR_SOUTH else 1
        return (sign * number, len(digits)) if isfinite(number) else None
    found = _DEGREES.match(written)
    if not found:
        return None
    degrees = abs(float(found[2]))
    minutes = float(found[3].replace(",", "."))
    seconds = float(found[4].replace(",", ".")) if found[4] else 0.0
    if max(minutes, seconds) >= 60:  # noqa: PLR2004 - of a degree, of a minute
        return None
    letter = (found[1] or found[5] or "").upper()
    sign = -1 if letter in _WEST_OR_SOUTH or found[2].startswith("-") else 1
    return sign * (degrees + minutes / 60 + seconds / 3600), 4 if found[4] else 2


def split(text: str) -> tuple[str, str] | None:
    """Part one cell with two coordinates: ``53.5, 23.6``, ``53,5; 23,6``, ``53.5 23.6``, ``POINT (23.6 53.5)``.

    Returns
    -------
    lat, lon
        As text, latitude first as such cells have it; a WKT point has longitude first and is turned.
    """
    if len(text) > 2 * MAX_CHARS:
        return None
    wkt = _POINT.match(text)
    if wkt:
        return wkt[2], wkt[1]
    bare = " ".join(text.split()).strip("()[]")
    for separator in (r";", r"\s*,\s+", r"(?<=[NS])\s*[, ]\s*", r"\s*/\s*", r"\|"):
        parts = [part.strip() for part in re.split(separator, bare) if part.strip()]
        if len(parts) == 2:  # noqa: PLR2004 - a pair
            return parts[0], parts[1]
    parts = bare.split(",") if bare.count(",") == 1 else bare.split()
    return (parts[0].strip(), parts[1].strip()) if len(parts) == 2 else None  # noqa: PLR2004 - a pair


def locate(lat_text: str, lon_text: str, *, field: str = "coordinates") -> Spot | Fault:
    """Make a point of two texts, or say what is wrong with them.

    Parameters
    ----------
    lat_text, lon_text
        As written.
    field
        What to call the pair in a fault.
    """
    lat, lon = read_degrees(lat_text), read_degrees(lon_text)
    said = f"{lat_text.strip()[:30]}, {lon_text.strip()[:30]}"
    if lat is None or lon is None:
        return Fault(field, f"{said} is not two numbers", "latitude and longitude in degrees")
    return place(lon=lon[0], lat=lat[0], decimals=min(lat[1], lon[1]), field=field, said=said)


def place(*, lon: float, lat: float, decimals: int, field: str = "coordinates", said: str = "") -> Spot | Fault:
    """Make a point of two numbers, or say what is wrong with them.

    Parameters
    ----------
    lon, lat
        Degrees.
    decimals
        How many they were given with.
    field, said
        What to call the pair in a fault, and how it was written.
    """
    said = said or f"{lat}, {lon}"
    if not (isfinite(lon) and isfinite(lat)):
        return Fault(field, f"{said} is not finite", "latitude and longitude in degrees")
    if max(abs(lon), abs(lat)) > _METRES:
        return Fault(field, f"{said} looks like metres of a projection", "degrees, WGS 84 (EPSG:4326)")
    if abs(lat) > MAX_LATITUDE and abs(lon) <= MAX_LATITUDE and abs(lat) <= MAX_LONGITUDE:
        return Fault(field, f"{said}: latitude and longitude look swapped", "latitude −90…90 first, then longitude")
    if abs(lat) > MAX_LATITUDE or abs(lon) > MAX_LONGITUDE:
        return Fault(field, f"{said} is out of range", "latitude −90…90, longitude −180…180")
    return Spot(round(lon, DECIMALS), round(lat, DECIMALS), decimals)


def seem_swapped(pairs: Iterable[tuple[str, str]]) -> bool:
    """Whether the two columns are swapped as a whole: at least two rows, and most, can only be right when turned.

    Parameters
    ----------
    pairs
        Latitude and longitude of each row, as written.
    """
    wrong = right = 0
    for lat_text, lon_text in pairs:
        lat, lon = read_degrees(lat_text), read_degrees(lon_text)
        if lat is None or lon is None:
            continue
        if MAX_LATITUDE < abs(lat[0]) <= MAX_LONGITUDE and abs(lon[0]) <= MAX_LATITUDE:
            wrong += 1
        else:
            right += 1
    return wrong >= 2 and wrong > right  # noqa: PLR2004 - one row alone is a slip, not a column


def radius_m(decimals: int) -> int:
    """Metres within which a point lies that is given with so many decimals of a degree."""
    return max(_LEAST_RADIUS_M, round(_HALF_STEP_M * 0.1 ** min(decimals, DECIMALS)))

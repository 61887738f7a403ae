"""GeoConfirmed: its placemarks as JSON, CSV and KML. Each is a place found on pictures: an exact site."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from geo.foreign import coordinates, dates
from geo.foreign.draft import Draft, Outcome, Place, Publication
from geo.foreign.free import addresses, category_of, made_id
from geo.foreign.letters import clean, fold, plain
from geo.foreign.mapping import ColumnMapping
from geo.foreign.sheet import Fault, Row, Sheet, as_text

CODE: Final = "geoconfirmed"
_NAMES: Final = {"original source", "originalsource", "geolocation", "geolocations", "pluscode", "plus code"}
_STYLE: Final = re.compile(r"(?i)api/icons/|_?circles_[0-9a-f]{6}")
_COLOUR: Final = re.compile(r"(?i)(?:icons/|circles_)([0-9a-f]{6})")
_SITE: Final = re.compile(r"(?i)geoconfirmed")
FACTIONS: Final = {
    "0051CA": "Ukraine",
    "3184FF": "Ukraine, civilian",
    "E00000": "Russia",
    "FF6666": "Russia, civilian",
    "400080": "Belarus",
    "6A1D00": "North Korea",
    "0A5900": "NATO",
    "65BB59": "NATO, civilian",
    "AC7339": "Neutral",
    "666666": "Unknown",
    "DDDD00": "Special",
}
"""Whose equipment or action a mark shows, by its colour on the map of Ukraine."""
SITE_M: Final = 100


def matches(sheet: Sheet) -> bool:
    """Whether a table has the columns, or a map the marks, that only GeoConfirmed has."""
    names = {fold(name) for name in sheet.columns}
    if sheet.kind == "kml":
        marks = sum(bool(_STYLE.search(row.text("styleUrl"))) for row in sheet.rows)
        return bool(sheet.rows) and marks > len(sheet.rows) // 2
    return len(names & _NAMES) >= 2 and "date" in names  # noqa: PLR2004 - one alone may be anybody's


def converter(sheet: Sheet) -> tuple[Callable[[Row], Outcome], tuple[str, ...]]:
    """Make the function that turns a row into a record or a refusal; and what to say of the reading.

    Parameters
    ----------
    sheet
        The table.
    """
    own = {fold(name): name for name in sheet.columns}
    order = dates.learn((row.text(own.get("date", "")) for row in sheet.rows), default="DMY")
    category = category_of(ColumnMapping())
    return lambda row: _convert(row, own, order.code, category), ()


def _convert(row: Row, own: dict[str, str], order: dates.OrderCode | None, category: Callable[[str], str]) -> Outcome:
    if row.fault:
        return row.fault

    def text(*names: str) -> str:
        return row.text(*(own[name] for name in names if name in own))

    markup = text("description")
    description = plain(markup)
    name = plain(text("name", "title"))
    try:
        days = dates.read(text("date") or name, order)
    except dates.UnreadableDateError as error:
        return Fault("date", error.problem, error.expected)
    place = _place(row, text("latitude", "lat"), text("longitude", "lon", "lng"), text("coordinates"))
    if isinstance(place, Fault):
        return place
    own_id = text("id")
    faction = text("faction") or _faction(text("styleurl", "icon"))
    found = dict.fromkeys(
        addresses(
            "\n".join(
                (text("original source", "originalsource", "sources"), text("geolocation", "geolocations"), markup)
            )
        )
    )
    return Draft(
        id=own_id or made_id(row),
        has_own_id=bool(own_id),
        title=description.split("\n")[0] or name or f"Placemark {row.number}",
        summary=description,
        start=days.start,
        end=days.end,
        date_precision=days.precision,
        place=place,
        category=category(text("type", "category")),
        actors=(clean(faction),) if faction else (),
        claimed_by=("GeoConfirmed",),
        publications=tuple(Publication(url=url) for url in found),
        codes={
            name: clean(as_text(value))
            for name, value in row.cells.items()
            if fold(name) not in {"id", "date", "description", "latitude", "longitude"}
        },
        warnings=("time of day left out",) if days.timed else (),
    )


def _faction(style: str) -> str:
    found = _COLOUR.search(style)
    return FACTIONS.get(found[1].upper(), "") if found else ""


def _place(row: Row, lat: str, lon: str, joined: str) -> Place | Fault:
    if row.geometry and row.geometry.get("type") == "Point":
        east, north = row.geometry["coordinates"][:2]
        spot = coordinates.place(lon=east, lat=north, decimals=coordinates.DECIMALS)
    else:
        pair = coordinates.split(joined) if joined else (lat, lon)
        if not pair or not any(pair):
            return Place(why_no_point="no coordinates given")
        spot = coordinates.locate(*pair)
    if isinstance(spot, Fault):
        return spot
    if spot.lat == 0 and spot.lon == 0:
        return Place(why_no_point="placeholder coordinates")
    return Place(
        geometry={"type": "Point", "coordinates": [spot.lon, spot.lat]},
        precision="exact_site",
        uncertainty_m=max(SITE_M, coordinates.radius_m(spot.decimals)),
        note="Found by GeoConfirmed on pictures of the place.",
    )

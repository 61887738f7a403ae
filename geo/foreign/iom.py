"""IOM Missing Migrants, in the four shapes that its downloads have had; how exact a place is, only its words say."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from geo import schema
from geo.foreign import coordinates, dates
from geo.foreign.draft import Count, Draft, Outcome, Place, Publication, Skip
from geo.foreign.free import addresses
from geo.foreign.letters import clean, fold
from geo.foreign.numbers import read_number
from geo.foreign.sheet import Fault, Row, Sheet, as_text
from geo.foreign.words import FILLERS, WIDE

CODE: Final = "iom-mmp"
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("incident id", "main id", "web id"),
    "main": ("main id",),
    "date": ("incident date", "reported date"),
    "dead": ("number dead", "no dead"),
    "missing": ("minimum estimated number of missing", "no missing", "number missing"),
    "total": ("no dead missing", "total dead and missing", "total number of dead and missing"),
    "survivors": ("number of survivors", "no survivors"),
    "cause": ("cause of death", "cause of death category", "cause of death reported", "cause death"),
    "place": ("location of death", "location description"),
    "country": ("country of incident",),
    "region": ("region of incident", "region"),
    "coordinates": ("coordinates", "location coordinates", "location coodinates"),
    "latitude": ("latitude",),
    "longitude": ("longitude",),
    "source": ("information source", "source"),
    "url": ("url", "link"),
    "quality": ("source quality",),
    "type": ("incident type",),
    "year": ("year", "reported year", "incident year"),
    "route": ("migration route", "route"),
}
"""Folded names of the columns in all four shapes."""
QUALITIES: Final = frozenset("12345")
PLACEHOLDERS: Final = frozenset({(33.014800, 12.548979)})
"""Points of the Libyan coast that the files give for places from Spain to Djibouti; rounded as we round."""
WHY_UNSPECIFIED: Final = "the location is called unspecified; the coordinates stand for a wider place"
WHY_PLACEHOLDER: Final = "placeholder coordinates"
WHY_WIDE: Final = "only a country, a sea or a desert is named; the coordinates are a stand-in"
WHY_AREA: Final = "only a province or district is named; the coordinates are a stand-in"
WHY_NONE: Final = "no coordinates given"
_UNSPECIFIED: Final = re.compile(
    r"(?i)\bunspecified\b|\b(?:undetermined|unknown) location\b|\bexact location (?:is )?(?:unknown|not known)\b"
)
_AREA: Final = re.compile(
    r"(?i)[^,]*\b(?:province|region|governorate|oblast|voivodeship|department|county|district|state|comarca)\s*(?:,|$)"
    r"|(?:in )?(?:the )?(?:province|region|governorate|oblast|department|county|district|state) of [^,]*(?:,|$)"
)
"""A first part that ends with an administrative word: the words before any comma name no place inside it."""
_EXACT: Final = re.compile(r"(?i)coordinates for exact location|exact coordinates")
_NEAR: Final = re.compile(
    r"(?i)\b(?:near|close to|off|between|approximately|around|about|outskirts|vicinity|en route|on the way|somewhere|"
    r"coasts?|south|north|east|west|district|province|region|sector|county|desert|sea|channel|waters|miles?|kms?|"
    r"kilomet(?:re|er)s?)\b|\d\s*(?:km|nm|mi)\b"
)
_FAR: Final = re.compile(r"(?i)(\d{1,5}(?:[.,]\d{1,3})?)\s?-?\s?(km|kilomet(?:re|er)s?|nautical miles?|nm|miles?)\b")
_METRES_PER: Final = {"k": 1_000, "n": 1_852, "m": 1_609}
READ_CHARS: Final = 500
"""Of the words of a location that are read for how exact it is."""
NEAR_M: Final = 25_000
AT_M: Final = 5_000
EXACT_M: Final = 500
_CUMULATIVE: Final = re.compile(r"(?i)cumulative")


def matches(sheet: Sheet) -> bool:
    """Whether a table has an id, a date, deaths, a place and a source quality by any of the four shapes' names."""
    names = _columns(sheet)
    return {"id", "date", "dead", "place", "quality"} <= names.keys() and (
        "coordinates" in names or "latitude" in names
    )


def _columns(sheet: Sheet) -> dict[str, tuple[str, ...]]:
    """The sheet's own names of each of our terms."""
    folded = {fold(name): name for name in sheet.columns}
    found = {term: tuple(folded[name] for name in names if name in folded) for term, names in _NAMES.items()}
    return {term: names for term, names in found.items() if names}


@dataclass(frozen=True, slots=True)
class _Shape:
    """The columns of a file by our terms, the order of its dates, and names of countries that it uses."""

    columns: Mapping[str, tuple[str, ...]]
    order: dates.OrderCode | None
    countries: frozenset[str]

    def text(self, row: Row, term: str) -> str:
        text = clean(html.unescape(row.text(*self.columns.get(term, ()))))
        return "" if text in ("NA", "N/A", "-") else text


def converter(sheet: Sheet) -> tuple[Callable[[Row], Outcome], tuple[str, ...]]:
    """Make the function that turns a row into a record, a refusal or a skip; and what to say of the reading.

    Parameters
    ----------
    sheet
        The table.
    """
    columns = _columns(sheet)
    raw = _Shape(columns, None, frozenset())
    order = dates.learn((raw.text(row, "date") for row in sheet.rows), default="MDY")
    countries = frozenset(
        fold(name) for row in sheet.rows for term in ("country", "region") if (name := raw.text(row, term))
    )
    shape = _Shape(columns, order.code, countries | WIDE)
    said = order.words()
    return lambda row: _convert(row, shape), (f"dates: {said}",) if said else ()


def _convert(row: Row, shape: _Shape) -> Outcome:
    if row.fault:
        return row.fault
    own_id = shape.text(row, "id")
    if not row.cells or _is_placeholder(row, own_id):
        return Skip("a placeholder row")
    if not own_id:
        return Fault("id", "missing", "the incident's id")
    try:
        days = dates.read(shape.text(row, "date"), shape.order)
    except dates.UnreadableDateError as error:
        return Fault("date", error.problem, error.expected)
    place = _place(row, shape)
    if isinstance(place, Fault):
        return place
    return _draft(row, shape, own_id=own_id, days=days, place=place)


def _is_placeholder(row: Row, own_id: str) -> bool:
    return "placeholder" in own_id.casefold() or any(
        as_text(value).casefold() == "placeholder" for value in row.cells.values()
    )


def _draft(row: Row, shape: _Shape, *, own_id: str, days: dates.Days, place: Place) -> Draft:
    cause, where = shape.text(row, "cause"), shape.text(row, "place")
    counts, unknown = _counts(row, shape)
    cumulative = bool(_CUMULATIVE.search(f"{shape.text(row, 'type')} {where} {cause}"))
    doubts = (
        []
        if shape.text(row, "quality") in QUALITIES | {""}
        else [Fault("Source Quality", f"{shape.text(row, 'quality')!r}", "1 to 5; kept with the codes")]
    )
    if cumulative:
        doubts.append(
            Fault(
                "Incident Type", "a cumulative incident: the date is the last of a span", "its first day is not given"
            )
        )
    kept = {name for term in ("place", "url", "id", "date") for name in shape.columns.get(term, ())}
    return Draft(
        id=own_id,
        title=f"{_dead(counts)}: {cause or 'cause not known'}",
        summary=where,
        start=days.start,
        end=days.end,
        date_precision="approx" if cumulative else days.precision,
        place=place,
        category="death",
        claimed_by=tuple(
            dict.fromkeys(filter(None, (name.strip() for name in re.split(r"[,;]", shape.text(row, "source")))))
        )[:50],
        counts=counts,
        publications=tuple(Publication(url=url) for url in addresses(shape.text(row, "url"))),
        note="A cumulative count; the date given is the last day of its span." if cumulative else "",
        codes={name: clean(html.unescape(as_text(value))) for name, value in row.cells.items() if name not in kept}
        | _main_id(row, shape, own_id),
        doubts=tuple(doubts),
        warnings=_warnings(row, shape, days=days, unknown=unknown),
    )


def _main_id(row: Row, shape: _Shape, own_id: str) -> dict[str, str]:
    main = shape.text(row, "main")
    return {"Main ID": main} if main and main != own_id else {}


def _warnings(row: Row, shape: _Shape, *, days: dates.Days, unknown: int) -> tuple[str, ...]:
    said = []
    if days.timed:
        said.append("time of day left out")
    if unknown:
        said.append("a figure below zero taken as not known")
    if not addresses(shape.text(row, "url")):
        said.append("no address of a source; the data set itself is the source")
    spot = _spot(row, shape)
    if isinstance(spot, coordinates.Spot) and spot.is_rounded:
        said.append(f"coordinates rounded to {coordinates.DECIMALS} decimals")
    return tuple(said)


def _dead(counts: tuple[Count, ...]) -> str:
    words = {"killed": "dead", "missing": "missing"}
    named = [f"{count.value:g} {words[count.measure]}" for count in counts if count.measure in words and count.value]
    return ", ".join(named) or "Number not known"


def _counts(row: Row, shape: _Shape) -> tuple[tuple[Count, ...], int]:
    """Dead, missing and survivors, never added up; the file's own sum stays among the codes."""
    counts, unknown = [], 0
    for term, measure in (("dead", "killed"), ("missing", "missing"), ("survivors", "survivors")):
        number = read_number(shape.text(row, term))
        if number is None or number > schema.VALUE_MAX:
            continue
        if number < 0:
            unknown += 1
            continue
        counts.append(Count(measure=measure, value=number))
    return tuple(counts), unknown


# --- place ---------------------------------------------------------------------------


def _spot(row: Row, shape: _Shape) -> coordinates.Spot | Fault | None:
    joined = shape.text(row, "coordinates")
    lat, lon = shape.text(row, "latitude"), shape.text(row, "longitude")
    if joined:
        parts = coordinates.split(joined)
        if parts is None:
            return Fault("coordinates", f"{joined[:40]!r} is not a pair", "latitude, longitude")
        lat, lon = parts
    if not lat and not lon:
        return None
    if not lat or not lon:
        return Fault("coordinates", "one of the two is missing", "both, or none")
    return coordinates.locate(lat, lon)


def _place(row: Row, shape: _Shape) -> Place | Fault:
    where, country = shape.text(row, "place"), shape.text(row, "country")
    name = where or country or shape.text(row, "region")
    vague = "region" if where else "country"
    spot = _spot(row, shape)
    if isinstance(spot, Fault):
        return spot
    why = _why_no_point(spot, where=where, countries=shape.countries)
    if why or spot is None:
        return Place(name=name, precision=vague if name else "country", why_no_point=why)
    precision, radius = _precision(where)
    return Place(
        name=name,
        geometry={"type": "Point", "coordinates": [spot.lon, spot.lat]},
        precision=precision,
        uncertainty_m=max(radius, coordinates.radius_m(spot.decimals)),
        note="The data set gives no precision; it was read from the words of the location.",
        country=country,
    )


def _why_no_point(spot: coordinates.Spot | None, *, where: str, countries: frozenset[str]) -> str:
    if spot is None:
        return WHY_NONE
    if (spot.lat, spot.lon) in PLACEHOLDERS or (spot.lat == 0 and spot.lon == 0):
        return WHY_PLACEHOLDER
    where = where[:READ_CHARS]
    if _UNSPECIFIED.search(where):
        return WHY_UNSPECIFIED
    if _EXACT.search(where):
        return ""
    if _AREA.match(where):
        return WHY_AREA
    return WHY_WIDE if _is_wide(where, countries) else ""


def _is_wide(where: str, countries: frozenset[str]) -> bool:
    """Whether the words name nothing narrower than a country, a sea or a desert."""
    rest = f" {fold(where)} "
    for country in sorted(countries, key=len, reverse=True):
        rest = rest.replace(f" {country} ", " ")
    return not set(rest.split()) - FILLERS


def _precision(where: str) -> tuple[str, int]:
    where = where[:READ_CHARS]
    if _EXACT.search(where):
        return "exact_site", EXACT_M
    if not _NEAR.search(where):
        return "locality", AT_M
    far = [float(number.replace(",", ".")) * _METRES_PER[unit[0].lower()] for number, unit in _FAR.findall(where)]
    return "district", round(min(max(*far, AT_M), NEAR_M)) if far else NEAR_M

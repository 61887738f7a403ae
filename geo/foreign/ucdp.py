"""UCDP GED: columns by name, because their order changed; precision codes 3–7 are areas, never points.

Codebook: UCDP Georeferenced Event Dataset; Sundberg and Melander (2013), doi 10.1177/0022343313484347.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from geo import schema
from geo.foreign import coordinates, dates
from geo.foreign.draft import Count, Draft, Outcome, Place
from geo.foreign.free import items
from geo.foreign.letters import clean
from geo.foreign.numbers import read_number
from geo.foreign.sheet import Fault, Row, Sheet, as_text

CODE: Final = "ucdp-ged"
COLUMNS: Final = frozenset(
    {"id", "latitude", "longitude", "date_start", "date_end", "where_prec", "date_prec", "best", "high", "low"}
)
POINTS: Final = {"1": ("locality", 5_000), "2": ("district", 25_000)}
"""Precision and metres of the codes that are points: the place itself, and within about 25 km of it."""
AREAS: Final = {
    "3": ("region", "where_prec 3: a second-order district, its point a stand-in"),
    "4": ("region", "where_prec 4: a first-order province, its point a stand-in"),
    "5": ("region", "where_prec 5: a line or a vague area, its point a stand-in"),
    "6": ("country", "where_prec 6: only the country is known"),
    "7": ("country", "where_prec 7: international waters or airspace"),
}
_KEPT: Final = frozenset({"latitude", "longitude", "date_start", "date_end", "id"})
"""Columns that stand in the record as they are; all others are kept with it as codes."""
_WKT: Final = re.compile(r"(?i)\s*POINT\s*\(\s*([-+\d.]+)\s+([-+\d.]+)\s*\)\s*")
_SAME_DEGREES: Final = 0.001
"""A tenth of a kilometre: further apart, the two statements of one point contradict each other."""
_VIOLENCE: Final = {"1": "state-based", "2": "non-state", "3": "one-sided"}


def matches(sheet: Sheet) -> bool:
    """Whether a table has the columns that define the format."""
    return set(sheet.columns) >= COLUMNS


def converter(_sheet: Sheet) -> tuple[Callable[[Row], Outcome], tuple[str, ...]]:
    """Make the function that turns a row into a record or a refusal; and what to say of the reading."""
    return _convert, ()


def _convert(row: Row) -> Outcome:
    if row.fault:
        return row.fault
    days = _days(row)
    if isinstance(days, Fault):
        return days
    place = _place(row)
    if isinstance(place, Fault):
        return place
    if not row.text("id"):
        return Fault("id", "missing", "the event's id")
    counts, doubts = _deaths(row)
    reported, doubt = _reported(row, start=days.start)
    return Draft(
        id=row.text("id"),
        title=_title(row),
        summary=clean(row.text("where_description", "source_headline", "conflict_name")),
        start=days.start,
        end=days.end,
        date_precision=days.precision,
        place=place,
        category="armed_incident",
        actors=tuple(filter(None, (row.text("side_a"), row.text("side_b")))),
        claimed_by=items(clean(row.text("source_original")), addresses=False),
        counts=counts,
        reported=reported,
        codes={name: clean(as_text(value)) for name, value in row.cells.items() if name not in _KEPT},
        doubts=(*doubts, *doubt),
        warnings=("time of day left out",) if days.timed else (),
    )


def _title(row: Row) -> str:
    parties = row.text("dyad_name") or " – ".join(filter(None, (row.text("side_a"), row.text("side_b"))))
    where = row.text("where_coordinates", "adm_1", "country")
    return clean(", ".join(filter(None, (parties, where)))) or f"Event {row.text('id')}"


def _days(row: Row) -> dates.Days | Fault:
    try:
        start, end = (dates.read(_day_of(row.text(name))) for name in ("date_start", "date_end"))
    except dates.UnreadableDateError as error:
        return Fault("date_start, date_end", error.problem, "days like YYYY-MM-DD, both given")
    if end.start < start.start:
        return Fault("date_end", f"{end.start} is before date_start {start.start}", "a day on or after it")
    code = row.text("date_prec")
    single = start.start == end.start
    precision = _precision(code, start.start, end.start)
    timed = any(
        time and set(time) - set("0:. ") for time in (row.text(name)[10:] for name in ("date_start", "date_end"))
    )
    return dates.Days(start.start, None if single else end.start, precision, timed)


def _day_of(text: str) -> str:
    return text[:10] if re.match(r"\d{4}-\d{2}-\d{2}[ T]", text) else text


def _precision(code: str, start: date, end: date) -> dates.Precision:
    """date_prec: 1 day, 2 two to six days, 3 a week, 4 up to a month, 5 up to a year."""
    if start == end:
        return "day" if code == "1" else "approx"
    return "month" if code == "4" and dates.is_whole_month(start, end) else "range"


def _place(row: Row) -> Place | Fault:
    code = row.text("where_prec")
    country = row.text("country")
    if code in AREAS:
        precision, why = AREAS[code]
        names = {"3": ("adm_2", "where_coordinates"), "4": ("adm_1", "where_coordinates")}.get(
            code, ("where_coordinates",)
        )
        own = row.text(*names)
        name = ", ".join(dict.fromkeys(filter(None, (own, country)))) if precision == "region" else country or own
        return Place(name=clean(name), precision=precision if name else "country", why_no_point=why)
    if code not in POINTS:
        return Fault("where_prec", f"{code!r} is no code of the codebook", "1 to 7")
    spot = coordinates.locate(row.text("latitude"), row.text("longitude"), field="latitude, longitude")
    if isinstance(spot, Fault):
        return spot
    if spot.lat == 0 and spot.lon == 0:
        return Place(name=country, precision="country", why_no_point="placeholder coordinates")
    contradiction = _contradiction(row, spot)
    if contradiction:
        return contradiction
    precision, radius = POINTS[code]
    return Place(
        name=clean(", ".join(dict.fromkeys(filter(None, (row.text("where_coordinates"), country))))),
        geometry={"type": "Point", "coordinates": [spot.lon, spot.lat]},
        precision=precision,
        uncertainty_m=max(radius, coordinates.radius_m(spot.decimals)),
        note=f"where_prec {code} of the codebook",
        country=country,
    )


def _contradiction(row: Row, spot: coordinates.Spot) -> Fault | None:
    """Compare the columns with the WKT: one of the two has lost a sign where they differ."""
    found = _WKT.fullmatch(row.text("geom_wkt"))
    if not found:
        return None
    try:
        lon, lat = float(found[1]), float(found[2])
    except ValueError:
        return Fault("geom_wkt", f"{row.text('geom_wkt')[:40]!r} is no point", "POINT (longitude latitude)")
    if abs(lon - spot.lon) > _SAME_DEGREES or abs(lat - spot.lat) > _SAME_DEGREES:
        said = f"{spot.lat}, {spot.lon}, but geom_wkt says {lat}, {lon}"
        return Fault("latitude, longitude", said, "the same point in both")
    return None


def _deaths(row: Row) -> tuple[tuple[Count, ...], tuple[Fault, ...]]:
    """Low, best, high as bounds and value; below zero is not known; out of order, only the best counts."""
    numbers = {name: read_number(row.text(name)) for name in ("low", "best", "high")}
    known = {name: number for name, number in numbers.items() if number is not None and 0 <= number <= schema.VALUE_MAX}
    if not known:
        return (), ()
    low, best, high = (known.get(name) for name in ("low", "best", "high"))
    given = [number for number in (low, best, high) if number is not None]
    if given != sorted(given):
        said = ", ".join(f"{name} {number:g}" for name, number in known.items())
        doubt = Fault(
            "low, best, high", f"{said}: out of order", "low ≤ best ≤ high; only the best is kept as a figure"
        )
        value = best if best is not None else low
        return (Count(measure="killed", value=value, note="Low and high contradict it; see the codes."),), (doubt,)
    if low == best == high:
        low = high = None
    return (Count(measure="killed", value=best, low=low, high=high),), ()


def _reported(row: Row, *, start: date) -> tuple[date | None, tuple[Fault, ...]]:
    """The earliest date of a source; one before the event is not the report of it."""
    found = []
    for text in items(row.text("source_date")):
        try:
            days = dates.read(_day_of(text))
        except dates.UnreadableDateError:
            continue
        if days.precision == "day":
            found.append(days.start)
    if not found:
        return None, ()
    earliest = min(found)
    if earliest < start:
        return None, (
            Fault(
                "source_date", f"{earliest} is before the event ({start})", "a day on or after it; kept as not known"
            ),
        )
    return earliest, ()

"""ACLED, as its website, its API and older releases write it: geo_precision 3 is a province, never a point.

Names and codes follow the ACLED codebook; the rows are the reader's own copy and are passed on to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from geo import schema
from geo.foreign import coordinates, dates
from geo.foreign.draft import OTHER, Count, Draft, Outcome, Place, Skip
from geo.foreign.free import items
from geo.foreign.letters import clean
from geo.foreign.numbers import read_count, read_number
from geo.foreign.sheet import Fault, Row, Sheet, as_text

CODE: Final = "acled"
COLUMNS: Final = frozenset({"event_date", "event_type", "sub_event_type", "geo_precision", "latitude", "longitude"})
_IDS: Final = ("event_id_cnty", "data_id", "event_id_no_cnty")
_KEPT: Final = frozenset({"event_id_cnty", "event_date", "latitude", "longitude", "notes"})
POINTS: Final = {"1": ("locality", 5_000), "2": ("district", 25_000)}
"""Precision and metres of geo_precision: a particular town; near it, or a part of its region coded to it."""
OLDER: Final = "an older state of an event that stands again with a newer timestamp"
WHY_PROVINCE: Final = "geo_precision 3: a larger region, its point a provincial stand-in"
_PROVINCE: Final = "3"
_MONTH_ONLY, _WEEK, _DAY = "3", "2", "1"
_SIZE: Final = re.compile(r"(?i)\[size=([^\]]{0,80})\]")
_SOFT: Final = re.compile(r"(?i)^(?:around|about|circa|between|over) \d|\(as reported\)|month of")
_MOVEMENT: Final = re.compile(r"(?i)^movement of forces")
_CROSSING: Final = re.compile(r"(?i)\b(?:cross|breach|forc\w{1,3} (?:their|its) way|fence|border barrier)")
_CATEGORIES: Final[Mapping[str, str]] = {
    "battles": "armed_incident",
    "explosions/remote violence": "armed_incident",
    "violence against civilians": "use_of_force",
    "excessive force against protesters": "use_of_force",
    "violent demonstration": "use_of_force",
    "mob violence": "use_of_force",
    "disrupted weapons use": "armed_incident",
}
"""Our category of their event type or sub-event type, where it has one."""


def matches(sheet: Sheet) -> bool:
    """Whether a table has the columns that every release of the format has."""
    return set(sheet.columns) >= COLUMNS and any(name in sheet.columns for name in _IDS)


@dataclass(frozen=True, slots=True)
class _Newest:
    """Of rows that share an id, the one that was edited last; and the order of the dates."""

    row_of_id: Mapping[str, int]
    order: dates.OrderCode | None


def converter(sheet: Sheet) -> tuple[Callable[[Row], Outcome], tuple[str, ...]]:
    """Make the function that turns a row into a record, a refusal or a skip; and what to say of the reading.

    Parameters
    ----------
    sheet
        The table.
    """
    stamps: dict[str, tuple[float, int]] = {}
    for row in sheet.rows:
        stamp = read_number(row.text("timestamp")) or 0.0
        stamps[_id(row)] = max(stamps.get(_id(row), (-1.0, 0)), (stamp, row.number))
    newest = _Newest({name: number for name, (_, number) in stamps.items()}, "DMY")
    return lambda row: _convert(row, newest), ()


def _id(row: Row) -> str:
    country, number = row.text("iso3"), row.text("event_id_no_cnty")
    return row.text("event_id_cnty") or (f"{country}{number}" if country and number else row.text("data_id"))


def _convert(row: Row, newest: _Newest) -> Outcome:
    if row.fault:
        return row.fault
    own_id = _id(row)
    if not own_id:
        return Fault("event_id_cnty", "missing", "the event's id")
    if newest.row_of_id[own_id] != row.number:
        return Skip(OLDER)
    days = _days(row, newest.order)
    if isinstance(days, Fault):
        return days
    place = _place(row)
    return place if isinstance(place, Fault) else _draft(row, own_id=own_id, days=days, place=place)


def _draft(row: Row, *, own_id: str, days: dates.Days, place: Place) -> Draft:
    notes = clean(row.text("notes"))
    counts, doubts = _counts(row, notes)
    if _SOFT.search(notes) and days.precision == "day":
        days = dates.Days(days.start, days.end, "approx", days.timed)
    what = row.text("sub_event_type") or row.text("event_type")
    return Draft(
        id=own_id,
        title=clean(": ".join(filter(None, (what, row.text("location"))))) or f"Event {own_id}",
        summary=_SIZE.sub("", notes).strip(),
        start=days.start,
        end=days.end,
        date_precision=days.precision,
        place=place,
        category=_category(row, notes),
        actors=tuple(
            dict.fromkeys(
                name
                for column in ("actor1", "assoc_actor_1", "actor2", "assoc_actor_2")
                for name in items(clean(row.text(column)))
            )
        ),
        claimed_by=items(clean(row.text("source"))),
        counts=counts,
        codes={name: clean(as_text(value)) for name, value in row.cells.items() if name not in _KEPT} | _size(notes),
        doubts=doubts,
    )


def _days(row: Row, order: dates.OrderCode | None) -> dates.Days | Fault:
    """time_precision: 1 the day, 2 a week, 3 a month; never month first, in any release."""
    text = row.text("event_date")
    try:
        days = dates.read(text, order)
    except dates.UnreadableDateError as error:
        return Fault("event_date", error.problem, error.expected)
    code = row.text("time_precision")
    if code == _MONTH_ONLY:
        month = dates.month_of(days.start)
        return dates.Days(month[0], month[1], "month", days.timed)
    if code == _WEEK:
        return dates.Days(days.start, days.end, "approx", days.timed)
    if code not in (_DAY, ""):
        return Fault("time_precision", f"{code!r} is no code of the codebook", "1 to 3")
    return days


def _place(row: Row) -> Place | Fault:
    code = row.text("geo_precision")
    names = [row.text(column) for column in ("location", "admin2", "admin1", "country")]
    if code == _PROVINCE:
        name = ", ".join(dict.fromkeys(filter(None, (row.text("admin1"), row.text("country"))))) or row.text("location")
        return Place(name=clean(name), precision="region" if name else "country", why_no_point=WHY_PROVINCE)
    if code not in POINTS:
        return Fault("geo_precision", f"{code!r} is no code of the codebook", "1 to 3")
    spot = coordinates.locate(row.text("latitude"), row.text("longitude"), field="latitude, longitude")
    if isinstance(spot, Fault):
        return spot
    precision, radius = POINTS[code]
    return Place(
        name=clean(", ".join(dict.fromkeys(filter(None, (names[0], names[3]))))),
        geometry={"type": "Point", "coordinates": [spot.lon, spot.lat]},
        precision=precision,
        uncertainty_m=max(radius, coordinates.radius_m(spot.decimals)),
        note=f"geo_precision {code} of the codebook",
        country=names[3],
    )


def _category(row: Row, notes: str) -> str:
    """Crossings of a border by groups of migrants stand among riots there; movements of forces among developments."""
    if _MOVEMENT.search(notes):
        return "force_deployment"
    if (
        "Refugees/IDPs" in row.text("assoc_actor_1")
        and row.text("event_type").casefold() == "riots"
        and _CROSSING.search(notes)
    ):
        return "border_breach_attempt"
    for column in ("sub_event_type", "event_type"):
        code = _CATEGORIES.get(row.text(column).casefold())
        if code:
            return code
    return OTHER


def _size(notes: str) -> dict[str, str]:
    found = _SIZE.search(notes)
    return {"size": found[1].strip()} if found else {}


def _counts(row: Row, notes: str) -> tuple[tuple[Count, ...], tuple[Fault, ...]]:
    counts: list[Count] = []
    doubts: list[Fault] = []
    dead = read_number(row.text("fatalities"))
    if dead is not None and 0 <= dead <= schema.VALUE_MAX:
        counts.append(Count(measure="killed", value=dead))
    found = _SIZE.search(notes)
    if found and "no report" not in found[1].casefold():
        size = read_count(found[1])
        if size is None:
            doubts.append(Fault("notes", f"[size={found[1][:40]}] is no number", "a number; kept with the codes"))
        else:
            value, low, high = size
            counts.append(
                Count(measure="participants", value=value, low=low, high=high, note="Crowd size of the notes.")
            )
    return tuple(counts), tuple(doubts)

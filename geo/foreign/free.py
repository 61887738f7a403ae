"""A table of anybody's own: its columns are mapped, what cannot be read in one way only is asked about."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any, Final

from geo import schema
from geo.errors import DataError
from geo.foreign import columns, coordinates, dates
from geo.foreign.draft import OTHER, UNKNOWN_SIDE, Count, Draft, Outcome, Place, Publication, Skip
from geo.foreign.letters import clean, fold, is_blank, shorten
from geo.foreign.mapping import DATES, MEASURES, UNITS, ColumnMapping, check
from geo.foreign.numbers import read_count, read_number
from geo.foreign.question import QuestionError
from geo.foreign.sheet import Fault, Json, Row, Sheet, as_text
from geo.foreign.words import CATEGORIES

CODE: Final = "free"
TITLE: Final = "a table of your own"
_ADDRESS: Final = re.compile(r"(?i)\bhttps?://[^\s<>\"'|]+[^\s<>\"'|.,;:!?)\]]")
MAX_ADDRESSES: Final = 20
_NOTHING: Final = frozenset(
    {"", "na", "n a", "none", "null", "nan", "brak", "unknown", "unbekannt", "inconnu", "nieznane"}
)
_NOTHING_CHARS: Final = 12
_PRECISIONS: Final[Mapping[str, str]] = {
    "exact": "exact_site",
    "exact site": "exact_site",
    "site": "exact_site",
    "locality": "locality",
    "town": "locality",
    "village": "locality",
    "city": "locality",
    "approximate": "district",
    "approx": "district",
    "district": "district",
    "county": "district",
    "region": "region",
    "province": "region",
    "admin1": "region",
    "country": "country",
}
WHY_NO_COORDINATES: Final = "no coordinates given"
WHY_PLACEHOLDER: Final = "placeholder coordinates"
WHY_WHOLE_DEGREES: Final = "coordinates in whole degrees, which name no place"
WHY_VAGUE: Final = "the row says that only the {} is known"
WHY_PARTS: Final = "a geometry of several parts, which is not drawn"


@dataclass(frozen=True, slots=True)
class Reading:
    """How the cells of a table are read: decided once for all of its rows."""

    sheet: Sheet
    mapping: ColumnMapping
    decimal: str
    orders: Mapping[str, dates.Order]
    notes: tuple[str, ...]

    def cell(self, row: Row, target: str) -> str:
        """The text of a target in a row: its column's cell, or what the mapping gives for all rows."""
        name = self.mapping.column(target)
        text = clean(as_text(row.cells.get(name, ""))) if name else ""
        return self.mapping.defaults.get(target, "") if _says_nothing(text) else text


def _says_nothing(text: str) -> bool:
    return is_blank(text) or (len(text) <= _NOTHING_CHARS and fold(text) in _NOTHING)


def complete(sheet: Sheet, mapping: ColumnMapping | None) -> ColumnMapping:
    """Take a mapping, or suggest one.

    Parameters
    ----------
    sheet
        The table.
    mapping
        As given; None, or one without columns, leaves the choice to us.

    Raises
    ------
    DataError
        If it names columns that the table does not have.
    """
    given = mapping or ColumnMapping()
    decimal = given.decimal or sheet.decimal
    if given.columns:
        check(given, columns=sheet.columns, file=sheet.file)
        return replace(given, decimal=decimal)
    return replace(given, columns=columns.suggest(sheet, decimal=decimal), decimal=decimal)


def reading(sheet: Sheet, mapping: ColumnMapping, *, order: dates.OrderCode | None = None) -> Reading:
    """Decide how a table is read; ask where its cells do not show it.

    Parameters
    ----------
    sheet
        The table.
    mapping
        What its columns mean.
    order
        The order of numeric dates that the format's own description gives.

    Raises
    ------
    DataError
        If there is no column of dates, and none in the mapping either.
    QuestionError
        If dates can be read in two ways and nothing proves one, or latitude and longitude stand in each other's column.
    """
    if not mapping.column("start") and "start" not in mapping.defaults:
        raise DataError(
            sheet.file,
            f"no column of dates was found among {', '.join(map(repr, sheet.columns[:20]))}",
            'a column of calendar dates; name it in a mapping: [columns] start = "…"',
        )
    orders = {
        target: dates.learn(
            (as_text(row.cells[mapping.column(target)]) for row in sheet.rows if mapping.column(target) in row.cells),
            default=mapping.dates or order,
        )
        for target in DATES
        if mapping.column(target)
    }
    orders = _settled(orders)
    for target, found in orders.items():
        if found.code is None and found.ambiguous and not found.proven and not mapping.dates:
            raise QuestionError(
                sheet.file,
                f"column {mapping.column(target)!r}: {found.ambiguous:,} dates like {found.example!r} can be read day "
                "first or month first, and none shows which",
                member="dates",
                choices=dates.ORDERS,
            )
    _ask_if_turned(sheet, mapping)
    said = {mapping.column(target): found.words() for target, found in orders.items()}
    notes = tuple(f"dates in {name!r}: {words}" for name, words in said.items() if words)
    return Reading(sheet, mapping, mapping.decimal or sheet.decimal, orders, notes)


def _settled(orders: Mapping[str, dates.Order]) -> dict[str, dates.Order]:
    """Let a column that shows its order speak for one of the same table that does not."""
    shown = {found.code for found in orders.values() if found.code and found.proven}
    if len(shown) != 1:
        return dict(orders)
    (code,) = shown
    return {
        target: replace(found, code=code) if found.code is None and not found.proven else found
        for target, found in orders.items()
    }


def _ask_if_turned(sheet: Sheet, mapping: ColumnMapping) -> None:
    lat, lon = mapping.column("latitude"), mapping.column("longitude")
    if mapping.turned or not (lat and lon):
        return
    if coordinates.seem_swapped(
        (as_text(row.cells.get(lat, "")), as_text(row.cells.get(lon, ""))) for row in sheet.rows
    ):
        raise QuestionError(
            sheet.file,
            f"columns {lat!r} and {lon!r} hold each other's coordinates",
            member="turned",
            choices={"true": "turn them"},
        )


def converter(how: Reading, *, category: Callable[[str], str] | None = None) -> Callable[[Row], Outcome]:
    """Make the function that turns a row into a record, a refusal, or nothing.

    Parameters
    ----------
    how
        How the table is read.
    category
        Gives our category of one of theirs; that of the usual words by default.
    """
    sort = category or category_of(how.mapping)

    def convert(row: Row) -> Outcome:
        if row.fault:
            return row.fault
        if not any(not is_blank(as_text(value)) for value in row.cells.values()) and not row.geometry:
            return Skip("empty row")
        return _convert(row, how, category=sort)

    return convert


def _convert(row: Row, how: Reading, *, category: Callable[[str], str]) -> Outcome:
    days = read_days(how, row)
    if isinstance(days, Fault):
        return days
    located = locate(how, row)
    if isinstance(located, Fault):
        return located
    place, place_warnings = located
    counts, count_doubts, zeroes = _counts(how, row)
    reported, report_doubts = _reported(how, row)
    title, summary = _words(how, row, place=place)
    own_id = how.cell(row, "id")
    warnings = [*place_warnings]
    if days.timed:
        warnings.append("time of day left out")
    if days.precision != "day" and days.end is None:
        warnings.append("day not exact")
    return Draft(
        id=own_id or made_id(row),
        has_own_id=bool(own_id),
        title=title,
        summary=summary,
        start=days.start,
        end=days.end,
        date_precision=days.precision,
        place=place,
        category=category(how.cell(row, "category")),
        actors=items(how.cell(row, "actors")),
        claimed_by=items(how.cell(row, "claimed_by")) or items(how.cell(row, "source"), addresses=False),
        disputed_by=items(how.cell(row, "disputed_by")),
        sides=_sides(how.cell(row, "claimant_sides")),
        counts=counts,
        publications=_publications(how, row, reported=reported),
        reported=reported,
        note=how.cell(row, "note"),
        codes=_codes(how, row),
        doubts=(*count_doubts, *report_doubts),
        warnings=(*warnings, *zeroes),
    )


# --- days ----------------------------------------------------------------------------


def read_days(how: Reading, row: Row) -> dates.Days | Fault:
    """Read the days of a row: from its start to its end, both inclusive."""
    name = how.mapping.column("start") or "start"
    text = how.cell(row, "start")
    if not text:
        return Fault(name, "no date", "a calendar date, YYYY-MM-DD; --mapping can name a column or a default")
    try:
        start = dates.read(text, _order(how, "start"))
        last = how.cell(row, "end")
        if not last:
            return start
        end = dates.read(last, _order(how, "end"))
    except dates.UnreadableDateError as error:
        return Fault(name, error.problem, error.expected)
    until = end.end or end.start
    if until < start.start:
        return Fault(
            how.mapping.column("end") or "end", f"{until} is before the start {start.start}", "a day on or after it"
        )
    timed = start.timed or end.timed
    if until == start.start:
        return replace(start, timed=timed)
    precision: dates.Precision = (
        "month" if dates.is_whole_month(start.start, until) and start.precision == "month" else "range"
    )
    return dates.Days(start.start, until, "approx" if start.precision == "approx" else precision, timed)


def _order(how: Reading, target: str) -> dates.OrderCode | None:
    found = how.orders.get(target)
    return how.mapping.dates or (found.code if found else None)


def _reported(how: Reading, row: Row) -> tuple[date | None, tuple[Fault, ...]]:
    text = how.cell(row, "reported")
    if not text:
        return None, ()
    try:
        return dates.read(text, _order(how, "reported")).start, ()
    except dates.UnreadableDateError as error:
        return None, (Fault(how.mapping.column("reported"), error.problem, f"{error.expected}; kept as not known"),)


# --- place ---------------------------------------------------------------------------


def locate(how: Reading, row: Row) -> tuple[Place, tuple[str, ...]] | Fault:
    """Find where a row says that it happened; give it with what was changed on the way."""
    name = how.cell(row, "place") or how.cell(row, "region") or how.cell(row, "country")
    vague = "region" if how.cell(row, "place") or how.cell(row, "region") else "country"
    said = precision_of(how.cell(row, "precision"))
    if said in ("region", "country"):
        return Place(name=name, precision=said if name else "country", why_no_point=WHY_VAGUE.format(said)), ()
    if row.geometry:
        return _from_geometry(how, row, name=name, vague=vague, said=said)
    spot = _spot(how, row)
    if isinstance(spot, Fault):
        return spot
    if spot is None:
        return Place(name=name, precision=vague if name else "country", why_no_point=WHY_NO_COORDINATES), ()
    return _at(spot, how, row, name=name, vague=vague, said=said)


def precision_of(text: str) -> str:
    """Give our code of a precision: by our own code or label, or by the usual words; empty for any other."""
    if not text:
        return ""
    ours = {fold(name): code for code, term in schema.PRECISIONS.items() for name in (code, term.label)}
    return ours.get(fold(text)) or _PRECISIONS.get(fold(text), "")


def _spot(how: Reading, row: Row) -> coordinates.Spot | Fault | None:
    lat, lon = how.cell(row, "latitude"), how.cell(row, "longitude")
    field = f"{how.mapping.column('latitude')}, {how.mapping.column('longitude')}"
    joined = how.cell(row, "coordinates")
    if joined:
        field = how.mapping.column("coordinates")
        parts = coordinates.split(joined)
        if parts is None:
            return Fault(field, f"{joined[:40]!r} is not a pair of coordinates", "latitude, longitude in degrees")
        lat, lon = parts
    if not lat and not lon:
        return None
    if not lat or not lon:
        return Fault(field, "one of the two coordinates is missing", "both, or none")
    return coordinates.locate(*((lon, lat) if how.mapping.turned else (lat, lon)), field=field)


def _at(
    spot: coordinates.Spot, how: Reading, row: Row, *, name: str, vague: str, said: str
) -> tuple[Place, tuple[str, ...]]:
    if spot.lat == 0 and spot.lon == 0:
        return Place(name=name, precision=vague if name else "country", why_no_point=WHY_PLACEHOLDER), ()
    if spot.decimals == 0:
        return Place(name=name, precision=vague if name else "country", why_no_point=WHY_WHOLE_DEGREES), ()
    given = read_number(how.cell(row, "uncertainty_m"), decimal=how.decimal)
    rounding = coordinates.radius_m(spot.decimals)
    radius = (
        max(rounding, min(round(given), schema.UNCERTAINTY_MAX_M)) if given and given > 0 else _radius(said, rounding)
    )
    precision = said or ("district" if radius > DISTRICT_FROM_M else "locality")
    stated = bool(said or given)
    note = "" if stated else "The data set does not say how exact the point is; the circle is ours."
    warnings = [] if stated else ["precision of the point not given"]
    if spot.is_rounded:
        warnings.append(f"coordinates rounded to {coordinates.DECIMALS} decimals")
    place = Place(
        name=name,
        geometry={"type": "Point", "coordinates": [spot.lon, spot.lat]},
        precision=precision,
        uncertainty_m=radius,
        note=note,
        country=how.cell(row, "country"),
    )
    return place, tuple(warnings)


DISTRICT_FROM_M: Final = 5_000
"""A point that is less exact than this names a district, not a locality."""
_RADII_M: Final = {"exact_site": 100, "locality": 2_000, "district": 15_000}


def _radius(said: str, rounding: int) -> int:
    return max(rounding, _RADII_M.get(said, 2_000))


def _from_geometry(
    how: Reading, row: Row, *, name: str, vague: str, said: str
) -> tuple[Place, tuple[str, ...]] | Fault:
    geometry: Json = row.geometry or {}
    kind, given = geometry.get("type"), geometry.get("coordinates")
    if kind == "MultiPoint" and isinstance(given, list) and len(given) == 1:
        kind, given = "Point", given[0]
    if kind == "Point":
        spot = _position(given, turned=how.mapping.turned)
        return spot if isinstance(spot, Fault) else _at(spot, how, row, name=name, vague=vague, said=said)
    if kind not in ("LineString", "Polygon"):
        several = isinstance(kind, str) and (kind.startswith("Multi") or kind == "GeometryCollection")
        if not several:
            return Fault("geometry", f"{kind!r} is no type of geometry", "Point, LineString or Polygon")
        return Place(name=name, precision=vague if name else "country", why_no_point=WHY_PARTS), ()
    shape = _shape(kind, given)
    if isinstance(shape, Fault):
        return shape
    return Place(name=name, geometry=shape, precision="region"), ()


def _position(given: Any, *, turned: bool = False) -> coordinates.Spot | Fault:
    if not isinstance(given, list) or len(given) < 2:  # noqa: PLR2004 - a pair
        return Fault("geometry", f"{str(given)[:40]} is no position", "[longitude, latitude]")
    numbers = given[:2]
    if not all(isinstance(number, int | float) and not isinstance(number, bool) for number in numbers):
        return Fault("geometry", f"{str(numbers)[:40]} is not two numbers", "[longitude, latitude]")
    try:
        lon, lat = (float(number) for number in (reversed(numbers) if turned else numbers))
    except OverflowError:
        return Fault("geometry", "a number too large for a coordinate", "[longitude, latitude]")
    decimals = max(len(repr(number).partition(".")[2].removesuffix("0")) for number in numbers)
    return coordinates.place(lon=lon, lat=lat, decimals=decimals, field="geometry")


def _shape(kind: str, given: Any) -> Json | Fault:
    """Check a line or an area position by position; round it."""
    lines = [given] if kind == "LineString" else given
    if not isinstance(lines, list) or not lines:
        return Fault("geometry", f"a {kind} without positions", "positions of two numbers")
    rounded = []
    for line in lines:
        if not isinstance(line, list) or len(line) < (2 if kind == "LineString" else 4):
            return Fault("geometry", f"a {kind} with too few positions", "a line of two, a ring of four")
        spots = [_position(position) for position in line]
        fault = next((spot for spot in spots if isinstance(spot, Fault)), None)
        if fault:
            return fault
        rounded.append([[spot.lon, spot.lat] for spot in spots if isinstance(spot, coordinates.Spot)])
    if kind == "Polygon" and any(ring[0] != ring[-1] for ring in rounded):
        return Fault("geometry", "a ring that is not closed", "the first position again at the end")
    return {"type": kind, "coordinates": rounded[0] if kind == "LineString" else rounded}


# --- words and figures ---------------------------------------------------------------


def _words(how: Reading, row: Row, *, place: Place) -> tuple[str, str]:
    """Title and summary; what is missing is made of what is there."""
    title, summary = how.cell(row, "title"), how.cell(row, "summary")
    theirs = how.cell(row, "category")
    made = " – ".join(filter(None, (theirs, place.name))) or (shorten(summary.split("\n")[0], schema.TITLE_MAX_CHARS))
    return title or made or f"Row {row.number}", summary


def _counts(how: Reading, row: Row) -> tuple[tuple[Count, ...], tuple[Fault, ...], tuple[str, ...]]:
    counts, doubts, warnings = [], [], []
    for target in MEASURES:
        text = how.cell(row, target)
        if not text:
            continue
        read = read_count(text, decimal=how.decimal)
        number = read_number(text, decimal=how.decimal)
        if read is None and number is not None and number < 0:
            warnings.append("a figure below zero taken as not known")
        elif read is None:
            doubts.append(
                Fault(how.mapping.column(target), f"{text[:40]!r} is no number", "a number; kept with the codes")
            )
        else:
            value, low, high = read
            if max(filter(None, read), default=0) > schema.VALUE_MAX:
                doubts.append(
                    Fault(how.mapping.column(target), f"{text[:40]!r} is too large", f"at most {schema.VALUE_MAX:,}")
                )
                continue
            counts.append(Count(measure=target, value=value, low=low, high=high, unit=UNITS.get(target, "people")))
    return tuple(counts), tuple(doubts), tuple(warnings)


def items(text: str, *, addresses: bool = True) -> tuple[str, ...]:
    """Part a list in one cell at semicolons, bars and line ends; each item once."""
    parts = (part.strip(" ,") for part in re.split(r"[;|\n]", text))
    return tuple(dict.fromkeys(part for part in parts if part and (addresses or not _ADDRESS.search(part))))[:50]


def addresses(text: str) -> tuple[str, ...]:
    """All web addresses in a text, each once."""
    return tuple(dict.fromkeys(_ADDRESS.findall(text)))[:MAX_ADDRESSES]


def _sides(text: str) -> tuple[str, ...]:
    if not text:
        return (UNKNOWN_SIDE,)
    known = {fold(code): code for code in schema.CLAIMANT_SIDES} | {
        fold(term.label): code for code, term in schema.CLAIMANT_SIDES.items()
    }
    return tuple(dict.fromkeys(known[fold(part)] for part in items(text) if fold(part) in known)) or (UNKNOWN_SIDE,)


def _publications(how: Reading, row: Row, *, reported: date | None) -> tuple[Publication, ...]:
    found = dict.fromkeys((*addresses(how.cell(row, "url")), *addresses(how.cell(row, "source"))))
    named = items(how.cell(row, "source"), addresses=False)
    publisher = named[0] if len(named) == 1 and len(found) == 1 else ""
    return tuple(Publication(url=url, publisher=publisher, issued=reported) for url in found)


def category_of(mapping: ColumnMapping) -> Callable[[str], str]:
    """Give our category of one of theirs: as the mapping says, by our own code or label, by the usual words."""
    ours = {fold(code): code for code in schema.CATEGORIES} | {
        fold(term.label): code for code, term in schema.CATEGORIES.items()
    }
    given = {fold(name): code for name, code in mapping.categories.items()}
    found: dict[str, str] = {}

    def of(theirs: str) -> str:
        if theirs not in found:
            found[theirs] = look_up(theirs)
        return found[theirs]

    def look_up(theirs: str) -> str:
        for name in (theirs, *items(theirs.replace(",", ";"))):
            code = given.get(fold(name)) or ours.get(fold(name)) or CATEGORIES.get(fold(name))
            if code in schema.CATEGORIES and code != "statistics":
                return str(code)
        return OTHER

    return of


def _codes(how: Reading, row: Row) -> dict[str, str]:
    """Cells that a record has no field for, and those of which it holds another form."""
    kept = {how.mapping.column(target) for target in _WHOLE}
    return {
        name: clean(as_text(value))
        for name, value in row.cells.items()
        if name not in kept and not is_blank(as_text(value))
    }


_WHOLE: Final = ("id", "title", "summary", "place", "url", "note")
"""Targets whose cells stand in the record as they are."""


def made_id(row: Row) -> str:
    """An id of the row's own content, for a table that gives none."""
    cells = [[name, as_text(value)] for name, value in sorted(row.cells.items())]
    content = json.dumps([cells, row.geometry], sort_keys=True)
    return f"h{sha256(content.encode()).hexdigest()[:10]}"


def matches(_sheet: Sheet) -> bool:
    """Any table is a free one."""
    return True


def mapped(sheet: Sheet, mapping: ColumnMapping | None) -> tuple[Sheet, ColumnMapping]:
    """Give the table as it is, with the columns that were chosen or found."""
    return sheet, complete(sheet, mapping)

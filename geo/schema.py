"""The words of the data: reference systems, vocabularies and fields.

Everything that the validation checks, the codebook page explains and the JSON Schema files publish is said here
once. The module imports nothing of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar

TITLE: Final = "Granica: incidents of the Poland–Belarus border crisis, 2021–22"
SUBJECT: Final = "Poland–Belarus border crisis, 2021–22"
AUTHORS: Final = "Granica contributors"
LICENCE: Final = "CC-BY-4.0"
"""Of the records; what is derived from OpenStreetMap is under the ODbL."""
LICENCE_URL: Final = "https://creativecommons.org/licenses/by/4.0/"

WGS84: Final = "EPSG:4326"
"""Longitude and latitude in degrees: what every file stores."""
METRIC: Final = "EPSG:2180"
"""Poland CS92, metres: every distance and area is computed in it."""

GROUND_CREDIT: Final = (
    "Border and base map: © OpenStreetMap contributors (ODbL), Natural Earth, GSHHG/WDBII (LGPL), PRNG GUGiK, "
    "GeoNames (CC BY 4.0)."
)
"""Whom the border and the base map are due to; shown wherever they are."""

TITLE_MAX_CHARS: Final = 90
SUMMARY_MAX_CHARS: Final = 400
NOTE_MAX_CHARS: Final = 600
NAME_MAX_CHARS: Final = 160
SOURCE_TITLE_MAX_CHARS: Final = 300
VALUE_MAX: Final = 100_000_000
UNCERTAINTY_MAX_M: Final = 500_000


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a controlled vocabulary and the definition that the codebook shows."""

    code: str
    label: str
    definition: str


@dataclass(frozen=True, slots=True)
class Category(Term):
    """A category of record, and the symbol family it is drawn with."""

    family: str


@dataclass(frozen=True, slots=True)
class Measure(Term):
    """What a figure counts, and its unit."""

    unit: str


AnyTerm = TypeVar("AnyTerm", bound=Term)


def _index(*terms: AnyTerm) -> dict[str, AnyTerm]:
    return {term.code: term for term in terms}


KINDS: Final = _index(
    Term("incident", "Incident", "Something that happened, or that a party says happened, on a day or over some days."),
    Term(
        "humanitarian", "Humanitarian", "Aid, camps, rescue, medical care and conditions of the people at the border."
    ),
    Term(
        "deployment",
        "Deployment",
        "A force, unit, exercise or barrier work that is in place, or announced, over a time.",
    ),
    Term("policy", "Policy", "A decision, closure, restriction, sanction or official statement."),
    Term(
        "statistic",
        "Published total",
        "A count that somebody published for a period; not an event.",
    ),
)

FAMILIES: Final = _index(
    Term("crossing", "Crossing and fence", "Attempts to cross, damage to the fence, arrests of couriers."),
    Term("force", "Force and arms", "Force used or threatened, shots, armed persons."),
    Term("death", "Death", "A death, or the finding of a body."),
    Term("pushback", "Pushback", "People returned over the line without a procedure."),
    Term("people", "Camp and aid", "Camps, aid, rescue and medical care."),
    Term("policy", "Policy and closure", "Decisions, closures, restrictions, sanctions, statements, published totals."),
    Term("deployment", "Deployment", "Forces, exercises and barrier works."),
)

CATEGORIES: Final = _index(
    Category(
        "border_breach_attempt",
        "Crossing attempt",
        "People try to cross the line outside a crossing, whether or not they succeed.",
        "crossing",
    ),
    Category("fence_damage", "Fence damage", "The fence or wire is cut, bridged or pulled down.", "crossing"),
    Category(
        "smuggling_arrest",
        "Courier arrest",
        "Somebody is held on suspicion of helping people to cross or travel on for gain.",
        "crossing",
    ),
    Category(
        "use_of_force",
        "Use of force",
        "Force between persons: stones, gas, water cannon, lasers, beating, dogs.",
        "force",
    ),
    Category(
        "armed_incident",
        "Armed incident",
        "Shots, aimed or drawn weapons, threats to shoot, armed persons over the line.",
        "force",
    ),
    Category("death", "Death", "A death, the finding of a body, or the loss of an unborn child.", "death"),
    Category(
        "pushback",
        "Pushback",
        "People are returned over the line without an individual procedure, or such returns are reported.",
        "pushback",
    ),
    Category("camp", "Camp", "People staying in one place at the line, or held in a centre.", "people"),
    Category("humanitarian_aid", "Aid and rescue", "Food, shelter, rescue, legal help, return flights.", "people"),
    Category("medical", "Medical", "Illness, injury or treatment of people at the border.", "people"),
    Category("closure", "Closure", "A crossing, road, zone or airspace is closed or reopened.", "policy"),
    Category("policy", "Policy", "A law, decree, emergency, or decision of an authority.", "policy"),
    Category(
        "travel_restriction",
        "Travel restriction",
        "An airline, airport or consulate stops carrying or admitting people bound for Belarus.",
        "policy",
    ),
    Category("sanctions", "Sanctions", "Sanctions prepared, adopted or answered.", "policy"),
    Category("statement", "Statement", "What an authority or organisation says of the crisis as a whole.", "policy"),
    Category(
        "statistics", "Published total", "A count for a period, published by an authority or an organisation.", "policy"
    ),
    Category(
        "force_deployment",
        "Force deployment",
        "Soldiers, police or guards sent, in place, announced or withdrawn.",
        "deployment",
    ),
    Category("military_exercise", "Military exercise", "Exercises, patrol flights, drills.", "deployment"),
    Category("barrier_construction", "Barrier works", "Wire, fence or wall planned, built or finished.", "deployment"),
)

DATE_PRECISIONS: Final = _index(
    Term("day", "Day", "The source gives the day."),
    Term("range", "Range", "The record lasts from its start to its end, or the source gives only a range of days."),
    Term("month", "Month", "The source gives only the month; start and end are its first and last day."),
    Term("approx", "About", "The day is inferred from the publication or from words like 'recently'."),
)

PRECISIONS: Final = _index(
    Term(
        "exact_site", "Exact site", "A named site: a crossing, a building, a training ground. Drawn as a filled symbol."
    ),
    Term("locality", "Locality", "A named village or town; the symbol stands at its centre. Drawn filled."),
    Term(
        "district",
        "District",
        "A guard post's stretch or a neighbourhood of a place, up to 25 km. Drawn hollow, with its circle.",
    ),
    Term("region", "Region", "A border section, voivodeship or oblast. Drawn as that line or area, never as a point."),
    Term("country", "Country or wider", "A country, or no place at all. Listed, not drawn."),
)
POINT_PRECISIONS: Final = frozenset({"exact_site", "locality", "district"})

SIDES: Final = _index(
    Term(
        "PL",
        "Polish side",
        "The point, or the area, lies in Poland. A circle of uncertainty may still reach over the line.",
    ),
    Term(
        "BY",
        "Belarusian side",
        "The point, or the area, lies in Belarus. A circle of uncertainty may still reach over the line.",
    ),
    Term("line", "On the line", "The point lies within 100 m of the line, or the record concerns a stretch of it."),
    Term("other", "Elsewhere", "The place is in another country, or the record names no place."),
)

CONFIDENCES: Final = _index(
    Term(
        "confirmed_multiple",
        "Corroborated",
        "At least two independent sides say so. Several outlets repeating one side do not count.",
    ),
    Term("single_source", "One side", "One side says so, in however many outlets, and nobody is known to deny it."),
    Term("disputed", "Disputed", "A named party denies it, or gives another account."),
)

CLAIMANT_SIDES: Final = _index(
    Term("PL state", "Polish state", "Poland's government, services, armed forces and local authorities."),
    Term("BY state", "Belarusian state", "Belarus's government, services, armed forces and state media."),
    Term("RU state", "Russian state", "Russia's government, armed forces and state media."),
    Term("LT state", "Lithuanian state", "Lithuania's government, services and armed forces."),
    Term("LV state", "Latvian state", "Latvia's government, services and armed forces."),
    Term("UA state", "Ukrainian state", "Ukraine's government, services and armed forces."),
    Term(
        "other state",
        "Another state",
        "Any other state, e.g. Estonia, Germany, Iraq, Turkey, the United Kingdom, the United States.",
    ),
    Term("EU/NATO", "EU or NATO", "Institutions of the European Union, and NATO."),
    Term("IGO", "International organisation", "UN bodies, IOM, UNHCR, the Council of Europe."),
    Term("NGO", "Organisation", "Aid and rights organisations, churches, campaigns and their volunteers."),
    Term("media", "Media", "Reporters' own observation; not a report of what an authority said."),
    Term("opposition", "Opposition", "Belarusian opposition in exile, Polish opposition politicians."),
    Term("business", "Business", "Airlines, hauliers and other companies."),
    Term("local", "Local people", "Residents, doctors and local initiatives."),
    Term("migrants", "People on the move", "The people who try to cross, their relatives and companions."),
)

END_STATUSES: Final = _index(
    Term("known", "Known end", "`end` is the last day."),
    Term("ongoing", "Ongoing", "Still in place at the end of the period that the data cover."),
    Term("unknown", "End unknown", "No source says when it ended; shown as open."),
    Term("same_day", "Same day", "It began and ended on the day of `start`."),
)
OPEN_ENDS: Final = frozenset({"ongoing", "unknown"})

STATUSES: Final = _index(
    Term("announced", "Announced", "Somebody said it would be there."),
    Term("in_place", "In place", "It was there."),
    Term("withdrawn", "Withdrawn", "It was taken away."),
)

UNIT_TYPES: Final = _index(
    Term("army", "Army", "Land forces of any kind, including engineers."),
    Term("territorial", "Territorial defence", "Territorial or national guard units."),
    Term("airborne", "Airborne", "Paratroopers and special operations forces."),
    Term("air", "Air force", "Aircraft, helicopters, air defence."),
    Term("border_guard", "Border guard", "Border guards of any country."),
    Term("police", "Police", "Police and riot police."),
    Term("mixed", "Mixed", "Several of these together."),
    Term("works", "Barrier works", "Builders and works on a barrier."),
    Term("other", "Other", "Any other, or not said."),
)

MEASURES: Final = _index(
    Measure(
        "attempts",
        "Crossing attempts",
        "Attempts to cross as a border service counts them; never people, never detections.",
        "attempts",
    ),
    Measure(
        "people_present", "People present", "People in a camp, a group, a centre or an area at one time.", "people"
    ),
    Measure("people_expected", "People expected", "People said to be coming or likely to come.", "people"),
    Measure(
        "people_crossed", "People crossed", "People who got, or tried to get, over the line in one event.", "people"
    ),
    Measure("people_moved", "People moved", "People taken from one place to another within a country.", "people"),
    Measure("people_returned", "People returned", "People sent back over the line or flown home.", "people"),
    Measure("people_rescued", "People rescued", "People brought out of danger.", "people"),
    Measure("applications", "Applications", "People who applied, or could apply, for protection.", "people"),
    Measure(
        "detained",
        "Detained",
        "People detained or arrested, migrants, couriers and others; the note says who.",
        "people",
    ),
    Measure("killed", "Dead", "People who died; the note says where and by whose count.", "people"),
    Measure("injured", "Injured", "People injured.", "people"),
    Measure("treated", "Treated", "People treated, hospitalised or reported ill.", "people"),
    Measure("personnel", "Personnel", "Soldiers, police or guards; the note says of which force.", "people"),
    Measure(
        "participants", "Participants", "People taking part in a protest, an action, a crime under inquiry.", "people"
    ),
    Measure("aircraft", "Aircraft", "Aeroplanes and helicopters.", "items"),
    Measure(
        "equipment",
        "Equipment",
        "Vehicles, pieces of equipment, ambulances, vehicles damaged, lorries waiting.",
        "items",
    ),
    Measure("shots", "Shots", "Shots, volleys, shooting episodes.", "events"),
    Measure("events", "Events", "Things counted that no other measure covers; the note says what.", "events"),
    Measure("barrier_length", "Barrier length", "Length of wire, fence or wall.", "km"),
    Measure("barrier_height", "Barrier height", "Height of a fence or wall.", "m"),
    Measure("distance", "Distance", "A published distance, width or length other than of a barrier.", "km"),
    Measure("localities", "Localities", "Localities or areas covered by a measure.", "localities"),
    Measure("aid", "Aid", "Aid delivered, by mass or volume; the unit says which.", "t"),
    Measure("duration", "Duration", "A published length of time; the unit says which.", "days"),
    Measure("votes", "Votes", "Votes in a parliament.", "votes"),
    Measure("temperature", "Temperature", "Air temperature.", "°C"),
    Measure("share", "Share", "A percentage.", "%"),
)
UNITS: Final = (
    "people",
    "attempts",
    "items",
    "events",
    "km",
    "m",
    "localities",
    "t",
    "litres",
    "days",
    "hours",
    "weeks",
    "votes",
    "°C",
    "%",
)

PERIOD_TYPES: Final = _index(
    Term("day", "Day", "One day; only these make a daily series."),
    Term("month", "Month", "A calendar month."),
    Term("year", "Year", "A calendar year."),
    Term("cumulative", "Cumulative", "From the first to the last day given; never plotted as a day."),
)

VOCABULARIES: Final[Mapping[str, Mapping[str, Term]]] = {
    "kind": KINDS,
    "category": CATEGORIES,
    "date_precision": DATE_PRECISIONS,
    "geo_precision": PRECISIONS,
    "side": SIDES,
    "confidence": CONFIDENCES,
    "claimant_sides": CLAIMANT_SIDES,
    "end_status": END_STATUSES,
    "unit_type": UNIT_TYPES,
    "status": STATUSES,
    "measure": MEASURES,
}
"""The vocabularies by the name of the field that they are for."""

COUNT_COLUMNS: Final = (
    "id",
    "date_start",
    "date_end",
    "period_type",
    "attempts",
    "rounded",
    "date_inferred",
    "claimed_by",
    "source",
    "note",
)
"""Columns of ``attempts.csv``."""

TITLE_BASES: Final = _index(
    Term("headline", "Headline", "The headline as published."),
    Term("excerpt", "Excerpt", "Words of the page, shortened."),
    Term(
        "url_slug",
        "Rebuilt from the address",
        "Put together from the page's address; link text only, not to be quoted.",
    ),
    Term("descriptive", "Descriptive", "Our own description of the page."),
)

TONE_WORDS: Final = (
    "illegal migrant",
    "illegals",
    "horde",
    "invader",
    "invasion",
    "swarm",
    "flood of",
    "wave of migrants",
    "regime",
    "heroic",
    "heroes",
    "provocateur",
    "so-called",
    "weaponised",
    "weaponized",
)
"""Words that Granica never uses in its own voice (titles, summaries, notes)."""

Json = dict[str, Any]
Origin = Literal["given", "computed"]


@dataclass(frozen=True, slots=True)
class Field:
    """One property of a record: its JSON Schema, and the rule that the codebook shows."""

    name: str
    rule: str
    json: Json
    required: bool = True
    origin: Origin = "given"
    deployments_only: bool = False


def _text(max_chars: int) -> Json:
    return {"type": "string", "minLength": 1, "maxLength": max_chars}


def _term(vocabulary: Mapping[str, Term]) -> Json:
    return {"type": "string", "enum": list(vocabulary)}


def _nullable(schema: Json) -> Json:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(item: Json, *, at_least: int = 0) -> Json:
    return {"type": "array", "items": item, "minItems": at_least, "maxItems": 200}


def _object(properties: Json, *, required: tuple[str, ...] | None = None) -> Json:
    needed = list(properties if required is None else required)
    return {"type": "object", "properties": properties, "required": needed, "additionalProperties": False}


_DATE: Final[Json] = {"type": "string", "format": "date"}
_RECORD_ID: Final[Json] = {"type": "string", "pattern": "^[A-Z]{4}-[0-9]{4,}$"}
_SOURCE_ID: Final[Json] = {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{2,79}$"}
_AREA_ID: Final[Json] = {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{2,79}$"}
_NUMBER: Final[Json] = {"type": "number", "minimum": -100, "maximum": VALUE_MAX}

FIGURE: Final = _object(
    {
        "measure": _term(MEASURES),
        "value": _nullable(_NUMBER),
        "min": _nullable(_NUMBER),
        "max": _nullable(_NUMBER),
        "unit": {"type": "string", "enum": list(UNITS)},
        "as_of": _nullable(_DATE),
        "attributed_to": _text(NAME_MAX_CHARS),
        "source": _SOURCE_ID,
        "note": _nullable(_text(SUMMARY_MAX_CHARS)),
    },
    required=("measure", "value", "min", "max", "unit", "as_of", "attributed_to", "source", "note"),
)

CITATION: Final = _object(
    {"id": _SOURCE_ID, "locator": _nullable(_text(SUMMARY_MAX_CHARS))}, required=("id", "locator")
)

FIELDS: Final = (
    Field("id", "Stable and never reused, `PLBY-` and four digits.", _RECORD_ID),
    Field("kind", "What sort of record it is; decides the layer.", _term(KINDS)),
    Field("category", "What it is about; decides the symbol.", _term(CATEGORIES)),
    Field(
        "title",
        f"At most {TITLE_MAX_CHARS} characters, neutral; what one party claims is worded as its claim.",
        _text(TITLE_MAX_CHARS),
    ),
    Field("summary", f"At most {SUMMARY_MAX_CHARS} characters, in our own words.", _text(SUMMARY_MAX_CHARS)),
    Field("start", "First calendar day, inclusive.", _DATE),
    Field(
        "end",
        "Last calendar day, inclusive; null for the same day, or for a deployment whose end is open.",
        _nullable(_DATE),
    ),
    Field(
        "end_status",
        "Whether and how the end is known; required for deployments, and for anything else that has an open end.",
        _nullable(_term(END_STATUSES)),
        required=False,
    ),
    Field("date_precision", "How well the days are known.", _term(DATE_PRECISIONS)),
    Field("place", "The place as the sources name it; null where they name none.", _nullable(_text(NAME_MAX_CHARS))),
    Field(
        "place_local",
        "Names in local languages, by language code.",
        {"type": "object", "additionalProperties": _text(NAME_MAX_CHARS), "propertyNames": {"pattern": "^[a-z]{2}$"}},
        required=False,
    ),
    Field("geo_precision", "How exactly the place is known.", _term(PRECISIONS)),
    Field(
        "uncertainty_m",
        "Radius in metres around the point within which it happened; drawn on the map. Null without a point.",
        _nullable({"type": "integer", "minimum": 0, "maximum": UNCERTAINTY_MAX_M}),
    ),
    Field(
        "area",
        "For region precision: the id of the section or area in `areas.geojson` that the record concerns.",
        _nullable(_AREA_ID),
        required=False,
    ),
    Field("location_note", "How the point or area was chosen.", _nullable(_text(NOTE_MAX_CHARS)), required=False),
    Field(
        "declared_side",
        "The side that the source names; checked against the computed one.",
        _nullable(_term(SIDES)),
        required=False,
    ),
    Field("actors", "Who takes part, in consistent spellings.", _list(_text(NAME_MAX_CHARS))),
    Field("claimed_by", "Who says so; at least one.", _list(_text(NAME_MAX_CHARS), at_least=1)),
    Field("disputed_by", "Who denies it or tells it otherwise.", _list(_text(NAME_MAX_CHARS))),
    Field("claimant_sides", "The sides that the claimants belong to.", _list(_term(CLAIMANT_SIDES), at_least=1)),
    Field("confidence", "What the claims amount to.", _term(CONFIDENCES)),
    Field(
        "figures",
        "Published numbers, each with its own claimant; competing ones stand side by side and are never added up.",
        _list(FIGURE),
    ),
    Field(
        "sources",
        "Where it is said: ids into `sources.json`, each with a locator where the page is long.",
        _list(CITATION, at_least=1),
    ),
    Field("reported", "The earliest day on which one of its sources was published.", _DATE),
    Field("related", "Ids of records that overlap or continue this one.", _list(_RECORD_ID), required=False),
    Field("note", "What a careful reader must know.", _nullable(_text(NOTE_MAX_CHARS))),
    Field("force", "The force, unit or exercise by name.", _text(NAME_MAX_CHARS), deployments_only=True),
    Field(
        "country",
        "ISO 3166-1 alpha-2 code of the country whose force it is.",
        {"type": "string", "pattern": "^[A-Z]{2}$"},
        deployments_only=True,
    ),
    Field("unit_type", "What sort of force.", _term(UNIT_TYPES), deployments_only=True),
    Field("status", "Announced, in place or withdrawn.", _term(STATUSES), deployments_only=True),
    Field("single_claimant", "True where all claimants belong to one side.", {"type": "boolean"}, origin="computed"),
    Field("side", "Side of the Poland–Belarus line.", _term(SIDES), origin="computed"),
    Field(
        "border_m",
        "Distance from the point to the line in metres, in EPSG:2180; null without a point.",
        _nullable({"type": "number"}),
        origin="computed",
    ),
    Field(
        "border_km",
        "Kilometre of the nearest place on the line, from the Ukrainian tripoint; null without a point.",
        _nullable({"type": "number"}),
        origin="computed",
    ),
    Field(
        "nearest_crossing",
        "The nearest road, rail or foot crossing; null without a point.",
        _nullable({"type": "string"}),
        origin="computed",
    ),
    Field(
        "region",
        "Voivodeship, oblast or other first-level unit that holds the point.",
        _nullable({"type": "string"}),
        origin="computed",
    ),
)


def given_fields(*, deployments: bool) -> tuple[Field, ...]:
    """Fields that a file of records holds, in the order in which it holds them.

    Parameters
    ----------
    deployments
        Whether the file is ``deployments.geojson``.
    """
    return tuple(item for item in FIELDS if item.origin == "given" and (deployments or not item.deployments_only))


def record_schema(*, deployments: bool) -> Json:
    """JSON Schema (2020-12) of one record's properties.

    Parameters
    ----------
    deployments
        Whether the record belongs to ``deployments.geojson``.
    """
    fields = given_fields(deployments=deployments)
    kinds = ["deployment"] if deployments else [code for code in KINDS if code != "deployment"]
    properties = {item.name: item.json for item in fields} | {"kind": {"type": "string", "enum": kinds}}
    return _object(properties, required=tuple(item.name for item in fields if item.required))


_POSITION: Final[Json] = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 3}
_POSITIONS: Final[Json] = {"type": "array", "items": _POSITION, "minItems": 2}
_RINGS: Final[Json] = {"type": "array", "items": {"type": "array", "items": _POSITION, "minItems": 4}, "minItems": 1}


def _geometry(name: str, coordinates: Json) -> Json:
    return {
        "type": "object",
        "properties": {"type": {"const": name}, "coordinates": coordinates},
        "required": ["type", "coordinates"],
    }


GEOMETRY: Final = {
    "anyOf": [
        _geometry("Point", _POSITION),
        _geometry("LineString", _POSITIONS),
        _geometry("Polygon", _RINGS),
        {"type": "null"},
    ],
}


def feature_schema(*, deployments: bool) -> Json:
    """JSON Schema (2020-12) of one GeoJSON feature that holds a record, coordinates in WGS 84.

    Parameters
    ----------
    deployments
        Whether the feature belongs to ``deployments.geojson``.
    """
    return {
        "type": "object",
        "properties": {
            "type": {"const": "Feature"},
            "id": _RECORD_ID,
            "properties": record_schema(deployments=deployments),
            "geometry": GEOMETRY,
        },
        "required": ["type", "properties", "geometry"],
    }


CSL_TYPES: Final = (
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "broadcast",
    "dataset",
    "legislation",
    "post",
    "post-weblog",
    "report",
    "speech",
    "webpage",
)
_CSL_NAME: Final[Json] = {
    "anyOf": [
        _object({"literal": _text(NAME_MAX_CHARS)}, required=("literal",)),
        _object({"family": _text(NAME_MAX_CHARS), "given": _text(NAME_MAX_CHARS)}, required=("family",)),
    ]
}
_CSL_DATE: Final = _object(
    {
        "date-parts": {
            "type": "array",
            "items": {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3},
            "minItems": 1,
            "maxItems": 1,
        }
    },
    required=("date-parts",),
)
_ADDRESS: Final[Json] = {"type": "string", "pattern": "^https?://[^\\s]+$", "maxLength": 2000}

SOURCE: Final = _object(
    {
        "id": _SOURCE_ID,
        "type": {"type": "string", "enum": list(CSL_TYPES)},
        "title": _text(SOURCE_TITLE_MAX_CHARS),
        "author": _list(_CSL_NAME, at_least=1),
        "container-title": _text(NAME_MAX_CHARS),
        "publisher": _text(NAME_MAX_CHARS),
        "language": {"type": "string", "pattern": "^[a-z]{2,3}$"},
        "issued": _CSL_DATE,
        "URL": _ADDRESS,
        "note": _text(NOTE_MAX_CHARS),
        "custom": _object(
            {"title_basis": _term(TITLE_BASES), "archive_url": _nullable(_ADDRESS)},
            required=("title_basis", "archive_url"),
        ),
    },
    required=("id", "type", "title", "container-title", "language", "URL", "custom"),
)
"""JSON Schema (2020-12) of one source, CSL-JSON: ``issued`` is absent where the day is not known."""

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def file_schemas() -> dict[str, Json]:
    """JSON Schema (2020-12) of each file that people edit, by the file's name; coordinates in WGS 84."""
    return {
        "incidents.geojson": _file(
            "Incidents", _object({"type": {"const": "FeatureCollection"}, "features": _whole(deployments=False)})
        ),
        "deployments.geojson": _file(
            "Deployments", _object({"type": {"const": "FeatureCollection"}, "features": _whole(deployments=True)})
        ),
        "sources.json": _file("Sources", {"type": "array", "items": SOURCE}),
    }


def _whole(*, deployments: bool) -> Json:
    return {"type": "array", "items": feature_schema(deployments=deployments)}


def _file(title: str, rule: Json) -> Json:
    return {"$schema": DIALECT, "title": f"Granica: {title.lower()}", **rule}

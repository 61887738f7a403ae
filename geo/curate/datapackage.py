"""Describe the data folder as a Frictionless Data Package: what each file is, whose, how many rows, which bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any, Final

from geo import schema, study

NAME: Final = "granica"
Json = Mapping[str, Any]

OURS, LINES, NAMES = "authors", "lines", "names"
"""Whom a file is due to: the authors under the licence of the records, or what the study says of lines and names."""

SOURCES_TYPE: Final = "application/vnd.citationstyles.csl+json"
MEDIA_TYPES: Final = {".geojson": "application/geo+json", ".json": "application/json", ".csv": "text/csv"}
"""By a file's ending; the sources' is more than that."""


@dataclass(frozen=True, slots=True)
class About:
    """What a file is, and whom it is due to."""

    title: str
    due_to: str


RESOURCES: Final[Mapping[str, About]] = {
    "incidents.geojson": About("Incidents, humanitarian events, policy and published totals", OURS),
    "deployments.geojson": About("Forces, exercises and barrier works", OURS),
    "attempts.csv": About("Crossing attempts as published, a row a published count; never to be summed", OURS),
    "review.csv": About("What was changed on checking the records, a row a change", OURS),
    "corrections.json": About("What was corrected, an entry a field of a record, count or source", OURS),
    "sources.json": About("Publications that the records cite, CSL-JSON", OURS),
    "areas.geojson": About("Border sections and areas that records of region precision concern", NAMES),
    "border.geojson": About("Border lines, one a pair of countries", LINES),
    "crossings.geojson": About("Road, rail and foot crossings", NAMES),
    "regions.geojson": About("First-level units of the countries and their neighbours", NAMES),
}
OPTIONAL: Final = frozenset({"review.csv", "corrections.json"})
"""Files that a folder need not have."""

DESCRIPTIONS: Final[Mapping[str, str]] = {
    "id": "Stable id.",
    "name": "Name in English.",
    "name_local": "Name in local languages.",
    "countries": "ISO 3166-1 alpha-2 codes of the two countries.",
    "country": "ISO 3166-1 alpha-2 code of the country.",
    "length_km": "Length in kilometres, in the study's metric CRS.",
    "tolerance_m": "How far the drawn line may be from the source's, in metres.",
    "attribution": "Who is to be named.",
    "licence": "SPDX code of the licence.",
    "derived_from": "The package that it was derived from.",
    "retrieved": "The day on which that was retrieved.",
    "mode": "Road, rail or foot.",
    "km": "Kilometre along the study's line from its start.",
    "uncertainty_m": "Radius in metres within which the place lies.",
    "method": "How the place was found.",
    "geo_kind": "What sort of line or area it is.",
    "km_from": "First kilometre along the line from its start, for a section.",
    "km_to": "Last kilometre along the line, for a section.",
    "label_lat": "Latitude of its label, WGS 84 degrees.",
    "label_lon": "Longitude of its label, WGS 84 degrees.",
    "start": "First day on which it was in force.",
    "end": "Last day on which it was in force.",
    "note": "What a careful reader must know.",
    "date_start": "First day of the period, inclusive.",
    "date_end": "Last day of the period, inclusive.",
    "period_type": "Day, month, year or cumulative; only days make a daily series.",
    "attempts": "Attempts as published.",
    "rounded": "Whether the source rounds.",
    "date_inferred": "Whether the period is inferred from the publication.",
    "claimed_by": "Who gives the count.",
    "source": "Id into sources.json.",
    "record": "Id of the record, count or source that was changed.",
    "field": "Which field of it; `record` or `count` for one that is new or gone.",
    "was": "What stood there, as JSON unless a text; empty for nothing.",
    "is": "What stands there instead.",
    "why": "Why, in one sentence.",
    "version": "The version of the data that has it corrected.",
    "day": "The day on which it was settled.",
    "type": "CSL type of the publication.",
    "title": "Title; `custom.title_basis` says whether it is the headline as published.",
    "author": "Authors, where the page names them.",
    "container-title": "Paper, agency or site.",
    "publisher": "Publisher, where it is not the paper itself.",
    "language": "Language of the page, ISO 639.",
    "issued": "Publication date as exactly as it is known; absent where it is not.",
    "URL": "Address.",
    "custom": (
        "`title_basis`: what the title is; `archive_url`: an archived copy, or null; `archived`: when it was made; "
        "`archive_checked`: the day on which an archive was asked; `state`: what became of the address, `checked`: the "
        "day on which that was seen, `moved_to`: where it leads now. Without `checked` it was never checked."
    ),
}
"""What the columns mean that are not fields of records."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file as it stands: its name, its bytes, and its rows (properties of features, entries, or lines of a table)."""

    file: str
    content: bytes
    rows: Sequence[Json]


def describe(parts: Sequence[Part], *, version: str, created: date) -> Json:
    """Describe files as a data package.

    Parameters
    ----------
    parts
        Files that `RESOURCES` knows.
    version
        Semantic version of the data.
    created
        The day on which this version was made.
    """
    told = study.current()
    return {
        "profile": "data-package",
        "name": NAME,
        "title": told.title,
        "description": told.summary,
        "version": version,
        "created": f"{created.isoformat()}T00:00:00Z",  # the standard asks for a time; the day is what is known
        "licenses": [_licence(OURS), _licence(LINES)],
        "contributors": [{"title": told.authors, "role": "author"}],
        "sources": [
            {"title": "Publications listed in sources.json", "path": "sources.json"},
            *({"title": title, "path": path} for title, path in told.derived_from),
        ],
        "resources": [_resource(part) for part in parts],
    }


def _resource(part: Part) -> Json:
    about, suffix = RESOURCES[part.file], PurePath(part.file).suffix
    return {
        "profile": "tabular-data-resource" if suffix == ".csv" else "data-resource",
        "name": PurePath(part.file).stem,
        "path": part.file,
        "title": about.title,
        "format": suffix.removeprefix("."),
        "mediatype": SOURCES_TYPE if part.file == "sources.json" else MEDIA_TYPES[suffix],
        "encoding": "utf-8",
        "licenses": [_licence(about.due_to)],
        "attribution": _named(about.due_to),
        **({"rows": len(part.rows)} if suffix == ".csv" else {}),  # a count of rows is for tables alone
        "bytes": len(part.content),
        "hash": f"sha256:{hashlib.sha256(part.content).hexdigest()}",
        "schema": {"fields": _fields(part)},
    }


def _licence(due_to: str) -> Json:
    given = study.current().licence if due_to == OURS else study.ODBL
    return {"name": given.id, "path": given.url, "title": given.name}


def _named(due_to: str) -> str:
    told = study.current()
    return {OURS: told.authors, LINES: told.credits.lines, NAMES: told.credits.names}[due_to]


def _fields(part: Part) -> list[Json]:
    if part.file in ("incidents.geojson", "deployments.geojson"):
        given = schema.given_fields(deployments=part.file.startswith("deployments"))
        return [{"name": field.name, "type": _type_of(field.json), "description": field.rule} for field in given]
    if part.file == "sources.json":
        members: Json = schema.SOURCE["properties"]
        return [
            {"name": name, "type": _type_of(rule), "description": DESCRIPTIONS[name]} for name, rule in members.items()
        ]
    names = dict.fromkeys(name for row in part.rows for name in row)
    return [
        {
            "name": name,
            "type": _type_of_values([row.get(name) for row in part.rows]),
            "description": _described(name),
        }
        for name in names
    ]


def _described(name: str) -> str:
    """What a column holds; a name in a language says in which."""
    if (language := name.removeprefix("name_")) != name and name not in DESCRIPTIONS:
        return f"Name in the language with the ISO 639 code {language}."
    return DESCRIPTIONS.get(name, "")


def _type_of(rule: schema.Json) -> str:
    rule = next(choice for choice in rule.get("anyOf", [rule]) if choice.get("type") != "null")
    return "date" if rule.get("format") == "date" else str(rule["type"])


def _type_of_values(values: Sequence[Any]) -> str:
    """Name the narrowest Frictionless type that holds all values; texts of a table may be numbers or truth values."""
    given = [value for value in values if value is not None]
    tests = {
        "boolean": lambda value: isinstance(value, bool) or value in ("true", "false"),
        "integer": lambda value: isinstance(value, int) or (isinstance(value, str) and value.isdecimal()),
        "number": lambda value: isinstance(value, int | float),
        "date": _is_date,
        "array": lambda value: isinstance(value, list),
        "object": lambda value: isinstance(value, dict),
    }
    return next((name for name, test in tests.items() if given and all(map(test, given))), "string")


def _is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False

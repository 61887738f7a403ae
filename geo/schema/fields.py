"""The fields of a record: the rule that the codebook shows, and the JSON Schema that checks it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from geo import kept, study
from geo.schema.limits import (
    CODES_MAX,
    NAME_MAX_CHARS,
    NOTE_MAX_CHARS,
    SAYS_MAX_CHARS,
    SOURCE_TITLE_MAX_CHARS,
    SUMMARY_MAX_CHARS,
    TITLE_MAX_CHARS,
    UNCERTAINTY_MAX_M,
    VALUE_MAX,
    WHOLE_MAX_CHARS,
)
from geo.schema.rules import Json, list_of, nullable, object_of, term, text
from geo.schema.vocabulary import (
    BEARINGS,
    CATEGORIES,
    CHECKS,
    CLAIMANT_SIDES,
    CONFIDENCES,
    DATE_PRECISIONS,
    END_STATUSES,
    KINDS,
    MEASURES,
    PRECISIONS,
    SIDES,
    STATUSES,
    UNIT_TYPES,
    UNITS,
)

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


_DATE: Final[Json] = {"type": "string", "format": "date"}
RECORD_ID: Final = "[A-Z]{2,8}-[0-9]{4,}"
"""How an id of ours is written, as a regular expression: the study's prefix and a number."""
FOREIGN_ID: Final = "[A-Z][A-Z0-9]{1,11}-[A-Za-z0-9][A-Za-z0-9._-]{0,79}"
"""How an id of a record of others is written: the beginning of their data set and their own id."""
RECORD_ID_RULE: Final[Json] = {"type": "string", "pattern": f"^({RECORD_ID}|{FOREIGN_ID})$"}
SOURCE_ID_RULE: Final[Json] = {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{2,79}$"}
_AREA_ID: Final[Json] = {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{2,79}$"}
_NUMBER: Final[Json] = {"type": "number", "minimum": -100, "maximum": VALUE_MAX}

_SCOPE: Final = object_of({"place": text(NAME_MAX_CHARS), "precision": term(PRECISIONS)})
"""The place that a figure counts for, where that is wider than the record's own."""

FIGURE: Final = object_of(
    {
        "measure": term(MEASURES),
        "value": nullable(_NUMBER),
        "min": nullable(_NUMBER),
        "max": nullable(_NUMBER),
        "unit": {"type": "string", "enum": list(UNITS)},
        "as_of": nullable(_DATE),
        "attributed_to": text(NAME_MAX_CHARS),
        "source": SOURCE_ID_RULE,
        "note": nullable(text(SUMMARY_MAX_CHARS)),
        "scope": nullable(_SCOPE),
    },
    required=("measure", "value", "min", "max", "unit", "as_of", "attributed_to", "source", "note"),
)

_KEPT: Final[Json] = {"type": "string", "maxLength": WHOLE_MAX_CHARS}
ORIGIN: Final = object_of(
    {
        "dataset": SOURCE_ID_RULE,
        "id": text(SOURCE_TITLE_MAX_CHARS),
        "codes": {"type": "object", "additionalProperties": _KEPT, "maxProperties": CODES_MAX},
        "whole": {"type": "object", "additionalProperties": _KEPT},
        "brought": {"type": "string", "pattern": "^[0-9a-f]*$", "maxLength": SUMMARY_MAX_CHARS},
    },
    required=("dataset", "id", "codes"),
)
"""Whose row a record was: the data set, its own id and codes; texts that were shortened; what each field was."""

CITATION: Final = object_of(
    {
        "id": SOURCE_ID_RULE,
        "locator": nullable(text(SUMMARY_MAX_CHARS)),
        "says": nullable(text(SAYS_MAX_CHARS)),
        "bears": list_of(term(BEARINGS)),
    },
    required=("id", "locator"),
)


def fields() -> tuple[Field, ...]:
    """Fields of a record in the study in use, in the order in which a file holds them; the computed ones last."""
    return _fields(study.current())


@kept.with_first(size=1)
def _fields(of: study.Study) -> tuple[Field, ...]:
    line = of.line.name if of.line else "line"
    return (
        Field("id", f"Stable and never reused, `{of.id_prefix}-` and four digits.", RECORD_ID_RULE),
        Field("kind", "What sort of record it is; decides the layer.", term(KINDS)),
        Field("category", "What it is about; decides the symbol.", term(CATEGORIES)),
        Field(
            "title",
            f"At most {TITLE_MAX_CHARS} characters, neutral; what one party claims is worded as its claim.",
            text(TITLE_MAX_CHARS),
        ),
        Field("summary", f"At most {SUMMARY_MAX_CHARS} characters, in our own words.", text(SUMMARY_MAX_CHARS)),
        Field("start", "First calendar day, inclusive.", _DATE),
        Field(
            "end",
            "Last calendar day, inclusive; null for the same day, or for a deployment whose end is open.",
            nullable(_DATE),
        ),
        Field(
            "end_status",
            "Whether and how the end is known; required for deployments, and for anything else that has an open end.",
            nullable(term(END_STATUSES)),
            required=False,
        ),
        Field("date_precision", "How well the days are known.", term(DATE_PRECISIONS)),
        Field("place", "The place as the sources name it; null where they name none.", nullable(text(NAME_MAX_CHARS))),
        Field(
            "place_local",
            "Names in local languages, by language code.",
            {
                "type": "object",
                "additionalProperties": text(NAME_MAX_CHARS),
                "propertyNames": {"pattern": "^[a-z]{2}$"},
            },
            required=False,
        ),
        Field("geo_precision", "How exactly the place is known.", term(PRECISIONS)),
        Field(
            "uncertainty_m",
            "Radius in metres around the point within which it happened; drawn on the map. Null without a point.",
            nullable({"type": "integer", "minimum": 0, "maximum": UNCERTAINTY_MAX_M}),
        ),
        Field(
            "area",
            "For region precision: the id of the section or area in `areas.geojson` that the record concerns.",
            nullable(_AREA_ID),
            required=False,
        ),
        Field("location_note", "How the point or area was chosen.", nullable(text(NOTE_MAX_CHARS)), required=False),
        Field(
            "declared_side",
            "The side that the source names; checked against the computed one.",
            nullable(term(SIDES)),
            required=False,
        ),
        Field("actors", "Who takes part, in consistent spellings.", list_of(text(NAME_MAX_CHARS))),
        Field("claimed_by", "Who says so; at least one.", list_of(text(NAME_MAX_CHARS), at_least=1)),
        Field("disputed_by", "Who denies it or tells it otherwise.", list_of(text(NAME_MAX_CHARS))),
        Field("claimant_sides", "The sides that the claimants belong to.", list_of(term(CLAIMANT_SIDES), at_least=1)),
        Field(
            "denier_sides",
            "The sides that those who deny it belong to.",
            list_of(term(CLAIMANT_SIDES)),
            required=False,
        ),
        Field("confidence", "What the claims amount to.", term(CONFIDENCES)),
        Field(
            "figures",
            "Published numbers, each with its own claimant; competing ones stand side by side and are never added up.",
            list_of(FIGURE),
        ),
        Field(
            "sources",
            "Where it is said: ids into `sources.json`, each with a locator where the page is long.",
            list_of(CITATION, at_least=1),
        ),
        Field(
            "reported",
            "The earliest day on which one of its sources was published; null only where others do not say.",
            nullable(_DATE),
        ),
        Field("related", "Ids of records that overlap or continue this one.", list_of(RECORD_ID_RULE), required=False),
        Field("note", "What a careful reader must know.", nullable(text(NOTE_MAX_CHARS))),
        Field(
            "checked",
            "On which day the record was last checked against what is published, and how.",
            nullable(object_of({"day": _DATE, "how": term(CHECKS)})),
            required=False,
        ),
        Field(
            "origin",
            "For a row of somebody else's data set: which one, its own id and codes there, and texts in full that are "
            "shortened here.",
            nullable(ORIGIN),
            required=False,
        ),
        Field("force", "The force, unit or exercise by name.", text(NAME_MAX_CHARS), deployments_only=True),
        Field(
            "country",
            "ISO 3166-1 alpha-2 code of the country whose force it is.",
            {"type": "string", "pattern": "^[A-Z]{2}$"},
            deployments_only=True,
        ),
        Field("unit_type", "What sort of force.", term(UNIT_TYPES), deployments_only=True),
        Field("status", "Announced, in place or withdrawn.", term(STATUSES), deployments_only=True),
        Field(
            "single_claimant", "True where all claimants belong to one side.", {"type": "boolean"}, origin="computed"
        ),
        Field("side", f"Side of the {line}.", term(SIDES), origin="computed"),
        Field(
            "border_m",
            f"Distance from the point to the line in metres, in {of.metric_crs}; null without a point.",
            nullable({"type": "number"}),
            origin="computed",
        ),
        Field(
            "border_km",
            f"Kilometre of the nearest place on the line, {of.from_the_start}; null without a point.",
            nullable({"type": "number"}),
            origin="computed",
        ),
        Field(
            "nearest_crossing",
            "The nearest road, rail or foot crossing; null without a point.",
            nullable({"type": "string"}),
            origin="computed",
        ),
        Field(
            "region",
            "First-level unit that holds the point.",
            nullable({"type": "string"}),
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
    return tuple(item for item in fields() if item.origin == "given" and (deployments or not item.deployments_only))


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
    return object_of(properties, required=tuple(item.name for item in fields if item.required))

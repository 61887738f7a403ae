"""The link's parameters as machines are told of them: what each chooses, and what may be written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from geo import study
from geo.model import LAYERS
from geo.query import link as links
from geo.query.filters import FILTERS, CodedFilter

Json = Mapping[str, Any]
DAY: Final[Json] = {"type": "string", "format": "date"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the link.

    Attributes
    ----------
    name
        As it is written.
    about
        What it chooses, in words.
    rule
        JSON Schema of its value; of one word where it takes several.
    several
        Whether it takes several words with commas between them.
    """

    name: str
    about: str
    rule: Json
    several: bool = False


def _coded(item: CodedFilter) -> Parameter:
    about = f"{item.label}: any of these codes, with commas between them."
    return Parameter(item.parameter, about, {"type": "string", "enum": list(item.vocabulary)}, several=True)


def _described() -> dict[str, Parameter]:
    km = {"type": "number", "minimum": 0.001, "maximum": links.MAX_BORDER_KM, "multipleOf": 0.001}
    described = (
        Parameter("from", "The first day, inclusive: records any of whose days is this one or later.", DAY),
        Parameter("to", "The last day, inclusive: records any of whose days is this one or earlier.", DAY),
        Parameter("known", "Only what was published by this day.", DAY),
        Parameter(
            "layers", "The layers of records.", {"type": "string", "enum": [*LAYERS, links.NO_LAYERS]}, several=True
        ),
        Parameter("border_km", "Records with a point at most so many kilometres from the line.", km),
        Parameter(
            "km",
            f"Records nearest to a stretch of the line: kilometres {study.current().from_the_start}, a hyphen between.",
            {"type": "string", "pattern": r"^[0-9]{1,3}(\.[0-9])?-[0-9]{1,3}(\.[0-9])?$", "examples": ["10-20.5"]},
        ),
        Parameter(
            "q",
            "Words that all stand in the record; accents and case make no difference.",
            {"type": "string", "maxLength": links.MAX_TEXT_CHARS},
        ),
        *map(_coded, FILTERS),
    )
    return {item.name: item for item in described}


def filters() -> tuple[Parameter, ...]:
    """Give the parameters that choose records, in the order in which a link is written."""
    described = _described()
    return tuple(described[name] for name in links.PARAMETERS if name in described)


def view() -> tuple[Parameter, ...]:
    """Give the parameters that say where the map looks."""
    return (
        Parameter("lat", "Latitude of the map's middle; lat, lon and z go together.", {"type": "number"}),
        Parameter("lon", "Longitude of the map's middle.", {"type": "number"}),
        Parameter("z", "Zoom of the map.", {"type": "number"}),
    )

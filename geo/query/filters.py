"""The filters on coded fields: a row each. Link, command line, rows, words, widgets and addresses go through them.

To add one, add its row here and its field to `geo.model.Selection`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from geo import schema

MAX_CODES: Final = 52
"""Codes that a filter on a list can have: as many bits as a number of JavaScript holds exactly."""


def _same(value: Any) -> Any:
    return value


def _deniers(names: Sequence[str], sides: Sequence[str] | None) -> list[str]:
    return ["anyone", *(sides or ())] if names else []


def _measures(figures: Sequence[Mapping[str, Any]]) -> list[str]:
    return sorted({figure["measure"] for figure in figures})


def _checks(checked: Mapping[str, str] | None) -> list[str]:
    return [checked["how"]] if checked else []


def _dataset(origin: Mapping[str, Any] | None) -> str:
    return origin["dataset"] if origin and origin["dataset"] in schema.DATASETS else schema.OWN


@dataclass(frozen=True, slots=True)
class CodedFilter:
    """A filter on a field of codes.

    Attributes
    ----------
    parameter
        Its name in links and, with hyphens, on the command line; also the name of its column of numbers.
    field
        Its field of `geo.model.Selection`.
    label
        What readers call it over its widget.
    noun
        What it is called in the words of a selection, before a colon.
    vocabulary
        The codes that it can ask for.
    reads
        Columns of the records that the code rests on; of one that holds lists, a member of their items after a point.
    code
        Gives the code or, for a filter on a list, the codes of a record with some values in these columns.
    on_list
        Whether a record has several codes; it is kept if any of them was asked for.
    """

    parameter: str
    field: str
    label: str
    noun: str
    vocabulary: Mapping[str, schema.Term]
    reads: tuple[str, ...]
    code: Callable[..., Any] = _same
    on_list: bool = False


FILTERS: Final = (
    CodedFilter("category", "categories", "Category", "category", schema.CATEGORIES, ("category",)),
    CodedFilter("side", "sides", "Side of the line", "side", schema.SIDES, ("side",)),
    CodedFilter("confidence", "confidences", "Confidence", "confidence", schema.CONFIDENCES, ("confidence",)),
    CodedFilter(
        "precision", "precisions", "Precision of the place", "precision", schema.PRECISIONS, ("geo_precision",)
    ),
    CodedFilter(
        "claimant", "claimants", "Claimed by", "claimed by", schema.CLAIMANT_SIDES, ("claimant_sides",), on_list=True
    ),
    CodedFilter(
        "denier",
        "deniers",
        "Denied by",
        "denied by",
        schema.DENIER_SIDES,
        ("disputed_by", "denier_sides"),
        _deniers,
        on_list=True,
    ),
    CodedFilter(
        "measure",
        "measures",
        "Has a published figure of",
        "with a figure of",
        schema.MEASURES,
        ("figures.measure",),
        _measures,
        on_list=True,
    ),
    CodedFilter(
        "checked", "checks", "Checked against", "checked against", schema.CHECKS, ("checked",), _checks, on_list=True
    ),
    CodedFilter("dataset", "datasets", "Data set", "data set", schema.DATASETS, ("origin",), _dataset),
)

"""The filters on coded fields: a row each. Link, command line, rows, words, widgets and addresses go through them.

To add one, add its row here and its field to `geo.model.Selection`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd

from geo import schema

MAX_CODES: Final = 52
"""Codes that a filter on a list can have: as many bits as a number of JavaScript holds exactly."""

Codes = Sequence[str] | Sequence[Sequence[str]]


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
    codes
        Gives the code of each record or, for a filter on a list, its codes.
    on_list
        Whether a record has several codes; it is kept if any of them was asked for.
    """

    parameter: str
    field: str
    label: str
    noun: str
    vocabulary: Mapping[str, schema.Term]
    codes: Callable[[gpd.GeoDataFrame], Codes]
    on_list: bool = False


def _of(name: str) -> Callable[[gpd.GeoDataFrame], Codes]:
    return lambda records: records[name].tolist()


def _deniers(records: gpd.GeoDataFrame) -> Codes:
    pairs = zip(records["disputed_by"], records["denier_sides"], strict=True)
    return [["anyone", *(sides or ())] if names else [] for names, sides in pairs]


def _measures(records: gpd.GeoDataFrame) -> Codes:
    return [sorted({figure["measure"] for figure in figures}) for figures in records["figures"]]


def _checks(records: gpd.GeoDataFrame) -> Codes:
    return [[checked["how"]] if checked else [] for checked in records["checked"]]


def _datasets(records: gpd.GeoDataFrame) -> Codes:
    known = frozenset(schema.DATASETS)
    named = [origin["dataset"] if origin else schema.OWN for origin in records["origin"]]
    return [name if name in known else schema.OWN for name in named]


FILTERS: Final = (
    CodedFilter("category", "categories", "Category", "category", schema.CATEGORIES, _of("category")),
    CodedFilter("side", "sides", "Side of the line", "side", schema.SIDES, _of("side")),
    CodedFilter("confidence", "confidences", "Confidence", "confidence", schema.CONFIDENCES, _of("confidence")),
    CodedFilter(
        "precision", "precisions", "Precision of the place", "precision", schema.PRECISIONS, _of("geo_precision")
    ),
    CodedFilter(
        "claimant", "claimants", "Claimed by", "claimed by", schema.CLAIMANT_SIDES, _of("claimant_sides"), on_list=True
    ),
    CodedFilter("denier", "deniers", "Denied by", "denied by", schema.DENIER_SIDES, _deniers, on_list=True),
    CodedFilter(
        "measure", "measures", "Has a published figure of", "with a figure of", schema.MEASURES, _measures, on_list=True
    ),
    CodedFilter("checked", "checks", "Checked against", "checked against", schema.CHECKS, _checks, on_list=True),
    CodedFilter("dataset", "datasets", "Data set", "data set", schema.DATASETS, _datasets),
)

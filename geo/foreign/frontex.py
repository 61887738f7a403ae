"""Frontex' monthly detections: counts of a month and a route, which are no events. Refused as a whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from geo.foreign.draft import Outcome
from geo.foreign.letters import fold
from geo.foreign.sheet import Fault, Row, Sheet

CODE: Final = "frontex"
_MONTH: Final = re.compile(
    r"(?i)(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ _-]?(?:19|20)\d{2}|(?:19|20)\d{2}-\d{2}"
)
_MONTHS_OF_A_YEAR: Final = 12
REFUSAL: Final = Fault(
    "row",
    "a count of detections for a route and a month is no event",
    "a series of counts: such totals belong beside the published counts of a study (attempts.csv) as monthly rows with "
    "their publisher; a detection is not an attempt, so that the two are never added up or drawn as one",
)


def matches(sheet: Sheet) -> bool:
    """Whether a table has a route and months as columns, or a row a route, nationality and month with a count."""
    names = {fold(name) for name in sheet.columns}
    has_route = any(name in names for name in ("route", "routes", "migratory route"))
    months = sum(bool(_MONTH.fullmatch(name.strip())) for name in sheet.columns)
    if has_route and months >= _MONTHS_OF_A_YEAR:
        return True
    long = {"month", "detections"} <= names or {"t", "n", "nat"} <= names
    return has_route and long and not {"latitude", "lat", "coordinates"} & names


def converter(_sheet: Sheet) -> tuple[Callable[[Row], Outcome], tuple[str, ...]]:
    """Make the function that refuses each row with the same reason."""
    return lambda row: row.fault or REFUSAL, ()

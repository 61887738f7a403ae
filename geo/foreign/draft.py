"""What a converter makes of a row, before it becomes a record; and why a row makes none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from geo.foreign.sheet import Fault

UNKNOWN_SIDE: Final = "unknown"
"""A claimant side of its own: the data set does not say whose claim it is."""
OTHER: Final = "other"
"""The category of what others give without one of ours."""
OTHER_FAMILY: Final = "other"
"""The family of that category: a symbol of its own, which stands for nothing in particular."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A figure of a row: what is counted, the number or its bounds, and what a careful reader must know."""

    measure: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = "people"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A publication that a row names with an address."""

    url: str
    title: str = ""
    publisher: str = ""
    issued: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a row says that it happened.

    Attributes
    ----------
    name
        As the data set has it.
    geometry
        GeoJSON, WGS 84; None where the codebook says that the point is a stand-in, or where there is none.
    precision
        A code of our vocabulary.
    uncertainty_m
        Metres around a point; None without one.
    note
        How precision and point were chosen.
    why_no_point
        The reason, in words that the account counts by; empty with a geometry.
    country
        The country that the row names, in its own words, to compare the point with.
    """

    name: str = ""
    geometry: Mapping[str, Any] | None = None
    precision: str = "country"
    uncertainty_m: int | None = None
    note: str = ""
    why_no_point: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A row, understood. Texts are whole here; whatever is too long for a record is kept beside it."""

    id: str
    title: str
    start: date
    place: Place
    summary: str = ""
    end: date | None = None
    date_precision: str = "day"
    kind: str = "incident"
    category: str = OTHER
    actors: tuple[str, ...] = ()
    claimed_by: tuple[str, ...] = ()
    disputed_by: tuple[str, ...] = ()
    sides: tuple[str, ...] = (UNKNOWN_SIDE,)
    counts: tuple[Count, ...] = ()
    publications: tuple[Publication, ...] = ()
    reported: date | None = None
    note: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[Fault, ...] = ()
    warnings: tuple[str, ...] = ()
    has_own_id: bool = True


@dataclass(frozen=True, slots=True)
class Skip:
    """A row that is no record by the format's own rules, and why."""

    reason: str


Outcome = Draft | Fault | Skip
"""A record, a refusal, or a row that is none."""

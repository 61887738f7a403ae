"""The frozen values that travel between the steps: dataset, selection, link, findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

import geopandas as gpd
import pandas as pd

RECORD_LAYERS: Final = ("incidents", "humanitarian", "deployments", "policy", "statistics")
"""Layers that hold records; turning one off takes its records out of every count."""
DRAWN_LAYERS: Final = ("border", "crossings", "uncertainty", "density")
"""Layers that only change what is drawn."""
LAYERS: Final = RECORD_LAYERS + DRAWN_LAYERS
DEFAULT_LAYERS: Final = frozenset(LAYERS) - {"density"}
"""Density replaces the symbols, so that a reader asks for it."""
LAYER_OF_KIND: Final = {
    "incident": "incidents",
    "humanitarian": "humanitarian",
    "deployment": "deployments",
    "policy": "policy",
    "statistic": "statistics",
}

ALONG_REACH_M: Final = 50_000
"""Metres in the metric CRS: a point farther from the line than this has no kilometre on it for a filter or diagram."""

Severity = Literal["error", "warning"]


Limitations = Mapping[str, Mapping[str, str]]
"""What things cannot say, by their sort and name."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong in the data, and what would have been right."""

    file: str
    id: str
    field: str
    problem: str
    right: str
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.file}: {self.id}: {self.field}: {self.problem} ({self.right})"


@dataclass(frozen=True, slots=True)
class Intake:
    """How many features a file held, and what became of them: read = kept + rejected."""

    file: str
    read: int
    kept: int

    @property
    def rejected(self) -> int:
        """Features that were not kept; each has at least one error among the findings."""
        return self.read - self.kept


@dataclass(frozen=True, slots=True)
class Selection:
    """What a reader chose to see. ``None`` means no restriction; dates and kilometres are inclusive at both ends.

    ``border_km`` is a distance from the line; ``along_km`` a stretch of it, from one kilometre to another as counted
    from its start.
    """

    start: date | None = None
    end: date | None = None
    layers: frozenset[str] = DEFAULT_LAYERS
    categories: frozenset[str] = frozenset()
    sides: frozenset[str] = frozenset()
    confidences: frozenset[str] = frozenset()
    precisions: frozenset[str] = frozenset()
    claimants: frozenset[str] = frozenset()
    deniers: frozenset[str] = frozenset()
    measures: frozenset[str] = frozenset()
    checks: frozenset[str] = frozenset()
    datasets: frozenset[str] = frozenset()
    border_km: float | None = None
    text: str = ""
    known: date | None = None
    along_km: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class View:
    """Where the map looks: WGS 84 degrees and a Leaflet zoom in quarters."""

    lat: float
    lon: float
    zoom: float


@dataclass(frozen=True, slots=True)
class Pin:
    """What a selection was when it was cited: the version of the data, and the hash of its records."""

    version: str
    rows: str


@dataclass(frozen=True, slots=True)
class Link:
    """All that an address says.

    ``pin`` is what the selection was when it was cited. ``second`` is the pair of dates that the page Compare sets
    against the selection's; both are inclusive and None means no bound. ``choices`` are what a page lets readers choose
    beside the records, name and value, in the order of `geo.query.link.CHOICES`.
    """

    selection: Selection = field(default_factory=Selection)
    record_id: str | None = None
    view: View | None = None
    second: tuple[date | None, date | None] = (None, None)
    choices: tuple[tuple[str, str], ...] = ()
    pin: Pin | None = None

    def choice(self, name: str, default: str = "") -> str:
        """Give what was chosen under a name, or the default."""
        return dict(self.choices).get(name, default)

    def with_record(self, record_id: str | None) -> Link:
        """Give the same link with another record open."""
        return replace(self, record_id=record_id)

    def with_second(self, start: date | None, end: date | None) -> Link:
        """Give the same link with another second pair of dates."""
        return replace(self, second=(start, end))


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a story: what it says, the query of the link that it shows, and the ids of the records that bear it."""

    text: str
    link: str
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A guided story; its name is that of its file and stands in links."""

    name: str
    title: str
    summary: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing that was corrected.

    Attributes
    ----------
    record
        Id of the record, count or source.
    version
        The version of the data that has it corrected.
    field
        Name of the field.
    was, now
        Before and after, as text; empty for nothing.
    why
        In a sentence.
    """

    record: str
    version: str
    field: str
    was: str
    now: str
    why: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A parameter of a link that could not be used, and what is shown instead."""

    parameter: str
    asked: str
    shown: str


@dataclass(frozen=True, eq=False)
class Dataset:
    """Everything that is prepared once a process and never changed afterwards; equal to itself alone.

    Attributes
    ----------
    records
        One row a record, index 0…M-1 in the order start, id; WGS 84 geometry (may be null); given and computed fields.
    areas, border, crossings
        WGS 84 frames of what the records refer to.
    attempts
        Published counts of crossing attempts, one row a count, with dates and whole numbers; never summed.
    sources
        CSL-JSON entries by id.
    findings, intakes
        What was wrong, and how many rows each file gave.
    coverage
        First and last day of any record.
    version
        Version of the data.
    digest
        SHA-256 of the data files' bytes; keys caches and addresses.
    released
        The day on which the version was made, if the data package says it.
    stories
        Guided stories by name.
    folder
        Where it was read from; None if it never lay in one.
    limitations
        What each layer, category, family, measure and chart cannot say, by sort and name.
    corrections
        What was corrected in these data, the oldest version first.
    """

    records: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    border: gpd.GeoDataFrame
    crossings: gpd.GeoDataFrame
    attempts: pd.DataFrame
    sources: Mapping[str, Mapping[str, Any]]
    findings: tuple[Finding, ...]
    intakes: tuple[Intake, ...]
    coverage: tuple[date, date]
    version: str
    digest: str
    released: date | None = None
    stories: Mapping[str, Story] = field(default_factory=dict)
    folder: Path | None = None
    limitations: Limitations = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()

    def limitation(self, sort: str, name: str) -> str:
        """Say what a layer, category, family, measure or chart cannot say; empty where the data do not say it."""
        return self.limitations.get(sort, {}).get(name, "")

    @property
    def gaps(self) -> tuple[str, ...]:
        """What of the files could not be used, a sentence a file; for everybody who takes something away."""
        lost = [intake for intake in self.intakes if any(found.file == intake.file for found in self.errors)]
        return tuple(
            f"{intake.file}: {intake.rejected:,} of {intake.read:,} could not be used"
            if intake.rejected
            else f"{intake.file}: {next(found.problem for found in self.errors if found.file == intake.file)}"
            for intake in lost
        )

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings that cost a row or a file."""
        return tuple(finding for finding in self.findings if finding.severity == "error")

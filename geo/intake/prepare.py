"""Prepare a folder of data once: load → validate → join with the border."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

from geo import study
from geo.errors import DataError, MalformedFileError
from geo.intake import folder, frames, load, records, validate
from geo.model import Dataset, Finding, Intake

UNVERSIONED: Final = "unversioned"


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Let the collector rest: reading makes millions of values and no cycle, and it would walk them again and again."""
    resting = not gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not resting:
            gc.enable()


@_without_collecting()
def dataset(directory: Path = folder.DATA) -> Dataset:
    """Load, validate and join a folder of data, by the study that the folder declares; see `_dataset`.

    Raises
    ------
    DataError
        If the study, a geometry layer or the sources cannot be used.
    """
    with study.use(study.read(directory)):
        return _dataset(directory)


def _dataset(directory: Path) -> Dataset:
    """Load, validate and join a folder of data.

    A file of records that cannot be used becomes a finding and the rest still works. The border, crossings, areas and
    regions are ours and must be there.

    Parameters
    ----------
    directory
        The folder that holds the files.

    Raises
    ------
    DataError
        If a geometry layer or the sources cannot be used.
    """
    layers = {
        name: load.read_layer(directory / name, columns=folder.LAYER_COLUMNS[name]) for name in folder.LAYER_FILES
    }
    line = study.current().line
    if line and line.id not in set(layers["border.geojson"]["id"]):
        raise MalformedFileError("border.geojson", f"no line {line.id}", "the line that everything is measured by")
    areas, regions = frames.areas(layers["areas.geojson"]), layers["regions.geojson"]
    publications = validate.sort_sources(load.read_sources(directory / folder.SOURCES_FILE), file=folder.SOURCES_FILE)
    sources = {entry["id"]: entry for entry in publications.kept}
    known = validate.references(sources=sources, areas=areas, regions=regions)
    counts = _sort_counts(directory / folder.ATTEMPTS_FILE, references=known)
    rest = {folder.ATTEMPTS_FILE: counts, folder.SOURCES_FILE: publications}
    digest = folder.digest(directory)
    taken = records.take(
        directory,
        digest=digest,
        ground=records.Ground(layers["border.geojson"], layers["crossings.geojson"], regions, areas),
        rest=records.Rest(rest, known, used=tuple(row["source"] for row in counts.kept)),
    )
    version, released = release(directory / folder.PACKAGE_FILE)
    return Dataset(
        records=taken.records,
        areas=areas,
        border=layers["border.geojson"],
        crossings=layers["crossings.geojson"],
        attempts=frames.attempts(counts.kept),
        sources=sources,
        findings=(*taken.findings, *counts.findings, *publications.findings, *taken.across),
        intakes=(*taken.intakes, *(records.intake_of(name, result) for name, result in rest.items())),
        coverage=frames.coverage(taken.records),
        version=version,
        digest=digest,
        released=released,
        folder=directory,
    )


def release(path: Path) -> tuple[str, date | None]:
    """Version of the data and the day it was made, as the data package says; a folder without one is unversioned."""
    if not path.is_file():
        return UNVERSIONED, None
    said = load.parse_json(load.read_bytes(path), file=path.name)
    try:
        return str(said["version"]), date.fromisoformat(said["created"])
    except (KeyError, TypeError, ValueError) as error:
        raise MalformedFileError(path.name, f"no version and day: {error}", '"version" and "created"') from error


def _sort_counts(path: Path, *, references: validate.References) -> validate.Sorted:
    try:
        rows = load.read_table(path)
    except DataError as error:
        return records.lost(error)
    return validate.sort_counts(rows, file=path.name, references=references)


def findings(directory: Path) -> tuple[tuple[Intake, ...], tuple[Finding, ...]]:
    """Check a folder of data; one that cannot be loaded at all gives its reason as a finding.

    Returns
    -------
    intakes
        How many features each file of records gave; empty if the folder cannot be loaded.
    findings
        All that is wrong.
    """
    try:
        found = dataset(directory)
    except DataError as error:
        return (), (Finding(error.file, records.WHOLE_FILE, "file", error.problem, error.right),)
    return found.intakes, found.findings

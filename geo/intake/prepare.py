"""Prepare a folder of data once: load → validate → join with the border."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from geo import study
from geo.errors import DataError, MalformedFileError
from geo.intake import border, folder, frames, load, validate
from geo.model import Dataset, Finding, Intake

UNVERSIONED: Final = "unversioned"


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
    results = {name: _sort_file(directory / name, references=known) for name in folder.RECORD_FILES}
    records = frames.records({name: result.kept for name, result in results.items()})
    version, released = release(directory / folder.PACKAGE_FILE)
    counts = _sort_counts(directory / folder.ATTEMPTS_FILE, references=known)
    joined = border.join(
        records, border=layers["border.geojson"], crossings=layers["crossings.geojson"], regions=regions, areas=areas
    )
    whole = records.assign(**joined, single_claimant=records["claimant_sides"].map(lambda sides: len(set(sides)) == 1))
    results = {**results, folder.ATTEMPTS_FILE: counts, folder.SOURCES_FILE: publications}
    findings = tuple(finding for result in results.values() for finding in result.findings)
    return Dataset(
        records=whole,
        areas=areas,
        border=layers["border.geojson"],
        crossings=layers["crossings.geojson"],
        attempts=frames.attempts(counts.kept),
        sources=sources,
        findings=(
            *findings,
            *validate.cross_check(
                whole, sources=sources, used=[row["source"] for row in counts.kept], files=results.values()
            ),
        ),
        intakes=tuple(Intake(name, result.read, len(result.kept)) for name, result in results.items()),
        coverage=frames.coverage(whole),
        version=version,
        digest=folder.digest(directory),
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


def _sort_file(path: Path, *, references: validate.References) -> validate.Sorted:
    try:
        features = load.read_features(path)
    except DataError as error:
        return _lost(error)
    return validate.sort_features(features, file=path.name, references=references)


def _sort_counts(path: Path, *, references: validate.References) -> validate.Sorted:
    try:
        rows = load.read_table(path)
    except DataError as error:
        return _lost(error)
    return validate.sort_counts(rows, file=path.name, references=references)


def _lost(error: DataError) -> validate.Sorted:
    """Nothing could be read of a file: its reason is the only finding."""
    finding = Finding(error.file, "the whole file", "file", error.problem, error.right)
    return validate.Sorted(read=0, kept=(), findings=(finding,), readable=False)


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
        return (), (Finding(error.file, "the whole file", "file", error.problem, error.right),)
    return found.intakes, found.findings

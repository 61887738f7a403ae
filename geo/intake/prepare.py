"""Prepare a folder of data once: load → validate → join with the border."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import geopandas as gpd

from geo import schema, study
from geo.errors import DataError, MalformedFileError, MissingFileError, RequestError
from geo.intake import border, corrections, folder, frames, limitations, load, outlines, records, validate
from geo.model import Dataset, Finding, Intake

UNVERSIONED: Final = "unversioned"
TRIES: Final = 5


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
        If the study, a geometry layer or the sources cannot be used, or the files do not come to rest: what is in the
        dataset is what its digest says.
    """
    for _ in range(TRIES):
        before = folder.stamps(directory)
        with study.use(study.read(directory)):
            made = _dataset(directory)
        if folder.stamps(directory) == before:
            return made
    raise DataError(directory.name, "the files change while they are read", "files at rest")


def _dataset(directory: Path) -> Dataset:
    """Load, validate and join a folder of data.

    A file of records that cannot be used becomes a finding and the rest still works. The border, crossings, areas and
    regions are ours and must be there, unless the study has no line that things are measured by.

    Parameters
    ----------
    directory
        The folder that holds the files.

    Raises
    ------
    DataError
        If a geometry layer or the sources cannot be used.
    """
    line = study.current().line
    layers = {name: _layer(directory / name, needed=line is not None) for name in folder.LAYER_FILES}
    if line and line.id not in set(layers["border.geojson"]["id"]):
        raise MalformedFileError("border.geojson", f"no line {line.id}", "the line that everything is measured by")
    areas, regions = frames.areas(layers["areas.geojson"]), layers["regions.geojson"]
    outlines.check_together(layers["border.geojson"], regions)
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
    told, unlimited = limitations.read(directory)
    corrected, uncorrected = corrections.taken(directory)
    beside = (*unlimited, *uncorrected)
    return Dataset(
        records=taken.records,
        areas=areas,
        border=layers["border.geojson"],
        crossings=layers["crossings.geojson"],
        attempts=frames.attempts(counts.kept),
        sources=sources,
        findings=(*taken.findings, *counts.findings, *publications.findings, *taken.across, *beside),
        intakes=(
            *taken.intakes,
            *(records.intake_of(name, result) for name, result in rest.items()),
            *(Intake(found.file, 0, 0) for found in beside if found.severity == "error"),
        ),
        coverage=frames.coverage(taken.records),
        version=version,
        digest=digest,
        released=released,
        folder=directory,
        limitations=told,
        corrections=corrected,
    )


@_without_collecting()
def in_memory(
    features: Sequence[Mapping[str, Any]],
    sources: Mapping[str, Mapping[str, Any]],
    *,
    file: str,
    version: str = UNVERSIONED,
) -> Dataset:
    """Validate and join records that lie in no folder, by the study in use, which has no line.

    Parameters
    ----------
    features
        GeoJSON features, WGS 84, unchecked.
    sources
        CSL-JSON entries that they cite, by id.
    file
        What findings call the file that they came from.
    version
        What is said to be their version.

    Raises
    ------
    DataError
        If there is no record that can be used.
    """
    layers = {name: _empty_layer(name) for name in folder.LAYER_FILES}
    areas, regions = frames.areas(layers["areas.geojson"]), layers["regions.geojson"]
    publications = validate.sort_sources(dict(sources), file=folder.SOURCES_FILE)
    cited = {entry["id"]: entry for entry in publications.kept}
    known = validate.references(sources=cited, areas=areas, regions=regions)
    counts = validate.sort_counts([], file=folder.ATTEMPTS_FILE, references=known)
    ground = records.Ground(layers["border.geojson"], layers["crossings.geojson"], regions, areas)
    rest = records.Rest({folder.ATTEMPTS_FILE: counts, folder.SOURCES_FILE: publications}, known, used=())
    taken = records.of_features(features, file=file, ground=ground, rest=rest)
    if taken.records.empty:
        found = next((finding for finding in taken.findings if finding.severity == "error"), None)
        raise DataError(file, "no row could become a record", str(found) if found else "at least one row")
    return Dataset(
        records=taken.records,
        areas=areas,
        border=layers["border.geojson"],
        crossings=layers["crossings.geojson"],
        attempts=frames.attempts(counts.kept),
        sources=cited,
        findings=(*taken.findings, *publications.findings, *taken.across),
        intakes=taken.intakes,
        coverage=frames.coverage(taken.records),
        version=version,
        digest=_digest_of(features, list(sources.values())),
    )


@_without_collecting()
def beside(
    ours: Dataset, features: Sequence[Mapping[str, Any]], sources: Mapping[str, Mapping[str, Any]], *, file: str
) -> Dataset:
    """Put records that lie in no folder beside a dataset, joined with the same line, by the study in use.

    Parameters
    ----------
    ours
        A dataset of the study in use, or of the one that it extends. Of two records with one id, the other one stays.
    features, sources, file
        As for `in_memory`.

    Returns
    -------
    dataset
        Records of both in the order start, id. It lies in no folder, and has neither stories nor corrections.

    Raises
    ------
    DataError
        If there is no record that can be used.
    """
    directory = ours.folder or folder.DATA
    regions = _layer(directory / "regions.geojson", needed=False)
    publications = validate.sort_sources(dict(sources), file=folder.SOURCES_FILE)
    cited = {entry["id"]: entry for entry in publications.kept}
    known = validate.references(sources=cited, areas=ours.areas, regions=regions)
    counts = validate.sort_counts([], file=folder.ATTEMPTS_FILE, references=known)
    rest = records.Rest({folder.ATTEMPTS_FILE: counts, folder.SOURCES_FILE: publications}, known, used=())
    ground = records.Ground(ours.border, ours.crossings, regions, ours.areas)
    taken = records.of_features(features, file=file, ground=ground, rest=rest)
    if taken.records.empty:
        raise DataError(file, "no row could become a record", "at least one row")
    both = frames.together(ours.records, taken.records)
    return replace(
        ours,
        records=both,
        sources={**ours.sources, **cited},
        findings=(*ours.findings, *taken.findings),
        intakes=(*ours.intakes, *taken.intakes),
        coverage=frames.coverage(both),
        digest=_digest_of([{"digest": ours.digest}], features, list(sources.values())),
        folder=None,
        stories={},
    )


def _digest_of(*parts: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 of what a dataset was made of."""
    total = sha256()
    for part in parts:
        total.update(json.dumps(part, ensure_ascii=True, sort_keys=True).encode() + b"\0")
    return total.hexdigest()


def _empty_layer(name: str) -> gpd.GeoDataFrame:
    return load.empty_layer((*folder.LAYER_COLUMNS[name], *folder.LAYER_EXTRAS[name]))


def _layer(path: Path, *, needed: bool) -> gpd.GeoDataFrame:
    """Read a geometry layer; a study without a line may do without any of them."""
    if not needed and not path.exists():
        return _empty_layer(path.name)
    layer = load.read_layer(path, columns=folder.LAYER_COLUMNS[path.name])
    outlines.check(layer, file=path.name)
    return layer


def surroundings(directory: Path = folder.DATA) -> border.Surroundings:
    """Prepare what points are related to, by the study in use.

    Raises
    ------
    DataError
        If a geometry layer cannot be used.
    RequestError
        If the study has no line.
    """
    if study.current().line is None:
        raise RequestError("the study has no line that points could be related to")
    border_, crossings, regions = (
        _layer(directory / name, needed=True) for name in ("border.geojson", "crossings.geojson", "regions.geojson")
    )
    outlines.check_together(border_, regions)
    return border.surroundings(border=border_, crossings=crossings, regions=regions)


def release(path: Path) -> tuple[str, date | None]:
    """Version of the data and the day it was made, as the data package says; a folder without one is unversioned."""
    try:
        said = load.parse_json(load.read_bytes(path), file=path.name)
    except MissingFileError:
        return UNVERSIONED, None
    try:
        return str(said["version"]), _day_of(said["created"])
    except (KeyError, TypeError, ValueError) as error:
        raise MalformedFileError(path.name, f"no version and day: {error}", '"version" and "created"') from error


def _promised(package: Path) -> frozenset[str]:
    """Names of the files that the data package lists: one of them that is not there is missed, another is not."""
    try:
        listed = load.parse_json(load.read_bytes(package), file=package.name)["resources"]
        return frozenset(str(item["name"]) for item in listed)
    except (DataError, KeyError, TypeError):
        return frozenset()


def _day_of(created: str) -> date:
    """The day of a date-time, or of a date alone as older packages have it."""
    return datetime.fromisoformat(created).date()


def _sort_counts(path: Path, *, references: validate.References) -> validate.Sorted:
    if not os.path.lexists(path) and path.stem not in _promised(path.parent / folder.PACKAGE_FILE):
        return validate.Sorted(read=0, kept=(), findings=())
    try:
        rows = load.read_table(path, columns=schema.COUNT_COLUMNS)
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

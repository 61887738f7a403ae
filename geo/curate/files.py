"""The files that a curator's commands write, by path; nothing is written here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from geo import schema
from geo.curate import archive, canonical, datapackage
from geo.curate import corrections as protocol
from geo.curate.corrections import REVIEW_FILE
from geo.errors import RequestError
from geo.intake import corrections, load
from geo.intake.folder import CORRECTIONS_FILE, PACKAGE_FILE, RECORD_FILES, SCHEMA_FOLDER, SOURCES_FILE
from geo.intake.prepare import release

EDITED: Final = (*RECORD_FILES, SOURCES_FILE)
"""What people edit."""


def arranged(directory: Path) -> Mapping[Path, bytes]:
    """Give the files that people edit in their canonical form, by path; nothing is written.

    Raises
    ------
    DataError
        If a file cannot be read, or holds what the form has no place for.
    """
    paths = [directory / name for name in EDITED]
    documents = {path: load.parse_json(load.read_bytes(path), file=path.name) for path in paths}
    return {
        path: (canonical.sources if path.name == SOURCES_FILE else canonical.records)(document, file=path.name)
        for path, document in documents.items()
    }


def schema_files(directory: Path) -> Mapping[Path, bytes]:
    """Give the JSON Schema files of a folder of data, by path; nothing is written."""
    return {
        directory / SCHEMA_FOLDER / f"{Path(name).stem}.schema.json": _pretty(rule)
        for name, rule in schema.file_schemas().items()
    }


def packaged(directory: Path, *, version: str | None = None, created: date | None = None) -> Mapping[Path, bytes]:
    """Give the data package that describes a folder of data, by path; nothing is written.

    Parameters
    ----------
    directory
        The folder; every file that `geo.curate.datapackage.RESOURCES` names must be there, but for the optional ones.
    version, created
        Semantic version of the data and the day on which it was made; those of the present package by default.

    Raises
    ------
    DataError
        If a file cannot be used.
    RequestError
        If there is no package yet and no version or day is given.
    """
    path = directory / PACKAGE_FILE
    before, day = release(path)
    made = created or day
    if made is None:
        message = f"{path} is not there yet: say the version and the day on which it was made"
        raise RequestError(message)
    names = [name for name in datapackage.RESOURCES if name not in datapackage.OPTIONAL or (directory / name).exists()]
    parts = [_part(directory / name) for name in names]
    return {path: _pretty(datapackage.describe(parts, version=version or before, created=made))}


def corrected(directory: Path) -> Mapping[Path, bytes]:
    """Give the list of corrections that the protocol of the review makes, by path; nothing is written.

    Raises
    ------
    DataError
        If the protocol or the present list cannot be used.
    """
    version, _ = release(directory / PACKAGE_FILE)
    review = load.read_table(directory / REVIEW_FILE, columns=protocol.COLUMNS)
    found = protocol.collected(review, listed=corrections.read(directory), version=version)
    return {directory / CORRECTIONS_FILE: protocol.written(found)}


def archived(directory: Path, found: Iterable[archive.Found], *, day: date) -> Mapping[Path, bytes]:
    """Give the sources with what was found of their addresses, by path; nothing is written.

    Parameters
    ----------
    directory
        The folder.
    found
        What was found.
    day
        The day on which it was asked.

    Raises
    ------
    DataError
        If the file cannot be used.
    """
    path = directory / SOURCES_FILE
    entries = list(load.read_sources(path).values())
    return {path: canonical.sources(archive.recorded(entries, found, day=day), file=path.name)}


def _part(path: Path) -> datapackage.Part:
    rows: Sequence[Mapping[str, Any]]
    if path.suffix == ".csv":
        rows = load.read_table(path)
    elif path.name == SOURCES_FILE:
        rows = list(load.read_sources(path).values())
    elif path.name == CORRECTIONS_FILE:
        corrections.read(path.parent)  # refuses what is none
        rows = load.parse_json(load.read_bytes(path), file=path.name)
    else:
        rows = [feature["properties"] for feature in load.read_features(path)]
    return datapackage.Part(file=path.name, content=load.read_bytes(path), rows=rows)


def _pretty(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()

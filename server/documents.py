"""The published files as they stand: attempts, sources, schemas, the data package."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from geo.curate import datapackage, files
from geo.errors import DataError
from geo.intake import folder, load
from server import records, workshop
from server.answer import JSON, Content, Refusal
from server.asked import Asked

FILES: Final[Mapping[str, str]] = {
    folder.ATTEMPTS_FILE: "text/csv; charset=utf-8",
    folder.SOURCES_FILE: datapackage.SOURCES_TYPE,
    folder.CORRECTIONS_FILE: JSON,
    folder.PACKAGE_FILE: JSON,
}
"""Media type of each file that is given as it stands."""


def published(asked: Asked) -> Content:
    """Give a file of the data folder."""
    name = asked.path["name"]
    if name not in FILES:
        raise Refusal(HTTPStatus.NOT_FOUND, f"There is no {name!r} here; there are {', '.join(FILES)}.")
    try:
        return Content(load.read_bytes(asked.prepared.folder / name), FILES[name], name)
    except DataError as error:
        raise Refusal(HTTPStatus.NOT_FOUND, f"These data have no {name}.") from error


def schema_names() -> list[str]:
    """Names of the schemas."""
    return [path.name for path in files.schema_files(folder.DATA)]


async def bibliography(asked: Asked) -> Content:
    """Give all sources as BibTeX."""
    made = await workshop.sources(asked, format="bibtex")
    return Content(made.body, records.BIBTEX, made.filename)


def schema(asked: Asked) -> Content:
    """Give the JSON Schema of a file: the published one or, where the data come without, the one of this version."""
    name, directory = asked.path["name"], asked.prepared.folder
    found = {path.name: body for path, body in files.schema_files(directory).items()}
    if name not in found:
        raise records.no_such("schema", name, found)
    try:
        body = load.read_bytes(directory / folder.SCHEMA_FOLDER / name)
    except DataError:
        body = found[name]
    return Content(body, "application/schema+json")

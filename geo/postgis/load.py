"""Put a folder of data into the tables: all of it in one transaction, or nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import psycopg
import shapely
from psycopg import sql

from geo import schema, study
from geo.curate import canonical
from geo.errors import MalformedFileError
from geo.intake import folder, geoparquet, load
from geo.intake.validate.result import id_of
from geo.intake.validate.structure import check_structure, structure
from geo.postgis import tables
from geo.postgis.connection import connected, told
from geo.postgis.rules import JSON, WHOLE
from geo.postgis.tables import DOCUMENTS, LEFT_OUT, PLACE, SCHEMA, SHAPE, Table
from geo.schema.rules import object_of

WHOLE_FILES: Final = (".csv", ".geojson", ".json", ".md", ".toml")
"""What files are called that are kept as documents."""
NO_DATA: Final = frozenset({"build"})
"""Folders beside the data that hold code."""
LINE: Final = re.compile(r"COPY \w+, line (\d+)")

Json = Mapping[str, Any]
Connection = psycopg.Connection[Any]


def make(address: str, directory: Path) -> None:
    """Make the tables for the study of a folder; those that are there keep their rows and get the study's constraints.

    Raises
    ------
    LostError
        If the database cannot be reached.
    DataError
        If the folder's study or layers cannot be used, or a row that is there breaks a constraint.
    """
    with study.use(study.read(directory)), connected(address) as connection:
        _make(connection, tables.of_study(tables.layer_columns(directory)))


def load_folder(address: str, directory: Path) -> dict[str, int]:
    """Put a folder of data in the place of what the tables hold.

    Parameters
    ----------
    address
        Of the database.
    directory
        The folder.

    Returns
    -------
    counts
        Rows by the name of the table.

    Raises
    ------
    LostError
        If the database cannot be reached.
    DataError
        If a file cannot be used, or the database refuses a row: names table, row and constraint. Nothing has changed
        then.
    """
    with study.use(study.read(directory)), connected(address) as connection:
        made = tables.of_study(tables.layer_columns(directory))
        _make(connection, made)
        # Not TRUNCATE, which would empty the tables also for who reads them as they were.
        for name in (*(table.name for table in made), DOCUMENTS):
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(SCHEMA, name)))
        counts = {table.name: _copy_table(connection, table, directory) for table in made}
        counts[DOCUMENTS] = _copy(connection, DOCUMENTS, ("name", "content"), _documents(directory, made))
        return counts


def _make(connection: Connection, made: Iterable[Table]) -> None:
    for statement in tables.statements(made):
        connection.execute(statement.encode())


def _copy_table(connection: Connection, table: Table, directory: Path) -> int:
    if table.file in folder.RECORD_FILES:
        rows = _features(_record_features(table, directory), table)
    elif table.file == folder.SOURCES_FILE:
        rows = (_row(entry, table) for entry in _sources(directory / table.file))
    elif table.file == folder.ATTEMPTS_FILE:
        rows = _counts(directory / table.file, table)
    else:
        path = directory / table.file
        rows = _features(load.read_features(path) if path.exists() else (), table)
    extra = [*([SHAPE] if table.shapes else []), *([LEFT_OUT] if table.leaves_out else [])]
    extra += [PLACE] if table.ordered else []
    return _copy(connection, table.name, (*table.names, *extra), rows)


def _copy(connection: Connection, table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Copy rows; what the database refuses is named by the row's first cell, which is its id."""
    ids: list[Any] = []
    asked = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(SCHEMA, table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    try:
        with connection.cursor() as cursor, cursor.copy(asked) as copy:
            for row in rows:
                ids.append(row[0])
                copy.write_row(row)
    except psycopg.Error as error:
        line = LINE.search(error.diag.context or "")
        name = ids[int(line[1]) - 1] if line and int(line[1]) <= len(ids) else ids[-1] if ids else "the table"
        said = told(error)
        right = f"what the constraint {error.diag.constraint_name} asks" if error.diag.constraint_name else said.right
        raise type(said)(table, f"{name}: {said.problem}", right) from None
    return len(ids)


# --- rows of files -------------------------------------------------------------------


def _record_features(table: Table, directory: Path) -> Iterator[Json]:
    """Give the records of a file whose form the schema knows; one that it does not is refused, and so is the file."""
    deployments = table.name == "deployments"
    (path,) = (path for path in folder.record_paths(directory) if path.stem == table.name)
    form = structure(schema.feature_schema(deployments=deployments))
    if path.suffix == ".parquet":
        features: Iterable[Any] = (
            feature
            for batch in geoparquet.batches(path, deployments=deployments)
            for feature in geoparquet.features_of(batch, range(len(batch.wkb)))
        )
    else:
        features = load.read_features(path)
    for position, item in enumerate(features):
        for field, problem, expected, _ in check_structure(form, item):
            raise MalformedFileError(path.name, f"{id_of(item, position=position)}: {field}: {problem}", expected)
        yield item


def _features(features: Iterable[Any], table: Table) -> Iterator[tuple[Any, ...]]:
    for number, item in enumerate(features, start=1):
        where = f"feature {number}"
        others = sorted(set(item) - set(canonical.FEATURE_MEMBERS)) if isinstance(item, dict) else ["no object"]
        if others or not isinstance(item.get("properties"), dict):
            raise MalformedFileError(table.file, f"{where}: {', '.join(others) or 'no properties'}", "a plain feature")
        properties = item["properties"]
        if item.get("id", properties.get("id")) != properties.get("id"):
            raise MalformedFileError(table.file, f"{where}: two ids", "the same id in the feature and its properties")
        try:
            shape = geoparquet.shape_of(item["geometry"])
        except (AttributeError, KeyError, TypeError, ValueError, shapely.errors.ShapelyError) as error:
            raise MalformedFileError(table.file, f"{where}: no geometry: {error}", "GeoJSON in WGS 84") from error
        wkb = None if shape is None else shapely.to_wkb(shape, hex=True, include_srid=True)
        left_out = [each.name for each in table.columns if each.nullable and each.name not in properties]
        yield (
            *_row(properties, table),
            None if wkb is None else f"SRID=4326;{wkb}",
            *([left_out] if table.leaves_out else []),
            *([number] if table.ordered else []),
        )


def _row(values: Json, table: Table) -> tuple[Any, ...]:
    others = sorted(set(values) - set(table.names))
    if others:
        raise MalformedFileError(table.file, f"the member {', '.join(others)}", f"only {', '.join(table.names)}")
    return tuple(_cell(values.get(each.name), each.type) for each in table.columns)


def _cell(value: Any, kind: str) -> Any:
    """Give a value as its column takes it; a whole number may be written with a point in JSON."""
    if value is not None and kind == JSON:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return int(value) if kind == WHOLE and isinstance(value, float) else value


def _sources(path: Path) -> Iterator[Json]:
    form = structure(object_of(schema.SOURCE["properties"], required=tuple(schema.SOURCE["required"])))
    for name, entry in load.read_sources(path).items():
        for field, problem, expected, _ in check_structure(form, entry):
            raise MalformedFileError(path.name, f"{name}: {field}: {problem}", expected)
        yield entry


def _counts(path: Path, table: Table) -> Iterator[tuple[Any, ...]]:
    if not path.exists():
        return
    for number, row in enumerate(load.read_table(path, columns=schema.COUNT_COLUMNS), start=1):
        yield (*_row({name: value or None for name, value in row.items()}, table), number)


def _documents(directory: Path, made: Iterable[Table]) -> Iterator[tuple[str, str]]:
    """Give the files that are edited whole, by their paths below the folder."""
    taken = {table.file for table in made} | set(folder.TABLE_FILES)
    for path in sorted(directory.rglob("*")):
        name = path.relative_to(directory)
        hidden = any(part.startswith((".", "_")) for part in name.parts)
        if hidden or name.parts[0] in NO_DATA or path.suffix not in WHOLE_FILES or str(name) in taken:
            continue
        try:
            yield name.as_posix(), load.read_bytes(path).decode("utf-8")
        except UnicodeDecodeError as error:
            raise MalformedFileError(str(name), f"byte {error.start} is not UTF-8", "UTF-8 text") from error

"""Write the tables as the files of a folder of data, all as they stood at one moment."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, cast

import psycopg
import shapely
from psycopg import sql
from psycopg.rows import dict_row
from pyarrow import parquet

from geo import study
from geo.curate import canonical
from geo.errors import DataError, MalformedFileError
from geo.intake import folder, geoparquet, load
from geo.postgis import tables
from geo.postgis.connection import NAME, connected
from geo.postgis.rules import DATE, JSON, Column
from geo.postgis.tables import DOCUMENTS, LEFT_OUT, PLACE, SCHEMA, SHAPE, Table

AS_TABLE: Final = 20_000
"""Records from which a file is GeoParquet: as GeoJSON it would be larger than what is read."""
WAIT_MS: Final = 10_000
"""How long somebody who loads a whole study is waited for."""
AT_ONCE: Final = 2_000
LAYERS: Final = tuple(Path(name).stem for name in folder.LAYER_FILES)

Json = dict[str, Any]
Version = tuple[int, ...]
Connection = psycopg.Connection[Any]


def dump(address: str, goal: Path) -> Version:
    """Write the study of a database into a folder.

    Parameters
    ----------
    address
        Of the database.
    goal
        A folder, empty or with an earlier dump.

    Returns
    -------
    version
        What the database said of its changes then.

    Raises
    ------
    LostError
        If the database cannot be reached, or ends the connection.
    DataError
        If a table is not there, may not be read or holds what no file can.
    """
    with connected(address) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        connection.execute(sql.SQL("SET LOCAL lock_timeout = {}").format(WAIT_MS))
        found = _tables(connection)
        # Before the first row is read: a table that somebody empties with TRUNCATE is empty for all, at any moment.
        named = sql.SQL(", ").join(sql.Identifier(SCHEMA, name) for name in (*(t.name for t in found), DOCUMENTS))
        connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS SHARE MODE").format(named))
        now = version(connection)
        _documents(connection, goal)
        with study.use(study.read(goal)):
            for table in _tables(connection):
                _write(connection, table, goal)
    return now


def version(connection: Connection) -> Version:
    """Give what every change makes another."""
    return tuple(connection.execute("SELECT number, oldest, changes FROM granica.version").fetchone() or ())


def _tables(connection: Connection) -> tuple[Table, ...]:
    """The tables of the study in use, the layers with the columns that the database has."""
    rows = connection.execute(
        """SELECT c.relname, a.attname, format_type(a.atttypid, NULL) FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %s AND c.relname = ANY (%s) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum""",
        (SCHEMA, list(LAYERS)),
    )
    layers: dict[str, dict[str, str]] = {}
    for table, name, kind in rows:
        if name not in {SHAPE, LEFT_OUT, PLACE}:
            layers.setdefault(f"{table}.geojson", {})[name] = kind
    return tables.of_study(layers)


def _write(connection: Connection, table: Table, goal: Path) -> None:
    file = table.file
    if file in folder.RECORD_FILES:
        _records(connection, table, goal)
    elif file == folder.SOURCES_FILE:
        entries = [_members(row, table) for row in _rows(connection, table)]
        (goal / file).write_bytes(canonical.sources(entries, file=file))
    elif file == folder.ATTEMPTS_FILE:
        if rows := [_cells(row, table) for row in _rows(connection, table)]:
            (goal / file).write_bytes(_csv(rows, table.names))
    elif features := [_feature(row, table) for row in _rows(connection, table)]:
        (goal / file).write_bytes(canonical.collection(features))


def _records(connection: Connection, table: Table, goal: Path) -> None:
    count = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(SCHEMA, table.name))).fetchone()
    features = (_feature(row, table) for row in _rows(connection, table))
    if not count or count[0] < AS_TABLE:
        document = {"type": "FeatureCollection", "features": list(features)}
        (goal / table.file).write_bytes(canonical.records(document, file=table.file))
        return
    path = (goal / table.file).with_suffix(".parquet")
    deployments = table.name == "deployments"
    writer: parquet.ParquetWriter | None = None
    for part in _parts(features, geoparquet.ROW_GROUP):
        try:
            made = geoparquet.table_of(part, deployments=deployments)
        except (OverflowError, ValueError) as error:
            raise DataError(table.name, f"a value that no column has: {error}", "what the schema allows") from error
        writer = writer or parquet.ParquetWriter(path, made.schema, compression="zstd")
        writer.write_table(made)
    if writer:
        writer.close()


def _parts(items: Iterator[Json], size: int) -> Iterator[list[Json]]:
    part: list[Json] = []
    for item in items:
        part.append(item)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part


# --- rows ----------------------------------------------------------------------------


def _rows(connection: Connection, table: Table) -> Iterator[Json]:
    """Give the rows as the database holds them: JSON and days as text, geometry as WKB."""
    wanted = [
        sql.SQL("{}::text AS {}").format(sql.Identifier(each.name), sql.Identifier(each.name))
        if each.type in {JSON, DATE}
        else sql.Identifier(each.name)
        for each in table.columns
    ]
    if table.shapes:
        wanted.append(sql.SQL("ST_AsBinary({name}) AS {name}").format(name=sql.Identifier(SHAPE)))
    if table.leaves_out:
        wanted.append(sql.Identifier(LEFT_OUT))
    order = sql.SQL(", ").join(map(sql.Identifier, [*([PLACE] if table.ordered else []), "id"]))
    asked = sql.SQL("SELECT {} FROM {} ORDER BY {}").format(
        sql.SQL(", ").join(wanted), sql.Identifier(SCHEMA, table.name), order
    )
    with connection.cursor(name=table.name, row_factory=dict_row) as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(asked)
        yield from cursor


def _feature(row: Json, table: Table) -> Json:
    shape = row[SHAPE]
    geometry = json.loads(json.dumps(shapely.geometry.mapping(cast("Any", shapely.from_wkb(shape))))) if shape else None
    return {"type": "Feature", "id": row["id"], "properties": _members(row, table), "geometry": geometry}


def _members(row: Json, table: Table) -> Json:
    """A row as an object: what is null is a member only where the rule knows null and the row does not leave it out."""
    left_out = frozenset(row.get(LEFT_OUT) or ())
    return {
        each.name: _value(row[each.name], each, table=table, record=row["id"])
        for each in table.columns
        if row[each.name] is not None or (each.nullable and each.name not in left_out)
    }


def _value(value: Any, column: Column, *, table: Table, record: str) -> Any:
    if column.type == JSON and value is not None:
        try:
            return load.parse_json(value.encode(), file=table.file)
        except MalformedFileError as error:
            raise DataError(table.name, f"{record}: {column.name}: {error.problem}", error.right) from error
    if not isinstance(value, Decimal):
        return value
    if not value.is_finite():
        raise DataError(table.name, f"{record}: {column.name} is {value}", "a finite number")
    return int(value) if value == value.to_integral_value() and int(value.as_tuple().exponent) >= 0 else float(value)


def _cells(row: Json, table: Table) -> dict[str, str]:
    words: Mapping[type, Callable[[Any], str]] = {bool: lambda value: "true" if value else "false"}
    return {name: "" if row[name] is None else words.get(type(row[name]), str)(row[name]) for name in table.names}


def _csv(rows: Iterable[Mapping[str, str]], names: Iterable[str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(names), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _documents(connection: Connection, goal: Path) -> None:
    """Write the files that are edited whole; one that would stand elsewhere, or in the place of a table, is refused."""
    taken = {each.file for each in tables.of_study()} | set(folder.TABLE_FILES)
    rows = connection.execute(sql.SQL("SELECT name, content FROM {}").format(sql.Identifier(SCHEMA, DOCUMENTS)))
    for name, content in rows:
        if not re.fullmatch(tables.PATH, name, re.ASCII) or name in taken:
            raise DataError(NAME, f"a document called {name!r}", "a path below the folder, and none of a table's file")
        path = goal / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode())

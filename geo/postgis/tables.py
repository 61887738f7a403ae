"""The tables of a study: one a file that people edit row by row, and one for the files that are edited whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

from geo import schema
from geo.errors import MalformedFileError
from geo.intake import folder, load
from geo.postgis.rules import JSON, NAME_MAX_BYTES, NUMBER, TEXT, Check, Column, column, literal, quoted
from geo.schema.rules import text
from geo.terms import Term

SCHEMA: Final = "granica"
LEFT_OUT: Final = "left_out"
"""Column that names the optional members which a record does not have, as against those that it has as null."""
SHAPE: Final = "geometry"
PLACE: Final = "position"
"""Column that keeps the order of a file that has no other."""
DOCUMENTS: Final = "documents"
PATH: Final = r"^[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*){0,3}$"
"""How a document is called: a path below the folder."""
WORDS: Final = "words"
VERSION: Final = "version"
_COUNT: Final = {
    "id": text(schema.NAME_MAX_CHARS),
    "date_start": {"type": "string", "format": "date"},
    "date_end": {"type": "string", "format": "date"},
    "period_type": {"type": "string", "enum": list(schema.PERIOD_TYPES)},
    "attempts": {"type": "integer", "minimum": 0, "maximum": schema.VALUE_MAX},
    "rounded": {"type": "boolean"},
    "date_inferred": {"type": "boolean"},
    "claimed_by": text(schema.NAME_MAX_CHARS),
    "source": {"type": "string", "minLength": 1},
    "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
}
_USUAL: Final = {"name_local": JSON} | dict.fromkeys(("km", "km_from", "km_to", "label_lat", "label_lon"), NUMBER)


@dataclass(frozen=True)
class Table:
    """The table of a file.

    Attributes
    ----------
    file
        Name of the file.
    columns
        Its given fields; one of them is ``id``.
    shapes
        Types of geometry that a row may have, or none; empty where rows have no geometry.
    checks
        Constraints over several columns.
    ordered
        Whether the order of the rows is kept, as they cannot be sorted by what they hold.
    """

    file: str
    columns: tuple[Column, ...]
    shapes: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    ordered: bool = False

    @property
    def name(self) -> str:
        """Of the table."""
        return Path(self.file).stem

    @property
    def names(self) -> tuple[str, ...]:
        """Of the columns."""
        return tuple(each.name for each in self.columns)

    @property
    def leaves_out(self) -> bool:
        """Whether a row must say which optional members it does not have."""
        return any(each.nullable for each in self.columns) and bool(self.shapes)


def of_study(layers: Mapping[str, Mapping[str, str]] | None = None) -> tuple[Table, ...]:
    """Give the tables of the study in use.

    Parameters
    ----------
    layers
        Columns of the layers, name to type, by the layer's file; the usual ones where it is not named.
    """
    return (
        _records("incidents.geojson", deployments=False),
        _records("deployments.geojson", deployments=True),
        Table(folder.SOURCES_FILE, tuple(_columns(schema.SOURCE["properties"], schema.SOURCE["required"]))),
        Table(
            folder.ATTEMPTS_FILE,
            tuple(_columns(_COUNT, _COUNT)),
            checks=(Check("days_in_order", "date_start <= date_end"),),
            ordered=True,
        ),
        *(_layer(name, (layers or {}).get(name) or _usual(name)) for name in folder.LAYER_FILES),
    )


def _records(file: str, *, deployments: bool) -> Table:
    rule = schema.record_schema(deployments=deployments)
    return Table(
        file,
        tuple(_columns(rule["properties"], rule["required"])),
        shapes=("POINT", "LINESTRING", "POLYGON"),
        checks=(Check("days_in_order", '"start" <= "end"'),),
    )


def _layer(file: str, types: Mapping[str, str]) -> Table:
    needed = folder.LAYER_COLUMNS[file]
    columns = (Column(name, kind, {}, needed=name in needed, nullable=True) for name, kind in types.items())
    return Table(file, tuple(columns), shapes=_ANY_SHAPE, ordered=True)


def _usual(file: str) -> dict[str, str]:
    return {name: _USUAL.get(name, TEXT) for name in (*folder.LAYER_COLUMNS[file], *folder.LAYER_EXTRAS[file])}


_ANY_SHAPE: Final = ("POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON")


def _columns(properties: Mapping[str, Any], required: Iterable[str]) -> Iterator[Column]:
    needed = frozenset(required)
    return (column(name, rule, required=name in needed) for name, rule in properties.items())


def layer_columns(directory: Path) -> dict[str, dict[str, str]]:
    """Give the members that the layers of a folder have, name to type, by file; none for a layer that is not there.

    Raises
    ------
    DataError
        If a layer cannot be used, or a member has a name that no column can have.
    """
    found: dict[str, dict[str, str]] = {}
    for file in folder.LAYER_FILES:
        features = load.read_features(directory / file) if (directory / file).exists() else []
        values: dict[str, list[Any]] = {}
        for feature in features:
            for name, value in ((feature.get("properties") or {}) if isinstance(feature, dict) else {}).items():
                values.setdefault(name, []).append(value)
        for name in values:
            if len(name.encode()) > NAME_MAX_BYTES or "\0" in name or name in {SHAPE, LEFT_OUT, PLACE}:
                raise MalformedFileError(
                    file, f"the member {name!r}", f"another name, of at most {NAME_MAX_BYTES} bytes"
                )
        found[file] = {name: _type_of(items) for name, items in values.items()}
    return found


def _type_of(values: Iterable[Any]) -> str:
    """The type of a column for what a file holds; JSON for what is neither all text nor all numbers."""
    kinds = {type(value) for value in values if value is not None}
    if kinds and kinds <= {str}:
        return TEXT
    return NUMBER if kinds and kinds <= {int, float} else JSON


# --- as SQL --------------------------------------------------------------------------


def statements(tables: Iterable[Table]) -> Iterator[str]:
    """Give what makes the tables, and makes their constraints anew where the tables are there already."""
    yield f"CREATE EXTENSION IF NOT EXISTS postgis; CREATE SCHEMA IF NOT EXISTS {SCHEMA}"
    yield (resources.files("geo.postgis") / "functions.sql").read_text(encoding="utf-8")
    for table in tables:
        yield from _table(table)
    yield from _documents()
    yield from _words()


def _table(table: Table) -> Iterator[str]:
    name = f"{SCHEMA}.{quoted(table.name)}"
    yield f"CREATE TABLE IF NOT EXISTS {name} (id text CONSTRAINT {quoted(f'{table.name}_id_once')} PRIMARY KEY)"
    for each in table.columns:
        yield f"ALTER TABLE {name} ADD COLUMN IF NOT EXISTS {quoted(each.name)} {each.type}"
    yield from (
        f"ALTER TABLE {name} ALTER COLUMN {quoted(each.name)} {'SET' if each.needed else 'DROP'} NOT NULL"
        for each in table.columns
        if each.name != "id"
    )
    checks = [check for each in table.columns for check in each.checks] + list(table.checks)
    if table.shapes:
        yield f"ALTER TABLE {name} ADD COLUMN IF NOT EXISTS {SHAPE} geometry(Geometry, 4326)"
        yield f"CREATE INDEX IF NOT EXISTS {quoted(f'{table.name}_place')} ON {name} USING gist ({SHAPE})"
        checks.append(Check("geometry_known", f"GeometryType({SHAPE}) IN ({', '.join(map(literal, table.shapes))})"))
        checks.append(Check("geometry_on_earth", f"{SHAPE} @ ST_MakeEnvelope(-180, -90, 180, 90, 4326)"))
    if table.leaves_out:
        yield f"ALTER TABLE {name} ADD COLUMN IF NOT EXISTS {LEFT_OUT} text[] NOT NULL DEFAULT '{{}}'"
    if table.ordered:
        yield f"ALTER TABLE {name} ADD COLUMN IF NOT EXISTS {PLACE} integer GENERATED BY DEFAULT AS IDENTITY"
    yield from _constraints(table.name, checks)
    yield _trigger(table.name)


def _constraints(table: str, checks: Iterable[Check]) -> Iterator[str]:
    """Take the constraints of before away, and make those of now: the study may have other words."""
    yield f"CALL {SCHEMA}.drop_checks({literal(table)})"
    for check in checks:
        name = quoted(f"{table}_{check.name}")
        yield f"ALTER TABLE {SCHEMA}.{quoted(table)} ADD CONSTRAINT {name} CHECK ({check.condition})"


def _trigger(table: str) -> str:
    return f"""CREATE OR REPLACE TRIGGER tell_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
        ON {SCHEMA}.{quoted(table)} FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.tell_change()"""


def _documents() -> Iterator[str]:
    yield f"""CREATE TABLE IF NOT EXISTS {SCHEMA}.{DOCUMENTS} (
        name text CONSTRAINT documents_name_once PRIMARY KEY, content text NOT NULL)"""
    yield from _constraints(DOCUMENTS, [Check("name_form", f"name ~ {literal(PATH)}")])
    yield _trigger(DOCUMENTS)


def _words() -> Iterator[str]:
    """The words of the study with their labels, for the lists that an editor chooses from."""
    yield f"""CREATE TABLE IF NOT EXISTS {SCHEMA}.{WORDS} (vocabulary text, code text, label text NOT NULL,
        definition text NOT NULL, {PLACE} integer NOT NULL, PRIMARY KEY (vocabulary, code))"""
    yield f"DELETE FROM {SCHEMA}.{WORDS}"  # noqa: S608  # two names of ours
    vocabularies: dict[str, Mapping[str, Term]] = {**schema.VOCABULARIES, "period_type": schema.PERIOD_TYPES}
    rows = [
        f"({', '.join(map(literal, (name, word.code, word.label, word.definition)))}, {number})"
        for name, words in vocabularies.items()
        for number, word in enumerate(words.values(), start=1)
    ]
    yield f"INSERT INTO {SCHEMA}.{WORDS} VALUES {', '.join(rows)}"  # noqa: S608  # every text is a literal

"""Records as Arrow columns, with the types that the JSON Schema of each field asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import repeat, zip_longest
from math import isfinite
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo import schema

Rows = np.ndarray[Any, np.dtype[np.intp]]


def arrow_schema(fields: Iterable[schema.Field], *, dates: pa.DataType) -> pa.Schema:
    """Give the Arrow schema of some fields.

    Parameters
    ----------
    fields
        The fields, in the order of the columns.
    dates
        Type of calendar dates: ``date32``, or text in ISO form.
    """
    return pa.schema([(field.name, _arrow_type(field.json, dates=dates)) for field in fields])


def _arrow_type(rule: schema.Json, *, dates: pa.DataType) -> pa.DataType:
    rule = not_null(rule)
    if rule["type"] == "array":
        return pa.list_(_arrow_type(rule["items"], dates=dates))
    if rule["type"] == "object":
        members = rule.get("properties")
        if members is None:
            return pa.map_(pa.string(), pa.string())
        return pa.struct([(name, _arrow_type(member, dates=dates)) for name, member in members.items()])
    if rule.get("format") == "date":
        return dates
    return {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}[rule["type"]]


def not_null(rule: schema.Json) -> schema.Json:
    """Take the part of a JSON Schema that is not ``null``."""
    choices: Sequence[schema.Json] = rule.get("anyOf", [rule])
    return next(choice for choice in choices if choice.get("type") != "null")


def table(records: Sequence[Mapping[str, Any]], fields: Sequence[schema.Field]) -> pa.Table:
    """Turn records into columns; what a record does not have is null.

    Parameters
    ----------
    records
        As the schema has them, dates as text.
    fields
        Which columns.

    Raises
    ------
    ValueError, OverflowError
        If Arrow has no place for a value: half a letter, a number of more than 64 bits.
    """
    texts = arrow_schema(fields, dates=pa.string())
    rows = [tuple(map(record.get, texts.names)) for record in records]
    columns = [
        pa.array([_paired(value, kind.type) for value in values] if _has_map(kind.type) else values, kind.type)
        for kind, values in zip(texts, zip(*rows, strict=True) if rows else repeat(()), strict=False)
    ]
    dated = arrow_schema(fields, dates=pa.date32())
    return pa.table([_cast(column, kind.type) for column, kind in zip(columns, dated, strict=True)], schema=dated)


def _cast(column: pa.Array, kind: pa.DataType) -> pa.Array:
    """Turn texts into dates; of a struct member by member, for Arrow would read the text of a member of no struct."""
    if not pa.types.is_struct(kind):
        return column.cast(kind)
    members = [_cast(member, field.type) for member, field in zip(column.flatten(), kind, strict=True)]
    return pa.StructArray.from_arrays(members, fields=list(kind), mask=column.is_null())


def _has_map(kind: pa.DataType) -> bool:
    return pa.types.is_map(kind) or (pa.types.is_struct(kind) and any(_has_map(field.type) for field in kind))


def _paired(value: Mapping[str, Any] | None, kind: pa.DataType) -> Any:
    """Write objects of free members as pairs, as Arrow reads a map; also those inside another object."""
    if value is None:
        return None
    if pa.types.is_map(kind):
        return list(value.items())
    members = {field.name: field.type for field in kind}
    return {name: _paired(item, members[name]) if _has_map(members[name]) else item for name, item in value.items()}


def typed(found: pa.Table, fields: Sequence[schema.Field]) -> pa.Table | None:
    """Give columns the types of the fields, null where there is none; nothing if a value does not go into its type."""
    wanted = arrow_schema(fields, dates=pa.date32())
    try:
        return pa.table([_fitted(found, kind) for kind in wanted], schema=wanted)
    except (pa.ArrowException, TypeError):
        return None


def _fitted(found: pa.Table, kind: pa.Field) -> pa.Array:
    if kind.name not in found.column_names:
        return pa.nulls(found.num_rows, kind.type)
    column = in_one(found[kind.name])
    if column.type == kind.type:
        return column
    if not _goes_into(column.type, kind.type):
        raise TypeError(kind.name)
    return _cast(column, kind.type)


def _goes_into(kind: pa.DataType, wanted: pa.DataType) -> bool:
    """Whether a type says the same in other ways; Arrow casts more: a number into text, a time into its day."""
    if kind == wanted or pa.types.is_null(kind):
        return True
    if pa.types.is_dictionary(kind):
        return _goes_into(kind.value_type, wanted)
    if pa.types.is_list(wanted):
        return (pa.types.is_list(kind) or pa.types.is_large_list(kind)) and _goes_into(
            kind.value_type, wanted.value_type
        )
    if pa.types.is_struct(wanted):
        return pa.types.is_struct(kind) and all(
            member.name == other.name and _goes_into(member.type, other.type)
            for member, other in zip_longest(kind, wanted, fillvalue=pa.field("", pa.null()))
        )
    text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    number = pa.types.is_integer(kind) or pa.types.is_floating(kind)
    return (text and (pa.types.is_string(wanted) or pa.types.is_date(wanted))) or (
        number and bool(pa.types.is_integer(wanted) or pa.types.is_floating(wanted))
    )


def texts(found: pa.Table) -> Iterator[tuple[pa.Array, Rows]]:
    """Give all texts of a table, at any depth, column by column, each with the row that it stands in."""
    for column in found.itercolumns():
        yield from _texts(in_one(column), np.arange(len(column)))


def _texts(array: pa.Array, rows: Rows) -> Iterator[tuple[pa.Array, Rows]]:
    if pa.types.is_string(array.type):
        yield array, rows
    elif pa.types.is_map(array.type):
        yield from _texts(pa.ListArray.from_arrays(array.offsets, array.items), rows)
    elif pa.types.is_list(array.type):
        yield from _texts(pc.list_flatten(array), rows[parents(array)])
    elif pa.types.is_struct(array.type):
        for member in array.flatten():
            yield from _texts(member, rows)


def in_one(column: pa.ChunkedArray) -> pa.Array:
    """Give a column in one piece; one that is so already is not copied, as Arrow itself would."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def parents(lists: pa.Array) -> Rows:
    """Give the row of the list that each item of some lists is in."""
    rows: Rows = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False)
    return rows


def plain(value: Any, rule: schema.Json) -> Any:
    """Turn a value of Arrow into what a file of JSON has in its place.

    Days become text, whole numbers lose their point, and a member that may be left out is left out where it is null. A
    value that JSON has no word for becomes text, for the schema to refuse.

    Parameters
    ----------
    value
        As Arrow gives it to Python.
    rule
        JSON Schema of the value; it need not be kept.
    """
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return _plain_number(value)
    if isinstance(value, list):
        return _plain_list(value, rule)
    if isinstance(value, dict):
        return _plain_struct(value, rule)
    return value.isoformat() if type(value) is date else str(value)


def _plain_number(value: float) -> float | str:
    if not isfinite(value):
        return str(value)
    return int(value) if value.is_integer() else value


def _plain_list(values: list[Any], rule: schema.Json) -> Any:
    own = not_null(rule)
    if own.get("type") == "object":  # the pairs of a map
        return dict(values) if all(isinstance(pair, tuple) for pair in values) else str(values)
    return [plain(item, own.get("items", {})) for item in values]


def _plain_struct(values: dict[str, Any], rule: schema.Json) -> dict[str, Any]:
    own = not_null(rule)
    members, needed = own.get("properties", {}), own.get("required", ())
    return {
        name: plain(value, members.get(name, {}))
        for name, value in values.items()
        if value is not None or name in needed or name not in members
    }

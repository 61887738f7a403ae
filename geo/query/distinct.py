"""Ask something of each different value once: of a million records most values stand in memory once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

BETWEEN: Final = "\x1f"
"""Stands in no code."""

Places = npt.NDArray[np.int64]


def places(columns: Sequence[pd.Series]) -> tuple[Places, Places]:
    """Tell rows apart by what stands in some columns; values are the same where they are one object.

    Returns
    -------
    places
        For each row the number of its combination of values.
    rows
        For each combination a row that has it.
    """
    found = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        numbers = _numbers(column)
        found = pd.factorize(found * (int(numbers.max(initial=0)) + 1) + numbers)[0]
    rows = np.zeros(int(found.max(initial=-1)) + 1, dtype=np.int64)
    rows[found] = np.arange(len(found))
    return found, rows


def _numbers(column: pd.Series) -> Places:
    """Number the different values of a column."""
    if column.dtype != object:
        return np.asarray(pd.factorize(column, use_na_sentinel=False)[0], dtype=np.int64)
    ids = np.fromiter(map(id, column.array), dtype=np.int64, count=len(column))
    return np.asarray(pd.factorize(ids)[0], dtype=np.int64)


def reading(records: pd.DataFrame, name: str) -> pd.Series:
    """Give a column by its name, or only a member of the structs in its lists by ``column.member``."""
    column, _, member = name.partition(".")
    lists = getattr(records[column].array, "arrow", None)
    if not member or lists is None:
        return records[column]
    words, lengths = pc.struct_field(pc.list_flatten(lists), member), pc.fill_null(pc.list_value_length(lists), 0)
    offsets = np.concatenate([[0], np.cumsum(lengths.to_numpy())]).astype(np.int32)
    coded = pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), words), BETWEEN).dictionary_encode()
    made = np.empty(len(coded.dictionary), dtype=object)
    made[:] = [[{member: word} for word in text.split(BETWEEN) if word] for text in coded.dictionary.to_pylist()]
    return pd.Series(made[coded.indices.to_numpy()], dtype=object)


def each(columns: Sequence[pd.Series], give: Callable[..., Any], *, kind: Any) -> npt.NDArray[Any]:
    """Ask something of the values in some columns, and give the answers row by row.

    Parameters
    ----------
    columns
        Of equal length.
    give
        Is called with a value of each column.
    kind
        Type of the answers.
    """
    found, rows = places(columns)
    answers = np.empty(len(rows), dtype=kind)
    asked = zip(*(column.to_numpy(dtype=object)[rows] for column in columns), strict=True)
    answers[:] = [give(*values) for values in asked]
    return answers[found]


def texts(columns: Sequence[pd.Series], give: Callable[..., str]) -> pa.Array:
    """The same for answers that are texts: as Arrow's large strings."""
    found, rows = places(columns)
    asked = zip(*(column.to_numpy(dtype=object)[rows] for column in columns), strict=True)
    return pa.array([give(*values) for values in asked], pa.large_string()).take(pa.array(found))


def plain(column: pd.Series) -> pa.Array:
    """Give a column of texts as Arrow's large strings, empty where there is none; it may be Arrow already."""
    given = getattr(column.array, "arrow", None)
    found = pa.array(column, pa.large_string(), from_pandas=True) if given is None else given.cast(pa.large_string())
    return pc.fill_null(found, "")

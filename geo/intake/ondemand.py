"""A column that stays Arrow until somebody looks at a value."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, Final, Self

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.api.extensions import ExtensionArray, ExtensionDtype

PART: Final = 4096
"""Values that are made at a time where all of them are asked for."""
Plain = Callable[[Any], Any]
"""Makes of a value as Arrow gives it what a record in a file has."""


class OnDemandType(ExtensionDtype):
    """Type of a column of values that are made when asked for."""

    name = "ondemand"
    type = object
    na_value = None

    @classmethod
    def construct_array_type(cls) -> builtins.type[OnDemandArray]:
        """Give the array of this type."""
        return OnDemandArray


class OnDemandArray(ExtensionArray):
    """Values that are made when asked for and not kept: long texts, lists of structs.

    A million records with their figures and sources are some 300 MB in Arrow and four times as much as lists.

    Parameters
    ----------
    arrow
        The values.
    plain
        Makes a record's value of what Arrow gives.
    """

    def __init__(self, arrow: pa.Array, plain: Plain) -> None:
        self.arrow = arrow
        self.plain = plain

    @classmethod
    def _from_sequence(cls, scalars: Any, *, dtype: Any = None, copy: bool = False) -> Self:
        """Refuse values that are there already: pandas then leaves them a column of objects."""
        del scalars, dtype, copy
        raise TypeError("a column on demand is made of Arrow")

    @classmethod
    def _concat_same_type(cls, to_concat: Sequence[Self]) -> Self:
        return cls(pa.concat_arrays([array.arrow for array in to_concat]), to_concat[0].plain)

    def __len__(self) -> int:
        return len(self.arrow)

    def __getitem__(self, item: Any) -> Any:
        if isinstance(item, int | np.integer):
            return self.plain(self.arrow[int(item)].as_py())
        if isinstance(item, slice):  # pandas takes one of everything wherever it looks at a column
            first, end, step = item.indices(len(self))
            if step == 1:
                return type(self)(self.arrow.slice(first, max(end - first, 0)), self.plain)
        rows = np.arange(len(self))[item]
        return type(self)(self.arrow.take(pa.array(rows)), self.plain)

    def __iter__(self) -> Iterator[Any]:
        for first in range(0, len(self), PART):
            yield from map(self.plain, self.arrow.slice(first, PART).to_pylist())

    @property
    def dtype(self) -> OnDemandType:
        """The type of the column."""
        return OnDemandType()

    @property
    def nbytes(self) -> int:
        """Bytes that the lists take up in Arrow."""
        return int(self.arrow.nbytes)

    def isna(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which values are null."""
        missing: np.ndarray[Any, np.dtype[np.bool_]] = self.arrow.is_null().to_numpy(zero_copy_only=False)
        return missing

    def copy(self) -> Self:
        """The same: nothing in it can be changed."""
        return type(self)(self.arrow, self.plain)

    def take(self, indices: Any, *, allow_fill: bool = False, fill_value: Any = None) -> Self:
        """Give some rows."""
        del fill_value  # nothing but null stands for what is not there
        rows = np.asarray(indices, dtype=np.intp)
        known = pa.array(rows, mask=rows < 0) if allow_fill else pa.array(rows % max(len(self), 1))
        return type(self)(self.arrow.take(known), self.plain)

    def fillna(self, value: Any, limit: int | None = None, copy: bool = True) -> Self:  # noqa: FBT001, FBT002  # as pandas has it
        """Put a text where there is none."""
        del limit, copy
        return type(self)(pc.fill_null(self.arrow, value), self.plain)

    def astype(self, dtype: Any, copy: bool = True) -> Any:  # noqa: FBT001, FBT002  # as pandas has it
        """Make all values, where another type is asked for."""
        if isinstance(dtype, OnDemandType):
            return self.copy() if copy else self
        values = np.empty(len(self), dtype=object)
        values[:] = list(self)
        return values.astype(dtype, copy=False)

    def _formatter(self, boxed: bool = False) -> Callable[[Any], str]:  # noqa: FBT001, FBT002  # as pandas has it
        del boxed
        return repr


def members(lists: pd.Series, name: str) -> set[str]:
    """Give all values that a member of the structs in a column of lists has."""
    if isinstance(lists.array, OnDemandArray):
        return set(pc.unique(pc.struct_field(pc.list_flatten(lists.array.arrow), name)).to_pylist())
    return {value[name] for values in lists for value in values}


def having(lists: pd.Series, name: str, words: Collection[str]) -> pd.Series:
    """Whether a member of one of the structs in a list is one of some words, row by row."""
    if not isinstance(lists.array, OnDemandArray):
        return lists.map(lambda values: any(value[name] in words for value in values)).astype(bool)
    arrow = lists.array.arrow
    found = pc.is_in(pc.struct_field(pc.list_flatten(arrow), name), value_set=pa.array(sorted(words), pa.string()))
    mask = np.zeros(len(lists), dtype=bool)
    mask[pc.list_parent_indices(arrow).filter(found).to_numpy()] = True
    return pd.Series(mask, index=lists.index)

"""Rows of a table, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd


def rows(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Give each row by the names of its columns: what ``to_dict("records")`` gives, some times as fast for few rows."""
    names = [str(name) for name in table.columns]
    for values in zip(*(table[name].tolist() for name in table.columns), strict=True):
        yield dict(zip(names, values, strict=True))

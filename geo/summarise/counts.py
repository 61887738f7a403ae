"""How many records: by family, without a point, by a coded field."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geo import schema
from geo.query.select import NO_DISTANCE, Index, Numbers


def families(index: Index, rows: Numbers) -> Numbers:
    """Family of each of the rows: its place in `schema.FAMILIES`."""
    of_category = [list(schema.FAMILIES).index(category.family) for category in schema.CATEGORIES.values()]
    return np.array(of_category, dtype=np.int64)[index.columns["category"][rows]]


def by_family(index: Index, rows: Numbers) -> Mapping[str, int]:
    """Count rows a family, in the families' order; a family without any counts zero."""
    counts = np.bincount(families(index, rows), minlength=len(schema.FAMILIES))
    return dict(zip(schema.FAMILIES, counts.tolist(), strict=True))


def without_point(index: Index, rows: Numbers) -> Numbers:
    """Those of the rows that have no exact place: no geometry of their own, or more than a point."""
    found: Numbers = rows[index.columns["border_m"][rows] == NO_DISTANCE]
    return found


def tally(records: pd.DataFrame, *, field: str, vocabulary: Mapping[str, schema.Term]) -> pd.DataFrame:
    """Count records by a coded field, in the vocabulary's order.

    Returns
    -------
    counts
        Columns ``label`` and ``records``; words that no record has are left out.
    """
    counts = records[field].value_counts()
    rows = [(term.label, int(counts[code])) for code, term in vocabulary.items() if code in counts]
    return pd.DataFrame(rows, columns=["label", "records"])


def family_of(categories: pd.Series) -> pd.Series:
    """Family of each category, on the same index."""
    return categories.map({code: category.family for code, category in schema.CATEGORIES.items()})

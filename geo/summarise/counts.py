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
    counts = dict.fromkeys(schema.FAMILIES, 0)
    of_category = np.bincount(index.columns["category"][rows], minlength=len(schema.CATEGORIES)).tolist()
    for category, count in zip(schema.CATEGORIES.values(), of_category, strict=True):
        counts[category.family] += count
    return counts


def without_point(index: Index, rows: Numbers) -> Numbers:
    """Those of the rows that no symbol stands for: without a point, or of a family that is no event."""
    no_event = [number for number, family in enumerate(schema.FAMILIES.values()) if not family.drawn]
    is_event = ~np.isin(families(index, rows), no_event)
    found: Numbers = rows[(index.columns["border_m"][rows] == NO_DISTANCE) | ~is_event]
    return found


def is_event(categories: pd.Series) -> pd.Series:
    """Whether a record of each category is drawn as an event where it has a point, on the same index."""
    drawn = {code: schema.FAMILIES[category.family].drawn for code, category in schema.CATEGORIES.items()}
    return categories.map(drawn).astype(bool)


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


def checks(records: pd.DataFrame) -> pd.DataFrame:
    """Count records by how they were last checked, in the vocabulary's order; those never checked come last.

    Returns
    -------
    counts
        Columns ``how`` and ``definition`` (words), ``records``, and ``last``, the latest day of such a check (ISO text,
        empty for none).
    """
    made = [check for check in records["checked"] if isinstance(check, Mapping)]
    days = {code: [str(check["day"]) for check in made if check["how"] == code] for code in schema.CHECKS}
    rows = [
        (term.label, term.definition, len(days[code]), max(days[code], default=""))
        for code, term in schema.CHECKS.items()
    ]
    if never := len(records) - len(made):
        rows.append(("Never", "No check is recorded.", never, ""))
    return pd.DataFrame(rows, columns=["how", "definition", "records", "last"])

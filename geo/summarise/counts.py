"""How many records: in a heading, by family, by a coded field."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from geo import schema


def headline(shown: int, total: int) -> str:
    """The heading that readers quote: ``N of M records``."""
    return f"{shown:,} of {total:,} records"


def by_family(records: gpd.GeoDataFrame) -> Mapping[str, int]:
    """Records a family, in the families' order."""
    counts = family_of(records["category"]).value_counts()
    return {code: int(counts.get(code, 0)) for code in schema.FAMILIES}


def without_point(records: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Records that have no exact place: no geometry of their own, or more than a point."""
    return records[records.geometry.geom_type != "Point"]


def tally(records: gpd.GeoDataFrame, *, field: str, vocabulary: Mapping[str, schema.Term]) -> pd.DataFrame:
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

"""Count records: nothing is ever summed but records themselves."""

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
    families = records["category"].map({code: category.family for code, category in schema.CATEGORIES.items()})
    counts = families.value_counts()
    return {code: int(counts.get(code, 0)) for code in schema.FAMILIES}


def without_point(records: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Records that have no exact place: no geometry of their own, or more than a point."""
    return records[records.geometry.geom_type != "Point"]


def claimant_balance(records: gpd.GeoDataFrame) -> pd.DataFrame:
    """Records that each side claims, and those that it alone claims.

    Returns
    -------
    balance
        Columns ``side``, ``records``, ``alone``; a record of two sides counts once for each.
    """
    sides = records["claimant_sides"].map(set)
    rows = [
        (term.label, sum(code in there for there in sides), sum(there == {code} for there in sides))
        for code, term in schema.CLAIMANT_SIDES.items()
    ]
    return (
        pd.DataFrame(rows, columns=["side", "records", "alone"])
        .query("records > 0")
        .sort_values("records", ascending=False, ignore_index=True)
    )

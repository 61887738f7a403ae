"""Two periods set against each other."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from geo.summarise.where import bands


def compare_bands(first: gpd.GeoDataFrame, second: gpd.GeoDataFrame) -> pd.DataFrame:
    """Set two selections against each other along the line.

    Returns
    -------
    compared
        Columns ``km_from`` (inclusive), ``km_to`` (exclusive), kilometres; ``a``, ``b`` and ``difference`` (b − a),
        records with a point near the line.
    """
    table = bands(first).rename(columns={"records": "a"}).assign(b=bands(second)["records"])
    return table.assign(difference=table["b"] - table["a"])


def compare(first: Mapping[str, int], second: Mapping[str, int]) -> pd.DataFrame:
    """Set two counts of the same things against each other.

    Returns
    -------
    compared
        Columns ``what`` (the keys), ``a``, ``b`` (records) and ``difference`` (b − a, records), in the given order.
    """
    rows = [(what, first[what], second[what], second[what] - first[what]) for what in first]
    return pd.DataFrame(rows, columns=["what", "a", "b", "difference"])

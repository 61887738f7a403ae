"""Frames of what a folder holds: one row a record, one row a published count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from geo import crs, schema, study

DATES: Final = ("start", "end", "reported")


def records(kept: Mapping[str, Sequence[Mapping[str, Any]]]) -> gpd.GeoDataFrame:
    """Frame records, WGS 84: one row each, in the order start, id; every given field is a column, dates are dates."""
    rows = [
        {"file": file, **feature["properties"], "geometry": _shape(feature["geometry"])}
        for file, features in kept.items()
        for feature in features
    ]
    names = ["file", *(field.name for field in schema.given_fields(deployments=True)), "geometry"]
    table = pd.DataFrame(rows, columns=names, dtype=object)
    table = table.assign(
        **{name: table[name].map(date.fromisoformat, na_action="ignore").astype(object) for name in DATES},
        related=table["related"].map(lambda ids: ids if isinstance(ids, list) else []),
    )
    table = table.astype(object).where(table.notna(), None).sort_values(["start", "id"], ignore_index=True)
    return gpd.GeoDataFrame(table, geometry="geometry", crs=crs.WGS84)


def _shape(geometry: dict[str, Any] | None) -> shapely.Geometry | None:
    return shapely.geometry.shape(geometry) if geometry else None


def attempts(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Counts of attempts with dates as dates, numbers as numbers, yes and no as booleans."""
    table = pd.DataFrame(rows, columns=list(schema.COUNT_COLUMNS))
    return table.assign(
        date_start=table["date_start"].map(date.fromisoformat),
        date_end=table["date_end"].map(date.fromisoformat),
        attempts=table["attempts"].map(int),
        rounded=table["rounded"] == "true",
        date_inferred=table["date_inferred"] == "true",
    )


def coverage(records: gpd.GeoDataFrame) -> tuple[date, date]:
    """First and last day of any record; the last is the latest end, or start for want of one."""
    if records.empty:
        return study.current().first, study.current().last
    ends = records["end"].where(records["end"].notna(), records["start"])
    return records["start"].min(), max(ends)

"""Frames of what a folder holds: one row a record, one row a published count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import repeat
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import schema
from geo.intake import validate

DATES: Final = ("start", "end", "reported")
PLANE: Final = 2
"""Dimensions of a point without a height."""


def records(kept: Mapping[str, Sequence[Mapping[str, Any]]]) -> gpd.GeoDataFrame:
    """Frame records, WGS 84: one row each, in the order start, id; every given field is a column, dates are dates."""
    features = sorted(
        ((file, feature["properties"], feature["geometry"]) for file, items in kept.items() for feature in items),
        key=lambda feature: (feature[1]["start"], feature[1]["id"]),
    )
    names = [field.name for field in schema.given_fields(deployments=True)]
    rows = [(file, *map(record.get, names)) for file, record, _ in features]
    columns = dict(zip(["file", *names], zip(*rows, strict=True) if rows else repeat(()), strict=False))
    columns |= {name: _days(columns[name]) for name in DATES}
    columns["related"] = tuple(ids if isinstance(ids, list) else [] for ids in columns["related"])
    table = pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})
    return gpd.GeoDataFrame(table, geometry=_shapes([shape for _, _, shape in features]), crs=schema.WGS84)


def _days(texts: Sequence[str | None]) -> tuple[date | None, ...]:
    """Turn ISO dates into dates, one object a day: a crisis has fewer days than records."""
    days = {text: date.fromisoformat(text) for text in set(texts) if text is not None}
    return tuple(None if text is None else days[text] for text in texts)


def _shapes(geometries: Sequence[Mapping[str, Any] | None]) -> np.ndarray[Any, np.dtype[np.object_]]:
    """Turn GeoJSON geometries into shapes; plain points, which most are, all at once."""
    shapes = np.full(len(geometries), None, dtype=object)
    given = {row: geometry for row, geometry in enumerate(geometries) if geometry}
    flat = {row: geometry["coordinates"] for row, geometry in given.items() if _is_flat_point(geometry)}
    if flat:
        shapes[list(flat)] = shapely.points(list(flat.values()))
    for row in given.keys() - flat.keys():
        shapes[row] = shapely.geometry.shape(dict(given[row]))
    return shapes


def _is_flat_point(geometry: Mapping[str, Any]) -> bool:
    return geometry["type"] == "Point" and len(geometry["coordinates"]) == PLANE


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
        return validate.FIRST_DAY, validate.LAST_DAY
    ends = records["end"].where(records["end"].notna(), records["start"])
    return records["start"].min(), max(ends)

"""Frames of what a folder holds: one row a record, one row a published count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import crs, schema, study

DATES: Final = ("start", "end", "reported")
LISTS: Final = ("related", "denier_sides")
"""Lists that a file may leave out; they are empty then."""
PLANE: Final = 2
"""Dimensions of a point without a height."""


def records(kept: Mapping[str, Sequence[Mapping[str, Any]]]) -> gpd.GeoDataFrame:
    """Frame records, WGS 84: one row each, in the order start, id; every given field is a column, dates are dates."""
    features = [feature for items in kept.values() for feature in items]
    given = [feature["properties"] for feature in features]
    columns: dict[str, list[Any]] = {"file": [file for file, items in kept.items() for _ in items]}
    columns |= {
        field.name: [record.get(field.name) for record in given] for field in schema.given_fields(deployments=True)
    }
    columns |= {name: _days(columns[name]) for name in DATES}
    columns |= {name: [items if isinstance(items, list) else [] for items in columns[name]] for name in LISTS}
    order = sorted(range(len(given)), key=list(zip(columns["start"], columns["id"], strict=True)).__getitem__)
    table = pd.DataFrame(
        {name: pd.Series([values[row] for row in order], dtype=object) for name, values in columns.items()}
    )
    return gpd.GeoDataFrame(table, geometry=_shapes([features[row]["geometry"] for row in order]), crs=crs.WGS84)


def _days(texts: Sequence[str | None]) -> list[date | None]:
    """Turn ISO dates into dates, one object a day: a crisis has fewer days than records."""
    days = {text: date.fromisoformat(text) for text in set(texts) if text is not None}
    return [None if text is None else days[text] for text in texts]


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


def areas(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give areas all the columns that are asked of them, WGS 84; a label stands inside where the file does not say."""
    inner = layer.geometry.representative_point()
    usual = {"geo_kind": "area", "km_from": None, "km_to": None, "label_lat": inner.y, "label_lon": inner.x}
    return layer.assign(**{name: value for name, value in usual.items() if name not in layer})


def coverage(records: gpd.GeoDataFrame) -> tuple[date, date]:
    """First and last day of any record; the last is the latest end, or start for want of one."""
    if records.empty:
        return study.current().first, study.current().last
    ends = records["end"].where(records["end"].notna(), records["start"])
    return records["start"].min(), max(ends)

"""Frames of what a folder holds: one row a record, one row a published count."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import repeat
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo import crs, schema, study
from geo.intake.columns import in_one, plain
from geo.intake.geoparquet import shapes_of
from geo.intake.ondemand import OnDemandArray

DATES: Final = ("start", "end", "reported")
GEOMETRY: Final = "geometry"
BETWEEN: Final = "\x1f"
"""Stands in no text, for it is a control character."""
Objects = np.ndarray[Any, np.dtype[np.object_]]
LISTS: Final = ("related", "denier_sides")
"""Lists that a file may leave out; they are empty then."""
LONG: Final = ("summary", "note", "location_note")
"""Texts that are half of all memory and seldom looked at."""
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
    columns |= {name: tuple(items if isinstance(items, list) else [] for items in columns[name]) for name in LISTS}
    table = pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})
    return gpd.GeoDataFrame(table, geometry=_shapes([shape for _, _, shape in features]), crs=crs.WGS84)


def _days(texts: Sequence[str | None]) -> tuple[date | None, ...]:
    """Turn ISO dates into dates, one object a day: a crisis has fewer days than records."""
    days = {text: date.fromisoformat(text) for text in set(texts) if text is not None}
    return tuple(None if text is None else days[text] for text in texts)


def _shapes(geometries: Sequence[Mapping[str, Any] | None]) -> Objects:
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


def of_table(table: pa.Table) -> gpd.GeoDataFrame:
    """Frame records that are columns of Arrow: the same as `records` and the join give, figures and sources on demand.

    Parameters
    ----------
    table
        The given fields, ``file``, the computed fields if they are there, and ``geometry`` as WKB; in order.
    """
    shapes = shapes_of(in_one(table[GEOMETRY]))
    rules = {field.name: field.json for field in schema.fields()}
    columns = {
        name: gpd.GeoSeries(shapes, crs=crs.WGS84)
        if name == GEOMETRY
        else _column(in_one(table[name]), rules.get(name, {}), on_demand=name in LONG)
        for name in table.column_names
    }
    return gpd.GeoDataFrame(columns, geometry=GEOMETRY, crs=crs.WGS84)


def _column(values: pa.Array, rule: schema.Json, *, on_demand: bool) -> pd.Series:
    """Give a column the type that records read from GeoJSON have; what many rows share stands in memory once."""
    kind = values.type
    if on_demand or (pa.types.is_list(kind) and pa.types.is_struct(kind.value_type)):
        return pd.Series(OnDemandArray(values, partial(plain, rule=rule)))
    if pa.types.is_large_string(kind):
        return pd.Series(values.cast(pa.string()), dtype="str")
    if pa.types.is_boolean(kind) or pa.types.is_floating(kind):
        return pd.Series(values.to_numpy(zero_copy_only=False))
    return pd.Series(_objects(values, rule), dtype=object)


def _objects(values: pa.Array, rule: schema.Json) -> Objects:
    kind = values.type
    if pa.types.is_list(kind):
        joined = pc.coalesce(pc.binary_join(values, BETWEEN), "")
        return _shared(joined, lambda text: text.split(BETWEEN) if text else [])
    if pa.types.is_map(kind):
        return _shared_maps(values)
    if pa.types.is_struct(kind):
        return shared_structs(values, rule)
    return _shared(values, lambda value: value)


def _shared(values: pa.Array, make: Callable[[Any], Any]) -> Objects:
    """Make each different value once; none of nothing."""
    coded = pc.dictionary_encode(values)
    words = np.empty(len(coded.dictionary) + 1, dtype=object)
    words[:] = [*map(make, coded.dictionary.to_pylist()), None]
    made: Objects = words[pc.fill_null(coded.indices, len(words) - 1).to_numpy()]
    return made


def shared_structs(values: pa.Array, rule: schema.Json) -> Objects:
    """Make each different struct once, if its members are plain; else all of them."""
    members = values.flatten()
    if any(pa.types.is_nested(member.type) for member in members):
        return _some(values, rule)
    found = np.zeros(len(values), dtype=np.int64)
    for member in (values.is_valid(), *members):
        codes = member.dictionary_encode(null_encoding="encode").indices.to_numpy().astype(np.int64)
        found = pd.factorize(found * (int(codes.max(initial=0)) + 1) + codes)[0]
    rows = np.zeros(int(found.max(initial=-1)) + 1, dtype=np.int64)
    rows[found] = np.arange(len(found))
    made = np.empty(len(rows), dtype=object)
    made[:] = [plain(value, rule) for value in values.take(pa.array(rows)).to_pylist()]
    shared: Objects = made[found]
    return shared


def _some(values: pa.Array, rule: schema.Json) -> Objects:
    """Make the values of a column that is mostly null."""
    made = np.full(len(values), None, dtype=object)
    given = values.is_valid()
    made[np.flatnonzero(given.to_numpy(zero_copy_only=False))] = [
        plain(value, rule) for value in values.filter(given).to_pylist()
    ]
    return made


def _shared_maps(values: pa.Array) -> Objects:
    names, words = (
        pc.binary_join(pa.ListArray.from_arrays(values.offsets, of), BETWEEN) for of in (values.keys, values.items)
    )
    both = pc.if_else(values.is_valid(), pc.binary_join_element_wise(names, words, 2 * BETWEEN), None)
    return _shared(both, _map_of)


def _map_of(text: str) -> dict[str, str]:
    names, _, words = text.partition(2 * BETWEEN)
    return dict(zip(names.split(BETWEEN), words.split(BETWEEN), strict=True)) if names else {}


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


def together(ours: gpd.GeoDataFrame, others: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Put records beside others, in the order start, id; of two with one id, the other one stays. WGS 84."""
    kept = ours[~ours["id"].isin(others["id"])]
    kinds = ours.dtypes.drop(GEOMETRY)  # given, not found: a column of texts and nothing would else become one of NaN
    columns = {name: pd.Series([*kept[name], *others[name]], dtype=kind) for name, kind in kinds.items()}
    shapes = gpd.GeoSeries([*kept.geometry, *others.geometry], crs=ours.crs)
    both = gpd.GeoDataFrame(columns, geometry=shapes, columns=ours.columns)
    return both.sort_values(["start", "id"], kind="stable", ignore_index=True)


def coverage(records: gpd.GeoDataFrame) -> tuple[date, date]:
    """First and last day of any record; the last is the latest end, or start for want of one."""
    if records.empty:
        return study.current().first, study.current().last
    ends = records["end"].where(records["end"].notna(), records["start"])
    return records["start"].min(), max(ends)

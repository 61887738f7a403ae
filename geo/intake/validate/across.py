"""Across files, after the join with the border."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from functools import partial
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.intake.ondemand import members
from geo.intake.validate.records import texts_in
from geo.intake.validate.result import Sorted
from geo.model import Finding

Doubt = tuple[Mapping[Any, Any], str, str, str]
"""Row, field, problem, what would be right."""


def cross_check(
    records: gpd.GeoDataFrame, *, sources: Collection[str], used: Collection[str], files: Collection[Sorted] = ()
) -> tuple[Finding, ...]:
    """Check what only shows when all records stand together and are joined with the border.

    Parameters
    ----------
    records
        All kept records with the columns of the border join, and ``file``.
    sources
        Ids in ``sources.json``.
    used
        Ids of sources that something other than a record uses.
    files
        What became of the files. What was rejected is taken to be there, so that one mistake is told once; if a file
        could not be read at all, nothing is told to be missing.

    Returns
    -------
    findings
        Warnings: nobody loses a row here.
    """
    readable = all(file.readable for file in files)
    mentioned = {text for file in files for item in file.lost for text in texts_in(item)}
    checks = (partial(_related, mentioned=mentioned, readable=readable), _declared_sides, _same_events)
    found = [
        Finding(row["file"], row["id"], field, problem, right, "warning")
        for check in checks
        for row, field, problem, right in check(records)
    ]
    cited = members(records["sources"], "id") | set(used) | mentioned
    unused = [
        Finding("sources.json", name, "id", "no record uses it", "a record, or no entry", "warning")
        for name in sources
        if readable and name not in cited
    ]
    return (*found, *unused)


def _rows(records: pd.DataFrame, mask: Any, *fields: str) -> list[dict[Hashable, Any]]:
    """Some rows, in their order, as values of some fields; a row of a frame costs more than a look at a column."""
    rows: list[dict[Hashable, Any]] = records.loc[mask, ["file", "id", *fields]].to_dict("records")
    return rows


def _related(records: pd.DataFrame, *, mentioned: Collection[str], readable: bool) -> Iterator[Doubt]:
    linking = _rows(records, records["related"].map(bool).astype(bool), "related")
    named = {other for row in linking for other in row["related"]}
    links = {name: frozenset[str]() for name in records.loc[records["id"].isin(named), "id"]}
    links |= {row["id"]: frozenset(row["related"]) for row in linking}
    for row in linking:
        for other in row["related"]:
            if other not in links:
                if readable and other not in mentioned:
                    yield row, "related", f"{other} does not exist", "the id of a record"
            elif row["id"] not in links[other]:
                yield row, "related", f"{other} does not name it back", "links in both directions"


def _declared_sides(records: pd.DataFrame) -> Iterator[Doubt]:
    """Compare what the source says with where the point lies, unless its circle reaches over the line."""
    differing = records["declared_side"].notna() & (records["declared_side"] != records["side"])
    for row in _rows(records, differing, "declared_side", "side", "border_m", "uncertainty_m"):
        declared, side = row["declared_side"], row["side"]
        if "line" not in (declared, side) and not _within_doubt(row["border_m"], row["uncertainty_m"]):
            yield row, "declared_side", f"{declared}, but it lies on side {side}", "the side, or another place"


def _within_doubt(border_m: Any, uncertainty_m: Any) -> bool:
    return bool(pd.notna(border_m) and border_m <= uncertainty_m)


def _same_events(records: pd.DataFrame) -> Iterator[Doubt]:
    alike = ["start", "category", "title"]
    first: dict[tuple[Any, ...], Mapping[Any, Any]] = {}
    own = records.reindex(columns=["origin"])["origin"].isna()  # others may have many rows of one kind on a day
    for row in _rows(records, own & records.duplicated(alike, keep=False), *alike):
        twin = first.setdefault(tuple(row[name] for name in alike), row)
        if twin is not row:
            yield row, "title", f"the same day, category and title as {twin['id']}", "one record with all sources"

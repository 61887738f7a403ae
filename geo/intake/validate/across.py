"""Across files, after the join with the border."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.intake.validate.records import texts_in
from geo.intake.validate.result import Json, Sorted
from geo.model import Finding

Doubt = tuple[Json, str, str, str]
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
    rows: Sequence[Any] = records.drop(columns="geometry").to_dict("records")
    checks = (partial(_related, mentioned=mentioned, readable=readable), _declared_sides, _same_events)
    found = [
        Finding(row["file"], row["id"], field, problem, right, "warning")
        for check in checks
        for row, field, problem, right in check(rows)
    ]
    cited = {citation["id"] for row in rows for citation in row["sources"]} | set(used) | mentioned
    unused = [
        Finding("sources.json", name, "id", "no record uses it", "a record, or no entry", "warning")
        for name in sources
        if readable and name not in cited
    ]
    return (*found, *unused)


def _related(rows: Sequence[Json], *, mentioned: Collection[str], readable: bool) -> Iterator[Doubt]:
    links = {row["id"]: set(row["related"]) for row in rows}
    for row in rows:
        for other in row["related"]:
            if other not in links:
                if readable and other not in mentioned:
                    yield row, "related", f"{other} does not exist", "the id of a record"
            elif row["id"] not in links[other]:
                yield row, "related", f"{other} does not name it back", "links in both directions"


def _declared_sides(rows: Sequence[Json]) -> Iterator[Doubt]:
    """Compare what the source says with where the point lies, unless its circle reaches over the line."""
    for row in rows:
        declared, side = row["declared_side"], row["side"]
        if not declared or "line" in (declared, side) or declared == side:
            continue
        if not _within_doubt(row["border_m"], row["uncertainty_m"]):
            yield row, "declared_side", f"{declared}, but it lies on side {side}", "the side, or another place"


def _within_doubt(border_m: Any, uncertainty_m: Any) -> bool:
    return bool(pd.notna(border_m) and border_m <= uncertainty_m)


def _same_events(rows: Sequence[Json]) -> Iterator[Doubt]:
    first: dict[tuple[Any, ...], Json] = {}
    for row in rows:
        twin = first.setdefault((row["start"], row["category"], row["title"]), row)
        if twin is not row:
            yield row, "title", f"the same day, category and title as {twin['id']}", "one record with all sources"

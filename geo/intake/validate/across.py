"""Across files, after the join with the border."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.intake.ondemand import having, members
from geo.intake.validate.records import texts_in
from geo.intake.validate.result import Json, Sorted
from geo.model import Finding

DAY: Final = timedelta(days=1)
PART: Final = 4096
Doubt = tuple[Mapping[Any, Any], str, str, str]
"""Row, field, problem, what would be right."""


def cross_check(
    records: gpd.GeoDataFrame,
    *,
    sources: Mapping[str, Json],
    used: Collection[str],
    files: Collection[Sorted] = (),
    counts: Sequence[Json] = (),
) -> tuple[Finding, ...]:
    """Check what only shows when all records stand together and are joined with the border.

    Parameters
    ----------
    records
        All kept records with the columns of the border join, and ``file``.
    sources
        Entries of ``sources.json``, by id.
    used
        Ids of sources that something other than a record uses.
    files
        What became of the files. What was rejected is taken to be there, so that one mistake is told once; if a file
        could not be read at all, nothing is told to be missing.
    counts
        Published counts, cells as text.

    Returns
    -------
    findings
        Warnings: nobody loses a row here.
    """
    readable = all(file.readable for file in files)
    mentioned = {text for file in files for item in file.lost for text in texts_in(item)}
    checks = (
        partial(_related, mentioned=mentioned, readable=readable),
        _declared_sides,
        _same_events,
        partial(_counted_days, counted=_counted(counts), published=_published(sources)),
    )
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


def _rows(records: pd.DataFrame, mask: Any, *fields: str) -> Iterator[dict[Hashable, Any]]:
    """Some rows, in their order, as values of some fields, some thousand at a time; a row of a frame costs more."""
    rows = np.flatnonzero(np.asarray(mask, dtype=bool))
    columns = records[["file", "id", *fields]]
    for first in range(0, len(rows), PART):
        yield from columns.iloc[rows[first : first + PART]].to_dict("records")


def _related(records: pd.DataFrame, *, mentioned: Collection[str], readable: bool) -> Iterator[Doubt]:
    linking = [*_rows(records, records["related"].map(bool).astype(bool), "related")]
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


def _published(sources: Mapping[str, Json]) -> Mapping[str, date]:
    """Give the day of publication of the sources of which it is known."""
    issued = {name: entry.get("issued", {}).get("date-parts", [[]])[0] for name, entry in sources.items()}
    return {name: date(*parts) for name, parts in issued.items() if len(parts) == len(("year", "month", "day"))}


def _counted(counts: Sequence[Json]) -> Mapping[str, date]:
    """Give the day that a source counts; one that counts several days tells of several and is left out."""
    days: dict[str, set[str]] = defaultdict(set)
    for row in counts:
        if row["period_type"] == "day":
            days[row["source"]].add(row["date_start"])
    return {source: date.fromisoformat(min(each)) for source, each in days.items() if len(each) == 1}


def _counted_days(
    records: pd.DataFrame, *, counted: Mapping[str, date], published: Mapping[str, date]
) -> Iterator[Doubt]:
    """Compare the day of an incident with the day that a source of it counts: a daily report tells of one day.

    What happened early on the day of publication stands in the same report; what is more than a day earlier, or of a
    day that another source of the record counts, is background. Neither is doubted.
    """
    daily = (records["kind"] == "incident") & (records["date_precision"] == "day") & records["reported"].notna()
    for row in _rows(records, daily & having(records["sources"], "id", counted), "start", "end", "reported", "sources"):
        days = {each["id"]: counted[each["id"]] for each in row["sources"] if each["id"] in counted}
        for source, day in days.items():
            if _contradicts(row, counted=day, told=published.get(source, row["reported"]), days=days.values()):
                problem = f"{row['start']}, but {source} counts the attempts of {day}"
                yield row, "start", problem, "the day that the source tells of, or about"


def _contradicts(row: Mapping[Any, Any], *, counted: date, told: date, days: Collection[date]) -> bool:
    """Whether a report that counts a day and was published on another tells of the record's day as if it were that."""
    start, end = row["start"], row["end"] or row["start"]
    if start <= counted <= end or start == told:
        return False
    before = end == counted - DAY and not any(start <= day <= end for day in days)
    return before or start == counted + DAY or counted < start < told

"""Go back to a day: the records as they could be known from what was published by then.

What was published later is taken away: records, figures, sources, ends that were still to come, ids of later
records.
What stays is our own summary: title, summary, note, claimants, denials and confidence are written with all sources at
hand, and a page that goes back to a day says so.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

DECEMBER: Final = 12
END_UNKNOWN: Final = "unknown"
TRIMMED: Final = ("figures", "sources", "related", "note", "end", "end_status")
SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+")
RECORD_ID: Final = re.compile(r"[A-Z][A-Z0-9]{1,11}-[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?")

Entries = Mapping[str, Mapping[str, Any]]
Row = Mapping[str, Any]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How much was published later than a day: whole records, and what the remaining records hold beside."""

    records: int
    figures: int
    sources: int
    ends: int


def published_by(entry: Mapping[str, Any]) -> date | None:
    """Day by which a source was published for certain: a month counts as its last day, a year as its last.

    Parameters
    ----------
    entry
        A CSL-JSON entry.

    Returns
    -------
    day
        None if the entry has no date.
    """
    parts: Sequence[Sequence[int]] = entry.get("issued", {}).get("date-parts") or [[]]
    year, month, day = (*parts[0], None, None, None)[:3]
    if year is None:
        return None
    month = month or DECEMBER
    return date(year, month, day or monthrange(year, month)[1])


def _first_known(record: Row, *, sources: Entries) -> dict[str, date]:
    """Day by which each source of a record was published, by source id; a source of unknown date has none.

    The record's ``reported`` was read off its earliest source. If no date of a source says so, it was a source without
    an exact date, and those count as published on that day.
    """
    ids = {citation["id"] for citation in record["sources"]} | {figure["source"] for figure in record["figures"]}
    days = {name: published_by(sources[name]) for name in ids}
    reported = record["reported"]
    if reported and not any(day and day <= reported for day in days.values()):
        days |= {name: reported for name in ids if not is_exact(sources[name])}
    return {name: day for name, day in days.items() if day}


def is_exact(entry: Mapping[str, Any]) -> bool:
    """Whether an entry is dated to a day."""
    parts = entry.get("issued", {}).get("date-parts") or [[]]
    return len(parts[0]) == len(("year", "month", "day"))


def as_known(
    records: gpd.GeoDataFrame, *, sources: Entries, day: date, rows: Numbers | None = None
) -> gpd.GeoDataFrame:
    """Give records as they could be known on a day; the given ones are not changed.

    Parameters
    ----------
    records
        Rows of ``Dataset.records``.
    sources
        CSL-JSON entries by id.
    day
        The day, inclusive.
    rows
        Index of the rows to give; all by default. The work is done for these alone.

    Returns
    -------
    known
        The rows that were reported by the day, on their index. ``figures`` and ``sources`` hold only what was published
        by then; a source without any date is held back unless ``reported`` stems from it; ``related`` and ``note`` name
        no later record, a sentence that would is dropped; an ``end`` after the day is open (``end_status`` unknown),
        whoever planned it.
    """
    chosen = records if rows is None else records.loc[rows]
    early = chosen[_by(chosen["reported"], day)]
    later = _later(records, early, day=day)
    trimmed = [_trimmed(row, sources=sources, day=day, later=later) for row in early.to_dict("records")]
    columns = {
        name: [row[name] for row in trimmed] for name in ("figures", "sources", "related", "note", "end", "end_status")
    }
    return early.assign(
        **{name: pd.Series(values, index=early.index, dtype=object) for name, values in columns.items()}
    )


def _later(records: gpd.GeoDataFrame, shown: gpd.GeoDataFrame, *, day: date) -> frozenset[str]:
    """Ids of the records that some records name and that were reported later than a day."""
    named = {name for others in shown["related"] for name in others}
    named.update(name for note in shown["note"] if note for name in RECORD_ID.findall(note))
    there = records[records["id"].isin(named)]
    return frozenset(there.loc[~_by(there["reported"], day), "id"])


def _by(days: pd.Series, day: date) -> pd.Series:
    """Whether each day is known and not later than another; a record that nobody dates cannot be placed."""
    return pd.Series([known is not None and known <= day for known in days], index=days.index, dtype=bool)


def _trimmed(row: Mapping[Any, Any], *, sources: Entries, day: date, later: frozenset[str]) -> dict[str, Any]:
    days = _first_known(row, sources=sources)
    known = {name for name, published in days.items() if published <= day}
    to_come = isinstance(row["end"], date) and row["end"] > day
    return {
        "figures": [figure for figure in row["figures"] if figure["source"] in known],
        "sources": [citation for citation in row["sources"] if citation["id"] in known],
        "related": [other for other in row["related"] if other not in later],
        "note": _without(row["note"], later),
        "end": None if to_come else row["end"],
        "end_status": END_UNKNOWN if to_come else row["end_status"],
    }


def _without(note: str | None, later: frozenset[str]) -> str | None:
    """A note without the sentences that name a later record."""
    sentences = SENTENCE_END.split(note or "")
    return " ".join(sentence for sentence in sentences if not later & set(RECORD_ID.findall(sentence))) or None


def attempts_as_known(attempts: pd.DataFrame, *, sources: Entries, day: date) -> pd.DataFrame:
    """Give the published counts of attempts that were out by a day, on their index; an undated source is held back.

    Parameters
    ----------
    attempts
        ``Dataset.attempts``.
    sources
        CSL-JSON entries by id.
    day
        The day, inclusive.
    """
    days = attempts["source"].map(lambda name: published_by(sources[name]))
    return attempts.loc[[published is not None and published <= day for published in days]]

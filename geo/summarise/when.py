"""When: records by month, day and week, published counts a day, and what was in force."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo import schema
from geo.query.select import EPOCH, Index, Numbers, day_number
from geo.summarise.counts import families, family_of
from geo.summarise.spans import spans_of

ONE_DAY: Final = timedelta(days=1)
DAYS_OF: Final = {"day": 1, "week": 7}
MONDAY: Final = 4
"""Days from the Unix epoch, a Thursday, to the first Monday."""
LASTING_CATEGORIES: Final = ("policy", "closure")
MONTH: Final = list(schema.DATE_PRECISIONS).index("month")
Period = Literal["day", "week"]


def coverage(records: gpd.GeoDataFrame) -> pd.DataFrame:
    """Count records by the month in which they begin, so that thin months show.

    Returns
    -------
    months
        One row a calendar month from the first to the last, those without a record too: ``month`` as ``YYYY-MM``,
        one column a family by its label, and ``all``.
    """
    months = pd.PeriodIndex(records["start"].map(date.isoformat), freq="M")
    span = pd.period_range(months.min(), months.max(), freq="M") if len(months) else months
    counts = pd.crosstab(months, family_of(records["category"]).to_numpy()) if len(months) else pd.DataFrame()
    labels = {code: family.label for code, family in schema.FAMILIES.items()}
    table = counts.reindex(index=span, columns=list(labels), fill_value=0).rename(columns=labels)
    return table.assign(all=table.sum(axis="columns")).rename_axis("month").reset_index().astype({"month": str})


def periods(index: Index, rows: Numbers, *, per: Period) -> pd.DataFrame:
    """Count the records that begin in each day or week, a family at a time.

    Parameters
    ----------
    index
        Columns of numbers over all records, as `geo.query.select.index` makes them.
    rows
        The rows to count. A record counts once, on its first day; one that is dated to a month only has no first day
        and counts in none (`without_day`).
    per
        ``day``, or ``week`` from Monday to Sunday.

    Returns
    -------
    periods
        Columns ``first`` and ``last``, the period's days, both inclusive; ``next``, the day after; ``family``;
        ``records``. Only what is not zero, by day and then in the families' order.
    """
    dated = rows[~_month_only(index, rows)]
    first = _first_days(index.columns["start"][dated].astype(np.int64), per=per)
    codes, length = list(schema.FAMILIES), timedelta(days=DAYS_OF[per])
    both, counts = np.unique(first * len(codes) + families(index, dated), return_counts=True)
    found = [
        (EPOCH + timedelta(days=pair // len(codes)), codes[pair % len(codes)], count)
        for pair, count in zip(both.tolist(), counts.tolist(), strict=True)
    ]
    bars = [(day, day + length - ONE_DAY, day + length, family, count) for day, family, count in found]
    return pd.DataFrame(bars, columns=["first", "last", "next", "family", "records"])


def _first_days(days: Numbers, *, per: Period) -> Numbers:
    """First day of the period that each day lies in, days since the epoch."""
    return days - (days - MONDAY) % DAYS_OF["week"] if per == "week" else days


def in_bar(index: Index, rows: Numbers, *, day: date, per: Period, family: str = "") -> Numbers:
    """Those of the rows that `periods` counts in one bar.

    Parameters
    ----------
    index, rows, per
        As for `periods`.
    day
        A day of the bar.
    family
        Only those of one family; of all by default.
    """
    dated = rows[~_month_only(index, rows)]
    there = _first_days(np.array([day_number(day)], dtype=np.int64), per=per)
    found: Numbers = dated[_first_days(index.columns["start"][dated].astype(np.int64), per=per) == there]
    return found[families(index, found) == list(schema.FAMILIES).index(family)] if family else found


def without_day(index: Index, rows: Numbers) -> int:
    """How many of the rows are dated to a month and to no day."""
    return int(_month_only(index, rows).sum())


def _month_only(index: Index, rows: Numbers) -> npt.NDArray[np.bool_]:
    month_only: npt.NDArray[np.bool_] = index.columns["date_precision"][rows] == MONTH
    return month_only


def daily_attempts(attempts: pd.DataFrame, *, first: date, last: date) -> pd.DataFrame:
    """Published counts of attempts for single days; days without a count stay away and are no zeros.

    Parameters
    ----------
    attempts
        ``Dataset.attempts``; of these only counts for one day whose date the source gives. Counts for months and years
        and running totals are never days.
    first, last
        Days, both inclusive.

    Returns
    -------
    daily
        Columns ``day``, ``attempts``, ``rounded``, ``claimed_by``, ``source``, ``note``; one row a published count.
    """
    one_day = (attempts["period_type"] == "day") & (attempts["date_start"] == attempts["date_end"])
    chosen = attempts[one_day & (attempts["date_start"] >= first) & (attempts["date_end"] <= last)]
    names = ["attempts", "rounded", "claimed_by", "source", "note"]
    return chosen[["date_start", *names]].rename(columns={"date_start": "day"}).reset_index(drop=True)


def measures_in_force(records: gpd.GeoDataFrame, *, until: date) -> pd.DataFrame:
    """Decisions and closures that hold for a time: the policy dates that charts show.

    The rule: category policy or closure, known to the day, from one day to a later one or to an open end, and about a
    place or an area and not a country as a whole.

    Parameters
    ----------
    records
        A selection.
    until
        Last day of the data, to which an open end is drawn.

    Returns
    -------
    measures
        Columns ``id``, ``title``, ``family``, ``start``, ``end`` (last day), ``open`` (whether no end is known),
        ``claimed_by``.
    """
    lasting = records["end"].notna() & (records["end"] != records["start"]) | records["end_status"].isin(
        schema.OPEN_ENDS
    )
    rule = (
        records["category"].isin(LASTING_CATEGORIES)
        & records["date_precision"].isin(("day", "range"))
        & (records["geo_precision"] != "country")
        & lasting
    )
    return spans_of(records[rule], until=until)[["id", "title", "family", "start", "end", "open", "claimed_by"]]

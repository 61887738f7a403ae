"""When: records by month, day and week, published counts a day, and what was in force."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, Literal

import geopandas as gpd
import pandas as pd

from geo import schema
from geo.summarise.counts import family_of
from geo.summarise.spans import spans_of

ONE_DAY: Final = timedelta(days=1)
DAYS_OF: Final = {"day": 1, "week": 7}
MONDAY: Final = 4
"""Days from 1970-01-01, a Thursday, to the first Monday."""
LASTING_CATEGORIES: Final = ("policy", "closure")
Period = Literal["day", "week"]


def coverage(records: gpd.GeoDataFrame) -> pd.DataFrame:
    """Count records by the month in which they begin, so that thin months show.

    Returns
    -------
    months
        One row a calendar month from the first to the last, those without a record too: ``month`` as ``2021-11``,
        one column a family by its label, and ``all``.
    """
    months = pd.PeriodIndex(records["start"].map(date.isoformat), freq="M")
    span = pd.period_range(months.min(), months.max(), freq="M") if len(months) else months
    counts = pd.crosstab(months, family_of(records["category"]).to_numpy()) if len(months) else pd.DataFrame()
    labels = {code: family.label for code, family in schema.FAMILIES.items()}
    table = counts.reindex(index=span, columns=list(labels), fill_value=0).rename(columns=labels)
    return table.assign(all=table.sum(axis="columns")).rename_axis("month").reset_index().astype({"month": str})


def periods(records: pd.DataFrame, *, per: Period) -> pd.DataFrame:
    """Count the records that begin in each day or week, a family at a time.

    Parameters
    ----------
    records
        A selection, of which ``start``, ``category`` and ``date_precision`` are read. A record counts once, on its
        first day; one that is dated to a month only has no first day and counts in none (`without_day`).
    per
        ``day``, or ``week`` from Monday to Sunday.

    Returns
    -------
    periods
        Columns ``first`` and ``last``, the period's days, both inclusive; ``next``, the day after; ``family``;
        ``records``. Only what is not zero, by day and then in the families' order.
    """
    dated = records[records["date_precision"] != "month"]
    days = dated["start"].to_numpy().astype("datetime64[D]")
    first = days - (days.astype(int) - MONDAY) % 7 if per == "week" else days
    counts = pd.DataFrame({"first": first, "family": family_of(dated["category"]).to_numpy()}).value_counts()
    order = {code: place for place, code in enumerate(schema.FAMILIES)}
    length = timedelta(days=DAYS_OF[per])
    moments, families = (counts.index.get_level_values(name) for name in ("first", "family"))
    found = sorted(
        (moment.date(), order[family], family, int(number))
        for moment, family, number in zip(moments, families, counts, strict=True)
    )
    rows = [(day, day + length - ONE_DAY, day + length, family, number) for day, _place, family, number in found]
    return pd.DataFrame(rows, columns=["first", "last", "next", "family", "records"])


def without_day(records: gpd.GeoDataFrame) -> int:
    """How many records are dated to a month and to no day."""
    return int((records["date_precision"] == "month").sum())


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

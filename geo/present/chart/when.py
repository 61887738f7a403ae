"""Charts of when: records by day or week, published counts a day, and what was in force."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Final

import altair as alt
import pandas as pd

from geo.present.chart.drawing import AltairChart, Columns, Drawing, Given, columns, rows
from geo.present.chart.frame import (
    LEFT_AXIS_PX,
    ONE_DAY,
    POINTER,
    ROW_PX,
    Bounds,
    brush,
    coloured,
    days,
    family_colour,
    framed,
    intervals,
    labels,
    legend,
    look,
    over,
    tooltips,
)
from geo.query.words import period

BAR: Final = ("first", "last", "next")
"""Days of a bar of the histogram."""


def histogram(table: pd.DataFrame, *, per: str, bounds: Bounds, subtitle: str, description: str, dark: bool) -> Drawing:
    """Draw the records that begin in each day or week, stacked by family; a drawn region gives days.

    Parameters
    ----------
    table
        Of `summarise.periods`.
    per
        ``day`` or ``week``.
    bounds
        First and last day of the axis.
    subtitle, description
        The selection in words, and the chart's text alternative.
    dark
        Whether the page is dark.
    """
    held = columns(table)
    low, high = _stacked(held)
    bars = {
        **held,
        "family": labels(held["family"]),
        "low": low,
        "high": high,
        "opens": [f"bar={first},{family}" for first, family in zip(held["first"], held["family"], strict=True)],
    }
    peak, late = _peak(held, bounds=bounds)
    return Drawing(
        _histogram,
        kind={"late": late, "dark": dark},
        tables={"bars": bars, "peak": peak},
        given=over(bounds),
        frame=framed(
            title=f"Records by the {per} in which they begin", subtitle=subtitle, description=description, height=250
        ),
    )


def _stacked(held: Columns) -> tuple[list[int], list[int]]:
    """Where each family's part of a bar begins and ends, in records."""
    heights: Counter[date] = Counter()
    low, high = [], []
    for first, number in zip(held["first"], held["records"], strict=True):
        low.append(heights[first])
        heights[first] += number
        high.append(heights[first])
    return low, high


def _peak(held: Columns, *, bounds: Bounds) -> tuple[Columns, bool]:
    """The highest bar, the first where several are as high, and whether it stands in the later half.

    Over it the chart says which days it is of and how many records.
    """
    heights: Counter[tuple[date, date, date]] = Counter()
    for first, last, following, number in zip(*(held[name] for name in (*BAR, "records")), strict=True):
        heights[first, last, following] += number
    top = [(days, heights[days]) for days in sorted(heights, key=heights.__getitem__, reverse=True)[:1]]
    late = any((days[0] - bounds[0]) * 2 > bounds[1] - bounds[0] for days, _ in top)
    said: Columns = {
        **{name: [days[place] for days, _ in top] for place, name in enumerate(BAR)},
        "records": [number for _, number in top],
        "at": [first if late else following for (first, _, following), _ in top],
        "words": [f"{period(first, last)}: {number:,}" for (first, last, _), number in top],
    }
    return said, late


def _histogram(given: Given, *, late: bool, dark: bool) -> AltairChart:
    bars = (
        rows(given, "bars")
        .mark_rect(clip=True, cursor=POINTER, stroke=look(dark=dark).background, strokeWidth=0.4)
        .encode(
            x=days(given),
            x2=alt.X2(field="next"),
            y=alt.Y(
                field="low",
                type="quantitative",
                title="records",
                axis=alt.Axis(minExtent=LEFT_AXIS_PX, maxExtent=LEFT_AXIS_PX, tickMinStep=1, format="d", tickCount=5),
            ),
            y2=alt.Y2(field="high"),
            color=family_colour(dark=dark),
            tooltip=tooltips(first="From", last="To", family="Family", records="Records"),
        )
        .add_params(brush("x"))
    )
    peak = (
        rows(given, "peak")
        .mark_text(
            align="right" if late else "left",
            baseline="top",
            dx=-6 if late else 6,
            fontSize=12,
            fontWeight=600,
            color=look(dark=dark).text,
        )
        .encode(
            x=days(given, field="at"),
            y=alt.Y(field="records", type="quantitative"),
            text=alt.Text(field="words", type="nominal"),
        )
    )
    return coloured(alt.layer(bars, peak), dark=dark)


def attempts(table: pd.DataFrame, *, bounds: Bounds, description: str, dark: bool) -> Drawing:
    """Draw published daily counts of attempts: one bar a count, no bar where none was published.

    Parameters
    ----------
    table
        Of `summarise.daily_attempts`.
    bounds
        First and last day of the axis.
    description
        The chart's text alternative.
    dark
        Whether the page is dark.
    """
    held = columns(table.rename(columns={"day": "first"}))
    counts = {
        **held,
        "noon": [f"{day}T12:00:00Z" for day in held["first"]],
        "next": [day + ONE_DAY for day in held["first"]],
        "exact": ["rounded by who gave it" if rounded else "as counted" for rounded in held["rounded"]],
    }
    return Drawing(
        _attempts,
        kind={"dark": dark},
        tables={"counts": counts},
        given={**over(bounds), "claimants": sorted(set(held["claimed_by"]))},
        frame=framed(
            title="Crossing attempts a day, as published",
            subtitle="Attempts, not people. A day without a mark has no published count; it is not a zero.",
            description=description,
            height=170,
        ),
    )


def _attempts(given: Given, *, dark: bool) -> AltairChart:
    colours = look(dark=dark)
    base = rows(given, "counts").encode(
        x=days(given),
        y=alt.Y(
            field="attempts",
            type="quantitative",
            title="attempts a day",
            stack=None,
            axis=alt.Axis(minExtent=LEFT_AXIS_PX, maxExtent=LEFT_AXIS_PX, tickCount=5),
        ),
        color=alt.Color(
            field="claimed_by",
            type="nominal",
            scale=alt.Scale(domain=given["claimants"], range=[colours.accent, colours.text, colours.muted]),
            legend=legend("counted by"),
        ),
        tooltip=tooltips(
            first="Day", attempts="Attempts", exact="Number", claimed_by="Counted by", note="Note", source="Source"
        ),
    )
    bars = base.mark_rect(clip=True, opacity=0.45).encode(x2=alt.X2(field="next"), y2=alt.Y2(datum=0))
    heads = base.mark_circle(size=22, opacity=1).encode(x=days(given, field="noon"))
    return coloured(alt.layer(bars, heads), dark=dark)


def measures(table: pd.DataFrame, *, bounds: Bounds, description: str, dark: bool) -> Drawing:
    """Draw the decisions and closures that hold for a time, one row each.

    Parameters
    ----------
    table
        Of `summarise.measures_in_force`.
    bounds
        First and last day of the axis.
    description
        The chart's text alternative.
    dark
        Whether the page is dark.
    """
    held = columns(table)
    return intervals(
        {
            **held,
            "family": labels(held["family"]),
            "row": range(len(table)),
            "said": [f"{title} · {who}" for title, who in zip(held["title"], held["claimed_by"], strict=True)],
        },
        bounds=bounds,
        dark=dark,
        left_px=LEFT_AXIS_PX,
        frame=framed(
            title="Decisions and closures that hold for a time",
            subtitle="From first to last day; an open end fades out and ends in an arrow.",
            description=description,
            height=ROW_PX * max(1, len(table)),
        ),
    )

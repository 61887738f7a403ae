"""Charts of forces: published strengths, and deployments as intervals."""

from __future__ import annotations

from typing import Final

import altair as alt
import pandas as pd

from geo.present.chart.drawing import AltairChart, Drawing, Given, columns, rows
from geo.present.chart.frame import (
    LEFT_AXIS_PX,
    ONE_DAY,
    POINTER,
    ROW_PX,
    Bounds,
    coloured,
    days,
    framed,
    intervals,
    labels,
    legend,
    look,
    opening,
    over,
    tooltips,
)
from geo.symbols import SYMBOLS

HEIGHT_PX: Final = 380
LABEL_SHARE: Final = 11 / HEIGHT_PX
"""Height of a number beside a mark, as a share of the axis."""


def force_levels(table: pd.DataFrame, *, bounds: Bounds, subtitle: str, description: str, dark: bool) -> Drawing:
    """Draw published strengths over the time for which they are said, each with its number in the table.

    Parameters
    ----------
    table
        Of `summarise.force_levels`.
    bounds
        First and last day of the axis.
    subtitle, description
        The selection in words, and the chart's text alternative.
    dark
        Whether the page is dark.
    """
    low = table["low"].where(table["low"].notna(), table["high"])
    high = table["high"].where(table["high"].notna(), table["low"])
    bound = [
        "at least" if pd.isna(top) else "at most" if pd.isna(bottom) else "given"
        for bottom, top in zip(table["low"], table["high"], strict=True)
    ]
    begin = [max(start, bounds[0]) for start in table["start"]]
    strengths = table.assign(
        first=table["start"],
        next=table["end"].map(lambda day: day + ONE_DAY),
        low=low.astype(float),
        high=high.astype(float),
        bound=bound,
        begin=begin,
        label=numbered(table.assign(begin=begin, low=low)),
        head=[min(end, bounds[1]) + ONE_DAY for end in table["end"]],
        last=[
            f"open, drawn to {end}" if still else f"{end}"
            for end, still in zip(table["end"], table["open"], strict=True)
        ],
        opens=opening(table["id"]),
        days=table["as_of"].map(lambda day: "not said" if day is None else day.isoformat()),
    )
    return Drawing(
        _force_levels,
        kind={"arrows": bool(table["open"].any()), "dark": dark},
        tables={"strengths": strengths},
        given=over(bounds),
        frame=framed(
            title="Strength of forces, as published", subtitle=subtitle, description=description, height=HEIGHT_PX
        ),
    )


def _force_levels(given: Given, *, arrows: bool, dark: bool) -> AltairChart:
    colour = SYMBOLS["deployment"].dark if dark else SYMBOLS["deployment"].light
    tips = tooltips(
        number="No.",
        said="People",
        force="Force",
        note="Of whom",
        attributed_to="Says so",
        days="As of",
        first="From",
        last="To",
        status="Status",
        id="Id",
    )
    people = alt.Y(
        field="low",
        type="quantitative",
        title="people, as published",
        scale=alt.Scale(zero=True, nice=True),
        axis=alt.Axis(minExtent=LEFT_AXIS_PX, tickCount=6),
    )
    status = alt.StrokeDash(
        field="status",
        type="nominal",
        scale=alt.Scale(domain=["In place", "Announced", "Withdrawn"], range=[[1, 0], [5, 4], [1, 4]]),
        legend=legend(),
    )
    faint = alt.Opacity(
        field="open", type="ordinal", legend=None, scale=alt.Scale(domain=[False, True], range=[1.0, 0.4])
    )
    base = rows(given, "strengths").encode(x=days(given), tooltip=tips)
    ranges = base.mark_rect(color=colour, fillOpacity=0.22, clip=True, cursor=POINTER).encode(
        x2=alt.X2(field="next"), y=people, y2=alt.Y2(field="high")
    )
    levels = base.mark_rule(color=colour, strokeWidth=2.6, clip=True, cursor=POINTER).encode(
        x2=alt.X2(field="next"), y=people, strokeDash=status, opacity=faint
    )
    begins = (
        base.transform_filter("datum.bound == 'given'")
        .mark_circle(color=colour, size=44, opacity=1, cursor=POINTER)
        .encode(x=days(given, field="begin"), y=people)
    )
    bounded = (
        base.transform_filter("datum.bound != 'given'")
        .mark_point(color=colour, filled=True, size=75, opacity=1, cursor=POINTER)
        .encode(
            x=days(given, field="begin"),
            y=people,
            shape=alt.Shape(
                field="bound",
                type="nominal",
                scale=alt.Scale(domain=["at least", "at most"], range=["triangle-up", "triangle-down"]),
                legend=legend(),
            ),
        )
    )
    heads = (
        base.transform_filter("datum.open")
        .mark_point(color=colour, shape="triangle-right", filled=True, size=80, opacity=1)
        .encode(x=days(given, field="head"), y=people)
    )
    numbers = base.mark_text(dx=4, dy=-8, align="left", fontSize=10.5, color=look(dark=dark).text, clip=True).encode(
        x=days(given, field="begin"), y=people, text=alt.Text(field="label", type="nominal")
    )
    return coloured(alt.layer(ranges, levels, begins, bounded, *([heads] if arrows else []), numbers), dark=dark)


def numbered(table: pd.DataFrame) -> list[str]:
    """The numbers of figures that begin on one day, a label's height apart at most, as one label at the first of them.

    The others have none.
    """
    ordered = table.sort_values(["begin", "low"], kind="stable")
    apart = ordered["begin"].ne(ordered["begin"].shift()) | ordered["low"].diff().gt(LABEL_SHARE * table["low"].max())
    spot = apart.cumsum().reindex(table.index)
    joined = table.groupby(spot)["number"].transform(lambda numbers: ", ".join(map(str, numbers)))
    return joined.astype(str).where(~spot.duplicated(), "").tolist()


def deployments(table: pd.DataFrame, *, bounds: Bounds, subtitle: str, description: str, dark: bool) -> Drawing:
    """Draw forces, exercises and works as intervals, a row a force, by country.

    Parameters
    ----------
    table
        Of `summarise.deployments`.
    bounds
        First and last day of the axis.
    subtitle, description
        The selection in words, and the chart's text alternative.
    dark
        Whether the page is dark.
    """
    order = {row: place for place, row in enumerate(dict.fromkeys(table["row"]))}
    held = columns(table)
    return intervals(
        {
            **held,
            "row": [order[name] for name in held["row"]],
            "said": held["row"],
            "family": labels(["deployment"]) * len(table),
        },
        bounds=bounds,
        dark=dark,
        left_px=4,
        frame=framed(
            title="Forces, exercises and barrier works",
            subtitle=subtitle,
            description=description,
            height=ROW_PX * max(1, len(order)),
        ),
    )

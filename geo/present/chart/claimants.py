"""Charts of figures for the same thing, side by side."""

from __future__ import annotations

import altair as alt
import pandas as pd

from geo.present.chart.drawing import AltairChart, Drawing, Given, rows
from geo.present.chart.frame import MARK_AT, POINTER, ROW_PX, TEXT_AT, coloured, framed, look, tooltips
from geo.query.words import short_day


def side_by_side(table: pd.DataFrame, *, title: str, description: str, dark: bool) -> Drawing:
    """Draw figures for one thing: a row each, who gives it and as of when over a point, a bar or an open bar.

    Parameters
    ----------
    table
        One set of `summarise.side_by_side`.
    title
        The set's heading.
    description
        The chart's text alternative.
    dark
        Whether the page is dark.
    """
    top = max(float(value) for value in (*table["low"], *table["high"]) if value is not None and value == value)  # noqa: PLR0124 - NaN alone differs from itself
    ceiling = top * 1.12 or 1.0
    figures = table.assign(
        row=range(len(table)),
        from_=[0.0 if pd.isna(low) else float(low) for low in table["low"]],
        to=[ceiling if pd.isna(high) else float(high) for high in table["high"]],
        open=[bool(pd.isna(low) or pd.isna(high)) for low, high in zip(table["low"], table["high"], strict=True)],
        text_y=[row + TEXT_AT for row in range(len(table))],
        mark_y=[row + MARK_AT for row in range(len(table))],
        words=[
            f"{said} · {who} · {short_day(as_of)}"
            for said, who, as_of in zip(table["said"], table["attributed_to"], table["as_of"], strict=True)
        ],
    )
    ranges = any(
        low is not None and high is not None and low < high
        for low, high in zip(table["low"], table["high"], strict=True)
    )
    return Drawing(
        _side_by_side,
        kind={"ranges": ranges, "dark": dark},
        tables={"figures": figures},
        given={
            "unit": str(table["unit"].iloc[0]),
            "to_ceiling": [0, ceiling],
            "extent": [0, len(figures)],
            "edges": list(range(len(figures) + 1)),
        },
        frame=framed(
            title=title,
            subtitle="Each as published, never added up; read the notes: they may count different things.",
            description=description,
            height=ROW_PX * len(figures),
        ),
    )


def _side_by_side(given: Given, *, ranges: bool, dark: bool) -> AltairChart:
    colours = look(dark=dark)
    tips = tooltips(said="Figure", unit="Unit", attributed_to="Says so", as_of="As of", note="Note", id="Id")
    value = alt.X(
        field="from_",
        type="quantitative",
        title=given["unit"],
        scale=alt.Scale(domain=given["to_ceiling"], nice=False),
        axis=alt.Axis(tickMinStep=1, tickCount=6),
    )
    y = alt.Y(
        field="mark_y",
        type="quantitative",
        title=None,
        scale=alt.Scale(domain=given["extent"], reverse=True, nice=False),
        axis=alt.Axis(labels=False, ticks=False, domain=False, values=given["edges"]),
    )
    base = rows(given, "figures").encode(y=y, tooltip=tips)
    bars = base.mark_bar(size=8, color=colours.accent, cursor=POINTER).encode(
        x=value,
        x2=alt.X2(field="to"),
        opacity=alt.Opacity(
            field="open", type="ordinal", legend=None, scale=alt.Scale(domain=[False, True], range=[0.75, 0.3])
        ),
    )
    points = (
        base.transform_filter("isValid(datum.low) || isValid(datum.high)")
        .transform_calculate(at="isValid(datum.low) ? datum.low : datum.high")
        .mark_circle(size=80, opacity=1, color=colours.accent, cursor=POINTER)
        .encode(x=alt.X(field="at", type="quantitative"))
    )
    ends = (
        base.transform_filter("isValid(datum.low) && isValid(datum.high) && datum.low != datum.high")
        .mark_circle(size=80, opacity=1, color=colours.accent, cursor=POINTER)
        .encode(x=alt.X(field="high", type="quantitative"))
    )
    words = base.mark_text(
        align="left", baseline="middle", fontSize=12, color=colours.text, limit=alt.ExprRef("width")
    ).encode(x=alt.value(0), y=alt.Y(field="text_y", type="quantitative"), text=alt.Text(field="words", type="nominal"))
    return coloured(alt.layer(bars, points, *([ends] if ranges else []), words), dark=dark)

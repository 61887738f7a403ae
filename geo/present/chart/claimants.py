"""Charts of who says so: by side, by party that denies it, and figures side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from geo import schema
from geo.present.chart.frame import (
    CELL_PX,
    MARK_AT,
    ROW_PX,
    TEXT_AT,
    AnyChart,
    family_colour,
    finish,
    legend,
    look,
    tooltips,
    values,
    with_labels,
)


def claims(table: pd.DataFrame, *, subtitle: str, description: str, dark: bool) -> AnyChart:
    """Draw how many records of each family each side asserts: the number on a cell that is the stronger the more.

    Parameters
    ----------
    table
        Of `summarise.claims`.
    subtitle, description
        The selection in words, and the chart's text alternative.
    dark
        Whether the page is dark.
    """
    counts = table.groupby(["side", "family"], as_index=False, sort=False)["records"].sum()
    rows = with_labels(counts.assign(side=counts["side"].map(_side_labels())))
    return finish(
        _cells(
            rows,
            down=("side", "Says so"),
            across=("family", "Family"),
            columns=[family.label for family in schema.FAMILIES.values()],
            colour=family_colour(dark=dark, key=False),
            dark=dark,
        ),
        title="Who says so: records by side and family",
        subtitle=subtitle,
        description=description,
        dark=dark,
        height=CELL_PX * max(1, rows["side"].nunique()),
    )


def denials(table: pd.DataFrame, *, description: str, dark: bool) -> AnyChart:
    """Draw how many records each party denies or tells otherwise, by the side that asserts them.

    Parameters
    ----------
    table
        Of `summarise.denials`.
    description
        The chart's text alternative.
    dark
        Whether the page is dark.
    """
    labels = _side_labels()
    rows = table.assign(side=table["side"].map(labels))
    return finish(
        _cells(
            rows,
            down=("denied_by", "Denies it"),
            across=("side", "Says so"),
            columns=[label for label in labels.values() if label in set(rows["side"])],
            colour=alt.value(look(dark=dark).accent),
            dark=dark,
        ),
        title="Who denies what: records by party and side",
        subtitle="Down: who denies it or tells it otherwise. Across: who says so.",
        description=description,
        dark=dark,
        height=CELL_PX * max(1, rows["denied_by"].nunique()),
    )


def _cells(
    rows: pd.DataFrame,
    *,
    down: tuple[str, str],
    across: tuple[str, str],
    columns: Sequence[str],
    colour: Any,
    dark: bool,
) -> AnyChart:
    """A matrix of numbers of records: the field and the heading of its rows and of its columns."""
    base = alt.Chart(values(rows)).encode(
        x=alt.X(
            field=across[0],
            type="nominal",
            title=None,
            scale=alt.Scale(domain=[*columns]),
            axis=alt.Axis(orient="top", labelAngle=-40, grid=False),
        ),
        y=alt.Y(
            field=down[0],
            type="nominal",
            title=None,
            sort=list(dict.fromkeys(rows[down[0]])),
            axis=alt.Axis(labelLimit=170, grid=False),
        ),
        tooltip=tooltips(**{down[0]: down[1], across[0]: across[1], "records": "Records"}),
    )
    strength = alt.Scale(type="sqrt", domainMin=0, range=[0.06, 0.5])
    cells = base.mark_rect(stroke=look(dark=dark).background, strokeWidth=2).encode(
        opacity=alt.Opacity(field="records", type="quantitative", legend=None, scale=strength), color=colour
    )
    numbers = base.mark_text(fontSize=12, fontWeight=600, color=look(dark=dark).text).encode(
        text=alt.Text(field="records", type="quantitative")
    )
    return alt.layer(cells, numbers)


def _side_labels() -> Mapping[str, str]:
    return {code: term.label for code, term in schema.CLAIMANT_SIDES.items()}


def standing(table: pd.DataFrame, *, description: str, dark: bool) -> AnyChart:
    """Draw what each side's claims amount to: corroborated, said by one side, or disputed.

    Parameters
    ----------
    table
        Of `summarise.claims`.
    description
        The chart's text alternative.
    dark
        Whether the page is dark.
    """
    counts = table.groupby(["side", "confidence"], as_index=False, sort=False)["records"].sum()
    order = {code: place for place, code in enumerate(schema.CONFIDENCES)}
    counts = counts.assign(place=counts["confidence"].map(order)).sort_values("place", kind="stable")
    high = counts["records"].astype(int).groupby(counts["side"]).cumsum()  # an empty column has no numbers
    labels = {code: term.label for code, term in schema.CONFIDENCES.items()}
    rows = counts.assign(low=high - counts["records"], high=high, confidence=counts["confidence"].map(labels))
    sides = [label for code, label in _side_labels().items() if code in set(table["side"])]
    rows = rows.assign(side=rows["side"].map(_side_labels()))
    colours = look(dark=dark)
    bars = (
        alt.Chart(values(rows))
        .mark_bar(color=colours.accent, stroke=colours.accent, strokeWidth=1)
        .encode(
            x=alt.X(field="low", type="quantitative", title="records", axis=alt.Axis(tickMinStep=1, format="d")),
            x2=alt.X2(field="high"),
            y=alt.Y(field="side", type="nominal", title=None, sort=sides, axis=alt.Axis(labelLimit=170, grid=False)),
            opacity=alt.Opacity(
                field="confidence",
                type="ordinal",
                sort=list(labels.values()),
                scale=alt.Scale(domain=list(labels.values()), range=[1.0, 0.5, 0.2]),
                legend=legend(),
            ),
            tooltip=tooltips(side="Says so", confidence="Standing", records="Records"),
        )
    )
    return finish(
        bars,
        title="What the claims amount to, by side",
        subtitle="A record of two sides counts once for each; the bars do not add up to records.",
        description=description,
        dark=dark,
        height=28 * max(1, len(sides)),
    )


def side_by_side(table: pd.DataFrame, *, title: str, description: str, dark: bool) -> AnyChart:
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
    colours = look(dark=dark)
    top = max(value for value in (*table["low"], *table["high"]) if value is not None and value == value)  # noqa: PLR0124 - NaN alone differs from itself
    ceiling = top * 1.12 or 1.0
    rows = table.assign(
        row=range(len(table)),
        from_=[0.0 if pd.isna(low) else float(low) for low in table["low"]],
        to=[ceiling if pd.isna(high) else float(high) for high in table["high"]],
        open=[bool(pd.isna(low) or pd.isna(high)) for low, high in zip(table["low"], table["high"], strict=True)],
        text_y=[row + TEXT_AT for row in range(len(table))],
        mark_y=[row + MARK_AT for row in range(len(table))],
        words=[
            f"{said} · {who} · {day}"
            for said, who, day in zip(table["said"], table["attributed_to"], table["as_of"], strict=True)
        ],
    )
    tips = tooltips(said="Figure", unit="Unit", attributed_to="Says so", as_of="As of", note="Note", id="Id")
    value = alt.X(
        field="from_",
        type="quantitative",
        title=str(table["unit"].iloc[0]),
        scale=alt.Scale(domain=[0, ceiling], nice=False),
        axis=alt.Axis(tickMinStep=1, tickCount=6),
    )
    y = alt.Y(
        field="mark_y",
        type="quantitative",
        title=None,
        scale=alt.Scale(domain=[0, len(rows)], reverse=True, nice=False),
        axis=alt.Axis(labels=False, ticks=False, domain=False, values=list(range(len(rows) + 1))),
    )
    base = alt.Chart(values(rows)).encode(y=y, tooltip=tips)
    bars = base.mark_bar(size=8, color=colours.accent).encode(
        x=value,
        x2=alt.X2(field="to"),
        opacity=alt.Opacity(
            field="open", type="ordinal", legend=None, scale=alt.Scale(domain=[False, True], range=[0.75, 0.3])
        ),
    )
    points = (
        base.transform_filter("isValid(datum.low) || isValid(datum.high)")
        .transform_calculate(at="isValid(datum.low) ? datum.low : datum.high")
        .mark_circle(size=80, opacity=1, color=colours.accent)
        .encode(x=alt.X(field="at", type="quantitative"))
    )
    ends = (
        base.transform_filter("isValid(datum.low) && isValid(datum.high) && datum.low != datum.high")
        .mark_circle(size=80, opacity=1, color=colours.accent)
        .encode(x=alt.X(field="high", type="quantitative"))
    )
    words = base.mark_text(
        align="left", baseline="middle", fontSize=12, color=colours.text, limit=alt.ExprRef("width")
    ).encode(x=alt.value(0), y=alt.Y(field="text_y", type="quantitative"), text=alt.Text(field="words", type="nominal"))
    return finish(
        alt.layer(bars, points, ends, words),
        title=title,
        subtitle="Each as published, never added up; read the notes: they may count different things.",
        description=description,
        dark=dark,
        height=ROW_PX * len(rows),
    )

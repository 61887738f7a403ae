"""Charts that set two periods against each other."""

from __future__ import annotations

import altair as alt
import pandas as pd

from geo import schema, study
from geo.present.chart.drawing import AltairChart, Drawing, Given, rows
from geo.present.chart.frame import coloured, family_colour, family_scale, framed, look, tooltips, with_labels
from geo.query.words import difference
from geo.symbols import SYMBOLS


def compare_families(table: pd.DataFrame, *, names: tuple[str, str], description: str, dark: bool) -> Drawing:
    """Draw two counts a family, A filled and B hollow, joined by a line.

    Parameters
    ----------
    table
        Of `summarise.compare`, by family code.
    names
        What A and B are, in words.
    description
        The chart's text alternative.
    dark
        Whether the page is dark.
    """
    wide = with_labels(table.rename(columns={"what": "family"})).assign(change=table["difference"].map(difference))
    long = pd.concat(
        [wide.assign(period="A", records=wide["a"]), wide.assign(period="B", records=wide["b"])], ignore_index=True
    )
    return Drawing(
        _compare_families,
        kind={"dark": dark},
        tables={"wide": wide, "long": long, "changes": wide.assign(right=wide[["a", "b"]].max(axis="columns"))},
        frame=framed(
            title="Records by family, A and B",
            subtitle=f"A, filled: {names[0]}. B, hollow: {names[1]}. The number is B − A.",
            description=description,
            height=34 * len(schema.FAMILIES),
        ),
    )


def _compare_families(given: Given, *, dark: bool) -> AltairChart:
    labels = [family.label for family in schema.FAMILIES.values()]
    y = alt.Y(
        field="family",
        type="nominal",
        title=None,
        sort=labels,
        axis=alt.Axis(labelLimit=180, grid=True, labelPadding=12),
    )
    tips = tooltips(family="Family", a="A, records", b="B, records", change="B − A")
    lines = (
        rows(given, "wide")
        .mark_rule(strokeWidth=2, opacity=0.6)
        .encode(
            x=alt.X(field="a", type="quantitative"),
            x2=alt.X2(field="b"),
            y=y,
            color=family_colour(dark=dark, key=False),
            tooltip=tips,
        )
    )
    points = (
        rows(given, "long")
        .mark_point(size=120, opacity=1, strokeWidth=2)
        .encode(
            x=alt.X(
                field="records",
                type="quantitative",
                title="records",
                axis=alt.Axis(tickMinStep=1, tickCount=6, format="d"),
            ),
            y=y,
            color=family_colour(dark=dark, key=False),
            fill=_family_fill(dark=dark),
            fillOpacity=_a_or_b(),
            shape=alt.value("circle"),
            tooltip=tips,
        )
    )
    numbers = (
        rows(given, "changes")
        .mark_text(align="left", dx=12, fontSize=12, color=look(dark=dark).text)
        .encode(
            x=alt.X(field="right", type="quantitative"),
            y=y,
            text=alt.Text(field="change", type="nominal"),
            tooltip=tips,
        )
    )
    return coloured(alt.layer(lines, points, numbers), dark=dark)


def _family_fill(*, dark: bool) -> alt.Fill:
    colours = [SYMBOLS[code].dark if dark else SYMBOLS[code].light for code in schema.FAMILIES]
    return alt.Fill(field="family", type="nominal", scale=family_scale(colours), legend=None)


def _a_or_b() -> alt.FillOpacity:
    return alt.FillOpacity(
        field="period", type="ordinal", legend=None, scale=alt.Scale(domain=["A", "B"], range=[1.0, 0.0])
    )


def compare_bands(table: pd.DataFrame, *, names: tuple[str, str], description: str, dark: bool) -> Drawing:
    """Draw two counts along the line, back to back: A to the left, B to the right.

    Parameters
    ----------
    table
        ``km_from``, ``km_to``, ``a``, ``b``, ``difference``.
    names
        What A and B are, in words.
    description
        The chart's text alternative.
    dark
        Whether the page is dark.
    """
    held = table[(table["a"] > 0) | (table["b"] > 0)].assign(change=table["difference"].map(difference))
    ends = (
        [float(held["km_from"].min()), float(held["km_to"].max())] if len(held) else [0, study.current().along_max_km]
    )
    most = max([1, *table["a"].tolist(), *table["b"].tolist()])
    long = pd.concat(
        [
            held.assign(period="A", records=held["a"], reach=-held["a"]),
            held.assign(period="B", records=held["b"], reach=held["b"]),
        ],
        ignore_index=True,
    )
    return Drawing(
        _compare_bands,
        kind={"dark": dark},
        tables={"bands": long[long["records"] > 0]},
        given={"ends": ends, "reach": [-most, most]},
        frame=framed(
            title="Records along the line, A and B",
            subtitle=f"A, filled: {names[0]}. B, pale: {names[1]}. Empty ends are left out.",
            description=description,
            height=max(120, 22 * len(held)) if len(held) else 120,
        ),
    )


def _compare_bands(given: Given, *, dark: bool) -> AltairChart:
    colours = look(dark=dark)
    bars = (
        rows(given, "bands")
        .mark_rect(color=colours.accent, stroke=colours.accent, strokeWidth=1)
        .encode(
            y=alt.Y(
                field="km_from",
                type="quantitative",
                title=f"km along the line, {study.current().from_the_start}",
                scale=alt.Scale(domain=given["ends"], nice=False, zero=False),
            ),
            y2=alt.Y2(field="km_to"),
            x=alt.X(
                field="reach",
                type="quantitative",
                title="records: A to the left, B to the right",
                scale=alt.Scale(domain=given["reach"]),
                axis=alt.Axis(labelExpr="abs(datum.value)", tickMinStep=1, tickCount=8, format="d"),
            ),
            x2=alt.X2(datum=0),
            fillOpacity=alt.FillOpacity(
                field="period", type="ordinal", legend=None, scale=alt.Scale(domain=["A", "B"], range=[0.9, 0.15])
            ),
            tooltip=tooltips(km_from="From km", km_to="To km", a="A, records", b="B, records", change="B − A"),
        )
    )
    return coloured(bars, dark=dark)

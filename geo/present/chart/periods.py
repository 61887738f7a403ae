"""Charts that set two periods against each other."""

from __future__ import annotations

import altair as alt
import geopandas as gpd
import pandas as pd
import shapely

from geo import schema, study
from geo.present.chart.frame import (
    AnyChart,
    family_colour,
    family_scale,
    family_shape,
    finish,
    look,
    tooltips,
    values,
    with_labels,
)
from geo.symbols import SYMBOLS


def compare_families(table: pd.DataFrame, *, names: tuple[str, str], description: str, dark: bool) -> AnyChart:
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
    labels = [family.label for family in schema.FAMILIES.values()]
    wide = with_labels(table.rename(columns={"what": "family"}))
    long = pd.concat(
        [wide.assign(period="A", records=wide["a"]), wide.assign(period="B", records=wide["b"])], ignore_index=True
    )
    y = alt.Y(field="family", type="nominal", title=None, sort=labels, axis=alt.Axis(labelLimit=180, grid=True))
    tips = tooltips(family="Family", a="A, records", b="B, records", difference="B − A")
    lines = (
        alt.Chart(values(wide))
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
        alt.Chart(values(long))
        .mark_point(size=120, opacity=1, strokeWidth=2)
        .encode(
            x=alt.X(field="records", type="quantitative", title="records", axis=alt.Axis(tickMinStep=1, format="d")),
            y=y,
            color=family_colour(dark=dark, key=False),
            fill=_family_fill(dark=dark),
            fillOpacity=_a_or_b(),
            shape=alt.value("circle"),
            tooltip=tips,
        )
    )
    return finish(
        alt.layer(lines, points),
        title="Records by family, A and B",
        subtitle=f"A, filled: {names[0]}. B, hollow: {names[1]}.",
        description=description,
        dark=dark,
        height=34 * len(labels),
    )


def _family_fill(*, dark: bool) -> alt.Fill:
    colours = [SYMBOLS[code].dark if dark else SYMBOLS[code].light for code in schema.FAMILIES]
    return alt.Fill(field="family", type="nominal", scale=family_scale(colours), legend=None)


def _a_or_b() -> alt.FillOpacity:
    return alt.FillOpacity(
        field="period", type="ordinal", legend=None, scale=alt.Scale(domain=["A", "B"], range=[1.0, 0.0])
    )


def compare_bands(table: pd.DataFrame, *, names: tuple[str, str], description: str, dark: bool) -> AnyChart:
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
    colours = look(dark=dark)
    long = pd.concat(
        [
            table.assign(period="A", records=table["a"], reach=-table["a"]),
            table.assign(period="B", records=table["b"], reach=table["b"]),
        ],
        ignore_index=True,
    )
    bars = (
        alt.Chart(values(long))
        .mark_bar(color=colours.accent, stroke=colours.accent, strokeWidth=1)
        .encode(
            y=alt.Y(
                field="km_from",
                type="quantitative",
                title=f"km along the line, {study.current().from_the_start}",
                scale=alt.Scale(domain=[0, study.current().along_max_km], nice=False),
            ),
            y2=alt.Y2(field="km_to"),
            x=alt.X(
                field="reach",
                type="quantitative",
                title="records: A to the left, B to the right",
                axis=alt.Axis(labelExpr="abs(datum.value)", tickMinStep=1, format="d"),
            ),
            x2=alt.X2(datum=0),
            fillOpacity=alt.FillOpacity(
                field="period", type="ordinal", legend=None, scale=alt.Scale(domain=["A", "B"], range=[0.9, 0.15])
            ),
            tooltip=tooltips(km_from="From km", km_to="To km", a="A, records", b="B, records", difference="B − A"),
        )
    )
    return finish(
        bars,
        title="Records along the line, A and B",
        subtitle=f"A: {names[0]}. B: {names[1]}.",
        description=description,
        dark=dark,
        height=420,
    )


def small_map(
    table: pd.DataFrame, border: gpd.GeoDataFrame, *, title: str, subtitle: str, description: str, dark: bool
) -> AnyChart:
    """Draw the points of a selection along the line, on a plain plate of longitude and latitude.

    Parameters
    ----------
    table
        Of `points`.
    border
        The border lines, WGS 84.
    title, subtitle, description
        What it shows, and its text alternative.
    dark
        Whether the page is dark.
    """
    colours = look(dark=dark)
    # Longitudes are shortened by the cosine of 53° N: 3 degrees of latitude are as long as 5 of longitude.
    x = alt.X(field="lon", type="quantitative", axis=None, scale=alt.Scale(domain=[21.5, 26.0], nice=False, zero=False))
    y = alt.Y(field="lat", type="quantitative", axis=None, scale=alt.Scale(domain=[51.4, 54.2], nice=False, zero=False))
    lines = (
        alt.Chart(_vertices(border))
        .mark_line(color=colours.muted, strokeWidth=1.4, clip=True)
        .encode(
            x=x, y=y, detail=alt.Detail(field="id", type="nominal"), order=alt.Order(field="place", type="quantitative")
        )
    )
    symbols = (
        alt.Chart(values(with_labels(table)))
        .mark_point(filled=True, size=42, opacity=0.8, clip=True)
        .encode(
            x=x,
            y=y,
            color=family_colour(dark=dark, key=False),
            shape=family_shape(key=False),
            tooltip=tooltips(title="Record", start="From", place="Place", id="Id"),
        )
    )
    return finish(
        alt.layer(lines, symbols), title=title, subtitle=subtitle, description=description, dark=dark, height=380
    )


def points(records: gpd.GeoDataFrame) -> pd.DataFrame:
    """Take the records that have a point.

    Parameters
    ----------
    records
        A selection, WGS 84.

    Returns
    -------
    points
        Columns ``id``, ``title``, ``start``, ``place``, ``family``; ``lon`` and ``lat``, WGS 84 degrees.
    """
    there = records[records.geometry.geom_type == "Point"]
    families = there["category"].map({code: category.family for code, category in schema.CATEGORIES.items()})
    return pd.DataFrame(
        {
            "id": there["id"],
            "title": there["title"],
            "start": there["start"],
            "place": there["place"].fillna(""),
            "family": families,
            "lon": there.geometry.x.round(4),
            "lat": there.geometry.y.round(4),
        }
    )


def _vertices(border: gpd.GeoDataFrame) -> pd.DataFrame:
    thinned = border.geometry.simplify(0.01)
    rows = [
        (name, place, round(lon, 4), round(lat, 4))
        for name, line in zip(border["id"], thinned, strict=True)
        for place, (lon, lat) in enumerate(shapely.get_coordinates(line))
    ]
    return pd.DataFrame(rows, columns=["id", "place", "lon", "lat"])

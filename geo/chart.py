"""Draw charts: tables of `geo.summarise` become Vega-Lite specifications.

Every function is pure. Dates travel as ``YYYY-MM-DD`` and are read in UTC, so that a chart shows the same days in every
time zone. Text of records stands in data fields alone, where Vega draws it as text; no field is an address. Families
have the colours and shapes that they have on the map.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor
from typing import Any, Final, Literal

import altair as alt
import geopandas as gpd
import pandas as pd
import shapely

from geo import schema
from geo.model import ALONG_MAX_KM
from geo.symbols import SYMBOLS

BRUSH: Final = "brush"
"""Name of the region that a reader draws, in every chart that has one."""
ONE_DAY: Final = timedelta(days=1)
EPOCH: Final = date(1970, 1, 1)
MS_A_DAY: Final = 86_400_000
TITLE_CHARS: Final = 46
SUBTITLE_CHARS: Final = 58
ROW_PX: Final = 32
STRIP_PX: Final = 56
CELL_PX: Final = 30
CHROME_PX: Final = 90
"""Height of title, legend and axis, which a chart has beside its marks."""
TEXT_AT: Final = 0.3
MARK_AT: Final = 0.74
LEFT_AXIS_PX: Final = 46
"""Width of the left axis, the same for charts that stand over one another."""
ALONG_AXIS_PX: Final = 96
FEW_COLUMNS: Final = "width < 520 ? 2 : 7"
FONT: Final = '"Source Sans", "Source Sans Pro", sans-serif'

AnyChart = alt.Chart | alt.LayerChart | alt.FacetChart
Bounds = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of a page that are not those of a family."""

    background: str
    text: str
    muted: str
    grid: str
    accent: str


LIGHT: Final = Look("#ffffff", "#1f2328", "#5a626b", "#e4e1da", "#1f5f8b")
DARK: Final = Look("#14181c", "#e8ebee", "#a9b3bd", "#333c45", "#7cb8e4")


def look(*, dark: bool) -> Look:
    """Colours of the page."""
    return DARK if dark else LIGHT


# --- what all charts share -----------------------------------------------------------


def _data(table: pd.DataFrame) -> pd.DataFrame:
    """Columns as Vega reads them: dates as ``YYYY-MM-DD``, nothing missing but None."""
    return pd.DataFrame(
        {name: [_plain(value) for value in table[name]] for name in table.columns}, columns=table.columns
    ).reset_index(drop=True)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None or value != value else value  # noqa: PLR0124 - NaN alone differs from itself


def _finish(chart: AnyChart, *, title: str, subtitle: str, description: str, dark: bool, height: int) -> AnyChart:
    colours = look(dark=dark)
    finished: AnyChart = chart.properties(
        height=height + CHROME_PX,
        title=alt.TitleParams(
            text=textwrap.wrap(title, TITLE_CHARS), subtitle=textwrap.wrap(subtitle, SUBTITLE_CHARS), anchor="start"
        ),
        description=description,
        width="container",
    ).configure(
        background=colours.background,
        font=FONT,
        padding=4,
        view=alt.ViewConfig(stroke=None),
        mark=alt.MarkConfig(tooltip=False),
        title=alt.TitleConfig(
            color=colours.text,
            subtitleColor=colours.muted,
            fontSize=15,
            subtitleFontSize=12,
            fontWeight=600,
            subtitlePadding=4,
            offset=10,
            frame="bounds",
        ),
        axis=alt.AxisConfig(
            labelColor=colours.muted,
            titleColor=colours.muted,
            gridColor=colours.grid,
            domainColor=colours.grid,
            tickColor=colours.grid,
            labelFontSize=11,
            titleFontSize=11,
            titleFontWeight="normal",
        ),
        legend=alt.LegendConfig(
            labelColor=colours.text, titleColor=colours.muted, labelFontSize=11.5, titleFontSize=11, labelLimit=260
        ),
    )
    return finished


def _time(bounds: Bounds, *, field: str = "first", title: str | None = None, labels: bool = True) -> alt.X:
    return alt.X(
        field=field,
        type="temporal",
        title=title,
        scale=alt.Scale(type="utc", domainMin=_span(bounds)[0], domainMax=_span(bounds)[1], nice=False),
        axis=alt.Axis(labels=labels, format=_format(bounds), labelOverlap=True, tickCount=8, labelFlush=True),
    )


def _span(bounds: Bounds) -> list[alt.DateTime]:
    """From the beginning of the first day to the end of the last, in UTC."""
    return [
        alt.DateTime(year=day.year, month=day.month, date=day.day, utc=True) for day in (bounds[0], bounds[1] + ONE_DAY)
    ]


def _format(bounds: Bounds) -> str:
    few_days = 150
    return "%-d %b %y" if (bounds[1] - bounds[0]).days < few_days else "%b %Y"


def _family_colour(*, dark: bool, legend: bool = True) -> alt.Color:
    return alt.Color(
        field="family",
        type="nominal",
        scale=_family_scale([SYMBOLS[code].dark if dark else SYMBOLS[code].light for code in schema.FAMILIES]),
        legend=_legend() if legend else None,
    )


def _family_shape(*, legend: bool = True) -> alt.Shape:
    return alt.Shape(
        field="family",
        type="nominal",
        scale=_family_scale([SYMBOLS[code].marker for code in schema.FAMILIES]),
        legend=_legend() if legend else None,
    )


def _family_scale(values: Sequence[str]) -> alt.Scale:
    return alt.Scale(domain=[family.label for family in schema.FAMILIES.values()], range=list(values))


def _legend(title: str | None = None) -> alt.Legend:
    return alt.Legend(title=title, orient="top", columns=alt.ExprRef(FEW_COLUMNS), symbolLimit=0, symbolOpacity=1)


def _with_labels(table: pd.DataFrame) -> pd.DataFrame:
    """The family's label in place of its code."""
    return table.assign(family=table["family"].map({code: term.label for code, term in schema.FAMILIES.items()}))


def _tips(**named: str) -> list[alt.Tooltip]:
    """Tooltips: what each field is called, by the field."""
    return [alt.Tooltip(field=field, type="nominal", title=title) for field, title in named.items()]


def _brush(*channels: Literal["x", "y"]) -> alt.Parameter:
    return alt.selection_interval(name=BRUSH, encodings=[*channels])


def days_of(edges: Sequence[float]) -> Bounds:
    """First and last day of a drawn region.

    Parameters
    ----------
    edges
        Its ends, milliseconds since 1970-01-01 in UTC.
    """
    first, last = sorted(edges)
    start = int(first // MS_A_DAY)
    return EPOCH + timedelta(days=start), EPOCH + timedelta(days=max(start, ceil(last / MS_A_DAY) - 1))


def stretch_of(edges: Sequence[float]) -> tuple[float, float]:
    """First and last kilometre of a drawn region, whole and within the line."""
    south, north = sorted(edges)
    return float(max(0, floor(south))), float(min(int(ALONG_MAX_KM), ceil(north)))


# --- when ----------------------------------------------------------------------------


def _stacked(table: pd.DataFrame) -> pd.DataFrame:
    """Where each family's part of a bar begins and ends, in records."""
    high = table.groupby("first")["records"].cumsum()
    return table.assign(low=high - table["records"], high=high)


def histogram(
    table: pd.DataFrame, *, per: str, bounds: Bounds, subtitle: str, description: str, dark: bool
) -> AnyChart:
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
    bars = (
        alt.Chart(_data(_with_labels(_stacked(table))))
        .mark_rect(clip=True, stroke=look(dark=dark).background, strokeWidth=0.4)
        .encode(
            x=_time(bounds),
            x2=alt.X2(field="next"),
            y=alt.Y(
                field="low",
                type="quantitative",
                title="records",
                axis=alt.Axis(minExtent=LEFT_AXIS_PX, maxExtent=LEFT_AXIS_PX, tickMinStep=1, format="d", tickCount=5),
            ),
            y2=alt.Y2(field="high"),
            color=_family_colour(dark=dark),
            tooltip=_tips(first="From", last="To", family="Family", records="Records"),
        )
        .add_params(_brush("x"))
    )
    return _finish(
        bars,
        title=f"Records by the {per} in which they begin",
        subtitle=subtitle,
        description=description,
        dark=dark,
        height=250,
    )


def strip(table: pd.DataFrame, *, bounds: Bounds, chosen: Bounds, description: str, dark: bool) -> AnyChart:
    """Draw a narrow histogram over the whole period, the chosen days strong and the rest pale.

    Parameters
    ----------
    table
        Of `summarise.periods`; the families are put together.
    bounds
        First and last day of the axis.
    chosen
        First and last chosen day.
    description
        The chart's text alternative.
    dark
        Whether the page is dark.
    """
    totals = table.groupby(["first", "last", "next"], as_index=False)["records"].sum()
    inside = (totals["first"] <= chosen[1]) & (totals["last"] >= chosen[0])
    bars = (
        alt.Chart(_data(totals.assign(shade=inside.map({True: "chosen", False: "not chosen"}))))
        .mark_rect(clip=True, color=look(dark=dark).accent)
        .encode(
            x=alt.X(
                field="first",
                type="temporal",
                title=None,
                axis=None,
                scale=alt.Scale(type="utc", domainMin=_span(bounds)[0], domainMax=_span(bounds)[1], nice=False),
            ),
            x2=alt.X2(field="next"),
            y=alt.Y(field="records", type="quantitative", title=None, axis=None),
            y2=alt.Y2(datum=0),
            opacity=alt.Opacity(
                field="shade",
                type="ordinal",
                legend=None,
                scale=alt.Scale(domain=["chosen", "not chosen"], range=[1.0, 0.28]),
            ),
            tooltip=_tips(first="From", last="To", records="Records"),
        )
        .add_params(_brush("x"))
    )
    finished: AnyChart = bars.properties(height=STRIP_PX, width="container", description=description).configure(
        background="transparent", view=alt.ViewConfig(stroke=None), padding=0, font=FONT
    )
    return finished


def attempts(table: pd.DataFrame, *, bounds: Bounds, description: str, dark: bool) -> AnyChart:
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
    colours = look(dark=dark)
    claimants = sorted(table["claimed_by"].unique())
    rows = table.assign(
        noon=table["day"].map(lambda day: f"{day}T12:00:00Z"),
        next=table["day"].map(lambda day: day + ONE_DAY),
        exact=table["rounded"].map({True: "rounded by who gave it", False: "as counted"}),
    ).rename(columns={"day": "first"})
    base = alt.Chart(_data(rows)).encode(
        x=_time(bounds),
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
            scale=alt.Scale(domain=claimants, range=[colours.accent, colours.text, colours.muted]),
            legend=_legend("counted by"),
        ),
        tooltip=_tips(
            first="Day", attempts="Attempts", exact="Number", claimed_by="Counted by", note="Note", source="Source"
        ),
    )
    bars = base.mark_rect(clip=True, opacity=0.45).encode(x2=alt.X2(field="next"), y2=alt.Y2(datum=0))
    heads = base.mark_circle(size=22, opacity=1).encode(x=_time(bounds, field="noon"))
    return _finish(
        alt.layer(bars, heads),
        title="Crossing attempts a day, as published",
        subtitle="Attempts, not people. A day without a mark has no published count; it is not a zero.",
        description=description,
        dark=dark,
        height=170,
    )


def measures(table: pd.DataFrame, *, bounds: Bounds, description: str, dark: bool) -> AnyChart:
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
    rows = _with_labels(table).assign(row=range(len(table)), said=table["title"] + " · " + table["claimed_by"])
    return _finish(
        _intervals(rows, bounds=bounds, dark=dark, left_px=LEFT_AXIS_PX),
        title="Decisions and closures that hold for a time",
        subtitle="From first to last day; an open end fades out and ends in an arrow.",
        description=description,
        dark=dark,
        height=ROW_PX * max(1, len(rows)),
    )


def _intervals(rows: pd.DataFrame, *, bounds: Bounds, dark: bool, left_px: int) -> AnyChart:
    """Rows of bars from ``start`` to ``end``, with ``said`` over each; an open end is pale and has an arrow."""
    last = bounds[1]
    number = max(1, int(rows["row"].max()) + 1) if len(rows) else 1
    shown = rows.assign(
        first=rows["start"],
        next=rows["end"].map(lambda day: day + ONE_DAY),
        text_y=rows["row"] + TEXT_AT,
        mark_y=rows["row"] + MARK_AT,
        last=[
            f"open, drawn to {end}" if still else f"{end}" for end, still in zip(rows["end"], rows["open"], strict=True)
        ],
        head=[min(end, last) + ONE_DAY for end in rows["end"]],
    )
    y = alt.Y(
        field="mark_y",
        type="quantitative",
        title=" ",
        scale=alt.Scale(domain=[0, number], reverse=True, nice=False),
        axis=alt.Axis(
            labels=False,
            ticks=False,
            domain=False,
            values=list(range(number + 1)),
            minExtent=left_px,
            maxExtent=left_px,
        ),
    )
    tips = _tips(title="Record", first="From", last="To", claimed_by="Says so", id="Id")
    base = alt.Chart(_data(shown)).encode(x=_time(bounds), y=y, color=_family_colour(dark=dark, legend=False))
    bars = base.mark_bar(size=9, clip=True).encode(
        x2=alt.X2(field="next"),
        fillOpacity=alt.FillOpacity(
            field="open", type="ordinal", legend=None, scale=alt.Scale(domain=[False, True], range=[0.9, 0.35])
        ),
        tooltip=tips,
    )
    begins = base.mark_tick(orient="vertical", size=13, thickness=3, clip=True).encode(tooltip=tips)
    arrows = (
        base.transform_filter("datum.open")
        .mark_point(shape="triangle-right", filled=True, size=70, opacity=1)
        .encode(x=_time(bounds, field="head"))
    )
    names = (
        alt.Chart(_data(shown.drop_duplicates("row")))
        .mark_text(align="left", baseline="middle", fontSize=11.5, limit=alt.ExprRef("width"))
        .encode(
            x=alt.value(0),
            y=alt.Y(field="text_y", type="quantitative"),
            text=alt.Text(field="said", type="nominal"),
            color=alt.value(look(dark=dark).text),
            tooltip=tips,
        )
    )
    return alt.layer(bars, begins, *([arrows] if rows["open"].any() else []), names)


# --- where along the line ------------------------------------------------------------


def along(
    table: pd.DataFrame,
    stretches: pd.DataFrame,
    places: pd.DataFrame,
    *,
    bounds: Bounds,
    stretch_km: tuple[float, float] | None,
    subtitle: str,
    description: str,
    dark: bool,
) -> AnyChart:
    """Draw records by day and by kilometre of the line; a drawn region gives days and kilometres.

    Parameters
    ----------
    table
        Of `summarise.along`: a symbol at each record's first day and kilometre, a bar as far as its uncertainty
        reaches, a thin line over the days that it lasts.
    stretches
        Of `summarise.stretches`: faint upright lines over the whole stretch; these records have no kilometre.
    places
        Of `summarise.axis_places`: names on the axis.
    bounds
        First and last day of the axis.
    stretch_km
        Kilometres that the axis shows; the whole line by default.
    subtitle, description
        The selection in words, and the chart's text alternative.
    dark
        Whether the page is dark.
    """
    colours, (south, north) = look(dark=dark), stretch_km or (0.0, ALONG_MAX_KM)
    margin = (north - south) / 100 or 1.0
    scale = alt.Scale(domain=[south - margin, north + margin], nice=False, zero=False)
    axis = alt.Axis(
        title="km along the line, from the Ukrainian tripoint",
        minExtent=ALONG_AXIS_PX,
        maxExtent=ALONG_AXIS_PX,
        labels=False,
        ticks=False,
        grid=False,
        titlePadding=4,
    )
    km = alt.Y(field="km", type="quantitative", scale=scale, axis=axis)
    shown_places = places[(places["km"] >= south) & (places["km"] <= north)]
    lines = (
        alt.Chart(_data(shown_places))
        .mark_rule(color=colours.grid)
        .encode(y=km, tooltip=_tips(name="Crossing", km="Kilometre"))
    )
    names = (
        alt.Chart(_data(shown_places))
        .mark_text(align="right", baseline="middle", fontSize=11.5, color=colours.text)
        .encode(x=alt.value(-6), y=km, text=alt.Text(field="label", type="nominal"))
    )
    rows = _with_labels(table).assign(
        first=table["start"],
        next=table["end"].map(lambda day: day + ONE_DAY),
        where=[f"km {km:.1f} ± {reach:g} km" for km, reach in zip(table["km"], table["uncertainty_km"], strict=True)],
    )
    tips = _tips(
        title="Record",
        category="Category",
        first="From",
        end="To",
        place="Place",
        where="On the line",
        claimed_by="Says so",
        disputed_by="Denies it",
        id="Id",
    )
    marks = alt.Chart(_data(rows)).encode(x=_time(bounds), color=_family_colour(dark=dark))
    reach = marks.mark_rule(strokeWidth=3, opacity=0.28, clip=True).encode(
        y=alt.Y(field="km_from", type="quantitative", scale=scale, axis=axis), y2=alt.Y2(field="km_to"), tooltip=tips
    )
    lasts = marks.mark_rule(strokeWidth=1.2, opacity=0.55, clip=True).encode(
        x2=alt.X2(field="next"), y=km, tooltip=tips
    )
    symbols = (
        marks.mark_point(filled=True, size=58, opacity=0.95, clip=True)
        .encode(y=km, shape=_family_shape(), tooltip=tips)
        .add_params(_brush("x", "y"))
    )
    return _finish(
        alt.layer(
            _stretch_spans(stretches, bounds=bounds, scale=scale, axis=axis, dark=dark),
            lines,
            names,
            reach,
            lasts,
            symbols,
        ),
        title="Along the border: where and when",
        subtitle=subtitle,
        description=description,
        dark=dark,
        height=600,
    )


def _stretch_spans(
    stretches: pd.DataFrame, *, bounds: Bounds, scale: alt.Scale, axis: alt.Axis, dark: bool
) -> alt.Chart:
    """Faint upright lines, from the first to the last kilometre of the stretch, on the first day."""
    spans: alt.Chart = (
        alt.Chart(_data(_with_labels(stretches).assign(first=stretches["start"])))
        .mark_rule(opacity=0.3, strokeWidth=1, strokeDash=[2, 4], clip=True)
        .encode(
            x=_time(bounds),
            y=alt.Y(field="km_from", type="quantitative", scale=scale, axis=axis),
            y2=alt.Y2(field="km_to"),
            color=_family_colour(dark=dark),
            tooltip=_tips(title="Record", first="From", end="To", area="Somewhere along", id="Id"),
        )
    )
    return spans


# --- forces --------------------------------------------------------------------------


def force_levels(table: pd.DataFrame, *, bounds: Bounds, subtitle: str, description: str, dark: bool) -> AnyChart:
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
    colour = SYMBOLS["deployment"].dark if dark else SYMBOLS["deployment"].light
    low = table["low"].where(table["low"].notna(), table["high"])
    high = table["high"].where(table["high"].notna(), table["low"])
    bound = [
        "at least" if pd.isna(top) else "at most" if pd.isna(bottom) else "given"
        for bottom, top in zip(table["low"], table["high"], strict=True)
    ]
    begin = [max(start, bounds[0]) for start in table["start"]]
    rows = table.assign(
        first=table["start"],
        next=table["end"].map(lambda day: day + ONE_DAY),
        low=low.astype(float),
        high=high.astype(float),
        bound=bound,
        begin=begin,
        label=_joined_numbers(table.assign(begin=begin, low=low)),
        head=[min(end, bounds[1]) + ONE_DAY for end in table["end"]],
        last=[
            f"open, drawn to {end}" if still else f"{end}"
            for end, still in zip(table["end"], table["open"], strict=True)
        ],
        days=table["as_of"].map(lambda day: "not said" if day is None else day.isoformat()),
    )
    tips = _tips(
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
        legend=_legend(),
    )
    faint = alt.Opacity(
        field="open", type="ordinal", legend=None, scale=alt.Scale(domain=[False, True], range=[1.0, 0.4])
    )
    base = alt.Chart(_data(rows)).encode(x=_time(bounds), tooltip=tips)
    ranges = base.mark_rect(color=colour, fillOpacity=0.22, clip=True).encode(
        x2=alt.X2(field="next"), y=people, y2=alt.Y2(field="high")
    )
    levels = base.mark_rule(color=colour, strokeWidth=2.6, clip=True).encode(
        x2=alt.X2(field="next"), y=people, strokeDash=status, opacity=faint
    )
    begins = (
        base.transform_filter("datum.bound == 'given'")
        .mark_circle(color=colour, size=44, opacity=1)
        .encode(x=_time(bounds, field="begin"), y=people)
    )
    bounded = (
        base.transform_filter("datum.bound != 'given'")
        .mark_point(color=colour, filled=True, size=75, opacity=1)
        .encode(
            x=_time(bounds, field="begin"),
            y=people,
            shape=alt.Shape(
                field="bound",
                type="nominal",
                scale=alt.Scale(domain=["at least", "at most"], range=["triangle-up", "triangle-down"]),
                legend=_legend(),
            ),
        )
    )
    arrows = (
        base.transform_filter("datum.open")
        .mark_point(color=colour, shape="triangle-right", filled=True, size=80, opacity=1)
        .encode(x=_time(bounds, field="head"), y=people)
    )
    numbers = base.mark_text(dx=4, dy=-8, align="left", fontSize=10.5, color=look(dark=dark).text, clip=True).encode(
        x=_time(bounds, field="begin"), y=people, text=alt.Text(field="label", type="nominal")
    )
    return _finish(
        alt.layer(ranges, levels, begins, bounded, *([arrows] if table["open"].any() else []), numbers),
        title="Strength of forces, as published",
        subtitle=subtitle,
        description=description,
        dark=dark,
        height=380,
    )


def _joined_numbers(table: pd.DataFrame) -> list[str]:
    """The numbers of figures that begin at one spot as one label, at the first of them; the others have none."""
    spots = table.groupby(["begin", "low"])["number"].transform(lambda numbers: ", ".join(map(str, numbers)))
    return spots.astype(str).where(~table.duplicated(["begin", "low"]), "").tolist()


def deployments(table: pd.DataFrame, *, bounds: Bounds, subtitle: str, description: str, dark: bool) -> AnyChart:
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
    rows = table.assign(row=table["row"].map(order), said=table["row"], family=schema.FAMILIES["deployment"].label)
    return _finish(
        _intervals(rows, bounds=bounds, dark=dark, left_px=4),
        title="Forces, exercises and barrier works",
        subtitle=subtitle,
        description=description,
        dark=dark,
        height=ROW_PX * max(1, len(order)),
    )


# --- who says so ---------------------------------------------------------------------


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
    rows = _with_labels(counts.assign(side=counts["side"].map(_side_labels())))
    return _finish(
        _cells(
            rows,
            down=("side", "Says so"),
            across=("family", "Family"),
            columns=[family.label for family in schema.FAMILIES.values()],
            colour=_family_colour(dark=dark, legend=False),
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
    return _finish(
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
    base = alt.Chart(_data(rows)).encode(
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
        tooltip=_tips(**{down[0]: down[1], across[0]: across[1], "records": "Records"}),
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
    high = counts.groupby("side")["records"].cumsum()
    labels = {code: term.label for code, term in schema.CONFIDENCES.items()}
    rows = counts.assign(low=high - counts["records"], high=high, confidence=counts["confidence"].map(labels))
    sides = [label for code, label in _side_labels().items() if code in set(table["side"])]
    rows = rows.assign(side=rows["side"].map(_side_labels()))
    colours = look(dark=dark)
    bars = (
        alt.Chart(_data(rows))
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
                legend=_legend(),
            ),
            tooltip=_tips(side="Says so", confidence="Standing", records="Records"),
        )
    )
    return _finish(
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
    tips = _tips(said="Figure", unit="Unit", attributed_to="Says so", as_of="As of", note="Note", id="Id")
    value = alt.X(
        field="from_",
        type="quantitative",
        title=str(table["unit"].iloc[0]),
        scale=alt.Scale(domain=[0, ceiling], nice=False),
    )
    y = alt.Y(
        field="mark_y",
        type="quantitative",
        title=None,
        scale=alt.Scale(domain=[0, len(rows)], reverse=True, nice=False),
        axis=alt.Axis(labels=False, ticks=False, domain=False, values=list(range(len(rows) + 1))),
    )
    base = alt.Chart(_data(rows)).encode(y=y, tooltip=tips)
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
    return _finish(
        alt.layer(bars, points, ends, words),
        title=title,
        subtitle="Each as published, never added up; read the notes: they may count different things.",
        description=description,
        dark=dark,
        height=ROW_PX * len(rows),
    )


# --- two periods ---------------------------------------------------------------------


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
    wide = _with_labels(table.rename(columns={"what": "family"}))
    long = pd.concat(
        [wide.assign(period="A", records=wide["a"]), wide.assign(period="B", records=wide["b"])], ignore_index=True
    )
    y = alt.Y(field="family", type="nominal", title=None, sort=labels, axis=alt.Axis(labelLimit=180, grid=True))
    tips = _tips(family="Family", a="A, records", b="B, records", difference="B − A")
    lines = (
        alt.Chart(_data(wide))
        .mark_rule(strokeWidth=2, opacity=0.6)
        .encode(
            x=alt.X(field="a", type="quantitative"),
            x2=alt.X2(field="b"),
            y=y,
            color=_family_colour(dark=dark, legend=False),
            tooltip=tips,
        )
    )
    points = (
        alt.Chart(_data(long))
        .mark_point(size=120, opacity=1, strokeWidth=2)
        .encode(
            x=alt.X(field="records", type="quantitative", title="records", axis=alt.Axis(tickMinStep=1, format="d")),
            y=y,
            color=_family_colour(dark=dark, legend=False),
            fill=_family_fill(dark=dark),
            fillOpacity=_a_or_b(),
            shape=alt.value("circle"),
            tooltip=tips,
        )
    )
    return _finish(
        alt.layer(lines, points),
        title="Records by family, A and B",
        subtitle=f"A, filled: {names[0]}. B, hollow: {names[1]}.",
        description=description,
        dark=dark,
        height=34 * len(labels),
    )


def _family_fill(*, dark: bool) -> alt.Fill:
    colours = [SYMBOLS[code].dark if dark else SYMBOLS[code].light for code in schema.FAMILIES]
    return alt.Fill(field="family", type="nominal", scale=_family_scale(colours), legend=None)


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
        alt.Chart(_data(long))
        .mark_bar(color=colours.accent, stroke=colours.accent, strokeWidth=1)
        .encode(
            y=alt.Y(
                field="km_from",
                type="quantitative",
                title="km along the line, from the Ukrainian tripoint",
                scale=alt.Scale(domain=[0, ALONG_MAX_KM], nice=False),
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
            tooltip=_tips(km_from="From km", km_to="To km", a="A, records", b="B, records", difference="B − A"),
        )
    )
    return _finish(
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
        alt.Chart(_data(_with_labels(table)))
        .mark_point(filled=True, size=42, opacity=0.8, clip=True)
        .encode(
            x=x,
            y=y,
            color=_family_colour(dark=dark, legend=False),
            shape=_family_shape(legend=False),
            tooltip=_tips(title="Record", start="From", place="Place", id="Id"),
        )
    )
    return _finish(
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

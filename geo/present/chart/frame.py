"""What all charts share: colours of the page, axes of days, families, tooltips, and the frame around the marks."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil, floor
from typing import Any, Final, Literal

import altair as alt
import pandas as pd

from geo import schema, study
from geo.present.chart.drawing import AltairChart, Columns, Drawing, Given, rows
from geo.symbols import SYMBOLS

BRUSH: Final = "brush"
"""Name of the region that a reader draws, in every chart that has one."""
ONE_DAY: Final = timedelta(days=1)
EPOCH: Final = datetime.fromtimestamp(0, tz=UTC).date()
MS_A_DAY: Final = 86_400_000
TITLE_CHARS: Final = 46
SUBTITLE_CHARS: Final = 58
WIDE_PX: Final = 560
"""From this width a title stands in longer lines."""
WIDE_CHARS: Final = 2
"""So many times as long."""
ROW_PX: Final = 32
CELL_PX: Final = 30
CHROME_PX: Final = 90
"""Height of title, legend and axis, which a chart has beside its marks."""
TEXT_AT: Final = 0.3
MARK_AT: Final = 0.74
LEFT_AXIS_PX: Final = 46
"""Width of the left axis, the same for charts that stand over one another."""
ALONG_AXIS_PX: Final = 96
FEW_COLUMNS: Final = "width < 420 ? 2 : width < 860 ? 4 : 8"
POINTER: Final = "pointer"
"""Over a mark that leads somewhere."""
FONT: Final = '"Source Sans", "Source Sans Pro", sans-serif'

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


def _lines(text: str, most: int) -> dict[str, str] | list[str]:
    """Text in short lines where the chart is narrow, in longer ones where it is wide; JSON, so that it stays text."""
    narrow, wide = textwrap.wrap(text, most), textwrap.wrap(text, most * WIDE_CHARS)
    if len(narrow) == len(wide):
        return narrow
    return {"expr": f"width < {WIDE_PX} ? {_written(narrow)} : {_written(wide)}"}


def _written(lines: list[str]) -> str:
    return json.dumps(lines, ensure_ascii=True)


def framed(*, title: str, subtitle: str, description: str, height: int) -> Mapping[str, Any]:
    """What stands around marks that are `height` pixels high."""
    return {
        "height": height + CHROME_PX,
        "title": {
            "text": _lines(title, TITLE_CHARS),
            "subtitle": textwrap.wrap(subtitle, SUBTITLE_CHARS),
            "anchor": "start",
        },
        "description": description,
        "width": "container",
    }


def coloured(chart: AltairChart, *, dark: bool) -> AltairChart:
    """Give a chart the page's colours and letters."""
    colours = look(dark=dark)
    finished: AltairChart = chart.configure(
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


def over(bounds: Bounds) -> Given:
    """What an axis of days is given: from the beginning of the first day to the end of the last, in UTC."""
    begin, end = (
        {"year": day.year, "month": day.month, "date": day.day, "utc": True} for day in (bounds[0], bounds[1] + ONE_DAY)
    )
    return {"begin": begin, "end": end, "day_format": _format(bounds)}


def days(given: Given, *, field: str = "first") -> alt.X:
    """Axis of days over what `over` gives, read in UTC."""
    return alt.X(
        field=field,
        type="temporal",
        title=None,
        scale=alt.Scale(type="utc", domainMin=given["begin"], domainMax=given["end"], nice=False),
        axis=alt.Axis(
            labels=True,
            format=given["day_format"],
            labelOverlap=True,
            tickCount=8,
            tickMinStep=ONE_DAY / timedelta(milliseconds=1),  # or a label would name a day twice
            labelFlush=True,
        ),
    )


def _format(bounds: Bounds) -> str:
    few_days = 150
    return "%-d %b %y" if (bounds[1] - bounds[0]).days < few_days else "%b %Y"


def family_colour(*, dark: bool, key: bool = True) -> alt.Color:
    """Colour of the family, as on the map, with its part of the key."""
    return alt.Color(
        field="family",
        type="nominal",
        scale=family_scale([SYMBOLS[code].dark if dark else SYMBOLS[code].light for code in schema.FAMILIES]),
        legend=legend() if key else None,
    )


def family_shape(*, key: bool = True) -> alt.Shape:
    """Shape of the family, as near to the map's as charts have it, with its part of the key."""
    return alt.Shape(
        field="family",
        type="nominal",
        scale=family_scale([SYMBOLS[code].marker for code in schema.FAMILIES]),
        legend=legend() if key else None,
    )


def family_scale(values: Sequence[str]) -> alt.Scale:
    """Scale from families' labels to values in the families' order."""
    return alt.Scale(domain=[family.label for family in schema.FAMILIES.values()], range=list(values))


def legend(title: str | None = None) -> alt.Legend:
    """Legend over the chart, in two columns where it is narrow."""
    return alt.Legend(title=title, orient="top", columns=alt.ExprRef(FEW_COLUMNS), symbolLimit=0, symbolOpacity=1)


def with_labels(table: pd.DataFrame) -> pd.DataFrame:
    """The family's label in place of its code."""
    return table.assign(family=table["family"].map({code: term.label for code, term in schema.FAMILIES.items()}))


def labels(families: Iterable[str]) -> list[str]:
    """Labels of families by their codes."""
    return [schema.FAMILIES[code].label for code in families]


def opening(ids: Iterable[str]) -> list[str]:
    """What a click on the mark of each record changes of the address; `server/page/marks.js` follows it."""
    return [f"id={record_id}" for record_id in ids]


def tooltips(**named: str) -> list[alt.Tooltip]:
    """Tooltips: what each field is called, by the field."""
    return [alt.Tooltip(field=field, type="nominal", title=title) for field, title in named.items()]


def brush(*channels: Literal["x", "y"]) -> alt.Parameter:
    """Region that a reader draws along the channels."""
    return alt.selection_interval(name=BRUSH, encodings=[*channels])


def days_of(edges: Sequence[float]) -> Bounds:
    """First and last day of a drawn region.

    Parameters
    ----------
    edges
        Its ends, milliseconds since the Unix epoch.
    """
    first, last = sorted(edges)
    start = int(first // MS_A_DAY)
    return EPOCH + timedelta(days=start), EPOCH + timedelta(days=max(start, ceil(last / MS_A_DAY) - 1))


def stretch_of(edges: Sequence[float]) -> tuple[float, float]:
    """First and last kilometre of a drawn region, whole and within the line."""
    south, north = sorted(edges)
    return float(max(0, floor(south))), float(min(int(study.current().along_max_km), ceil(north)))


def intervals(held: Columns, *, bounds: Bounds, dark: bool, left_px: int, frame: Mapping[str, Any]) -> Drawing:
    """Bars from ``start`` to ``end``, each with ``said`` over it in its ``row``; an open end fades into an arrow."""
    row, start, end, is_open = held["row"], held["start"], held["end"], held["open"]
    number = max(row, default=0) + 1
    shown = {
        **held,
        "first": start,
        "next": [day + ONE_DAY for day in end],
        "text_y": [at + TEXT_AT for at in row],
        "mark_y": [at + MARK_AT for at in row],
        "last": [f"open, drawn to {day}" if still else f"{day}" for day, still in zip(end, is_open, strict=True)],
        "head": [min(day, bounds[1]) + ONE_DAY for day in end],
        "opens": opening(held["id"]),
    }
    firsts = [row.index(at) for at in dict.fromkeys(row)]
    names = {name: [column[place] for place in firsts] for name, column in shown.items()}
    return Drawing(
        _intervals,
        kind={"arrows": any(is_open), "left_px": left_px, "dark": dark},
        tables={"rows": shown, "names": names},
        given={**over(bounds), "extent": [0, number], "edges": list(range(number + 1))},
        frame=frame,
    )


def _intervals(given: Given, *, arrows: bool, left_px: int, dark: bool) -> AltairChart:
    y = alt.Y(
        field="mark_y",
        type="quantitative",
        title=" ",
        scale=alt.Scale(domain=given["extent"], reverse=True, nice=False),
        axis=alt.Axis(
            labels=False, ticks=False, domain=False, values=given["edges"], minExtent=left_px, maxExtent=left_px
        ),
    )
    tips = tooltips(title="Record", first="From", last="To", claimed_by="Says so", id="Id")
    base = rows(given, "rows").encode(x=days(given), y=y, color=family_colour(dark=dark, key=False))
    bars = base.mark_bar(size=9, clip=True, cursor=POINTER).encode(
        x2=alt.X2(field="next"),
        fillOpacity=alt.FillOpacity(
            field="open", type="ordinal", legend=None, scale=alt.Scale(domain=[False, True], range=[0.9, 0.35])
        ),
        tooltip=tips,
    )
    begins = base.mark_tick(orient="vertical", size=13, thickness=3, clip=True, cursor=POINTER).encode(tooltip=tips)
    heads = (
        base.transform_filter("datum.open")
        .mark_point(shape="triangle-right", filled=True, size=70, opacity=1)
        .encode(x=days(given, field="head"))
    )
    names = (
        rows(given, "names")
        .mark_text(align="left", baseline="middle", fontSize=11.5, limit=alt.ExprRef("width"), cursor=POINTER)
        .encode(
            x=alt.value(0),
            y=alt.Y(field="text_y", type="quantitative"),
            text=alt.Text(field="said", type="nominal"),
            color=alt.value(look(dark=dark).text),
            tooltip=tips,
        )
    )
    return coloured(alt.layer(bars, begins, *([heads] if arrows else []), names), dark=dark)

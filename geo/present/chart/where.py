"""The chart of where along the line, and when."""

from __future__ import annotations

from math import ceil, floor
from typing import Final

import altair as alt
import pandas as pd

from geo import study, summarise
from geo.present.chart.drawing import AltairChart, Drawing, Given, rows
from geo.present.chart.frame import (
    ALONG_AXIS_PX,
    ONE_DAY,
    POINTER,
    Bounds,
    brush,
    coloured,
    days,
    family_colour,
    family_shape,
    framed,
    look,
    opening,
    over,
    tooltips,
    with_labels,
)

MINUTES_A_DAY: Final = 24 * 60
STEPS_KM: Final = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
MOST_TICKS: Final = 9
HEIGHT_PX: Final = 600
APART_PX: Final = 9
"""Marks of one day nearer than this would lie on one another."""
MOST_MARKS: Final = 1500
"""More than these no browser draws in good time, and no eye tells apart."""
NAMES_ON_THE_AXIS: Final = 45
"""So many names, one over another, fill the axis."""


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
) -> Drawing:
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
    south, north = stretch_km or (0.0, study.current().along_max_km)
    margin = (north - south) / 100 or 1.0
    shown_places = places[(places["km"] >= south) & (places["km"] <= north)]
    crowded = len(table) > MOST_MARKS
    few = table.iloc[:0] if crowded else table
    records = with_labels(few).assign(
        first=few["start"],
        at=_moments(few, apart_km=(north - south) / HEIGHT_PX * APART_PX),
        next=few["end"].map(lambda day: day + ONE_DAY),
        opens=opening(few["id"]),
        where=[f"km {km:.1f} ± {reach:g} km" for km, reach in zip(few["km"], few["uncertainty_km"], strict=True)],
    )
    crowd = {"cells": _cells(table, bounds=bounds, km=(south, north))} if crowded else {}
    return Drawing(
        _along,
        kind={"crowded": crowded, "dark": dark},
        tables={
            "records": records,
            "stretches": with_labels(stretches).assign(first=stretches["start"], opens=opening(stretches["id"])),
            "places": shown_places,
            "ticks": _round_kilometres(shown_places, south=south, north=north),
            **crowd,
        },
        given={**over(bounds), "shown_km": [south - margin, north + margin]},
        frame=framed(
            title="Along the border: where and when", subtitle=subtitle, description=description, height=HEIGHT_PX
        ),
    )


def _along(given: Given, *, crowded: bool, dark: bool) -> AltairChart:
    colours, km = look(dark=dark), _kilometres(given, "km")
    lines = (
        rows(given, "places")
        .mark_rule(color=colours.grid)
        .encode(y=km, tooltip=tooltips(name="Crossing", km="Kilometre"))
    )
    names = (
        rows(given, "places")
        .mark_text(align="right", baseline="middle", fontSize=11.5, color=colours.text)
        .encode(x=alt.value(-6), y=km, text=alt.Text(field="label", type="nominal"))
    )
    ticks = (
        rows(given, "ticks")
        .mark_text(align="right", baseline="middle", fontSize=10.5, color=colours.muted)
        .encode(x=alt.value(-6), y=km, text=alt.Text(field="label", type="nominal"))
    )
    tips = tooltips(
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
    marks = rows(given, "records").encode(x=days(given, field="at"), color=family_colour(dark=dark))
    reach = marks.mark_rule(strokeWidth=3, opacity=0.28, clip=True).encode(
        y=_kilometres(given, "km_from"), y2=alt.Y2(field="km_to"), tooltip=tips
    )
    lasts = marks.mark_rule(strokeWidth=1.2, opacity=0.55, clip=True).encode(
        x2=alt.X2(field="next"), y=km, tooltip=tips
    )
    symbols = (
        marks.mark_point(filled=True, size=58, opacity=0.95, clip=True, cursor=POINTER)
        .encode(y=km, shape=family_shape(), tooltip=tips)
        .add_params(brush("x", "y"))
    )
    crowd = [_counted(given, dark=dark)] if crowded else []
    layers = [_stretch_spans(given, dark=dark), lines, ticks, names, reach, lasts, symbols, *crowd]
    return coloured(alt.layer(*layers), dark=dark)


def _kilometres(given: Given, field: str) -> alt.Y:
    """Axis of the line's kilometres; the names on it are marks."""
    return alt.Y(
        field=field,
        type="quantitative",
        scale=alt.Scale(domain=given["shown_km"], nice=False, zero=False),
        axis=alt.Axis(
            title=f"km along the line, {study.current().from_the_start}",
            minExtent=ALONG_AXIS_PX,
            maxExtent=ALONG_AXIS_PX,
            labels=False,
            ticks=False,
            grid=False,
            titlePadding=4,
        ),
    )


def _moments(table: pd.DataFrame, *, apart_km: float) -> list[str]:
    """Where in its day each mark stands, as Vega reads it."""
    minutes = [round(part * MINUTES_A_DAY) for part in summarise.beside(table, apart_km=apart_km)]
    return [
        f"{day}T{minute // 60:02d}:{minute % 60:02d}:00Z" for day, minute in zip(table["start"], minutes, strict=True)
    ]


def _cells(table: pd.DataFrame, *, bounds: Bounds, km: tuple[float, float]) -> pd.DataFrame:
    """Cells with the number of records that begin in them; each leads closer."""
    cells = summarise.cells(table, bounds=bounds, km=km)
    closer = [
        f"from={first}&to={last}&km={south:g}-{north:g}"
        for first, last, south, north in cells[["first", "last", "km_from", "km_to"]].itertuples(index=False)
    ]
    return cells.assign(opens=closer)


def _counted(given: Given, *, dark: bool) -> alt.Chart:
    found: alt.Chart = (
        rows(given, "cells")
        .mark_rect(color=look(dark=dark).accent, clip=True, cursor=POINTER)
        .encode(
            x=days(given),
            x2=alt.X2(field="next"),
            y=_kilometres(given, "km_from"),
            y2=alt.Y2(field="km_to"),
            opacity=alt.Opacity(
                field="records", type="quantitative", legend=None, scale=alt.Scale(type="sqrt", range=[0.15, 1])
            ),
            tooltip=tooltips(records="Records", first="From", last="To", km_from="From km", km_to="To km"),
        )
    )
    return found


def _round_kilometres(places: pd.DataFrame, *, south: float, north: float) -> pd.DataFrame:
    """Round kilometres for the axis, where no name stands near."""
    length = (north - south) or 1.0
    step = next(step for step in STEPS_KM if step >= length / MOST_TICKS)
    apart = length / NAMES_ON_THE_AXIS
    kilometres = [number * step for number in range(ceil(south / step), floor(north / step) + 1)]
    free = [km for km in kilometres if all(abs(km - there) >= apart for there in places["km"])]
    return pd.DataFrame({"km": free, "label": [f"{km:g}" for km in free]})


def _stretch_spans(given: Given, *, dark: bool) -> alt.Chart:
    """Faint upright lines, from the first to the last kilometre of the stretch, on the first day."""
    spans: alt.Chart = (
        rows(given, "stretches")
        .mark_rule(opacity=0.3, strokeWidth=1, strokeDash=[2, 4], clip=True, cursor=POINTER)
        .encode(
            x=days(given),
            y=_kilometres(given, "km_from"),
            y2=alt.Y2(field="km_to"),
            color=family_colour(dark=dark),
            tooltip=tooltips(title="Record", first="From", end="To", area="Somewhere along", id="Id"),
        )
    )
    return spans

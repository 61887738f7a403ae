"""The small histogram over the date slider: what a range holds, before it is chosen.

It is drawn with every run, so nothing is done twice: the chart is specified once, and the records are counted once for
all dates, by columns of numbers.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import streamlit as st

from geo import store, summarise
from geo.model import Link, Selection
from geo.present import caption
from geo.present import chart as charts
from geo.query import link as links
from geo.query import select
from pages.blocks import chart

KEY: Final = "histogram"
COLUMNS: Final = ("first", "last", "next", "family", "records")
KEPT_SELECTIONS: Final = 64

Bounds = tuple[date, date]


def draw(prepared: store.Prepared, selection: Selection) -> None:
    """Draw the records of a selection a week, whatever its dates; the chosen ones are strong. A brush sets the dates.

    Parameters
    ----------
    prepared
        The data.
    selection
        What the reader chose.
    """
    bars, words = _counted(prepared, replace(selection, start=None, end=None))
    first, last = (day.isoformat() for day in prepared.view(Link(selection=selection)).days)
    spec: dict[str, Any] = json.loads(_template(prepared.dataset.coverage, dark=chart.dark()))
    spec["description"] = words
    shades = pa.array([_shade(bar, first=first, last=last) for bar in bars.to_pylist()], pa.string())
    fresh = f"{KEY}_{links.query_string(Link(selection=selection))}"  # of another selection, no region is drawn on it
    st.vega_lite_chart(
        bars.append_column("shade", shades),
        spec,
        key=fresh,
        theme=None,
        on_select=partial(_brushed, fresh),
        selection_mode=charts.BRUSH,
        width="stretch",
    )


def _shade(bar: dict[str, Any], *, first: str, last: str) -> str:
    return "chosen" if bar["first"] <= last and bar["last"] >= first else "not chosen"


@lru_cache(maxsize=4)
def _template(bounds: Bounds, *, dark: bool) -> str:
    """The chart's specification without its data."""
    nothing = pd.DataFrame(columns=list(COLUMNS))
    spec = charts.strip(nothing, bounds=bounds, chosen=bounds, description="", dark=dark).to_dict()
    del spec["datasets"], spec["data"]
    return json.dumps(spec)


@lru_cache(maxsize=KEPT_SELECTIONS)
def _counted(prepared: store.Prepared, selection: Selection) -> tuple[pa.Table, str]:
    """Bars of a selection without dates, and what they say."""
    table = summarise.periods(prepared.index, select.rows(prepared.index, selection), per="week")
    totals = table.groupby(["first", "last", "next"], as_index=False)["records"].sum()
    days = totals[["first", "last", "next"]].map(date.isoformat)
    bars = pa.Table.from_pandas(totals.assign(**days), preserve_index=False).replace_schema_metadata()
    return bars, " ".join(caption.periods(table, per="week"))


def _brushed(key: str) -> None:
    chart.take(st.session_state[key]["selection"].get(charts.BRUSH, {}))

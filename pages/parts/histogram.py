"""The small histogram over the date slider: what a range holds, before it is chosen.

It is drawn with every run, so nothing is done twice: the chart is specified once, and the records are counted once for
all dates, by columns of numbers.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import streamlit as st

from geo import caption, schema, select
from geo import chart as charts
from geo import link as links
from geo.model import Link, Selection
from pages.parts import chosen, figure, store

KEY: Final = "histogram"
DAYS_OF_WEEK: Final = 7
MONDAY_SHIFT: Final = 3
"""1970-01-01, from which days are counted, was a Thursday: so many days after a Monday."""
LAST_OF_WEEK: Final = timedelta(days=DAYS_OF_WEEK - 1)
COLUMNS: Final = ("first", "last", "next", "family", "records")
KEPT_SELECTIONS: Final = 64

Bounds = tuple[date, date]


def draw(selection: Selection) -> None:
    """Draw the records of a selection a week, whatever its dates; the chosen ones are strong. A brush sets the dates.

    Parameters
    ----------
    selection
        What the reader chose.
    """
    dataset = store.current().dataset
    bars, words = _counted(dataset.digest, replace(selection, start=None, end=None))
    first, last = (day.isoformat() for day in chosen.days(selection))
    spec: dict[str, Any] = json.loads(_template(dataset.coverage, dark=figure.dark()))
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
def _counted(_digest: str, selection: Selection) -> tuple[pa.Table, str]:
    """Bars of a selection without dates, and what they say."""
    prepared = store.current()
    table = weeks(prepared, select.rows(prepared.index, selection))
    totals = table.groupby(["first", "last", "next"], as_index=False)["records"].sum()
    days = totals[["first", "last", "next"]].map(date.isoformat)
    bars = pa.Table.from_pandas(totals.assign(**days), preserve_index=False).replace_schema_metadata()
    return bars, " ".join(caption.periods(table, per="week"))


def weeks(prepared: store.Prepared, rows: select.Numbers) -> pd.DataFrame:
    """Count what `geo.summarise.periods` counts for weeks, in the same columns, from the columns of the index.

    Parameters
    ----------
    prepared
        The data.
    rows
        The rows to count.
    """
    dated = rows[~_month_only(prepared.dataset.digest)[rows]]
    monday = prepared.index.columns["start"][dated]
    monday = monday - (monday + MONDAY_SHIFT) % DAYS_OF_WEEK
    families = len(schema.FAMILIES)
    both, counts = np.unique(monday * families + select.families(prepared.index, dated), return_counts=True)
    names = list(schema.FAMILIES)
    found = [
        (select.EPOCH + timedelta(days=code // families), names[code % families], count)
        for code, count in zip(both.tolist(), counts.tolist(), strict=True)
    ]
    return pd.DataFrame(
        [
            (day, day + LAST_OF_WEEK, day + LAST_OF_WEEK + timedelta(days=1), family, count)
            for day, family, count in found
        ],
        columns=list(COLUMNS),
    )


@lru_cache(maxsize=2)
def _month_only(_digest: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which records are dated to a month and to no day."""
    return (store.current().dataset.records["date_precision"] == "month").to_numpy(dtype=bool)


def _brushed(key: str) -> None:
    figure.take(st.session_state[key]["selection"].get(charts.BRUSH, {}))

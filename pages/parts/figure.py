"""Draw a chart with what belongs to it: its words, the table behind it, and downloads of both.

The picture is saved from the menu that Streamlit shows over a chart; the browser makes it, nothing is sent anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo import chart as charts
from geo import link as links
from geo import summarise
from geo.export import text
from geo.model import ALONG_MAX_KM, Selection
from pages.parts import chosen, markup, state

DAYS: Final = "first"
"""Field of days that readers brush."""
NAMES_ON_THE_AXIS: Final = 45
FEW_DAYS: Final = 100
KILOMETRES: Final = "km"
"""Field of kilometres that readers brush."""


def dark() -> bool:
    """Whether the page is dark."""
    return bool(st.context.theme.type == "dark")


def per(selection: Selection) -> summarise.Period:
    """Let the reader count by day or week; by default by day where the days are few enough to tell apart."""
    first, last = chosen.days(selection)
    usual: summarise.Period = "day" if (last - first).days < FEW_DAYS else "week"
    asked: summarise.Period | None = st.segmented_control(
        "Bars",
        ("day", "week"),
        format_func=lambda name: f"by {name}",
        key=f"per_{usual}",
        default=usual,
        label_visibility="collapsed",
    )
    return asked or usual


def draw(chart: charts.AnyChart, table: pd.DataFrame, *, key: str, words: Sequence[str], brushed: bool = False) -> None:
    """Draw a chart, what it says in words, and its table.

    Parameters
    ----------
    chart
        The chart.
    table
        The table behind it.
    key
        Names its widgets and its file.
    words
        What it says, in sentences, for those who do not see it.
    brushed
        Whether a region that is drawn on it sets the selection.
    """
    if brushed:
        fresh = f"{key}_{links.query_string(state.current())}"  # a chart of another selection has no region drawn on it
        st.altair_chart(
            chart,
            key=fresh,
            theme=None,
            on_select=partial(_brushed, fresh),
            selection_mode=charts.BRUSH,
            width="stretch",
        )
    else:
        st.altair_chart(chart, key=key, theme=None, width="stretch")
    markup.draw("figure.html", words=words)
    tabled(table, key=key)


def one_of(label: str, values: pd.Series, *, key: str) -> str | None:
    """Let the reader choose one of the values of a column, most frequent first; None if there is none."""
    if values.empty:
        return None
    found: str = st.selectbox(label, values.value_counts(sort=True).index.tolist(), key=key)
    return found


def strengths(levels: pd.DataFrame) -> pd.DataFrame:
    """Columns of `summarise.force_levels` that a reader of the chart looks its numbers up in."""
    return levels.rename(
        columns={
            "number": "No.",
            "said": "People",
            "note": "Of whom",
            "attributed_to": "Says so",
            "as_of": "As of",
            "force": "Force",
            "id": "Id",
        }
    )[["No.", "People", "Of whom", "Says so", "As of", "Force", "Id"]]


def apart_km(selection: Selection) -> float:
    """Least distance between two names on the axis of the line, kilometres along it."""
    south, north = selection.along_km or (0.0, ALONG_MAX_KM)
    return (north - south) / NAMES_ON_THE_AXIS


def tabled(table: pd.DataFrame, *, key: str, label: str = "Table behind it") -> None:
    """Offer a table, folded, and its file."""
    with st.expander(f"{label}: {len(table):,} rows"):
        st.dataframe(table, hide_index=True, key=f"{key}_table")
        st.download_button(
            "Download as CSV",
            partial(_csv, table),
            file_name=f"granica-{key}.csv",
            mime="text/csv",
            key=f"{key}_csv",
            on_click="ignore",
        )


def _csv(table: pd.DataFrame) -> bytes:
    """Bytes of a table; what a spreadsheet could take for a formula is guarded as in the export of records."""
    return table.map(text.guard).to_csv(index=False, lineterminator="\r\n").encode()


def _brushed(key: str) -> None:
    region: Mapping[str, Any] = st.session_state[key]["selection"].get(charts.BRUSH, {})
    take(region)


def take(region: Mapping[str, Any]) -> None:
    """Make a drawn region the selection's dates and kilometres; a region that was wiped away changes nothing."""
    if DAYS in region:
        state.set_dates(*charts.days_of(region[DAYS]))
    if KILOMETRES in region:
        state.set_along(charts.stretch_of(region[KILOMETRES]))

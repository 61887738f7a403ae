"""The small histogram over the date slider: what a range holds, before it is chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from geo import caption, select, summarise
from geo import chart as charts
from geo.model import Selection
from pages.parts import chosen, figure
from pages.parts.store import Prepared

KEY: Final = "histogram"
READ: Final = ("start", "category", "date_precision")


def draw(prepared: Prepared, selection: Selection) -> None:
    """Draw the records of a selection a week, whatever its dates; the chosen ones are strong. A brush sets the dates.

    Parameters
    ----------
    prepared
        The data.
    selection
        What the reader chose.
    """
    rows = select.rows(prepared.index, replace(selection, start=None, end=None))
    table = summarise.periods(prepared.dataset.records[list(READ)].iloc[rows], per="week")
    strip = charts.strip(
        table,
        bounds=prepared.dataset.coverage,
        chosen=chosen.days(selection),
        description=" ".join(caption.periods(table, per="week")),
        dark=figure.dark(),
    )
    st.altair_chart(strip, key=KEY, theme=None, on_select=_brushed, selection_mode=charts.BRUSH, width="stretch")


def _brushed() -> None:
    figure.take(st.session_state[KEY]["selection"].get(charts.BRUSH, {}))

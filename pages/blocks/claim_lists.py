"""Lists of the page Claims: records that open their card, and sets of conflicting figures."""

from __future__ import annotations

import geopandas as gpd
import streamlit as st

from geo import summarise
from geo.present import caption
from geo.present import chart as charts
from geo.query.view import DataView
from pages.blocks import chart, record_list
from pages.session import view as session


def records(what: str, found: gpd.GeoDataFrame, *, view: DataView, key: str) -> None:
    """List records; a row opens its card.

    Parameters
    ----------
    what
        What they are, after their number.
    found
        Records, on the index of the dataset.
    view
        Of this run.
    key
        Names the list.
    """
    st.subheader(f"{len(found):,} {what}", anchor=False)
    if len(found):
        record_list.draw(view, found.index.to_numpy(), key=key, caption=f"{len(found):,} {what}")


def figures(view: DataView) -> None:
    """Let the reader choose a set of figures for the same thing, and draw it."""
    table = summarise.side_by_side(view.records, view.attempts, areas=session.prepared().area_names)
    sets = list(dict.fromkeys(table["group"]))
    st.subheader(f"{len(sets):,} sets of conflicting figures", anchor=False)
    group = chart.one_of("Figures for", table["group"], key="figures_for")
    if group is None:
        return
    together = table[table["group"] == group]
    words = caption.side_by_side(together)
    chart.draw(charts.side_by_side, together, title=group, key="side_by_side", words=words)
    chart.tabled(table, key="all_figures", label="All sets of figures")

"""Lists of the page Claims: records that open their card, and figures side by side."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo import caption
from geo import chart as charts
from pages.parts import figure, tables


def records(what: str, found: gpd.GeoDataFrame, *, key: str) -> None:
    """List records; a row opens its card.

    Parameters
    ----------
    what
        What they are, after their number.
    found
        Records, on the index of the dataset.
    key
        Names the list.
    """
    st.subheader(f"{len(found):,} {what}", anchor=False)
    if len(found):
        tables.listed(found.index.to_numpy(), key=key)


def figures(table: pd.DataFrame, *, dark: bool) -> None:
    """Let the reader choose a set of figures for the same thing, and draw it.

    Parameters
    ----------
    table
        Of `summarise.side_by_side`.
    dark
        Whether the page is dark.
    """
    sets = list(dict.fromkeys(table["group"]))
    st.subheader(f"{len(sets):,} things with figures that stand against each other", anchor=False)
    chosen = figure.one_of("Figures for", table["group"], key="figures_for")
    if chosen is None:
        return
    together = table[table["group"] == chosen]
    words = caption.side_by_side(together)
    figure.draw(
        charts.side_by_side(together, title=chosen, description=caption.joined(words), dark=dark),
        together,
        key="side_by_side",
        words=words,
    )
    figure.tabled(table, key="all_figures", label="All sets of figures")

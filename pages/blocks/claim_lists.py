"""Lists of the page Claims: records that open their card, and sets of conflicting figures."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo import schema, summarise
from geo.present import caption
from geo.present import chart as charts
from geo.query import link as links
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
    st.header(f"{len(found):,} {what}", anchor=False)
    if len(found):
        record_list.draw(view, found.index.to_numpy(), key=key, caption=f"{len(found):,} {what}")


def figures(view: DataView) -> None:
    """Let the reader choose a set of figures for the same thing, deaths first, and draw it; the set is in the link."""
    table = summarise.side_by_side(view.records, view.attempts, areas=session.prepared().area_names)
    sets = sorted(table.groupby("group", sort=False), key=lambda named: not _of_deaths(named[1]))
    st.header(f"{len(sets):,} sets of conflicting figures", anchor=False)
    if not sets:
        return
    names = [_name(found) for _, found in sets]
    asked = view.link.choice("figures", names[0])
    chosen = names.index(asked) if asked in names else 0
    chart.choose(
        "Figures for",
        [
            (str(group), links.choosing(view.link, figures="" if place == 0 else names[place]), place == chosen)
            for place, (group, _) in enumerate(sets)
        ],
    )
    group, together = sets[chosen]
    words = caption.side_by_side(together)
    chart.draw(charts.side_by_side, together, title=str(group), key="side_by_side", words=words)
    chart.tabled(table, key="all_figures", label="All sets of figures")


def _of_deaths(found: pd.DataFrame) -> bool:
    return bool(found["measure"].iloc[0] == schema.MEASURES["killed"].label)


def _name(found: pd.DataFrame) -> str:
    """Name of a set in links: what it counts, and the record or count that begins it."""
    what = str(found["measure"].iloc[0]).lower().replace(" ", "_")
    return f"{what}-{found['id'].iloc[0]}"

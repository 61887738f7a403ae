"""Legend and lists: the same facts for those who do not use the map."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo import render, schema
from pages.parts import state


def legend() -> None:
    """Draw the key to the map's symbols."""
    pictures = render.legend(dark=st.context.theme.type == "dark")
    items = "".join(
        f'<span style="display:inline-flex;gap:6px;align-items:center;margin:0 14px 4px 0">{svg}{label}</span>'
        for svg, label in pictures.values()
    )
    st.html(f'<p style="margin:0;font-size:0.85rem">{items}</p>')
    st.caption(
        "Filled: a site or locality. Hollow: somewhere in the circle around it. Dashed ring: disputed. Shaded line or area: the source gives no more than that."
    )


def without_point(records: gpd.GeoDataFrame) -> None:
    """List the records that have no exact place; a row opens its record."""
    st.subheader(f"{len(records):,} with no exact place", anchor=False)
    listed(records, key="no_point")


def listed(records: gpd.GeoDataFrame, *, key: str) -> None:
    """List records by date; selecting a row opens it."""
    table = pd.DataFrame(
        {
            "Date": records["start"],
            "Record": records["title"],
            "Precision": records["geo_precision"].map(lambda code: schema.PRECISIONS[code].label),
        }
    )
    chosen = st.dataframe(table, hide_index=True, key=key, on_select="rerun", selection_mode="single-row", height=520)
    rows = chosen["selection"]["rows"]
    if rows:
        state.open_record(records["id"].iloc[rows[0]])
        st.rerun()

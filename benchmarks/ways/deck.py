"""`st.pydeck_chart` with one scatterplot layer and a tooltip."""

import pydeck as pdk  # type: ignore[import-untyped]  # it has none
import streamlit as st

from benchmarks.ways.points import CENTRE, HEIGHT_PX, ZOOM, chosen

ALL = (230, 0, 120)
FEWER = (0, 120, 230)
"""Colours by which the measurement sees that a selection is drawn."""

table = chosen()
whole = st.session_state.setdefault("whole", len(table))
layer = pdk.Layer(
    "ScatterplotLayer",
    table[["lat", "lon", "title", "start"]],
    get_position="[lon, lat]",
    get_radius=6,
    radius_units="'pixels'",
    get_fill_color=ALL if len(table) == whole else FEWER,
    pickable=True,
)
st.pydeck_chart(
    pdk.Deck(
        layers=[layer],
        map_style=None,
        initial_view_state=pdk.ViewState(latitude=CENTRE[0], longitude=CENTRE[1], zoom=ZOOM - 1),
        tooltip={"text": "{start}\n{title}"},
    ),
    height=HEIGHT_PX,
)

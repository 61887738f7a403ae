"""The filters that are seldom needed: each row of the table is drawn alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from geo import schema
from geo.model import ALONG_MAX_KM, LAYERS
from pages.blocks import days
from pages.session import state

LAYER_LABELS: Final = {
    "incidents": "Incidents",
    "humanitarian": "Humanitarian",
    "deployments": "Deployments",
    "policy": "Policy and closures",
    "statistics": "Published totals",
    "border": "Border",
    "crossings": "Crossings",
    "uncertainty": "Uncertainty",
    "density": "Density",
}
DISTANCES_KM: Final = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
KNOWN: Final = "typed_known"


def coded(label: str, key: str, vocabulary: Mapping[str, schema.Term]) -> frozenset[str]:
    """Draw a filter by a coded field, and give the codes to keep; all of them is no filter."""
    chosen = st.multiselect(
        label, list(vocabulary), key=key, format_func=lambda code: vocabulary[code].label, placeholder="All"
    )
    return frozenset() if len(chosen) == len(vocabulary) else frozenset(chosen)


def layers() -> frozenset[str]:
    """Draw what is on the map, and give the layers that are on."""
    return frozenset(
        st.pills("Layers", LAYERS, selection_mode="multi", format_func=LAYER_LABELS.__getitem__, key="layers")
    )


def distance() -> float | None:
    """Draw the distance to the line, and give it in kilometres."""
    chosen = st.session_state.get("border_km")
    options = sorted({*DISTANCES_KM, *([chosen] if chosen else [])})
    near: float | None = st.selectbox(
        "Distance to the line",
        options,
        key="border_km",
        index=None,
        placeholder="Any",
        format_func=lambda km: f"within {km:g} km",
        help="Only records with a point; metres in EPSG:2180.",
    )
    return near


def stretch() -> tuple[float, float] | None:
    """Draw a stretch of the line in whole kilometres; all of it is no bound, also for records without a place on it."""
    chosen = state.along()
    shown = chosen or (0.0, ALONG_MAX_KM)
    if st.session_state.get("stretch") != shown:
        st.session_state["stretch"] = shown
    st.slider(
        "Kilometre along the line",
        0.0,
        ALONG_MAX_KM,
        step=1.0,
        key="stretch",
        format="%d",
        on_change=_stretched,
        help="From the Ukrainian tripoint (0) to the Lithuanian (419). Only records with a point within 50 km of it.",
    )
    return chosen


def _stretched() -> None:
    first, last = st.session_state["stretch"]
    state.set_along(None if (first, last) == (0.0, ALONG_MAX_KM) else (first, last))


def known() -> Any:
    """Draw the day that the page goes back to, and give it."""
    day = state.known()
    days.field(
        "As published by",
        key=KNOWN,
        day=day,
        on_change=_went_back,
        args=(),
        about="The map as it could be known on that day: records published later are left out.",
    )
    days.refused(KNOWN)
    return day


def _went_back() -> None:
    day = days.typed(KNOWN, empty=None)
    if day or not st.session_state[KNOWN].strip():
        state.set_known(day)

"""The filters that are seldom needed: each row of the table is drawn alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from geo import study
from geo.model import LAYERS
from geo.query.filters import CodedFilter
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
KNOWN: Final = "typed_known"


def coded(item: CodedFilter) -> frozenset[str]:
    """Draw a filter by a coded field, and give the codes to keep; all of them is no filter, but for a list."""
    labels = {code: term.label for code, term in item.vocabulary.items()}
    if len(labels) == 1:  # a study that holds no data set but its own
        return frozenset()
    chosen = st.multiselect(item.label, list(labels), key=item.field, format_func=labels.__getitem__, placeholder="All")
    return frozenset() if len(chosen) == len(labels) and not item.on_list else frozenset(chosen)


def layers(limitations: Mapping[str, str]) -> frozenset[str]:
    """Draw what is on the map, with what each layer cannot say, and give the layers that are on."""
    limits = [f"**{LAYER_LABELS[name]}.** {limitations[name]}" for name in LAYERS if name in limitations]
    chosen = st.pills(
        "Layers",
        LAYERS,
        selection_mode="multi",
        format_func=LAYER_LABELS.__getitem__,
        key="layers",
        help="\n\n".join(limits) or None,
    )
    return frozenset(chosen)


def distance() -> float | None:
    """Draw the distance to the line, and give it in kilometres."""
    chosen = st.session_state.get("border_km")
    options = sorted({*study.current().distances_km, *([chosen] if chosen else [])})
    near: float | None = st.selectbox(
        "Distance to the line",
        options,
        key="border_km",
        index=None,
        placeholder="Any",
        format_func=lambda km: f"within {km:g} km",
        help=f"Only records with a point; metres in {study.current().metric_crs}.",
    )
    return near


def stretch() -> tuple[float, float] | None:
    """Draw a stretch of the line in whole kilometres; all of it is no bound, also for records without a place on it."""
    chosen, line, most = state.along(), study.current().line, study.current().along_max_km
    if line is None:
        return chosen
    shown = chosen or (0.0, most)
    if st.session_state.get("stretch") != shown:
        st.session_state["stretch"] = shown
    st.slider(
        "Kilometre along the line",
        0.0,
        most,
        step=1.0,
        key="stretch",
        format="%d",
        on_change=_stretched,
        help=f"From the {line.start} (0) to the {line.end} ({study.current().line_km:.0f}). "
        "Only records with a point within 50 km of it.",
    )
    return chosen


def _stretched() -> None:
    first, last = st.session_state["stretch"]
    state.set_along(None if (first, last) == (0.0, study.current().along_max_km) else (first, last))


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

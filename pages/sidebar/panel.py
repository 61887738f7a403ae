"""The sidebar: where to go, and what to see. It gives the selection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from geo import store, study
from geo.model import LAYERS, Selection
from geo.query import link as links
from geo.query.filters import FILTERS, CodedFilter
from pages.blocks import templates
from pages.session import state
from pages.sidebar import histogram

WIDTH_PX: Final = 330
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
WHOLE_PERIOD: Final = "Whole period"


def draw(pages: Sequence[StreamlitPage], *, prepared: store.Prepared) -> Selection:
    """Draw the sidebar.

    Parameters
    ----------
    pages
        Where a reader can go; each link carries the selection.
    prepared
        The data.

    Returns
    -------
    selection
        What the widgets say.
    """
    with st.sidebar:
        templates.draw("brand.html", subject=study.current().subject)
        for page in pages:
            st.page_link(page, query_params=links.write(state.current()))
        histogram_here = st.container()
        start, end = _dates(prepared.dataset.coverage)
        layers = st.pills("Layers", LAYERS, selection_mode="multi", format_func=LAYER_LABELS.__getitem__, key="layers")
        text = st.text_input("Search", key="text", max_chars=links.MAX_TEXT_CHARS, placeholder="Place, actor, word, id")
        with st.expander("More filters", expanded=_filtered()):
            codes = {item.field: _choose(item) for item in FILTERS}
            border_km = _distance()
            along_km = _stretch()
            known = st.date_input(
                "As published by",
                key="known",
                value=None,
                min_value=study.current().earliest,
                max_value=study.current().latest,
                format="YYYY-MM-DD",
                help="The map as it could be known on that day: records published later are left out.",
            )
    selection = Selection(
        start=start,
        end=end,
        layers=frozenset(layers),
        **codes,
        border_km=border_km,
        text=" ".join(text.split()),
        known=known,
        along_km=along_km,
    )
    with histogram_here:
        histogram.draw(prepared, selection)
    return selection


def _dates(coverage: tuple[date, date]) -> tuple[date | None, date | None]:
    """A double-ended slider, typed dates and presets; all three set the same pair."""
    start, end = state.dates()
    first, last = min(filter(None, (coverage[0], start, end))), max(filter(None, (coverage[1], start, end)))
    shown = start or first, end or last
    st.session_state["slider"] = shown
    st.session_state["typed_from"], st.session_state["typed_to"] = shown
    if first < last:  # a slider over a single day is an error, and of no use
        st.slider("Dates", first, last, key="slider", format="D MMM YY", on_change=_slid, args=(first, last))
    left, right = st.columns(2)
    left.date_input(
        "From",
        key="typed_from",
        min_value=study.current().earliest,
        max_value=study.current().latest,
        format="YYYY-MM-DD",
        on_change=_typed,
        args=("typed_from", first, last),
    )
    right.date_input(
        "To",
        key="typed_to",
        min_value=study.current().earliest,
        max_value=study.current().latest,
        format="YYYY-MM-DD",
        on_change=_typed,
        args=("typed_to", first, last),
    )
    st.session_state["period"] = next((name for name, pair in _periods().items() if pair == (start, end)), None)
    st.selectbox(
        "Period",
        list(_periods()),
        key="period",
        index=None,
        placeholder="Custom",
        on_change=_jumped,
        label_visibility="collapsed",
    )
    return start, end


def _periods() -> Mapping[str, tuple[date | None, date | None]]:
    presets = {preset.label: (preset.first, preset.last) for preset in study.current().presets}
    return {WHOLE_PERIOD: (None, None), **presets}


def _bounds(start: date, end: date, *, first: date, last: date) -> tuple[date | None, date | None]:
    """No bound where the whole period is chosen, so that the default address stays empty."""
    return (None if start == first else start), (None if end == last else end)


def _slid(first: date, last: date) -> None:
    start, end = st.session_state["slider"]
    state.set_dates(*_bounds(start, end, first=first, last=last))


def _typed(changed: str, first: date, last: date) -> None:
    """Take typed dates; an inverted pair becomes the one day that was typed last."""
    start, end = st.session_state["typed_from"] or first, st.session_state["typed_to"] or last
    if end < start:
        start = end = st.session_state[changed]
    state.set_dates(*_bounds(start, end, first=first, last=last))


def _jumped() -> None:
    if st.session_state["period"]:
        state.set_dates(*_periods()[st.session_state["period"]])


def _choose(item: CodedFilter) -> frozenset[str]:
    labels = {code: term.label for code, term in item.vocabulary.items()}
    chosen = st.multiselect(item.label, list(labels), key=item.field, format_func=labels.__getitem__, placeholder="All")
    return frozenset() if len(chosen) == len(labels) and not item.on_list else frozenset(chosen)


def _distance() -> float | None:
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


def _stretch() -> tuple[float, float] | None:
    """A stretch of the line in whole kilometres; all of it means no bound, also for records without a place on it."""
    stretch, line = state.along(), study.current().line
    if line is None:
        return stretch
    st.session_state["stretch"] = stretch or (0.0, study.current().along_max_km)
    st.slider(
        "Kilometre along the line",
        0.0,
        study.current().along_max_km,
        step=1.0,
        key="stretch",
        format="%d",
        on_change=_stretched,
        help=f"From the {line.start} (0) to the {line.end} ({study.current().line_km:.0f}). "
        "Only records with a point within 50 km of it.",
    )
    if stretch:
        st.button(
            f"Kilometres {stretch[0]:g}–{stretch[1]:g} ✕",
            key="stretch_off",
            on_click=state.set_along,
            args=(None,),
            help="Back to the whole line.",
        )
    return stretch


def _stretched() -> None:
    first, last = st.session_state["stretch"]
    state.set_along(None if (first, last) == (0.0, study.current().along_max_km) else (first, last))


def _filtered() -> bool:
    return state.along() is not None or any(
        st.session_state.get(name) for name in (*(item.field for item in FILTERS), "border_km", "known")
    )

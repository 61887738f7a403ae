"""The drawer: what to see. It gives the selection."""

from __future__ import annotations

import streamlit as st

from geo import store
from geo.model import Link, Selection
from geo.query import link as links
from geo.query.filters import FILTERS
from geo.query.view import DataView
from pages.blocks import families, hrefs, templates
from pages.session import state
from pages.sidebar import dates, filters, hits

FOLDED = frozenset({"category", "measure"})
"""Filters that few readers need."""


def draw(prepared: store.Prepared) -> DataView:
    """Draw the drawer.

    Parameters
    ----------
    prepared
        The data.

    Returns
    -------
    view
        Of what the widgets say.
    """
    with st.sidebar:
        templates.draw("drawer_heading.html")
        text = st.text_input(
            "Search", key="text", type="search", max_chars=links.MAX_TEXT_CHARS, placeholder="Place, actor, word, id"
        )
        under_search = st.container()
        start, end = dates.draw(prepared.dataset.coverage)
        key = st.container(key="drawer_key", border=False)  # with a border or without, it keeps its place while empty
        codes = {item.field: filters.coded(item) for item in FILTERS if item.parameter not in FOLDED}
        with st.expander("More filters", expanded=_filtered()):
            codes |= {item.field: filters.coded(item) for item in FILTERS if item.parameter in FOLDED}
            border_km = filters.distance()
            along_km = filters.stretch()
            known = filters.known()
        layers = filters.layers(prepared.dataset.limitations.get("layer", {}))
        foot = st.container()
    selection = Selection(
        start=start,
        end=end,
        layers=layers,
        **codes,
        border_km=border_km,
        text=" ".join(text.split()),
        known=known,
        along_km=along_km,
    )
    view = prepared.view(Link(selection=selection, record_id=state.current().record_id))
    with under_search:
        hits.draw(view)
    with key:
        families.draw(view)
    with foot:
        templates.draw("drawer_foot.html", shown=len(view.rows), reset=hrefs.selecting(view.link, Selection()))
    return view


def _filtered() -> bool:
    """Whether a filter is set that stands in the folded part."""
    folded = [item.field for item in FILTERS if item.parameter in FOLDED]
    kept = st.session_state.get("border_km"), state.along(), state.known()
    return any(kept) or any(st.session_state.get(field) for field in folded if field != "categories")

"""The drawer: what to see. It gives the selection."""

from __future__ import annotations

import streamlit as st

from geo import schema, store
from geo.model import Link, Selection
from geo.query import link as links
from pages.blocks import families, hrefs, templates
from pages.session import state
from pages.sidebar import dates, filters


def draw(prepared: store.Prepared) -> Selection:
    """Draw the drawer.

    Parameters
    ----------
    prepared
        The data.

    Returns
    -------
    selection
        What the widgets say.
    """
    with st.sidebar:
        templates.draw("drawer_heading.html")
        text = st.text_input(
            "Search", key="text", type="search", max_chars=links.MAX_TEXT_CHARS, placeholder="Place, actor, word, id"
        )
        start, end = dates.draw(prepared.dataset.coverage)
        key = st.container()
        sides = filters.coded("Side of the line", "sides", schema.SIDES)
        confidences = filters.coded("Confidence", "confidences", schema.CONFIDENCES)
        precisions = filters.coded("Precision of the place", "precisions", schema.PRECISIONS)
        with st.expander("More filters", expanded=_filtered()):
            categories = filters.coded("Category", "categories", schema.CATEGORIES)
            border_km = filters.distance()
            along_km = filters.stretch()
            known = filters.known()
        layers = filters.layers()
        foot = st.container()
    selection = Selection(
        start=start,
        end=end,
        layers=layers,
        categories=categories,
        sides=sides,
        confidences=confidences,
        precisions=precisions,
        border_km=border_km,
        text=" ".join(text.split()),
        known=known,
        along_km=along_km,
    )
    view = prepared.view(Link(selection=selection, record_id=state.current().record_id))
    with key:
        families.draw(view)
    with foot:
        templates.draw("drawer_foot.html", shown=len(view.rows), reset=hrefs.selecting(view.link, Selection()))
    return selection


def _filtered() -> bool:
    """Whether a filter is set that stands in the folded part."""
    return state.along() is not None or any(st.session_state.get(name) for name in ("border_km", "known"))

"""The heading of every page: how many records, and of what selection."""

from __future__ import annotations

import streamlit as st

from geo.present import caption
from geo.query.view import DataView
from pages.blocks import templates
from server import head


def draw(view: DataView) -> None:
    """Draw the heading that readers quote, and what it counts; the browser's title says the same."""
    st.set_page_config(page_title=head.title(view))
    templates.draw("headline.html", headline=view.headline, selection=view.words)
    gone_back(view)


def gone_back(view: DataView) -> None:
    """Say what a page that goes back to a day leaves out, and what it cannot take back; nothing on any other page."""
    lost = view.left_out
    if lost is not None:
        told = caption.gone_back(lost.records, figures=lost.figures, sources=lost.sources, ends=lost.ends)
        templates.draw("chart.html", words=(told,))

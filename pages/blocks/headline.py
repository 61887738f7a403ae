"""The heading of every page: a sentence that readers quote, and the filters that it rests on."""

from __future__ import annotations

import streamlit as st

from geo import study
from geo.present import caption
from geo.query import words
from geo.query.view import DataView
from pages.blocks import chips, templates
from server import addresses, head


def draw(view: DataView, *, page: str = "", filters: bool = True) -> None:
    """Draw the heading, the sentence that says the selection, and its filters; the browser's title says the same.

    Parameters
    ----------
    view
        Of this run.
    page
        Path of the page, whose title is then its heading; on the map the sentence is.
    filters
        Whether the filters can be taken away here.
    """
    st.set_page_config(page_title=head.title(view, page=page))
    templates.draw(
        "headline.html",
        title=addresses.PAGES[page] if page else "",
        subject=study.current().subject if st.context.is_embedded else "",  # elsewhere the bar names it
        period=words.period(*view.days),
        headline=view.headline,
        denied=caption.denied(view.denied),
        selection=view.words,
    )
    if filters:
        chips.draw(view)
    gone_back(view)


def titled(view: DataView, *, page: str) -> None:
    """Draw the title of a page that is not about the selection."""
    st.set_page_config(page_title=head.title(view, page=page))
    templates.draw("title.html", title=addresses.PAGES[page])


def gone_back(view: DataView) -> None:
    """Say what a page that goes back to a day leaves out, and what it cannot take back; nothing on any other page."""
    lost = view.left_out
    if lost is not None:
        told = caption.gone_back(lost.records, figures=lost.figures, sources=lost.sources, ends=lost.ends)
        templates.draw("chart.html", words=(told,))

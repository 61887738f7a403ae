"""The bar over every page: what this is, where to go on a phone, the filters, and Share."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from geo import study
from geo.query.view import DataView
from pages.blocks import chips, hrefs, share, templates
from pages.session import own


def draw(view: DataView, pages: Sequence[StreamlitPage], *, here: StreamlitPage) -> None:
    """Draw the bar.

    Parameters
    ----------
    view
        Of this run.
    pages
        Where a reader can go; on a wide screen Streamlit's own navigation stands in the bar.
    here
        The page that is shown.
    """
    entries = [
        {"title": page.title, "href": hrefs.to(view.link, page=page.url_path), "here": page.url_path == here.url_path}
        for page in pages
    ]
    active = sum(1 for _ in chips.active(view.link.selection, coverage=view.dataset.coverage))
    with st.container(key="bar"):
        templates.draw(
            "bar.html", subject=study.current().subject, home=hrefs.to(view.link, page=""), pages=entries, active=active
        )
        with st.container(key="share"):
            if own.current() is None:  # a link would show our data to whoever opens it
                share.button(view)

"""Take a view with you: its link, an embed, a citation, a figure for print."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import Final
from urllib.parse import urlsplit

import streamlit as st

from geo import study
from geo.model import Link
from geo.publish import cite, compose
from geo.query import link as links
from geo.query.view import DataView
from pages.blocks import downloads, templates

EMBED_HEIGHT_PX: Final = 760


def address(link: Link, *, embed: bool = False) -> str:
    """Absolute address of a link on this site."""
    query = "&".join(filter(None, [links.query_string(link), "embed=true" if embed else ""]))
    return f"{_page()}?{query}" if query else _page()


def _page() -> str:
    """Address of the page without a query; the map's ends with a slash."""
    page = (st.context.url or "").partition("?")[0]
    return page if urlsplit(page).path else f"{page}/"


def credit(view: DataView) -> None:
    """Draw the line under an embedded map: the way back, and whose it is."""
    templates.draw(
        "credit.html",
        href=address(view.link),
        version=view.dataset.version,
        licence=study.current().licence.id,
        ground=study.current().credits.ground,
    )


def button(view: DataView) -> None:
    """Draw the button that opens the dialog."""
    if st.button("Share", key="share_open", icon=":material/ios_share:", help="Link, embed, citation, print"):
        _dialog(view)


@st.dialog("Share, embed, cite or print", width="large")
def _dialog(view: DataView) -> None:
    link = view.link
    shared, embedded, cited, printed = st.tabs(["Link", "Embed", "Cite", "Print"])
    with shared:
        st.text("Whoever opens it sees the same records, in every time zone.")
        st.code(address(link), language=None, wrap_lines=True)
    with embedded:
        st.text("For a page of your own: the map without sidebar, with the credit and a line that leads back here.")
        st.code(_snippet(link), language="html", wrap_lines=True)
    with cited:
        style = st.segmented_control(
            "Style", list(cite.STYLES), format_func=cite.STYLES.__getitem__, default="apa", required=True
        )
        st.code(_citation(view, style=style), language=None, wrap_lines=True)
    with printed:
        st.text(
            "18 cm wide, with title, key, scale, north, sources and credits; where the map looks, or the whole border."
        )
        downloads.figures(view)


def _snippet(link: Link) -> str:
    source = escape(address(link, embed=True), quote=True)
    look = f'width="100%" height="{EMBED_HEIGHT_PX}" style="border:0" loading="lazy" title="Granica: map"'
    return f'<iframe src="{source}" {look}></iframe>'


def _citation(view: DataView, *, style: cite.Style) -> str:
    entries = compose.citation(view, accessed=datetime.now(tz=UTC).date(), address=_page())
    return cite.format(entries, style=style)

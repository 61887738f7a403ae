"""Take a view with you: its link, an embed, a citation, a figure for print."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from html import escape
from typing import Final
from urllib.parse import urlsplit

import streamlit as st

from geo import cite, figure, pipeline, schema
from geo import link as links
from geo.model import Link
from pages.parts import markup, store

STYLES: Final[Mapping[cite.Style, str]] = {"apa": "APA", "bibtex": "BibTeX", "csl-json": "CSL-JSON"}
EMBED_HEIGHT_PX: Final = 760


def address(link: Link, *, embed: bool = False) -> str:
    """Absolute address of a link on this site."""
    query = "&".join(filter(None, [links.query_string(link), "embed=true" if embed else ""]))
    return f"{_page()}?{query}" if query else _page()


def _page() -> str:
    """Address of the page without a query; the map's ends with a slash."""
    page = (st.context.url or "").partition("?")[0]
    return page if urlsplit(page).path else f"{page}/"


def credit(link: Link) -> None:
    """Draw the line under an embedded map: the way back, and whose it is."""
    version = store.current().dataset.version
    markup.draw("credit.html", href=address(link), version=version, licence=schema.LICENCE, ground=schema.GROUND_CREDIT)


def button(link: Link) -> None:
    """Draw the button that opens the dialog."""
    if st.button("Share, embed, cite, print"):
        _dialog(link)


@st.dialog("Take this view with you", width="large")
def _dialog(link: Link) -> None:
    shared, embedded, cited, printed = st.tabs(["Link", "Embed", "Cite", "Print"])
    with shared:
        st.text("Whoever opens it sees the same records, in every time zone.")
        st.code(address(link), language=None, wrap_lines=True)
    with embedded:
        st.text("For a page of your own: the map without sidebar, with the credit and a line that leads back here.")
        st.code(_snippet(link), language="html", wrap_lines=True)
    with cited:
        style = st.segmented_control(
            "Style", list(STYLES), format_func=STYLES.__getitem__, default="apa", required=True
        )
        st.code(_citation(link, style=style), language=None, wrap_lines=True)
    with printed:
        _figures(link)


def _snippet(link: Link) -> str:
    source = escape(address(link, embed=True), quote=True)
    look = f'width="100%" height="{EMBED_HEIGHT_PX}" style="border:0" loading="lazy" title="Granica: map"'
    return f'<iframe src="{source}" {look}></iframe>'


def _citation(link: Link, *, style: cite.Style) -> str:
    dataset = store.current().dataset
    entries = pipeline.citation(dataset, link=link, accessed=datetime.now(tz=UTC).date(), address=_page())
    return cite.format(entries, style=style)


def _figures(link: Link) -> None:
    """One button a format; a figure is drawn when somebody asks for it."""
    prepared = store.current()
    st.text("18 cm wide, with title, key, scale, north, sources and credits; where the map looks, or the whole border.")
    for column, item in zip(st.columns(len(figure.FORMATS)), figure.FORMATS.values(), strict=True):
        column.download_button(
            item.label,
            partial(
                pipeline.figure_of,
                prepared.dataset,
                prepared.index,
                link=link,
                format=item.code,
                address=_page(),
            ),
            file_name=f"granica-{prepared.dataset.version}-map.{item.code}",
            mime=item.media_type,
            on_click="ignore",
            width="stretch",
        )

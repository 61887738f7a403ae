"""Take a view with you: its link, an embed, a citation, a figure for print."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import Final
from urllib.parse import urlsplit

import streamlit as st

from geo import study
from geo.model import Link
from geo.present import staticmap
from geo.publish import cite, clients, compose, passing
from geo.query import link as links
from geo.query.view import DataView
from pages.blocks import downloads, templates
from server import addresses, figures

EMBED_HEIGHTS_PX: Final = (480, 620, 760)
"""Heights to choose from; the embedded page fills whatever it gets."""
USUAL_HEIGHT_PX: Final = 620
THEMES: Final = {"": "as the reader's device", "light_theme": "always light", "dark_theme": "always dark"}


def address(link: Link) -> str:
    """Absolute address of a link on the page that is shown."""
    query = links.query_string(link)
    return f"{_page()}?{query}" if query else _page()


def embedded_address(link: Link, *, theme: str = "") -> str:
    """Absolute address of the embedded map that shows a link, from any page."""
    plain = addresses.page(link, site=addresses.site(st.context.url or ""), embed=True)
    return f"{plain}&embed_options={theme}" if theme else plain


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
    missing = passing.left_out(view)
    if missing:
        st.warning(
            f"{missing:,} of these records are of a data set whose licence forbids passing them on. Files, figures, "
            "embeds and addresses for machines leave them out; they stand on this site’s own pages alone."
        )
    shared, fetched, embedded, cited, printed = st.tabs(["Link", "Data", "Embed", "Cite", "Print"])
    with shared:
        st.text("Whoever opens it sees the same records, in every time zone.")
        st.code(address(link), language=None, wrap_lines=True)
        st.text("To quote in print: it names the version of the data, and says later what has changed since.")
        st.code(addresses.permanent(view, site=_site()), language=None, wrap_lines=True)
        st.text("To follow this selection in a feed reader: new and corrected records.")
        st.code(addresses.feed(link, site=_site()), language=None, wrap_lines=True)
    with fetched:
        _data(link)
    with embedded:
        st.text(
            "For a page of your own: the map with its title, key and credit, and a line that leads back here. "
            "The script keeps it as high as it needs to be; without it the height stays."
        )
        height = st.segmented_control(
            "Height", EMBED_HEIGHTS_PX, format_func=lambda px: f"{px} px", default=USUAL_HEIGHT_PX, required=True
        )
        theme = st.segmented_control("Colours", list(THEMES), format_func=THEMES.__getitem__, default="", required=True)
        st.code(_snippet(link, height=height, theme=theme), language="html", wrap_lines=True)
    with cited:
        style = st.segmented_control(
            "Style", list(cite.STYLES), format_func=cite.STYLES.__getitem__, default="apa", required=True
        )
        st.code(_citation(view, style=style), language=None, wrap_lines=True)
    with printed:
        _printed(view)


def _printed(view: DataView) -> None:
    """Let the reader choose title and width of the figure, and draw its links."""
    st.text("With title, key, scale, north, sources and credits; where the map looks, or the whole border.")
    written = st.text_input(
        "Title", key="figure_title", max_chars=figures.MAX_TITLE_CHARS, placeholder="The number of records"
    )
    width = st.segmented_control(
        "Width",
        staticmap.WIDTHS_CM,
        format_func=lambda cm: f"{cm:g} cm",
        default=staticmap.WIDTH_CM,
        required=True,
        key="figure_width",
    )
    try:
        title = figures.title(written)
    except ValueError:
        st.error(f"A title has up to {figures.MAX_TITLE_CHARS} characters, all of which can be printed.")
        return
    downloads.figures(view, title=title, width=width)


def _site() -> str:
    return addresses.site(st.context.url or "")


def _data(link: Link) -> None:
    """Draw the address of the selection for machines, and how the clients that readers use open it."""
    geojson, table = (addresses.data(link, code, site=_site()) for code in ("geojson", "csv"))
    st.text("The same records for a script, without a key. In place of geojson: csv, parquet, gpkg, xlsx or zip.")
    st.code(geojson, language=None, wrap_lines=True)
    for client, line in clients.lines(geojson=geojson, csv=table, ogc=f"{_site()}{addresses.OGC}/").items():
        st.text(client)
        st.code(line, language=None, wrap_lines=True)


def _snippet(link: Link, *, height: int, theme: str) -> str:
    source = escape(embedded_address(link, theme=theme), quote=True)
    look = f'width="100%" height="{height}" style="border:0" loading="lazy" title="Granica: map" data-granica'
    return f'<iframe src="{source}" {look}></iframe>\n{clients.FOLLOWING}'


def _citation(view: DataView, *, style: cite.Style) -> str:
    entries = compose.citation(view, accessed=datetime.now(tz=UTC).date(), address=_page())
    return cite.format(entries, style=style)

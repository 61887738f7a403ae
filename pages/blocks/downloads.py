"""Downloads of exactly the selection, from the addresses that machines read too."""

from __future__ import annotations

import streamlit as st

from geo.intake import folder
from geo.present import staticmap
from geo.publish import export
from geo.query.view import DataView
from pages.blocks import templates
from server import addresses


def draw(view: DataView) -> None:
    """Draw a link for each format of the records."""
    site = addresses.site(st.context.url or "")
    files = [
        {"href": addresses.data(view.link, item.code, site=site), "label": item.label, "serves": item.serves}
        for item in export.FORMATS.values()
    ]
    counts = {
        "href": addresses.document(folder.ATTEMPTS_FILE, site=site),
        "label": "Published counts of attempts, CSV",
        "serves": "All of them, whatever the selection: a row a published count. Never add them up.",
    }
    templates.draw("files.html", files=[*files, counts])


def figures(view: DataView) -> None:
    """Draw a link for each format of the figure for print; a figure is drawn when somebody follows it."""
    site = addresses.site(st.context.url or "")
    files = [
        {"href": addresses.figure(view.link, item.code, site=site), "label": item.label, "serves": ""}
        for item in staticmap.FORMATS.values()
    ]
    templates.draw("files.html", files=files)

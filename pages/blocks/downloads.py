"""Downloads of exactly the selection, from the addresses that machines read too."""

from __future__ import annotations

import streamlit as st

from geo.publish import export
from geo.query.view import DataView
from server import addresses


def draw(view: DataView) -> None:
    """Draw one link a format."""
    site = addresses.site(st.context.url or "")
    for column, item in zip(st.columns(len(export.FORMATS)), export.FORMATS.values(), strict=True):
        column.link_button(
            item.label, addresses.data(view.link, item.code, site=site), help=item.serves, width="stretch"
        )

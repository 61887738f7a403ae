"""Draw the opened record."""

from __future__ import annotations

import streamlit as st

from geo.model import Link
from geo.present import card
from geo.query.view import DataView
from pages.blocks import share, templates
from pages.session import state
from pages.session import view as session


def draw(view: DataView) -> None:
    """Draw the open record's card, with a link to it and a way to close it; one published later is only named."""
    with st.container(border=True, key="card"):
        st.button("Close", on_click=state.open_record, args=(None,), type="tertiary")
        if view.opened is None:
            st.info(f"{view.link.record_id} was published later than the day that this link goes back to.")
            return
        told = card.card(view.opened, sources=view.dataset.sources, areas=session.prepared().area_names)
        templates.draw("card.html", card=told)
        st.caption("Link to this record")
        st.code(share.address(Link(record_id=view.link.record_id)), language=None, wrap_lines=True)

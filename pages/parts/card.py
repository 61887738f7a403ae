"""Draw the opened record."""

from __future__ import annotations

import streamlit as st

from geo import describe, pipeline
from geo.model import Link
from pages.parts import markup, share, state, store


def draw(record_id: str) -> None:
    """Draw a record's card, with a link to it and a way to close it; one that was published later is only named."""
    prepared = store.current()
    record = pipeline.opened(prepared.dataset, link=state.current().with_record(record_id))
    with st.container(border=True, key="card"):
        st.button("Close", on_click=state.open_record, args=(None,), type="tertiary")
        if record is None:
            st.info(f"{record_id} was published later than the day that this link goes back to.")
            return
        card = describe.card(record, sources=prepared.dataset.sources, areas=prepared.area_names)
        markup.draw("card.html", card=card)
        st.caption("Link to this record")
        st.code(share.address(Link(record_id=record_id)), language=None, wrap_lines=True)

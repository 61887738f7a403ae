"""Draw the opened record."""

from __future__ import annotations

from typing import Any

import streamlit as st

from geo import describe
from geo import link as links
from geo.model import Link
from pages.parts import markup, state, store


def draw(record_id: str) -> None:
    """Draw a record's card, with a link to it and a way to close it."""
    prepared = store.current()
    record: Any = prepared.dataset.records.iloc[prepared.rows_by_id[record_id]].to_dict()
    card = describe.card(record, sources=prepared.dataset.sources, areas=prepared.area_names)
    with st.container(border=True, key="card"):
        st.button("Close", on_click=state.open_record, args=(None,), type="tertiary")
        markup.draw("card.html", card=card)
        st.caption("Link to this record")
        st.code(_address(record_id), language=None, wrap_lines=True)


def _address(record_id: str) -> str:
    """The record's own address on this site: nothing but the id."""
    page = (st.context.url or "").partition("?")[0]
    return f"{page}?{links.query_string(Link(record_id=record_id))}"

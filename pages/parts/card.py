"""Draw the opened record. Its text goes through Jinja with autoescape on, so that nothing in it is markup."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from geo import describe
from geo import link as links
from geo.model import Link
from pages.parts import state, store


@lru_cache(maxsize=1)
def _template() -> Template:
    folder = FileSystemLoader(Path(__file__).parent)
    return Environment(loader=folder, autoescape=True, undefined=StrictUndefined).get_template("card.html")


def draw(record_id: str) -> None:
    """Draw a record's card, with a link to it and a way to close it."""
    prepared = store.current()
    record: Any = prepared.dataset.records.iloc[prepared.rows_by_id[record_id]].to_dict()
    card = describe.card(record, sources=prepared.dataset.sources, areas=prepared.area_names)
    with st.container(border=True):
        st.html(Path(__file__).parent / "card.css")
        st.html(_template().render(card=card))
        st.caption("Link to this record")
        st.code(f"?{links.query_string(Link(record_id=record_id))}", language=None)
        st.button("Close", on_click=state.open_record, args=(None,), width="stretch")

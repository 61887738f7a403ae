"""The map: where, how exactly, and who says so."""

import streamlit as st

from geo import pipeline, summarise
from pages.parts import card, mapview, state, store, tables

prepared, link = store.current(), state.current()
records = pipeline.selected(prepared.dataset, prepared.index, selection=link.selection)

tables.headline(link, shown=len(records))
left, right = st.columns([5, 3], gap="medium")
with left:
    mapview.draw(link, count=len(records))
with right:
    if link.record_id:
        card.draw(link.record_id)
    else:
        tables.key(records)
tables.without_point(summarise.without_point(records))

"""The map: where, with what precision, and who says so."""

import streamlit as st

from geo import describe, select, summarise
from pages.parts import card, mapview, state, store, tables

prepared, link = store.current(), state.current()
rows = select.rows(prepared.index, link.selection)
records = prepared.dataset.records.iloc[rows]

st.header(summarise.headline(len(rows), len(prepared.dataset.records)), anchor=False)
st.text(describe.selection(link.selection, coverage=prepared.dataset.coverage))
left, right = st.columns([5, 3], gap="medium")
with left:
    mapview.draw(link, count=len(rows))
    tables.legend()
with right:
    if link.record_id:
        card.draw(link.record_id)
    else:
        tables.without_point(summarise.without_point(records))

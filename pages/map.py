"""The map: where, how exactly, and who says so."""

import streamlit as st

from geo import select
from pages.parts import card, mapview, share, state, store, tables

prepared, link = store.current(), state.current()
rows = select.rows(prepared.index, link.selection)

tables.headline(link, shown=len(rows))
if st.context.is_embedded:
    mapview.draw(link, count=len(rows))
    share.credit(link)
else:
    left, right = st.columns([5, 3], gap="medium")
    with left:
        mapview.draw(link, count=len(rows))
        share.button(link)
    with right:
        if link.record_id:
            card.draw(link.record_id)
        else:
            tables.key(rows)
    tables.without_point(rows)

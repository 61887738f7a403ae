"""The map: where, how exactly, and who says so."""

import streamlit as st

from pages.blocks import headline, mapview, record_panel, share, welcome
from pages.session import view as session

view = session.current()

with st.container(key="front", gap=None):
    with st.container(key="head", gap=None):
        headline.draw(view)
    with st.container(key="stage", gap=None):
        mapview.draw(view)
        record_panel.draw(view, listing=True)
        welcome.draw(view)
    if st.context.is_embedded:
        share.credit(view)

"""The map: where, how exactly, and who says so."""

import streamlit as st

from pages.blocks import card, headline, legend, mapview, record_list, share
from pages.session import view as session

view = session.current()

headline.draw(view)
if st.context.is_embedded:
    mapview.draw(view)
    share.credit(view)
else:
    left, right = st.columns([5, 3], gap="medium")
    with left:
        mapview.draw(view)
        share.button(view)
    with right:
        if view.link.record_id:
            card.draw(view)
        else:
            legend.draw(view)
    record_list.without_point(view)

"""Say on every page whose data are shown where they are not ours, and lead back to ours."""

from __future__ import annotations

import streamlit as st

from pages.blocks import templates
from pages.session import own


def draw() -> None:
    """Draw the line and the way back; nothing where our data are shown."""
    mine = own.current()
    if mine is None:
        return
    dataset = mine.brought.dataset
    with st.container(key="whose", horizontal=True, vertical_alignment="center", gap="small"):
        templates.draw(
            "whose.html",
            file=mine.brought.account.file,
            total=len(mine.prepared.dataset.records),
            attribution=dataset.attribution,
            passing_on=dataset.passing_on,
        )
        st.button("Back to Granica’s data", key="own_leave", on_click=own.leave)

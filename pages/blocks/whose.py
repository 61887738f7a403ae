"""Say on every page whose data are shown where they are not ours alone, and lead back to ours."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from geo import schema, study
from geo.query.view import DataView
from pages.blocks import templates
from pages.session import own
from pages.session import view as session

BROUGHT, OURS = "brought", "ours"


def draw() -> None:
    """Draw the line and the way back; of our data only whom to name for the data sets among them."""
    mine = own.current()
    if mine is None:
        named = [item.attribution or item.title for item in study.current().datasets]
        if named:
            templates.draw("whose_among.html", credits=named)
        return
    dataset, both = mine.brought.dataset, mine.alone is not None
    with st.container(key="whose", horizontal=True, vertical_alignment="center", gap="small"):
        templates.draw(
            "whose.html",
            file=mine.brought.account.file,
            total=len(mine.prepared.dataset.records),
            attribution=dataset.attribution,
            passing_on=dataset.passing_on,
            counts=apart(session.current()) if both else None,
            ours=schema.DATASETS[schema.OWN].label,
        )
        if both:
            st.button("Only yours", key="own_alone", on_click=own.show_alone)
        else:
            st.button("Show both", key="own_both", on_click=own.show_both, help="Yours beside Granica’s")
        st.button("Back to Granica’s data", key="own_leave", on_click=own.leave)


def apart(view: DataView) -> Mapping[str, tuple[int, int]]:
    """Count the records of a selection, and all there are, by whose they are: never as one number."""
    ours = tuple(schema.DATASETS).index(schema.OWN)
    column = view.index.columns["dataset"]
    chosen, total = np.count_nonzero(column[view.rows] == ours), np.count_nonzero(column == ours)
    return {OURS: (int(chosen), int(total)), BROUGHT: (len(view.rows) - int(chosen), len(column) - int(total))}

"""Compare: two pairs of dates, side by side, with the difference."""

import streamlit as st

from geo import summarise
from geo.present import caption
from geo.present import chart as charts
from geo.query import words as said
from pages.blocks import chart, headline, record_panel, second_period, small_map
from pages.session import view as session

view = session.current()
headline.draw(view, page="compare")
second_period.draw(view)
pair = (view, view.between(*second_period.of(view)))
names = tuple(said.period(*each.days) for each in pair)

chart.draw(
    view,
    charts.compare_families,
    key="compared_families",
    tables=lambda: (summarise.compare(*(summarise.by_family(each.index, each.rows) for each in pair)),),
    words=lambda families: caption.compared(families, totals=(len(pair[0].rows), len(pair[1].rows))),
    options={"names": names},
)
chart.draw(
    view,
    charts.compare_bands,
    key="compared_bands",
    tables=lambda: (summarise.compare_bands(*(each.records for each in pair)),),
    words=caption.bands,
    options={"names": names},
)
for column, letter, each in zip(st.columns(2), "AB", pair, strict=True):
    with column:
        small_map.draw(view, each, letter=letter)

record_panel.draw(view)

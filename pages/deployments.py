"""Deployments: which forces, exercises and works, and how strong by whose word."""

import streamlit as st

from geo import summarise
from geo.present import caption
from geo.present import chart as charts
from pages.blocks import chart, headline, record_panel
from pages.session import view as session

view = session.current()
until = view.dataset.coverage[1]

headline.draw(view, page="deployments")
levels = summarise.force_levels(view.records, until=until)
country = chart.one_of("Forces of", levels["country"], key="country")
of_country = levels[levels["country"] == country]
chart.draw(
    charts.force_levels,
    of_country,
    bounds=view.days,
    subtitle=f"Forces of {country}. {view.words}" if country else "",
    table=levels,
    key="strengths",
    words=caption.force_levels(of_country),
)
st.dataframe(chart.strengths(of_country), hide_index=True, key="strengths_read")

deployed = summarise.deployments(view.records, until=until)
chart.draw(
    charts.deployments,
    deployed,
    bounds=view.days,
    subtitle=view.words,
    key="deployments",
    words=caption.deployments(deployed),
)

record_panel.draw(view)

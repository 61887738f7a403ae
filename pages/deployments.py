"""Deployments: which forces, exercises and works, and how strong by whose word."""

import streamlit as st

from geo import caption, summarise
from geo import chart as charts
from pages.parts import chosen, figure, state, store, tables

link = state.current()
records = chosen.records(link.selection)
bounds = chosen.days(link.selection)
until = store.current().dataset.coverage[1]
dark = figure.dark()

tables.headline(link, shown=len(records))
levels = summarise.force_levels(records, until=until)
country = figure.one_of("Forces of", levels["country"], key="country")
theirs = levels[levels["country"] == country]
words = caption.force_levels(theirs)
figure.draw(
    charts.force_levels(
        theirs,
        bounds=bounds,
        subtitle=f"Forces of {country}. {chosen.words(link)}" if country else "",
        description=caption.joined(words),
        dark=dark,
    ),
    levels,
    key="strengths",
    words=words,
)
st.dataframe(figure.strengths(theirs), hide_index=True, key="strengths_read")

deployed = summarise.deployments(records, until=until)
words = caption.deployments(deployed)
figure.draw(
    charts.deployments(
        deployed, bounds=bounds, subtitle=chosen.words(link), description=caption.joined(words), dark=dark
    ),
    deployed,
    key="deployments",
    words=words,
)

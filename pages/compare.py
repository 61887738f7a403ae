"""Compare: two pairs of dates, side by side, with the difference."""

from dataclasses import replace

import streamlit as st

from geo import caption, summarise
from geo import chart as charts
from pages.parts import chosen, figure, second, state, store, tables

dataset, link = store.current().dataset, state.current()
tables.headline(link, shown=len(chosen.records(link.selection)))
second.draw(link, coverage=dataset.coverage)
selections = (link.selection, replace(link.selection, start=link.second[0], end=link.second[1]))
a, b = (chosen.records(selection) for selection in selections)
names = second.names(selections)
dark = figure.dark()

families = summarise.compare(summarise.by_family(a), summarise.by_family(b))
words = caption.compared(families, totals=(len(a), len(b)))
figure.draw(
    charts.compare_families(families, names=names, description=caption.joined(words), dark=dark),
    families,
    key="compared_families",
    words=words,
)

bands = summarise.compare_bands(a, b)
words = caption.bands(bands)
figure.draw(
    charts.compare_bands(bands, names=names, description=caption.joined(words), dark=dark),
    bands,
    key="compared_bands",
    words=words,
)

for column, letter, records, name in zip(st.columns(2), "AB", (a, b), names, strict=True):
    with column:
        points = charts.points(records)
        told = caption.mapped(points, records=len(records))
        title = f"{letter}: {len(records):,} records"
        drawn = charts.small_map(
            points, dataset.border, title=title, subtitle=name, description=caption.joined(told), dark=dark
        )
        figure.draw(drawn, points, key=f"map_{letter.lower()}", words=told)

"""Compare: two pairs of dates, side by side, with the difference."""

import streamlit as st

from geo import summarise
from geo.present import caption
from geo.present import chart as charts
from geo.query import words as said
from pages.blocks import chart, headline, record_panel, second_period
from pages.session import view as session

view = session.current()
headline.draw(view, page="compare")
second_period.draw(view)
pair = (view, view.between(*second_period.of(view)))
names = tuple(said.period(*each.days) for each in pair)

counts = (summarise.by_family(each.index, each.rows) for each in pair)
families = summarise.compare(*counts)
totals = (len(pair[0].rows), len(pair[1].rows))
words = caption.compared(families, totals=totals)
chart.draw(charts.compare_families, families, names=names, key="compared_families", words=words)

bands = summarise.compare_bands(*(each.records for each in pair))
chart.draw(charts.compare_bands, bands, names=names, key="compared_bands", words=caption.bands(bands))

for column, letter, each, name in zip(st.columns(2), "AB", pair, names, strict=True):
    with column:
        points = charts.points(each.records)
        chart.draw(
            charts.small_map,
            points,
            view.dataset.border,
            title=f"{letter}: {len(each.rows):,} records",
            subtitle=name,
            key=f"map_{letter.lower()}",
            words=caption.mapped(points, records=len(each.rows)),
        )

record_panel.draw(view)

"""Deployments: which forces, exercises and works, and how strong by whose word."""

from geo import summarise
from geo.present import caption
from geo.present import chart as charts
from pages.blocks import chart, forces, headline, record_panel
from pages.session import view as session

view = session.current()
until = view.dataset.coverage[1]

headline.draw(view, page="deployments")
forces.table(view)

country = forces.country(view)
chart.draw(
    view,
    charts.force_levels,
    key="strengths",
    tables=lambda: (forces.strengths(view, country),),
    words=caption.force_levels,
    options={"bounds": view.days, "subtitle": f"Forces of {country}. {view.words}" if country else ""},
    behind=lambda: summarise.force_levels(view.records, until=until),
)
chart.draw(
    view,
    charts.deployments,
    key="deployments",
    tables=lambda: (summarise.deployments(view.records, until=until),),
    words=caption.deployments,
    options={"bounds": view.days, "subtitle": view.words},
)

record_panel.draw(view)

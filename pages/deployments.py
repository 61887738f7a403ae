"""Deployments: which forces, exercises and works, and how strong by whose word."""

from geo.present import caption
from geo.present import chart as charts
from pages.blocks import chart, forces, headline, record_panel
from pages.session import view as session

view = session.current()

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
    behind=lambda: forces.levels(view),
)
chart.draw(
    view,
    charts.deployments,
    key="deployments",
    tables=lambda: (forces.deployed(view),),
    words=caption.deployments,
    options={"bounds": view.days, "subtitle": view.words},
)

record_panel.draw(view)

"""Deployments: which forces, exercises and works, and how strong by whose word."""

from geo import summarise
from geo.present import caption
from geo.present import chart as charts
from pages.blocks import chart, forces, headline, record_panel
from pages.session import view as session

view = session.current()
until = view.dataset.coverage[1]

headline.draw(view, page="deployments")
deployed = summarise.deployments(view.records, until=until)
levels = summarise.force_levels(view.records, until=until)
forces.table(view, deployed, levels)

country = forces.country(view, levels)
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
chart.draw(
    charts.deployments,
    deployed,
    bounds=view.days,
    subtitle=view.words,
    key="deployments",
    words=caption.deployments(deployed),
)

record_panel.draw(view)

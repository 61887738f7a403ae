"""The timeline: how many records begin when, published counts of attempts, and what was in force."""

import pandas as pd

from geo import summarise
from geo.present import caption
from geo.present import chart as charts
from pages.blocks import bars, chart, downloads, headline, marks, record_panel
from pages.session import view as session

view = session.current()


def in_force() -> pd.DataFrame:
    """Decisions and closures of the selection; the chart and the list beside it are of the same ones."""
    until = view.dataset.coverage[1]
    return view.each("in_force", lambda records: summarise.measures_in_force(records, until=until))


headline.draw(view, page="timeline")
per = chart.per(view)
bounds = {"bounds": view.days}

chart.draw(
    view,
    charts.histogram,
    key="periods",
    tables=lambda: (summarise.periods(view.index, view.rows, per=per),),
    words=lambda counted: caption.periods(counted, per=per, without_day=summarise.without_day(view.index, view.rows)),
    options={"per": per, **bounds, "subtitle": view.words},
    hint="Click a bar for its records; drag over the bars to choose dates.",
)
bars.draw(view, per=per)
chart.draw(
    view,
    charts.attempts,
    key="attempts",
    tables=lambda: (summarise.daily_attempts(view.attempts, first=view.days[0], last=view.days[1]),),
    words=lambda daily: caption.attempts(daily, days=(view.days[1] - view.days[0]).days + 1),
    options=bounds,
)
downloads.counts(view)
chart.draw(view, charts.measures, key="measures", tables=lambda: (in_force(),), words=caption.measures, options=bounds)
marks.draw(view, in_force, key="measures", label="Decisions and closures")

record_panel.draw(view)

"""The timeline: how many records begin when, published counts of attempts, and what was in force."""

from geo import summarise
from geo.present import caption
from geo.present import chart as charts
from pages.blocks import chart, headline, record_panel
from pages.session import view as session

view = session.current()
until = view.dataset.coverage[1]

headline.draw(view, page="timeline")
per = chart.per(view)

counted = summarise.periods(view.index, view.rows, per=per)
chart.draw(
    charts.histogram,
    counted,
    per=per,
    bounds=view.days,
    subtitle=view.words,
    key="periods",
    words=caption.periods(counted, per=per, without_day=summarise.without_day(view.index, view.rows)),
    hint="Drag over the bars to choose dates.",
)

daily = summarise.daily_attempts(view.attempts, first=view.days[0], last=view.days[1])
words = caption.attempts(daily, days=(view.days[1] - view.days[0]).days + 1)
chart.draw(charts.attempts, daily, bounds=view.days, key="attempts", words=words)

held = summarise.measures_in_force(view.records, until=until)
chart.draw(charts.measures, held, bounds=view.days, key="measures", words=caption.measures(held))

record_panel.draw(view)

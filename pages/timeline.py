"""The timeline: how many records begin when, published counts of attempts, and what was in force."""

from geo import caption, summarise
from geo import chart as charts
from pages.parts import chosen, figure, state, store, tables

link = state.current()
records = chosen.records(link.selection)
bounds = chosen.days(link.selection)
until = store.current().dataset.coverage[1]
dark = figure.dark()

tables.headline(link, shown=len(records))
per = figure.per(link.selection)

counted = summarise.periods(records, per=per)
words = caption.periods(counted, per=per, without_day=summarise.without_day(records))
figure.draw(
    charts.histogram(
        counted, per=per, bounds=bounds, subtitle=chosen.words(link), description=caption.joined(words), dark=dark
    ),
    counted,
    key="periods",
    words=("Drag over the bars to choose dates.", *words),
    brushed=True,
)

daily = summarise.daily_attempts(chosen.attempts(link.selection), first=bounds[0], last=bounds[1])
words = caption.attempts(daily, days=(bounds[1] - bounds[0]).days + 1)
figure.draw(
    charts.attempts(daily, bounds=bounds, description=caption.joined(words), dark=dark),
    daily,
    key="attempts",
    words=words,
)

held = summarise.measures_in_force(records, until=until)
words = caption.measures(held)
figure.draw(
    charts.measures(held, bounds=bounds, description=caption.joined(words), dark=dark),
    held,
    key="measures",
    words=words,
)

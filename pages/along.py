"""Along the border: at which kilometre of the line, and when."""

from geo import caption, summarise
from geo import chart as charts
from geo.model import ALONG_REACH_M
from pages.parts import chosen, figure, state, store, tables

dataset, link = store.current().dataset, state.current()
records = chosen.records(link.selection)
until = dataset.coverage[1]

tables.headline(link, shown=len(records))
placed = summarise.placed(records, dataset.areas)
marks = summarise.along(records, until=until)
stretches = summarise.stretches(records, dataset.areas, until=until)
words = caption.along(
    marks,
    stretches=placed.stretches,
    too_far=placed.too_far,
    nowhere=placed.nowhere,
    reach_km=ALONG_REACH_M / summarise.METRES_PER_KM,
)
figure.draw(
    charts.along(
        marks,
        stretches,
        summarise.axis_places(dataset.crossings, apart_km=figure.apart_km(link.selection)),
        bounds=chosen.days(link.selection),
        stretch_km=link.selection.along_km,
        subtitle=chosen.words(link),
        description=caption.joined(words),
        dark=figure.dark(),
    ),
    marks,
    key="along",
    words=("Draw a region to keep only its days and kilometres, on every page.", *words),
    brushed=True,
)
figure.tabled(stretches, key="stretches", label="Records of a whole section")

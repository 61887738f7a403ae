"""Along the border: at which kilometre of the line, and when."""

from geo import summarise
from geo.model import ALONG_REACH_M
from geo.present import caption
from geo.present import chart as charts
from pages.blocks import chart, headline, record_panel
from pages.session import view as session

view = session.current()
until = view.dataset.coverage[1]

headline.draw(view, page="along")
placed = summarise.placed(view.records, view.dataset.areas)
marks = summarise.along(view.records, until=until)
stretches = summarise.stretches(view.records, view.dataset.areas, until=until)
words = caption.along(
    marks,
    stretches=placed.stretches,
    too_far=placed.too_far,
    nowhere=placed.nowhere,
    reach_km=ALONG_REACH_M / summarise.METRES_PER_KM,
)
chart.draw(
    charts.along,
    marks,
    stretches,
    summarise.axis_places(view.dataset.crossings, apart_km=chart.apart_km(view)),
    bounds=view.days,
    stretch_km=view.link.selection.along_km,
    subtitle=view.words,
    key="along",
    words=words,
    hint="Draw a region to keep only its days and kilometres, on every page.",
)
chart.tabled(stretches, key="stretches", label="Records of a whole section")

record_panel.draw(view)

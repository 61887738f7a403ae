"""Along the border: at which kilometre of the line, and when."""

from geo import summarise
from geo.model import ALONG_REACH_M
from geo.present import caption
from geo.present import chart as charts
from pages.blocks import chart, closer, headline, record_list, record_panel
from pages.session import view as session

view = session.current()
placed = view.made("placed", lambda: summarise.placed(view.records, view.dataset.areas))

headline.draw(view, page="along")
closer.draw(view)
chart.draw(
    view,
    charts.along,
    key="along",
    tables=lambda: (
        closer.marks(view),
        closer.stretches(view),
        summarise.axis_places(view.dataset.crossings, apart_km=chart.apart_km(view)),
    ),
    words=lambda marks, *_: caption.along(
        marks,
        placed=placed,
        reach_km=ALONG_REACH_M / summarise.METRES_PER_KM,
        most=charts.MOST_MARKS,
    ),
    options={"bounds": view.days, "stretch_km": view.link.selection.along_km, "subtitle": view.words},
    hint="Click a mark for its record; draw a region to keep only its days and kilometres, on every page.",
)
record_list.draw(
    view,
    lambda: summarise.near(view.index, view.rows),
    key="along",
    caption=f"{placed.marks:,} records with a mark on the line",
    most=20,
)
chart.tabled(
    lambda: closer.stretches(view),
    rows=placed.stretches,
    key="stretches",
    label="Records of a whole section",
)

record_panel.draw(view)

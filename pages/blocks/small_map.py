"""A small map of one of two periods that are compared."""

from __future__ import annotations

from geo import summarise
from geo.intake import folder as files
from geo.present import caption
from geo.present import chart as charts
from geo.query import words
from geo.query.view import DataView
from pages.blocks import chart
from pages.session import view as session


def draw(view: DataView, compared: DataView, *, letter: str) -> None:
    """Draw where the records of a period are.

    Parameters
    ----------
    view
        Of this run.
    compared
        The same selection for the days of the period.
    letter
        What the page calls the period.
    """
    below = charts.ground(view.dataset.border, folder=files.basemap(session.prepared().folder))
    areas, box = view.dataset.areas, below.extent.bounds
    chart.draw(
        compared,
        charts.small_map,
        key=f"map_{letter.lower()}",
        tables=lambda: (
            summarise.gathered(compared.records, cell_m=below.cell_m, within=box),
            summarise.zones(compared.records, areas),
            below,
        ),
        words=lambda _, zones, __: caption.mapped(summarise.ledger(compared.records, areas, within=box), zones=zones),
        options={
            "title": f"{letter}: {len(compared.rows):,} records",
            "subtitle": words.period(*compared.days),
        },
    )

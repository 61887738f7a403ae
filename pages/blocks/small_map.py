"""A small map of one of two periods that are compared."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

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
    areas = view.dataset.areas
    ground = files.basemap(session.prepared().folder)

    def tables() -> tuple[object, ...]:
        below = charts.ground(view.dataset.border, folder=ground)
        box = below.extent.bounds
        places = summarise.gathered(compared.records, cell_m=below.cell_m, within=box)
        return places, summarise.zones(compared.records, areas), below

    def words_of(_: pd.DataFrame, zones: pd.DataFrame, below: charts.Ground) -> Sequence[str]:
        found = summarise.ledger(compared.records, areas, within=below.extent.bounds)
        return caption.mapped(found, zones=zones)

    chart.draw(
        compared,
        charts.small_map,
        key=f"map_{letter.lower()}",
        tables=tables,
        words=words_of,
        options={"title": f"{letter}: {len(compared.rows):,} records", "subtitle": words.period(*compared.days)},
    )

"""A small map of one of two periods that are compared."""

from __future__ import annotations

from geo.present import caption
from geo.present import chart as charts
from geo.query import words
from geo.query.view import DataView
from pages.blocks import chart


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
    chart.draw(
        compared,
        charts.small_map,
        key=f"map_{letter.lower()}",
        tables=lambda: (charts.points(compared.records), view.dataset.border),
        words=lambda points, _: caption.mapped(points, records=len(compared.rows)),
        options={
            "title": f"{letter}: {len(compared.rows):,} records",
            "subtitle": words.period(*compared.days),
        },
    )

"""What a page shows: the records and counts of the selection, as they could be known, and the days of its axes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import geopandas as gpd
import pandas as pd

from geo import describe, known, pipeline
from geo.model import Link, Selection
from pages.parts import store


def records(selection: Selection) -> gpd.GeoDataFrame:
    """Records of a selection."""
    prepared = store.current()
    return pipeline.selected(prepared.dataset, prepared.index, selection=selection)


def attempts(selection: Selection) -> pd.DataFrame:
    """Published counts of attempts for periods that lie within the selection's days."""
    counts = pipeline.known_attempts(store.current().dataset, day=selection.known)
    first, last = days(selection)
    return counts[(counts["date_start"] >= first) & (counts["date_end"] <= last)]


def days(selection: Selection) -> tuple[date, date]:
    """First and last day of the selection; those of the data where no bound is set."""
    first, last = store.current().dataset.coverage
    start, end = selection.start or first, selection.end or last
    return start, max(start, end)


def words(link: Link) -> str:
    """The selection in one line."""
    return describe.selection(link.selection, coverage=store.current().dataset.coverage)


def left_out(selection: Selection) -> known.LeftOut | None:
    """What of the selection was published after the day that it goes back to; None if it goes back to none."""
    if selection.known is None:
        return None
    return known.left_out(records(replace(selection, known=None)), records(selection))

"""Ways to look closer where the marks along the line stand closest."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pandas as pd

from geo import study, summarise
from geo.model import Link
from geo.query import link as links
from geo.query import words
from geo.query.view import DataView
from pages.blocks import chart

WIDE_DAYS: Final = 60
WIDE_KM: Final = 60.0
"""A diagram of fewer days and kilometres is close enough."""


def draw(view: DataView) -> None:
    """Draw a link to each place and time where records are crowded; nothing where the diagram is close already."""
    south, north = view.link.selection.along_km or (0.0, study.current().along_max_km)
    if (view.days[1] - view.days[0]).days < WIDE_DAYS and north - south < WIDE_KM:
        return
    windows = view.made("crowded", lambda: _windows(view))
    if windows:
        chart.choose("Look closer", [(_words(view, window), _closer(view, window), False) for window in windows])


def _windows(view: DataView) -> tuple[summarise.Window, ...]:
    return summarise.crowded(marks(view), first=view.days[0])


def marks(view: DataView) -> pd.DataFrame:
    """Records of the selection with a mark on the line."""
    until = view.dataset.coverage[1]
    return view.each("along", lambda records: summarise.along(records, until=until))


def stretches(view: DataView) -> pd.DataFrame:
    """Records of the selection that concern a stretch of the line."""
    areas, until = view.dataset.areas, view.dataset.coverage[1]
    return view.each("stretches", lambda records: summarise.stretches(records, areas, until=until))


def _words(view: DataView, window: summarise.Window) -> str:
    crossings = view.dataset.crossings
    middle = sum(window.km) / 2
    nearest = min(zip(crossings["km"], crossings["name"], strict=True), key=lambda found: abs(found[0] - middle))
    south, north = window.km
    days = words.period(window.first, window.last)
    return f"{nearest[1]}, km {south:g}–{north:g}, {days}: {window.records:,} marks"


def _closer(view: DataView, window: summarise.Window) -> Link:
    selection = replace(view.link.selection, start=window.first, end=window.last, along_km=window.km)
    return replace(links.choosing(view.link, page="", bar=""), selection=selection, view=None)

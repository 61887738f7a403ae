"""Where along the study's line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import study
from geo.model import ALONG_REACH_M
from geo.query.select import NO_DISTANCE, Index, Numbers
from geo.summarise.spans import spans_of

METRES_PER_KM: Final = 1000
AXIS_MODES: Final = ("road", "foot", "rail")
"""Modes of crossings, the one that most readers know first."""
BAND_KM: Final = 20
"""Length of a band of the line in comparisons, kilometres."""
WINDOW_DAYS: Final = 14
WINDOW_KM: Final = 10.0
"""A window of the diagram along the line in which marks of one day can be told apart."""
WINDOWS: Final = 3
CROWD: Final = 8
"""Fewer marks than this in a window can be read where they are."""
CELLS_ACROSS: Final = 100
CELLS_DOWN: Final = 60
"""Cells of the diagram where a mark a record would be too many."""


def along(records: gpd.GeoDataFrame, *, until: date) -> pd.DataFrame:
    """Place records along the study's line.

    Parameters
    ----------
    records
        A selection; of it only records with a point within `ALONG_REACH_M` of the line.
    until
        Last day of the data, to which an open end is drawn.

    Returns
    -------
    along
        Columns ``id``, ``title``, ``category``, ``family``, ``start``, ``end``, ``open``, ``place``, ``claimed_by``,
        ``disputed_by``, ``confidence``; ``km`` from its start; ``km_from`` and ``km_to``, as far as the
        uncertainty reaches; ``off_km`` from the line and ``uncertainty_km``, in the study's metric CRS.
    """
    near = records[records["border_m"].astype(float) <= ALONG_REACH_M]
    km, reach = near["border_km"].astype(float), near["uncertainty_m"].astype(float) / METRES_PER_KM
    return spans_of(near, until=until).assign(
        km=km,
        km_from=(km - reach).clip(lower=0.0),
        km_to=(km + reach).clip(upper=study.current().along_max_km),
        off_km=near["border_m"].astype(float) / METRES_PER_KM,
        uncertainty_km=reach,
    )


def beside(table: pd.DataFrame, *, apart_km: float) -> list[float]:
    """Where in its day each mark stands, so that marks of one day do not lie on one another.

    A record is of a day and of no hour: a day is as wide as the axis makes it, and all of its width is that day.

    Parameters
    ----------
    table
        Of `along`.
    apart_km
        Marks of one day that are nearer to one another than this stand beside one another, kilometres.

    Returns
    -------
    parts
        Of the day, between 0 and 1: the middle for a mark that stands alone.
    """
    starts, km = table["start"].tolist(), table["km"].tolist()
    crowds: list[list[int]] = []
    for row in sorted(range(len(table)), key=lambda row: (starts[row], km[row])):
        before = crowds[-1][-1] if crowds else row
        if crowds and starts[before] == starts[row] and km[row] - km[before] < apart_km:
            crowds[-1].append(row)
        else:
            crowds.append([row])
    parts = {row: (lane + 0.5) / len(crowd) for crowd in crowds for lane, row in enumerate(crowd)}
    return [parts[row] for row in range(len(table))]


@dataclass(frozen=True, slots=True)
class Window:
    """Days, both inclusive, and kilometres of the line where many records begin, and how many do."""

    first: date
    last: date
    km: tuple[float, float]
    records: int


def crowded(table: pd.DataFrame, *, first: date) -> tuple[Window, ...]:
    """Find where marks of `along` stand closest: up to `WINDOWS` windows that do not overlap, most marks first.

    Parameters
    ----------
    table
        Of `along`.
    first
        First day of the axis, from which windows of `WINDOW_DAYS` are counted in half steps.
    """
    if table.empty:
        return ()
    step_days, step_km = WINDOW_DAYS // 2, WINDOW_KM / 2
    days = np.array([max(0, (day - first).days) for day in table["start"]]) // step_days
    km = (table["km"].to_numpy(dtype=float) // step_km).astype(np.int64)
    cells = np.zeros((days.max() + 2, km.max() + 2), dtype=np.int64)
    np.add.at(cells, (days, km), 1)
    found: list[Window] = []
    while len(found) < WINDOWS:
        sums = cells[:-1, :-1] + cells[1:, :-1] + cells[:-1, 1:] + cells[1:, 1:]
        at_day, at_km = (int(place) for place in np.unravel_index(sums.argmax(), sums.shape))
        number = int(sums[at_day, at_km])
        if number < CROWD:
            break
        begin, south = first + timedelta(days=at_day * step_days), at_km * step_km
        north = min(south + WINDOW_KM, study.current().along_max_km)
        found.append(Window(begin, begin + timedelta(days=WINDOW_DAYS - 1), (south, north), number))
        cells[at_day : at_day + 2, at_km : at_km + 2] = 0
    return tuple(found)


def cells(table: pd.DataFrame, *, bounds: tuple[date, date], km: tuple[float, float]) -> pd.DataFrame:
    """Count marks of `along` in cells of days and kilometres, where they are too many to be drawn.

    Parameters
    ----------
    table
        Of `along`.
    bounds
        First and last day of the axis, both inclusive.
    km
        First and last kilometre of the axis.

    Returns
    -------
    cells
        Columns ``first`` and ``last`` day, ``next``, the day after, ``km_from``, ``km_to``, ``records``: what is not 0.
    """
    long = max(1, -(-((bounds[1] - bounds[0]).days + 1) // CELLS_ACROSS))
    high = (km[1] - km[0]) / CELLS_DOWN or 1.0
    places = Counter(
        (max(0, (day - bounds[0]).days) // long, int((at - km[0]) // high))
        for day, at in zip(table["start"], table["km"], strict=True)
    )
    rows = [
        (
            bounds[0] + timedelta(days=across * long),
            bounds[0] + timedelta(days=(across + 1) * long - 1),
            bounds[0] + timedelta(days=(across + 1) * long),
            round(km[0] + down * high, 1),
            round(min(km[1], km[0] + (down + 1) * high), 1),
            number,
        )
        for (across, down), number in sorted(places.items())
    ]
    return pd.DataFrame(rows, columns=["first", "last", "next", "km_from", "km_to", "records"])


def near(index: Index, rows: Numbers) -> Numbers:
    """Those of the rows that `along` places on the line."""
    found: Numbers = rows[index.columns["along_m"][rows] != NO_DISTANCE]
    return found


def stretches(records: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, *, until: date) -> pd.DataFrame:
    """Records that concern a stretch of the line and no point of it.

    Parameters
    ----------
    records
        A selection.
    areas
        The areas that records refer to; ``km_from`` and ``km_to`` where one is a stretch of the line.
    until
        Last day of the data, to which an open end is drawn.

    Returns
    -------
    stretches
        The columns of `along` but for the last two and ``km``, and ``area``, the stretch's name.
    """
    section = areas.set_index("id").loc[lambda table: table["km_from"].notna(), ["name", "km_from", "km_to"]]
    there = records[records["area"].isin(section.index)]
    joined = section.loc[there["area"]].set_axis(there.index)
    return spans_of(there, until=until).assign(
        area=joined["name"], km_from=joined["km_from"].astype(float), km_to=joined["km_to"].astype(float)
    )


@dataclass(frozen=True, slots=True)
class Placed:
    """What of a selection a diagram along the line can show: every record is in one of the four."""

    marks: int
    stretches: int
    too_far: int
    nowhere: int


def placed(records: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> Placed:
    """Count records with a mark on the line, with a stretch of it, with a point too far away, and with neither."""
    metres = records["border_m"].astype(float)
    marks = int((metres <= ALONG_REACH_M).sum())
    sections = int(records["area"].isin(areas.loc[areas["km_from"].notna(), "id"]).sum())
    too_far = int((metres > ALONG_REACH_M).sum())
    return Placed(marks, sections, too_far, len(records) - marks - sections - too_far)


def axis_places(crossings: gpd.GeoDataFrame, *, apart_km: float) -> pd.DataFrame:
    """Choose the crossings that name the axis: roads first, then paths, then railways, none too near another.

    Parameters
    ----------
    crossings
        The crossings of the line, with ``name``, ``mode`` and ``km``.
    apart_km
        Least distance between two names, kilometres along the line.

    Returns
    -------
    places
        Columns ``name``, ``label`` (the name on the study's side, with its kilometre) and ``km``, from start to end.
    """
    chosen: list[tuple[str, float]] = []
    order = sorted(
        zip(crossings["mode"], crossings["km"], crossings["name"], strict=True),
        key=lambda crossing: (AXIS_MODES.index(crossing[0]), crossing[1]),
    )
    for _mode, km, name in order:
        if all(abs(km - other) >= apart_km for _name, other in chosen):
            chosen.append((name, km))
    rows = [(name, f"{name.partition('–')[0]} {km:.0f}", km) for name, km in sorted(chosen, key=lambda place: place[1])]
    return pd.DataFrame(rows, columns=["name", "label", "km"])


def bands(records: gpd.GeoDataFrame) -> pd.DataFrame:
    """Count records with a point near the line in bands of `BAND_KM` along it.

    Returns
    -------
    bands
        Columns ``km_from`` (inclusive), ``km_to`` (exclusive), ``records``; every band, also the empty ones.
    """
    km = records.loc[records["border_m"].astype(float) <= ALONG_REACH_M, "border_km"].astype(float)
    counts = Counter((km // BAND_KM).astype(int))
    rows = [
        (number * BAND_KM, (number + 1) * BAND_KM, counts[number])
        for number in range(int(study.current().along_max_km // BAND_KM))
    ]
    return pd.DataFrame(rows, columns=["km_from", "km_to", "records"])

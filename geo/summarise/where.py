"""Where along the study's line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final

import geopandas as gpd
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
    return (
        spans_of(near, until=until)
        .assign(
            km=km,
            km_from=(km - reach).clip(lower=0.0),
            km_to=(km + reach).clip(upper=study.current().along_max_km),
            off_km=near["border_m"].astype(float) / METRES_PER_KM,
            uncertainty_km=reach,
        )
        .reset_index(drop=True)
    )


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
    return (
        spans_of(there, until=until)
        .assign(area=joined["name"], km_from=joined["km_from"].astype(float), km_to=joined["km_to"].astype(float))
        .reset_index(drop=True)
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

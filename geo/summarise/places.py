"""Where on the ground: records with a point gathered by place, and those of whole areas and lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import crs
from geo.summarise.counts import family_of, is_event

TITLES_SHOWN: Final = 5
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Ledger:
    """What of a selection a map shows: every record is in one of the five."""

    points: int
    areas: int
    beyond: int
    no_event: int
    elsewhere: int


def gathered(records: gpd.GeoDataFrame, *, cell_m: float, within: Box) -> pd.DataFrame:
    """Gather events with a point on a map by the cell of a grid that they lie in.

    Parameters
    ----------
    records
        A selection, WGS 84.
    cell_m
        Side of a cell, metres in the study's CRS.
    within
        Left, bottom, right and top of the map, metres in the same.

    Returns
    -------
    places
        One row a cell that holds any, most records last: ``x`` and ``y``, the mean of its points, metres in the study's
        CRS; ``records``; ``family`` (code) and ``id`` of the only record, None where there are several;
        ``titles``, the first ones.
    """
    there = _inside(records[(records.geometry.geom_type == "Point") & is_event(records["category"])], within)
    points = there.geometry
    table = pd.DataFrame(
        {
            "x": points.x,
            "y": points.y,
            "id": there["id"],
            "title": there["title"],
            "family": family_of(there["category"]),
            "across": np.floor(points.x / cell_m),
            "up": np.floor(points.y / cell_m),
        }
    )
    rows = [
        (
            cell["x"].mean(),
            cell["y"].mean(),
            len(cell),
            cell["family"].iloc[0] if len(cell) == 1 else None,
            cell["id"].iloc[0] if len(cell) == 1 else None,
            _titles(cell["title"].tolist()),
        )
        for _, cell in table.groupby(["across", "up"])
    ]
    found = pd.DataFrame(rows, columns=["x", "y", "records", "family", "id", "titles"])
    return found.sort_values("records", kind="stable", ignore_index=True)


def _titles(titles: list[str]) -> str:
    more = len(titles) - TITLES_SHOWN
    return "; ".join(titles[:TITLES_SHOWN]) + (f"; {more:,} more" if more > 0 else "")


def zones(records: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Count the events without a point by the area or line that they concern; areas that have any, largest first.

    Returns
    -------
    zones
        Columns ``name``, ``records`` and ``geometry`` in the study's metric CRS.
    """
    there = records[(records.geometry.geom_type != "Point") & is_event(records["category"])]
    counts = there["area"].value_counts()
    found = areas.loc[areas["id"].isin(counts.index), ["id", "name", "geometry"]]
    shapes = found.assign(records=found["id"].map(counts).astype(int)).to_crs(crs.metric())
    order = shapes.geometry.area.sort_values(ascending=False, kind="stable").index
    return shapes.loc[order, ["name", "records", "geometry"]].reset_index(drop=True)


def ledger(records: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, *, within: Box) -> Ledger:
    """Count the records of a map: with a point on it, of an area, with a point beyond it, no events, without a place.

    Parameters
    ----------
    records, areas
        A selection, and the areas that records refer to.
    within
        Left, bottom, right and top of the map, metres in the study's CRS.
    """
    events = is_event(records["category"])
    points = records.geometry.geom_type == "Point"
    zoned = records["area"].isin(areas["id"]) & ~points & events
    here = _inside(records[points & events], within)
    beyond = int((points & events).sum()) - len(here)
    counts = (len(here), int(zoned.sum()), beyond, int((~events).sum()))
    return Ledger(*counts, len(records) - sum(counts))


def _inside(records: gpd.GeoDataFrame, within: Box) -> gpd.GeoDataFrame:
    """Records whose point lies on a map; their geometry in the study's CRS."""
    metric = records.to_crs(crs.metric())
    left, bottom, right, top = within
    x, y = metric.geometry.x, metric.geometry.y
    return metric[(x >= left) & (x <= right) & (y >= bottom) & (y <= top)]

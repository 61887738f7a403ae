"""Join records with the border: which side, how far, where along it, next to what.

All distances are computed in EPSG:2180 (Poland CS92, metres), whose scale error along this border stays under 0.1 %.
Kilometres along the line are counted on the ellipsoid, so that its end is its published length.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from geo.schema import METRIC, WGS84

ON_THE_LINE_M: Final = 100
"""A point nearer to the line than this is on it, for every purpose of ours."""
METRES_PER_KM: Final = 1000
LINE_ID: Final = "PL-BY"
SIDE_OF_COUNTRY: Final = {"PL": "PL", "BY": "BY"}

COLUMNS: Final = ("side", "border_m", "border_km", "nearest_crossing", "region")


def line_of(border: gpd.GeoDataFrame) -> shapely.LineString:
    """Take the Poland–Belarus line, in EPSG:2180, from the Ukrainian to the Lithuanian tripoint.

    Parameters
    ----------
    border
        The border lines, any CRS, with a column ``id``.

    Raises
    ------
    KeyError
        If there is no such line.
    """
    metric = border.to_crs(METRIC)
    return cast("shapely.LineString", metric.set_index("id").geometry[LINE_ID])


def join(
    records: gpd.GeoDataFrame,
    *,
    border: gpd.GeoDataFrame,
    crossings: gpd.GeoDataFrame,
    regions: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
) -> pd.DataFrame:
    """Relate each record to the Poland–Belarus line.

    Parameters
    ----------
    records
        WGS 84; a point, or an id in the column ``area``, or neither.
    border, crossings, regions, areas
        WGS 84 layers, each with a column ``id``; regions and areas with ``name`` and ``country``.

    Returns
    -------
    joined
        On the index of `records`: ``side``; ``border_m``, metres in EPSG:2180; ``border_km``, kilometres along the line
        from the Ukrainian tripoint; ``nearest_crossing``; ``region``. The last four are null without a point.
    """
    points = records.geometry.to_crs(METRIC)
    has_point = (points.geom_type == "Point").to_numpy()
    line = line_of(border)
    joined = _join_points(gpd.GeoSeries(points[has_point]), line=line, crossings=crossings, regions=regions).reindex(
        records.index
    )
    side_of_area = _area_sides(areas, line=line, regions=regions)
    joined["side"] = joined["side"].where(has_point, records["area"].map(side_of_area).fillna("other"))
    return joined


def _join_points(
    points: gpd.GeoSeries, *, line: shapely.LineString, crossings: gpd.GeoDataFrame, regions: gpd.GeoDataFrame
) -> pd.DataFrame:
    distance_m = points.distance(line)
    holder = _holding_region(points, regions=regions)
    joined = pd.DataFrame(
        {
            "side": _sides(holder["country"], distance_m=distance_m),
            "border_m": distance_m.round(),
            "border_km": _kilometre(points, line=line).round(1),
            "nearest_crossing": _nearest_name(points, crossings=crossings),
            "region": holder["name"],
        },
        index=points.index,
    )
    return joined[list(COLUMNS)]


def _kilometre(points: gpd.GeoSeries, *, line: shapely.LineString) -> pd.Series:
    """Kilometres along the line: shares of it by EPSG:2180, of a whole that is its geodesic length."""
    share = pd.Series(shapely.line_locate_point(line, points.to_numpy(), normalized=True), index=points.index)
    return share * geodesic_km(line)


@lru_cache(maxsize=2)
def geodesic_km(line: shapely.LineString) -> float:
    """Length of a line of EPSG:2180 in kilometres on the WGS 84 ellipsoid (Karney 2013, as PROJ has it)."""
    degrees = gpd.GeoSeries([line], crs=METRIC).to_crs(WGS84).iloc[0]
    return Geod(ellps="WGS84").geometry_length(degrees) / METRES_PER_KM


def _sides(country: pd.Series, *, distance_m: pd.Series) -> pd.Series:
    return country.map(SIDE_OF_COUNTRY).fillna("other").where(distance_m > ON_THE_LINE_M, "line")


def _holding_region(points: gpd.GeoSeries, *, regions: gpd.GeoDataFrame) -> pd.DataFrame:
    shapes = regions.to_crs(METRIC).geometry.to_numpy()
    of_point, of_region = shapely.STRtree(shapes).query(points.to_numpy(), predicate="intersects")
    first = pd.Series(of_region, index=of_point).groupby(level=0).first()
    held = regions.loc[:, ["country", "name"]].iloc[first.to_numpy()].set_axis(points.index[first.index])
    return held.reindex(points.index)


def _nearest_name(points: gpd.GeoSeries, *, crossings: gpd.GeoDataFrame) -> np.ndarray:
    places = shapely.STRtree(crossings.to_crs(METRIC).geometry.to_numpy())
    nearest = places.nearest(points.to_numpy()) if len(points) else np.empty(0, dtype=int)
    return crossings["name"].to_numpy(dtype=object)[nearest]


def _area_sides(areas: gpd.GeoDataFrame, *, line: shapely.LineString, regions: gpd.GeoDataFrame) -> pd.Series:
    """Side of each area by its id; a stretch of another border than Poland's with Belarus is elsewhere."""
    shapes = areas.set_index("id").geometry.to_crs(METRIC)
    inner = shapes.representative_point()
    sides = _sides(_holding_region(inner, regions=regions)["country"], distance_m=inner.distance(line))
    other_border = shapes.geom_type.str.endswith("LineString") & (sides != "line")
    return sides.mask(other_border, "other")

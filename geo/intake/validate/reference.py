"""What records may refer to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely

from geo import crs


@dataclass(frozen=True)
class References:
    """What records may refer to, prepared for many look-ups.

    Attributes
    ----------
    sources, areas
        Known ids.
    land
        First-level units, WGS 84; a point outside all of them is not on our map.
    centroid_names, centroids
        Centroids of units and areas, metres in the study's CRS.
    """

    sources: frozenset[str]
    areas: frozenset[str]
    land: shapely.STRtree
    centroid_names: tuple[str, ...]
    centroids: shapely.STRtree


def references(*, sources: Collection[str], areas: gpd.GeoDataFrame, regions: gpd.GeoDataFrame) -> References:
    """Prepare what records may refer to.

    Parameters
    ----------
    sources
        Ids in ``sources.json``.
    areas, regions
        WGS 84 layers with ``id`` and ``name``.
    """
    layers = [layer.to_crs(crs.metric()) for layer in (regions, areas) if len(layer)]
    shapes = pd.concat(layers) if layers else regions.to_crs(crs.metric())
    return References(
        sources=frozenset(sources),
        areas=frozenset(areas["id"]),
        land=shapely.STRtree(regions.geometry.to_numpy()),
        centroid_names=tuple(shapes["name"]),
        centroids=shapely.STRtree(shapes.geometry.centroid.to_numpy()),
    )

"""The base map of a figure: the same layers that the browser draws, as geometry in the study's metric CRS."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import crs, study
from geo.intake import basemap

FILES: Final = ("land", "water", "admin", "borders")
PLACES_FILE: Final = "places"

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Extent:
    """What a figure shows: metres in the study's CRS."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width_m(self) -> float:
        """Width on the ground."""
        return self.right - self.left

    @property
    def height_m(self) -> float:
        """Height on the ground."""
        return self.top - self.bottom

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top."""
        return self.left, self.bottom, self.right, self.top


def shapes(folder: Path) -> gpd.GeoDataFrame:
    """Read the layers of lines and areas.

    Parameters
    ----------
    folder
        ``data/basemap``; its README describes the format.

    Returns
    -------
    shapes
        Columns ``kind``, ``zoom`` (the first Leaflet zoom at which it shows) and ``geometry`` in the metric CRS.
    """
    return _shapes(folder, study.current())


@lru_cache(maxsize=4)
def _shapes(folder: Path, _of: study.Study) -> gpd.GeoDataFrame:
    files = basemap.files(folder)
    rows = [row for name in FILES for row in _items(json.loads(files[f"{name}.json"]))]
    frame = gpd.GeoDataFrame(rows, columns=["kind", "zoom", "geometry"], crs=crs.WGS84)
    return frame.to_crs(crs.metric())


def _items(document: Json) -> Iterator[tuple[str, float, shapely.Geometry]]:
    scale = document["scale"]
    for item in document.get("areas", ()):
        polygons = [_polygon(rings, scale=scale) for rings in item["p"]]
        yield item["k"], item["z"], shapely.make_valid(shapely.MultiPolygon(polygons))
    for item in document.get("lines", ()):
        yield item["k"], item["z"], shapely.MultiLineString([_vertices(path, scale=scale) for path in item["p"]])


def _polygon(rings: Sequence[Sequence[int]], *, scale: int) -> shapely.Polygon:
    outer, *holes = (_vertices(ring, scale=scale) for ring in rings)
    return shapely.Polygon(outer, holes)


def _vertices(path: Sequence[int], *, scale: int) -> np.ndarray:
    """First vertex, then steps, in units of 1/scale degree, become degrees."""
    return np.cumsum(np.asarray(path, dtype=float).reshape(-1, 2), axis=0) / scale


@lru_cache(maxsize=2)
def places(folder: Path) -> gpd.GeoDataFrame:
    """Read the places.

    Returns
    -------
    places
        Columns ``name``, ``rank`` (0 capital … 5 village), ``zoom``, ``side`` of the label, and ``geometry``, points in
        the study's metric CRS.
    """
    document = json.loads((folder / f"{PLACES_FILE}.json").read_bytes())
    table = pd.DataFrame(document["places"], columns=document["fields"])
    return _points(table, scale=document["scale"], columns=["name", "rank", "zoom", "side"])


@lru_cache(maxsize=2)
def names(folder: Path) -> gpd.GeoDataFrame:
    """Read the names of countries, waters and forests.

    Returns
    -------
    names
        Columns ``text`` (may have two lines), ``kind``, ``zoom`` (the only one at which it stands there) and
        ``geometry``, points in the study's metric CRS.
    """
    document = json.loads((folder / f"{PLACES_FILE}.json").read_bytes())
    table = pd.DataFrame(document["area_labels"], columns=document["area_fields"])
    return _points(table, scale=document["scale"], columns=["text", "kind", "zoom"])


def _points(table: pd.DataFrame, *, scale: int, columns: Sequence[str]) -> gpd.GeoDataFrame:
    points = gpd.points_from_xy(table["lon"] / scale, table["lat"] / scale, crs=crs.WGS84)
    return gpd.GeoDataFrame(table[list(columns)], geometry=points).to_crs(crs.metric())


def within(frame: gpd.GeoDataFrame, extent: Extent) -> gpd.GeoDataFrame:
    """Cut a frame of the study's metric CRS to an extent."""
    cut = frame.assign(geometry=shapely.clip_by_rect(frame.geometry.to_numpy(), *extent.bounds))
    return cut[~cut.geometry.is_empty]


def on_paper(frame: gpd.GeoDataFrame, extent: Extent, *, width_mm: float) -> gpd.GeoDataFrame:
    """Turn metres of the study's metric CRS into millimetres from the lower left corner of a map of an extent.

    Parameters
    ----------
    frame
        In the study's metric CRS.
    extent
        What the map shows.
    width_mm
        Its width on paper.

    Returns
    -------
    frame
        The same rows and columns, without a CRS: millimetres.
    """
    scale = width_mm / extent.width_m
    shapes = shapely.transform(frame.geometry.to_numpy(), lambda metres: (metres - extent.bounds[:2]) * scale)
    return gpd.GeoDataFrame(frame.drop(columns="geometry"), geometry=shapes)

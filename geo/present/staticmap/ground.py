"""The base map of a figure: the same layers that the browser draws, as geometry in the study's metric CRS."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from geo import crs, kept, study
from geo.intake import basemap

FILES: Final = ("land", "water", "admin", "borders", basemap.WORLD)
"""Files with lines and areas, as far as the study's ground has them."""
PLACES_FILE: Final = "places"
CYLINDER_REACH_DEG: Final = 45.0
"""Longitude on either side of the middle meridian beyond which a transverse cylinder shows nothing that it should."""
CYLINDER: Final = "Transverse Mercator"
"""What EPSG calls the projection of UTM and of many countries."""

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
    return _shapes(study.current(), folder)


@kept.with_first(size=2)
def _shapes(_of: study.Study, folder: Path) -> gpd.GeoDataFrame:
    files, drawn = basemap.files(folder), sheets(folder)
    rows = [row for name in FILES if name in drawn for row in _items(json.loads(files[f"{name}.json"]))]
    frame = gpd.GeoDataFrame(rows, columns=["kind", "zoom", "geometry"], crs=crs.WGS84)
    return _projected(frame) if basemap.WORLD in drawn else frame.to_crs(crs.metric())


def sheets(folder: Path) -> tuple[str, ...]:
    """Files that the study's first view is drawn on: a figure has the detailed ground or the world's, not both."""
    first = study.current().first_view
    return basemap.sheets(folder, ((first.lat, first.lon), (first.lat, first.lon)))


def _projected(world: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Project the whole Earth, less what the projection cannot show; parts that it tears apart are left out."""
    metric = crs.metric()
    operation = CRS.from_user_input(metric).coordinate_operation
    if operation and operation.method_name == CYLINDER:
        middle = study.current().first_view.lon
        bounds = (middle - CYLINDER_REACH_DEG, -90, middle + CYLINDER_REACH_DEG, 90)
        world = world.assign(geometry=shapely.clip_by_rect(world.geometry.to_numpy(), *bounds))
    parts = world.explode(index_parts=False).to_crs(metric)
    whole = np.isfinite(parts.geometry.bounds.to_numpy()).all(axis=1)
    found: gpd.GeoDataFrame = parts[whole]
    return found.assign(geometry=shapely.make_valid(found.geometry.to_numpy()))


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


def places(folder: Path) -> gpd.GeoDataFrame:
    """Read the places.

    Returns
    -------
    places
        Columns ``name``, ``rank`` (0 capital … 5 village), ``zoom``, ``side`` of the label, and ``geometry``, points in
        the study's metric CRS.
    """
    return _places(study.current(), folder)


@kept.with_first(size=2)
def _places(_of: study.Study, folder: Path) -> gpd.GeoDataFrame:
    document = _named(folder)
    table = pd.DataFrame(document["places"], columns=document["fields"])
    return _points(table, scale=document["scale"], columns=["name", "rank", "zoom", "side"])


def _named(folder: Path) -> Json:
    """The file of places and names that belongs to the study's ground."""
    name = PLACES_FILE if PLACES_FILE in sheets(folder) else basemap.WORLD
    document: Json = json.loads((folder / f"{name}.json").read_bytes())
    return document


def names(folder: Path) -> gpd.GeoDataFrame:
    """Read the names of countries, waters and forests.

    Returns
    -------
    names
        Columns ``text`` (may have two lines), ``kind``, ``zoom`` and ``last`` (the zooms between which it stands there)
        and ``geometry``, points in the study's metric CRS.
    """
    return _names(study.current(), folder)


@kept.with_first(size=2)
def _names(_of: study.Study, folder: Path) -> gpd.GeoDataFrame:
    document = _named(folder)
    table = pd.DataFrame(document["area_labels"], columns=document["area_fields"])
    table = table if "last" in table else table.assign(last=table["zoom"])
    nation = table["kind"] == "nation"  # paper has no letters for all scripts: the second line is in Latin ones
    latin = table["text"].str.split("\n").str[-1]
    table = table.assign(text=table["text"].where(~nation, latin), kind=table["kind"].where(~nation, "country"))
    return _points(table, scale=document["scale"], columns=["text", "kind", "zoom", "last"])


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

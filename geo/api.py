"""Five lines for a researcher: load the data, select by a link's own words, relate anybody's points to the line, draw.

>>> import geo
>>> records = geo.select(geo.load(), "category=death")
>>> set(records["category"])
{'death'}
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import crs, store, study
from geo.errors import RequestError
from geo.intake import border, folder, prepare
from geo.intake import load as files
from geo.model import Dataset
from geo.publish import compose
from geo.query import link as links
from geo.query.select import index
from geo.query.view import DataView

DATES: Final = ("start", "end", "reported")


def load(directory: Path | str | None = None) -> Dataset:
    """Load, validate and join a folder of data.

    Parameters
    ----------
    directory
        The folder; that of the environment variable ``GRANICA_DATA``, else the shipped one, by default.

    Returns
    -------
    dataset
        Its ``records`` are a GeoDataFrame in WGS 84.

    Raises
    ------
    DataError
        If a file that everything else needs cannot be used.
    """
    if directory is None and study.address():
        return store.settled().dataset
    return prepare.dataset(Path(directory) if directory else study.folder())


def select(dataset: Dataset, query: str = "", **parameters: Any) -> gpd.GeoDataFrame:
    """Select records with the words of a link.

    Parameters
    ----------
    dataset
        As `load` gives it.
    query
        What stands behind the question mark of a link, such as ``from=…&category=death``.
    **parameters
        The same one by one; ``from`` may be written ``from_``. A list stands for several codes, a date for its day.

    Returns
    -------
    records
        WGS 84; start, end and reported are dates of pandas.

    Raises
    ------
    RequestError
        If a parameter cannot be used; says what a page would show instead.
    """
    with study.use(_study_of(dataset)):
        records = _view(dataset, query, parameters).records
        return records.assign(**{name: pd.to_datetime(records[name]) for name in DATES})


def locate(points: gpd.GeoDataFrame | gpd.GeoSeries, *, directory: Path | str | None = None) -> gpd.GeoDataFrame:
    """Relate anybody's points to the line: which side, how far, at which kilometre, next to what, in which region.

    Parameters
    ----------
    points
        Points in any reference system; a row without a point, or with another geometry, is kept and has none of it.
    directory
        The folder of data whose line is meant; as in `load`.

    Returns
    -------
    located
        `points` with the columns ``side``; ``border_m``, metres in the metric CRS of the study; ``border_km``,
        kilometres along the line from its start; ``nearest_crossing``; ``region``. On the same index, in the same
        reference system; the given frame is not changed.

    Raises
    ------
    RequestError
        If the points have no reference system, or the study has no line.
    """
    frame = points.to_frame("geometry") if isinstance(points, gpd.GeoSeries) else points
    reference: object = frame.crs
    if reference is None:
        message = "the points have no reference system: set it with set_crs, such as set_crs('EPSG:4326')"
        raise RequestError(message)
    home = Path(directory) if directory else study.folder()
    with study.use(study.read(home)) as used:
        if used.line is None:
            message = f"{home / study.FILE} names no line that points could be related to"
            raise RequestError(message)
        layers = {
            name: files.read_layer(home / f"{name}.geojson", columns=folder.LAYER_COLUMNS[f"{name}.geojson"])
            for name in ("border", "crossings", "regions")
        }
        around = border.surroundings(**layers)
        shapes = frame.geometry.to_crs(crs.WGS84).to_numpy()
        has_point = (shapely.get_type_id(shapes) == shapely.GeometryType.POINT) & ~shapely.is_empty(shapes)
        # A point of NaN is how pandas' missing coordinates arrive.
        has_point[has_point] = np.isfinite(shapely.get_x(shapes[has_point]))
        found = border.join_points(shapely.get_coordinates(shapes[has_point]), around=around)
        rows_of_points = np.flatnonzero(has_point)
        joined = found.set_axis(rows_of_points).reindex(range(len(frame))).set_axis(frame.index)
    return gpd.GeoDataFrame(frame.assign(**{str(name): joined[name] for name in joined.columns}))


def plot(dataset: Dataset, query: str = "", *, format: str = "png", title: str = "") -> bytes:  # noqa: A002
    """Draw the printed map of a selection.

    Parameters
    ----------
    dataset
        As `load` gives it.
    query
        As in `select`; with ``lat``, ``lon`` and ``z`` the map looks there.
    format
        ``png``, ``svg`` or ``pdf``.
    title
        In place of the headline.

    Returns
    -------
    picture
        The bytes of the file.
    """
    with study.use(_study_of(dataset)):
        return compose.figure(_view(dataset, query, {}), format=format, title=title)


def _study_of(dataset: Dataset) -> study.Study:
    return study.read(dataset.folder or study.folder())


def _view(dataset: Dataset, query: str, parameters: Mapping[str, Any]) -> DataView:
    asked = parse_qs(query.lstrip("?"), keep_blank_values=True)
    asked |= {name.rstrip("_"): [_text(value)] for name, value in parameters.items()}
    link, problems = links.parse(asked, record_ids=set(dataset.records["id"]))
    if problems:
        told = (f"{item.parameter}: cannot use {item.asked!r}, a page would show {item.shown}" for item in problems)
        raise RequestError("; ".join(told))
    return DataView(dataset, index(dataset.records), link)


def _text(value: Any) -> str:
    """Write a value as a link does: a day in ISO form, several codes with commas between them."""
    if isinstance(value, date):
        return value.isoformat()
    return ",".join(map(str, value)) if isinstance(value, list | tuple | set | frozenset) else str(value)

"""What part of the ground a figure shows, in the study's metric CRS."""

from __future__ import annotations

from math import cos, radians
from typing import Final

import geopandas as gpd

from geo import crs, study
from geo.model import View
from geo.present.staticmap.ground import Extent
from geo.present.staticmap.sheet import Sheet

MARGIN_SHARE: Final = 0.06
"""Room above and below the border, as a share of its length from south to north."""
SCREEN_PX: Final = 700
"""Width of the screen map that a figure of a view stands for."""
EQUATOR_M_PER_PX: Final = 156_543.034
"""Metres a pixel at the equator at zoom 0 of Web Mercator's 256-pixel tiles."""


def around_border(border: gpd.GeoDataFrame, *, sheet: Sheet) -> Extent:
    """Show the whole line of the study, in the middle of the map; its first view where it has none.

    Parameters
    ----------
    border
        The border lines, any CRS, with a column ``id``.
    sheet
        The paper; its map's proportions are kept.
    """
    line = study.current().line
    if line is None and border.empty:
        return of_view(study.current().first_view, sheet=sheet)
    shapes = border.to_crs(crs.metric()).set_index("id").geometry
    left, bottom, right, top = shapes[line.id].bounds if line else shapes.total_bounds
    return _centred((left + right) / 2, (bottom + top) / 2, height=(top - bottom) * (1 + 2 * MARGIN_SHARE), sheet=sheet)


def of_view(view: View, *, sheet: Sheet) -> Extent:
    """Show what the screen map shows at a place and zoom."""
    middle = gpd.GeoSeries.from_xy([view.lon], [view.lat], crs=crs.WGS84).to_crs(crs.metric())
    width = SCREEN_PX * EQUATOR_M_PER_PX * cos(radians(view.lat)) / 2**view.zoom
    across, along = sheet.map_size_mm
    return _centred(middle.x.iloc[0], middle.y.iloc[0], height=width * along / across, sheet=sheet)


def _centred(x: float, y: float, *, height: float, sheet: Sheet) -> Extent:
    across, along = sheet.map_size_mm
    width = height * across / along
    return Extent(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

"""What a map needs besides itself: scale, north, and an inset that says where on earth it is."""

from __future__ import annotations

from functools import lru_cache
from math import atan2
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle
from matplotlib.patheffects import withStroke

from geo import crs, study
from geo.present.staticmap import ground, signs
from geo.present.staticmap.field import SEA, area_colour, is_area, patch
from geo.present.staticmap.ground import Extent
from geo.present.staticmap.labels import Box
from geo.present.staticmap.signs import FOCUS, HALO, INK, SOFT, Look

SCALES_KM: Final = (0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200)
SCALE_MM: Final = 34
METRES_PER_KM: Final = 1000
CORNER_MM: Final = 4.0
ARROW: Final = ((0, 4.5), (-1.3, 0), (0, 1), (1.3, 0))
"""A needle that points up, in millimetres from its foot."""
STEP_DEGREES: Final = 0.01
INSET_MM: Final = (31.0, 25.0)
INSET_FROM_MM: Final = 90.0
"""The narrowest map that has room for the inset."""
INSET_DETAIL_M: Final = 3_000.0
MIN_MARK_MM: Final = 1.6


def draw(axes: Axes, *, extent: Extent, size_mm: tuple[float, float]) -> list[Box]:
    """Draw scale and north; gives the paper that they and the inset take."""
    taken = [_scale(axes, extent=extent, width_mm=size_mm[0]), _north(axes, extent=extent, size_mm=size_mm)]
    corner = inset_box(size_mm)
    return [*taken, Box(corner.left - 1.5, 0, corner.right, corner.top + 1)] if has_inset(size_mm) else taken


def _scale(axes: Axes, *, extent: Extent, width_mm: float) -> Box:
    """Draw a scale bar into the lower left corner of a map; gives the paper that it takes."""
    mm_per_km = METRES_PER_KM * width_mm / extent.width_m
    length = max((km for km in SCALES_KM if km * mm_per_km <= SCALE_MM), default=SCALES_KM[0])
    right, y = CORNER_MM + length * mm_per_km, CORNER_MM
    ticks = ([CORNER_MM, CORNER_MM, right, right], [y + 1.2, y, y, y + 1.2])
    halo = [withStroke(linewidth=2.4, foreground=HALO, alpha=0.8)]
    axes.plot(*ticks, color=INK, linewidth=1, solid_joinstyle="miter", zorder=15, path_effects=halo)
    text = f"{length:g} km" if length >= 1 else f"{length * METRES_PER_KM:g} m"
    signs.word(axes, text, (right + 1.4, y + 0.1), size=7, color=INK, va="baseline", zorder=15)
    return Box(0, 0, right + 12, y + 4)


def _north(axes: Axes, *, extent: Extent, size_mm: tuple[float, float]) -> Box:
    """Draw an arrow to true north into the upper right corner; the grid's north is some degrees off there."""
    x, y = size_mm[0] - 6, size_mm[1] - 11
    turn = _bearing(extent, at=(x / size_mm[0], y / size_mm[1]))
    cos, sin = np.cos(turn), np.sin(turn)
    needle = np.asarray(ARROW) @ np.asarray([[cos, -sin], [sin, cos]]) + (x, y)
    axes.add_patch(Polygon(needle, facecolor=INK, zorder=15))
    tip = (x + 6.4 * sin, y + 6.4 * cos)
    axes.text(*tip, "N", size=7, ha="center", va="center", weight="semibold", color=INK, zorder=15)
    return Box(x - 4, y - 1.5, size_mm[0], size_mm[1])


def _bearing(extent: Extent, *, at: tuple[float, float]) -> float:
    """Angle of true north from the grid's, clockwise, in radians, at shares of a map's width and height."""
    grid = gpd.GeoSeries.from_xy(
        [extent.left + at[0] * extent.width_m], [extent.bottom + at[1] * extent.height_m], crs=crs.metric()
    )
    lon, lat = shapely.get_coordinates(grid.to_crs(crs.WGS84).to_numpy())[0]
    ahead = gpd.GeoSeries.from_xy([lon], [lat + STEP_DEGREES], crs=crs.WGS84).to_crs(crs.metric())
    across, along = (shapely.get_coordinates(ahead.to_numpy()) - shapely.get_coordinates(grid.to_numpy()))[0]
    return atan2(across, along)


# --- the inset -----------------------------------------------------------------------


def has_inset(size_mm: tuple[float, float]) -> bool:
    """Whether a map is wide enough for the inset, which would hide a third of a narrow one."""
    return size_mm[0] >= INSET_FROM_MM


def inset_box(size_mm: tuple[float, float]) -> Box:
    """Where the inset stands: in the lower right corner."""
    return Box(size_mm[0] - INSET_MM[0], 0, size_mm[0], INSET_MM[1])


def inset(axes: Axes, *, extent: Extent, folder: Path) -> None:
    """Draw the countries of the study and their neighbours, and what part of them the map shows; millimetres.

    Parameters
    ----------
    axes
        Of the inset, in millimetres.
    extent
        What the map shows.
    folder
        Of the base map's layers.
    """
    framed = study.current().inset
    if framed is None:
        return
    whole = _around(framed)
    axes.add_patch(Rectangle((0, 0), *INSET_MM, facecolor=SEA, edgecolor="none"))
    for kind, shape in _overview(folder, framed):
        if is_area(shape):
            axes.add_patch(patch(shape, facecolor=area_colour(kind), edgecolor="none", zorder=1))
        else:
            look: Look = {"color": FOCUS, "linewidth": 1} if kind == "focus" else {"color": "#a9abb0", "linewidth": 0.4}
            for part in shapely.get_parts(shape):
                axes.plot(*part.coords.xy, zorder=2, **look)
    for name in framed.names:
        scale = INSET_MM[0] / whole.width_m
        axes.text(
            (name.x - whole.left) * scale,
            (name.y - whole.bottom) * scale,
            name.text,
            size=5.8,
            color=SOFT,
            ha="center",
            va="center",
            zorder=3,
        )
    axes.add_patch(_mark(extent, whole=whole))
    axes.add_patch(Rectangle((0, 0), *INSET_MM, facecolor="none", edgecolor="#b9b7b1", linewidth=0.8, zorder=5))


def _around(framed: study.Inset) -> Extent:
    height = framed.width_m * INSET_MM[1] / INSET_MM[0]
    (x, y), half = framed.middle, (framed.width_m / 2, height / 2)
    return Extent(x - half[0], y - half[1], x + half[0], y + half[1])


@lru_cache(maxsize=2)
def _overview(folder: Path, framed: study.Inset) -> tuple[tuple[str, shapely.Geometry], ...]:
    """Land and borders as the inset needs them, in its millimetres, the ground first."""
    shapes = ground.shapes(folder)
    kept = shapes[shapes["kind"].isin(["land", *framed.countries, "border", "focus"])]
    simple = kept.assign(geometry=kept.geometry.simplify(INSET_DETAIL_M).make_valid())
    whole = _around(framed)
    shown = ground.on_paper(ground.within(simple, whole), whole, width_mm=INSET_MM[0])
    return tuple(zip(shown["kind"], shown.geometry, strict=True))


def _mark(extent: Extent, *, whole: Extent) -> Rectangle:
    """The part that the map shows; never so small that nobody sees it."""
    scale = INSET_MM[0] / whole.width_m
    width, height = max(extent.width_m * scale, MIN_MARK_MM), max(extent.height_m * scale, MIN_MARK_MM)
    x = ((extent.left + extent.right) / 2 - whole.left) * scale
    y = ((extent.bottom + extent.top) / 2 - whole.bottom) * scale
    look: Look = {"facecolor": f"{INK}18", "edgecolor": INK, "linewidth": 0.7, "zorder": 4}
    return Rectangle((x - width / 2, y - height / 2), width, height, **look)

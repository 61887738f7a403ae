"""Which of some areas holds each point."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely

Positions = np.ndarray[Any, np.dtype[np.complex128]]
Integers = np.ndarray[Any, np.dtype[np.intp]]


def holder(areas: Iterable[shapely.Geometry], points: Positions) -> Integers:
    """Give the row of the area that holds each point, its edge included; the first of several, −1 for none.

    Parameters
    ----------
    areas
        In the CRS of the points; prepared ones answer many times as fast.
    points
        Positions x + iy, (n,).
    """
    held = np.full(len(points), -1, dtype=np.intp)
    for row, area in enumerate(areas):
        west, south, east, north = shapely.bounds(area)
        inside = (west <= points.real) & (points.real <= east) & (south <= points.imag) & (points.imag <= north)
        near = np.flatnonzero(inside & (held < 0))
        held[near[shapely.intersects_xy(area, points.real[near], points.imag[near])]] = row
    return held

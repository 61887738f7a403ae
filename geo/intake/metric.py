"""Positions in metres: complex numbers x + iy in the metric CRS of the study."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from pyproj import Transformer

from geo import crs

Floats = np.ndarray[Any, np.dtype[np.float64]]
Positions = np.ndarray[Any, np.dtype[np.complex128]]


@lru_cache(maxsize=4)
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def positions(lonlat: Floats) -> Positions:
    """Give the positions of points.

    Parameters
    ----------
    lonlat
        Degrees of WGS 84, (n, 2).

    Returns
    -------
    positions
        Metres in the metric CRS, (n,); infinite where it has no place for a point.
    """
    x, y = _transformer(crs.WGS84, crs.metric()).transform(lonlat[:, 0], lonlat[:, 1])
    found = np.empty(len(lonlat), dtype=np.complex128)
    found.real, found.imag = x, y
    return found

"""The nearest place on a line, for any number of points at once.

Neighbours go in blocks: a tree says which segments of the line a block could have to do with, a bound leaves the few
that can be nearest to one of its points, and numpy measures these. Arrays in, arrays out; memory is that of a block.

A position is a complex number, x + iy in metres of a projected CRS: to measure is then one absolute value, to turn a
position into the frame of a segment one product, where x runs along the segment and y is the distance beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, inf, sqrt
from typing import Any, Final

import numpy as np
import shapely

Positions = np.ndarray[Any, np.dtype[np.complex128]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Integers = np.ndarray[Any, np.dtype[np.intp]]

BLOCK_POINTS: Final = 192
"""Larger blocks ask the tree less often, smaller ones compare with fewer segments; flat between 128 and 256."""
SLACK_M: Final = 1e-3
"""The bounds keep this much more than they must, so that rounding never costs the nearest segment."""


@dataclass(frozen=True)
class Segments:
    """The segments of a line, one row each, in its order.

    Attributes
    ----------
    start
        Position where each begins, (m,).
    direction
        Of length 1, (m,).
    length, before
        Metres of each, and of the line before it, (m,).
    tree
        Of the segments as geometries.
    """

    start: Positions
    direction: Positions
    length: Floats
    before: Floats
    tree: shapely.STRtree

    @property
    def total(self) -> float:
        """Metres of the whole line."""
        return float(self.before[-1] + self.length[-1])


def segments(line: shapely.LineString | shapely.MultiLineString) -> Segments:
    """Take a line apart.

    Parameters
    ----------
    line
        In a projected CRS, metres. A vertex that stands twice makes no segment.

    Raises
    ------
    ValueError
        If it has no length.
    """
    vertices, part = shapely.get_coordinates(shapely.get_parts(line), return_index=True)
    ends = np.stack([vertices[:-1], vertices[1:]], axis=1)
    ends = ends[(part[1:] == part[:-1]) & (ends[:, 0] != ends[:, 1]).any(axis=1)]
    if not len(ends):
        message = "a line without length"
        raise ValueError(message)
    start, end = positions(ends[:, 0]), positions(ends[:, 1])
    length = np.abs(end - start)
    return Segments(
        start=start,
        direction=(end - start) / length,
        length=length,
        before=np.concatenate([[0.0], np.cumsum(length)[:-1]]),
        tree=shapely.STRtree(shapely.linestrings(ends)),
    )


def positions(xy: Floats) -> Positions:
    """Turn coordinates, (n, 2), into positions, (n,)."""
    return xy[:, 0] + 1j * xy[:, 1]


def nearest(line: Segments, points: Positions) -> Integers:
    """Find the segment that each point is nearest to; of several, the first along the line.

    Parameters
    ----------
    line
        The segments.
    points
        Finite positions in the line's CRS, (n,).

    Returns
    -------
    segment
        The row of the segment, (n,).
    """
    found = np.empty(len(points), dtype=np.intp)
    for block in _blocks(points):
        here = points[block]
        few = _candidates(line, here)
        found[block] = few[_squared_distances(line, few, here).argmin(axis=1)]
    return found


def place(line: Segments, points: Positions, segment: Integers) -> tuple[Floats, Floats]:
    """Measure points against one segment each.

    Parameters
    ----------
    line
        The segments.
    points
        Positions in the line's CRS, (n,).
    segment
        The segment of each, (n,).

    Returns
    -------
    distance
        Metres to the nearest place on the segment, (n,).
    along
        Metres along the line to that place, (n,).
    """
    away, along = _beside(line, points, segment)
    return np.abs(away), line.before[segment] + along


def _beside(line: Segments, points: Positions | complex, few: Integers) -> tuple[Positions, Floats]:
    """Give the way from segments to points, in the frame of each segment, and the metre of it where the way begins."""
    turned = (points - line.start[few]) * line.direction[few].conj()
    along = np.clip(turned.real, 0, line.length[few])
    return turned - along, along


def _squared_distances(line: Segments, few: Integers, points: Positions) -> Floats:
    """Give the squared distance of each point to each of a few segments, (points, segments)."""
    turned = points[:, None] - line.start[few]
    turned *= line.direction[few].conj()
    beyond = turned.real - np.clip(turned.real, 0, line.length[few])
    squared: Floats = beyond * beyond + turned.imag * turned.imag
    return squared


def _blocks(points: Positions) -> Iterator[Integers]:
    """Group points into blocks of neighbours: strips by x, cut by y (sort-tile, Leutenegger et al. 1997)."""
    strip = BLOCK_POINTS * ceil(sqrt(len(points) / BLOCK_POINTS))
    by_x = np.argsort(points.real)
    order = by_x[np.lexsort((points.imag[by_x], np.arange(len(points)) // max(strip, 1)))]
    for first in range(0, len(points), BLOCK_POINTS):
        yield order[first : first + BLOCK_POINTS]


def _candidates(line: Segments, points: Positions) -> Integers:
    """Choose the segments that can be nearest to one of some points, in the order of the line.

    With the points within r of their centre c, a segment s at the distance d(s) from c, in the direction u(s), has at
    least d(s) + u(s)·h to the point c + h, for distance is convex; the segment n that is nearest to c has at most
    d(n) + u(n)·h + r² / 2 d(n), and at most d(n) + r. What is farther by the first than by the second is out.
    """
    centre, radius = _circle(points)
    around = _around(line, centre, radius=radius)
    away, _ = _beside(line, centre, around)
    distance = np.abs(away)
    first = distance.argmin()
    least = distance[first]
    toward = away * line.direction[around] / np.maximum(distance, SLACK_M)
    bend = radius**2 / (2 * least) if least > SLACK_M else inf
    turn = np.abs(toward - toward[first])
    return np.sort(around[distance - least <= np.minimum(2 * radius, radius * turn + bend)])


def _circle(points: Positions) -> tuple[complex, float]:
    """Centre and radius of a circle that holds the points."""
    x, y = points.real, points.imag
    low, high = complex(x.min(), y.min()), complex(x.max(), y.max())
    return (low + high) / 2, abs(high - low) / 2 + SLACK_M


def _around(line: Segments, centre: complex, *, radius: float) -> Integers:
    """Look up the segments near a circle: at least all that can be nearest to one of the places in it."""
    closest = line.tree.nearest(shapely.Point(centre.real, centre.imag))
    away, _ = _beside(line, centre, np.array([closest]))
    reach = abs(away[0]) + 2 * radius
    return line.tree.query(
        shapely.box(centre.real - reach, centre.imag - reach, centre.real + reach, centre.imag + reach)
    )

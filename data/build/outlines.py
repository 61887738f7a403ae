"""Assemble countries' land outlines that meet exactly at their shared lines.

Two countries' rings in the source differ by up to 12 m along their common
line. Here each ring takes the one line of ``border.py`` instead, so that the
areas built from them share their vertices: no gap, no overlap. Everything is
in EPSG:2180 metres.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from border import PAIRS, Pair, metric_line
from countries import Coordinates, outline, shared_indices, thinned_line, to_metric
from fetch import EARTH_SEAS, member
from shapely.geometry import LineString, Polygon, shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

SEA_WINDOW_DEG = (9.0, 46.0, 42.0, 61.0)


@cache
def sea() -> BaseGeometry:
    """Return the sea inside the window, in EPSG:2180 metres.

    The source is one polygon of the whole world: it is cut before anything
    else, which takes seconds instead of minutes.
    """
    with member(EARTH_SEAS, "package/map.geo.json").open(encoding="utf-8") as stream:
        source = json.load(stream)
    parts = [shape(item) for item in source.get("geometries", [source])]
    cut = [shapely.clip_by_rect(part, *SEA_WINDOW_DEG) for part in parts]
    return shapely.make_valid(to_metric(shapely.union_all(shapely.make_valid(cut))))


@dataclass(frozen=True, kw_only=True)
class Detail:
    """How far lines may be thinned, in metres.

    Attributes
    ----------
    border_m
        The Poland–Belarus line; 0 keeps every vertex.
    other_m
        Everything else.
    """

    border_m: float
    other_m: float

    def of(self, pair: Pair) -> float:
        """Return the tolerance for a shared line, in metres."""
        return self.border_m if pair.key == "PL-BY" else self.other_m


def simplified(pair: Pair, detail: Detail) -> LineString:
    """Return a shared line, thinned, in EPSG:2180 metres."""
    line, tolerance = metric_line(pair.key), detail.of(pair)
    return thinned_line(line, tolerance) if tolerance else line


def oriented(pair: Pair, iso_a3: str, detail: Detail) -> tuple[int, int, Coordinates]:
    """Return where a shared line lies in a ring, and its vertices in ring order.

    Returns
    -------
    first, last
        The ring's vertices that the line replaces, both inclusive.
    vertices
        EPSG:2180 metres, in the ring's own direction.
    """
    other = pair.other if pair.own == iso_a3 else pair.own
    indices = shared_indices(iso_a3, other, pair.start, pair.end)
    vertices = shapely.get_coordinates(simplified(pair, detail))
    size = len(outline(iso_a3).metres)
    forward = (int(indices[1]) - int(indices[0])) % size == 1
    if forward:
        return int(indices[0]), int(indices[-1]), vertices
    return int(indices[-1]), int(indices[0]), vertices[::-1]


def ring_pieces(iso_a3: str, detail: Detail) -> Iterator[Coordinates]:
    """Yield a country's ring piece by piece: shared lines, and what lies between."""
    ring = outline(iso_a3).metres
    mine = [pair for pair in PAIRS if iso_a3 in (pair.own, pair.other)]
    arcs = sorted((oriented(pair, iso_a3, detail) for pair in mine), key=lambda arc: arc[0])
    for arc, following in zip(arcs, [*arcs[1:], arcs[0]], strict=True):
        yield arc[2]
        steps = (following[0] - arc[1]) % len(ring)
        between = ring[(arc[1] + np.arange(1, steps)) % len(ring)]
        if len(between) > 1:
            yield shapely.get_coordinates(LineString(between).simplify(detail.other_m))


@cache
def land(iso_a3: str, detail: Detail) -> BaseGeometry:
    """Return a country's land, in EPSG:2180 metres.

    Parameters
    ----------
    iso_a3
        One of the countries of the pairs, as ISO 3166-1 alpha-3.
    detail
        How far the outline is thinned.
    """
    ring = Polygon(np.vstack(list(ring_pieces(iso_a3, detail))))
    whole = ring if ring.is_valid else shapely.make_valid(ring)
    return whole.difference(sea().simplify(detail.other_m))

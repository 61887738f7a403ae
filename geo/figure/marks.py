"""Turn the symbols' SVG paths into matplotlib's, and gather records that would hide each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.path import Path

from geo.symbols import SYMBOL_BOX, Symbol

TOKEN: Final = re.compile(r"([MLHVhvlcCZ])|(-?[0-9]*\.?[0-9]+)")
CIRCLE: Final = "circle"
NUMBERS_OF: Final = {"M": 2, "L": 2, "l": 2, "H": 1, "h": 1, "V": 1, "v": 1, "c": 6, "C": 6, "Z": 0}


def marker(symbol: Symbol) -> Path:
    """Give a symbol's shape as a marker around the origin, up being up.

    Parameters
    ----------
    symbol
        Its path holds the SVG commands M, L, H, V, C and Z, or small letters of them; a circle is made as such.
    """
    if symbol.shape == CIRCLE:
        return Path.unit_circle()
    vertices, codes = zip(*_steps(symbol.path), strict=True)
    middle = SYMBOL_BOX / 2
    return Path((np.asarray(vertices) - middle) * (1, -1) / middle, codes)


def _steps(text: str) -> Iterator[tuple[tuple[float, float], Any]]:
    start = here = (0.0, 0.0)
    for command, numbers in _commands(text):
        relative = here if command.islower() else (0.0, 0.0)
        if command == "Z":
            yield start, Path.CLOSEPOLY
            here = start
        elif command in "Cc":
            *control, here = _pairs(numbers, relative)
            yield from ((point, Path.CURVE4) for point in (*control, here))
        else:
            here = _target(command, numbers, here=here, relative=relative)
            start = here if command == "M" else start
            yield here, Path.MOVETO if command == "M" else Path.LINETO


def _pairs(numbers: Sequence[float], relative: tuple[float, float]) -> list[tuple[float, float]]:
    return [(relative[0] + x, relative[1] + y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]


def _target(
    command: str, numbers: Sequence[float], *, here: tuple[float, float], relative: tuple[float, float]
) -> tuple[float, float]:
    if command in "Hh":
        return relative[0] + numbers[0], here[1]
    if command in "Vv":
        return here[0], relative[1] + numbers[0]
    return relative[0] + numbers[0], relative[1] + numbers[1]


def _commands(text: str) -> Iterator[tuple[str, list[float]]]:
    """Commands with their numbers; numbers beyond what a command takes repeat it, as SVG says."""
    command, numbers = "", list[float]()
    for letter, number in TOKEN.findall(text):
        if letter:
            command, numbers = letter, []
        else:
            numbers.append(float(number))
        if len(numbers) == NUMBERS_OF[command]:
            yield command, numbers
            numbers = []


@dataclass(frozen=True, slots=True)
class Group:
    """Records that one sign stands for: a single one, or several too near to be told apart.

    Attributes
    ----------
    rows
        Their places in the frame.
    x, y
        Where the sign stands: metres in EPSG:2180.
    """

    rows: tuple[int, ...]
    x: float
    y: float


def groups(points: gpd.GeoSeries, *, apart_m: float) -> list[Group]:
    """Gather points that lie nearer to a group's middle than `apart_m`, the largest groups first.

    Parameters
    ----------
    points
        In EPSG:2180; rows without a point are left out.
    apart_m
        Least distance in metres between two signs.
    """
    here = np.flatnonzero((points.geom_type == "Point").to_numpy())
    places = shapely.get_coordinates(points.to_numpy()[here])
    found: list[list[int]] = []
    for number, place in enumerate(places):
        near = next((group for group in found if np.hypot(*(places[group].mean(axis=0) - place)) < apart_m), None)
        if near is None:
            found.append([number])
        else:
            near.append(number)
    joined = [Group(tuple(here[group].tolist()), *places[group].mean(axis=0)) for group in found]
    return sorted(joined, key=lambda group: (-len(group.rows), group.rows))

"""Turn the symbols' SVG paths into matplotlib's, and gather records that would hide each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.path import Path

from geo.symbols import SYMBOL_BOX, Symbol

TOKEN: Final = re.compile(r"([MLHVhvlcCZ])|(-?[0-9]*\.?[0-9]+)")
CIRCLE: Final = "circle"
SIGN_MM: Final = 3.4
RING_STEPS: Final = ((5, 5.4), (15, 6.4), (40, 7.6), (100, 8.6), (float("inf"), 10.0))
"""Diameter of a ring in millimetres, by the number of its records."""
GAP_MM: Final = 0.4
"""Paper between two signs at the least, in millimetres."""
CELL_MM: Final = 2.4
"""Side of the squares whose points always share a sign: a symbol's own width would hide them."""
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


Places = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Group:
    """Records that one sign stands for: a single one, or several too near to be told apart.

    Attributes
    ----------
    rows
        Their places in the frame, ascending.
    x, y
        Where the sign stands, in millimetres on the map: the place that most of them have.
    """

    rows: tuple[int, ...]
    x: float
    y: float

    @property
    def size_mm(self) -> float:
        """Diameter of the sign."""
        return size_mm(len(self.rows))


def size_mm(count: int) -> float:
    """Diameter in millimetres of the sign for so many records: a symbol for one, else a ring."""
    return SIGN_MM if count == 1 else next(size for limit, size in RING_STEPS if count < limit)


def groups(points: gpd.GeoSeries) -> list[Group]:
    """Gather points until no two signs touch, the largest groups first.

    Parameters
    ----------
    points
        In millimetres on the map; rows without a point are left out.
    """
    here = np.flatnonzero((points.geom_type == "Point").to_numpy())
    places = shapely.get_coordinates(points.to_numpy()[here])
    members = _by_cell(places)
    while pairs := _touching([_commonest(places[rows]) for rows in members], [len(rows) for rows in members]):
        for first, second in pairs:
            members[first] = sorted(members[first] + members[second])
        gone = {second for _, second in pairs}
        members = [rows for number, rows in enumerate(members) if number not in gone]
    found = [Group(tuple(here[rows].tolist()), *_commonest(places[rows])) for rows in members]
    return sorted(found, key=lambda group: (-len(group.rows), group.rows))


def _by_cell(places: Places) -> list[list[int]]:
    """Put places of one small square of the paper together: what a comparison of all with all starts from."""
    cells: dict[tuple[int, ...], list[int]] = {}
    for row, cell in enumerate(np.floor(places / CELL_MM).astype(int).tolist()):
        cells.setdefault(tuple(cell), []).append(row)
    return list(cells.values())


def _commonest(places: Places) -> tuple[float, float]:
    """The commonest place; the first of several."""
    (place, _), *_ = Counter(map(tuple, places.tolist())).most_common(1)
    return place[0], place[1]


def _touching(middles: Sequence[tuple[float, float]], counts: Sequence[int]) -> list[tuple[int, int]]:
    """Pairs of signs that touch and are each other's nearest; at least one while any touch."""
    if not middles:
        return []
    places, reach = np.asarray(middles), np.asarray([size_mm(count) for count in counts]) / 2
    gaps = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) - reach[:, None] - reach[None] - GAP_MM
    np.fill_diagonal(gaps, np.inf)
    nearest = gaps.argmin(axis=1).tolist()
    return [(one, two) for one, two in enumerate(nearest) if one < two and nearest[two] == one and gaps[one, two] < 0]

"""The base map of a study: its own, or the shipped one with the study's line in place of the shipped one's."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from geo import kept, study

BORDERS: Final = "borders.json"
FIRST_ZOOM: Final = 5
STRONG, PLAIN = "focus", "border"
"""Kinds of line: the one that everything is measured by, and any other border."""
NEAR: Final = ("land", "borders", "places", "water", "admin", "context", "rail")
"""Files of the detailed ground, in the order in which a reader needs them."""
WORLD: Final = "world"
"""The plain ground of the whole Earth."""

Corners = tuple[tuple[float, float], tuple[float, float]]
"""South-western and north-eastern corner, each as latitude and longitude in WGS 84 degrees."""


def sheets(directory: Path, corners: Corners) -> tuple[str, ...]:
    """Say which files of a base map what lies between some corners is drawn on, the most needed first.

    Parameters
    ----------
    directory
        The folder that holds them.
    corners
        Of what is to be seen.

    Returns
    -------
    names
        Without ``.json``: the detailed ground where it holds all of it, the world's where it holds nothing, else both.
    """
    if not (directory / f"{WORLD}.json").is_file():
        return NEAR
    west, south, east, north = _window(directory)
    (bottom, left), (top, right) = corners
    if left <= right and west <= left and right <= east and south <= bottom and top <= north:
        return NEAR
    if right < west or left > east or top < south or bottom > north:
        return (WORLD, *((BORDERS.removesuffix(".json"),) if study.current().line else ()))
    return (WORLD, *(name for name in NEAR if name != "context"))


@lru_cache(maxsize=4)
def _window(directory: Path) -> tuple[float, float, float, float]:
    """West, south, east, north of the detailed ground, WGS 84 degrees."""
    west, south, east, north = json.loads((directory / "land.json").read_bytes())["window"]
    return west, south, east, north


def files(directory: Path) -> Mapping[str, bytes]:
    """Give the files of a base map, by name.

    Parameters
    ----------
    directory
        The folder that holds them; ``data/basemap/README.md`` describes the format. Where it is the shipped one and the
        study in use has another line, that line is drawn as the strong one.
    """
    return _files(study.current(), directory)


@kept.with_first(size=2)
def _files(of: study.Study, directory: Path) -> Mapping[str, bytes]:
    found = {path.name: path.read_bytes() for path in sorted(directory.glob("*.json"))}
    shipped = study.read(study.SHIPPED)
    borrowed = directory == study.SHIPPED / "basemap" and of.line != shipped.line
    return found | {BORDERS: _with_line(found[BORDERS], of)} if borrowed else found


def _with_line(content: bytes, of: study.Study) -> bytes:
    document = json.loads(content)
    lines = [item | {"k": PLAIN} if item["k"] == STRONG else item for item in document["lines"]]
    own = study.line_coordinates(of)
    if own:
        lines.append({"k": STRONG, "z": FIRST_ZOOM, "p": [_path(own, scale=document["scale"])]})
    return json.dumps(document | {"lines": lines}, ensure_ascii=False, separators=(",", ":")).encode()


def _path(degrees: Sequence[Sequence[float]], *, scale: int) -> list[int]:
    """Write a line as its first vertex and the steps from each to the next, in units of 1/scale degree of WGS 84."""
    whole = np.round(np.asarray([position[:2] for position in degrees]) * scale).astype(np.int64)
    steps: Any = np.vstack([whole[:1], np.diff(whole, axis=0)])
    return [int(value) for value in steps.ravel()]

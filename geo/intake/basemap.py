"""The base map of a study: its own, or the shipped one with the study's line in place of the shipped one's."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from geo import study

BORDERS: Final = "borders.json"
FIRST_ZOOM: Final = 5
STRONG, PLAIN = "focus", "border"
"""Kinds of line: the one that everything is measured by, and any other border."""


def files(directory: Path) -> Mapping[str, bytes]:
    """Give the files of a base map, by name.

    Parameters
    ----------
    directory
        The folder that holds them; ``data/basemap/README.md`` describes the format. Where it is the shipped one and the
        study in use has another line, that line is drawn as the strong one.
    """
    return _files(directory, study.current())


@lru_cache(maxsize=8)
def _files(directory: Path, of: study.Study) -> Mapping[str, bytes]:
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

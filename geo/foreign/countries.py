"""Where countries lie, to tell coordinates that contradict the country that their own row names."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from geo.foreign.letters import fold

_ENTRIES: Final[Sequence[Mapping[str, Any]]] = json.loads(
    Path(__file__).with_name("countries.json").read_text(encoding="utf-8")
)
"""Made by ``data/build/nations.py`` from Natural Earth."""
BOXES: Final[Mapping[str, Sequence[Sequence[float]]]] = {
    fold(name): entry["boxes"] for entry in _ENTRIES for name in entry["names"]
}
"""Boxes of the parts of each country (west, south, east, north, WGS 84 degrees), by its names in eight languages."""
MARGIN_DEG: Final = 3.0
"""How far outside its boxes a point may lie: at sea, or over a border."""
MAX_NAME_CHARS: Final = 80


def boxes_of(name: str) -> Sequence[Sequence[float]]:
    """Give the boxes of a country by any of its names; none for a name that is not known.

    A part in brackets is tried without: ``Myanmar (Burma)``.
    """
    if len(name) > MAX_NAME_CHARS:
        return ()
    bare = re.sub(r"\([^()]*\)", "", name)
    return BOXES.get(fold(name)) or BOXES.get(fold(bare)) or ()


def is_near(lon: float, lat: float, boxes: Sequence[Sequence[float]]) -> bool:
    """Whether a point lies in one of the boxes of a country, or within the margin of one."""
    return any(
        west - MARGIN_DEG <= lon <= east + MARGIN_DEG and south - MARGIN_DEG <= lat <= north + MARGIN_DEG
        for west, south, east, north in boxes
    )


def slip(lon: float, lat: float, boxes: Sequence[Sequence[float]]) -> str:
    """Say which slip would explain that a point does not lie in its country.

    Returns
    -------
    slip
        ``turned``, ``sign``, ``far`` where neither would explain it, or empty where nothing is wrong.
    """
    if not boxes or is_near(lon, lat, boxes):
        return ""
    if is_near(lat, lon, boxes):
        return "turned"
    if is_near(-lon, lat, boxes) or is_near(lon, -lat, boxes):
        return "sign"
    return "far"

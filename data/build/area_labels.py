"""The labels of countries, regions, waters and forests, with spots to try: `facts/labels.toml`.

Spots are WGS 84 longitude and latitude in degrees; the first free one is used
at each zoom, or all free ones where a label is repeated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import facts

KEPT: Final = facts.read("labels")
SIZE_PX: Final = {"country": 13.0, "region": 10.5, "water": 11.0, "forest": 11.0}
BESIDE_LINE_PX: Final = 12.0
LETTER_SPACING_EM: Final = {"country": 0.32, "region": 0.18}


@dataclass(frozen=True, kw_only=True)
class AreaLabel:
    """A label that names an area.

    Attributes
    ----------
    zooms
        First and last zoom that show it.
    spots
        WGS 84 (longitude, latitude) in order of preference.
    size_px
        Font size that the layout reckons with.
    repeated
        Whether every free spot is used, not only the first.
    """

    text: str
    kind: str
    zooms: tuple[int, int]
    spots: tuple[tuple[float, float], ...]
    size_px: float
    repeated: bool = False


def labels(kind: str) -> Iterator[AreaLabel]:
    """Yield the labels of a kind."""
    for kept in KEPT[kind]:
        spots = tuple((lon, lat) for lon, lat in kept["spots"])
        yield AreaLabel(text=kept["text"], kind=kind, zooms=zooms(kept), spots=spots, size_px=SIZE_PX[kind])


def labels_beside_line() -> Iterator[AreaLabel]:
    """Yield the countries' labels for large scales, repeated beside the line."""
    for kept in KEPT["beside_line"]["labels"]:
        points = KEPT["beside_line"]["points"][1 :: kept["every"]]
        spots = tuple((lon + kept["offset_deg"], lat) for lon, lat in points)
        look: dict[str, Any] = {"kind": "country", "size_px": BESIDE_LINE_PX, "repeated": True}
        yield AreaLabel(text=kept["text"], zooms=zooms(kept), spots=spots, **look)


def zooms(kept: Mapping[str, Any]) -> tuple[int, int]:
    """Return the first and the last zoom that show a label."""
    first, last = kept["zooms"]
    return first, last


AREA_LABELS: Final = (
    *labels("country"),
    *labels_beside_line(),
    *(label for kind in ("region", "water", "forest") for label in labels(kind)),
)

"""How each family of records looks: one shape and one colour, the same on map, chart, legend and printed figure.

The colours start from Okabe and Ito's palette (2008, "Color Universal Design"), darkened until each stands at least 3:1
against the map's land and so meets WCAG 2.2, 1.4.11. Shape tells the families apart without colour.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

SYMBOL_BOX: Final = 24
"""Width and height of the square that `Symbol.path` is drawn in; its middle is the place."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """Shape and colour of a family.

    Attributes
    ----------
    shape
        The shape in words, for the legend's text alternative.
    path
        SVG path in a box of `SYMBOL_BOX` units.
    light, dark
        Colour on the light and on the dark map, as ``#rrggbb``.
    marker
        The nearest shape in charts (Vega's and matplotlib's common names).
    """

    shape: str
    path: str
    light: str
    dark: str
    marker: str


SYMBOLS: Final[Mapping[str, Symbol]] = {
    "crossing": Symbol("circle", "M12 4a8 8 0 1 1 0 16a8 8 0 1 1 0-16Z", "#c4500a", "#ff9a5c", "circle"),
    "force": Symbol("triangle", "M12 3L21.5 19.5H2.5Z", "#8a2f86", "#e39be0", "triangle-up"),
    "death": Symbol("cross", "M9 3h6v6h6v6h-6v6H9v-6H3V9h6Z", "#20242a", "#f4f5f6", "cross"),
    "pushback": Symbol("arrow to the right", "M3 8h9V3l9.5 9L12 21v-5H3Z", "#9a6a00", "#f0c24b", "triangle-right"),
    "people": Symbol("square", "M4.5 4.5h15v15h-15Z", "#007a5e", "#4fd0aa", "square"),
    "policy": Symbol("diamond", "M12 2L22 12L12 22L2 12Z", "#56616e", "#b4bfcb", "diamond"),
    "deployment": Symbol("shield", "M4 4h16v8c0 5-4 8-8 9.5C8 20 4 17 4 12Z", "#0063a6", "#74bdf2", "triangle-down"),
    "other": Symbol("hexagon", "M7 3.5h10l5 8.5l-5 8.5H7l-5-8.5Z", "#6b4c00", "#cdb27a", "wedge"),
    "published": Symbol("arrow to the left", "M21 3v18L4 12Z", "#7a5436", "#d3ab8b", "triangle-left"),
}

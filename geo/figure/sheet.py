"""The sheet of paper: what goes where, in millimetres from the lower left corner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from geo.figure.labels import Box

MARGIN_MM: Final = 5.0
HEAD_MM: Final = 17.0
KEY_MM: Final = 13.0
FOOT_MM: Final = 15.0
WHOLE_SHARE: Final = 0.98
"""Height of the map of the whole border, as a share of its width; the border runs from south to north."""
VIEW_SHARE: Final = 0.72
MM_PER_INCH: Final = 25.4


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with a map between its head and its key.

    Attributes
    ----------
    width_mm
        Width of the paper.
    whole
        Whether the map shows the whole border.
    """

    width_mm: float
    whole: bool

    @property
    def map_box(self) -> Box:
        """Where the map is."""
        width = self.width_mm - 2 * MARGIN_MM
        bottom = FOOT_MM + KEY_MM
        return Box(MARGIN_MM, bottom, MARGIN_MM + width, bottom + width * (WHOLE_SHARE if self.whole else VIEW_SHARE))

    @property
    def height_mm(self) -> float:
        """Height of the paper."""
        return self.map_box.top + HEAD_MM

    @property
    def map_size_mm(self) -> tuple[float, float]:
        """Width and height of the map."""
        box = self.map_box
        return box.right - box.left, box.top - box.bottom

    @property
    def inches(self) -> tuple[float, float]:
        """Size of the paper as matplotlib wants it."""
        return self.width_mm / MM_PER_INCH, self.height_mm / MM_PER_INCH

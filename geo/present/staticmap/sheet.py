"""The sheet of paper: what goes where, in millimetres from the lower left corner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from geo.present.staticmap.labels import Box

DPI: Final = 300
MARGIN_MM: Final = 5.0
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
    head_mm, key_mm, foot_mm
        Heights of what stands above and below the map; known when the words are.
    """

    width_mm: float
    whole: bool
    head_mm: float = 0.0
    key_mm: float = 0.0
    foot_mm: float = 0.0

    @property
    def text_mm(self) -> float:
        """Width of a line of text."""
        return self.width_mm - 2 * MARGIN_MM

    @property
    def map_size_mm(self) -> tuple[float, float]:
        """Width and height of the map."""
        return self.text_mm, self.text_mm * (WHOLE_SHARE if self.whole else VIEW_SHARE)

    @property
    def map_box(self) -> Box:
        """Where the map is."""
        (width, height), bottom = self.map_size_mm, self.foot_mm + self.key_mm
        return Box(MARGIN_MM, bottom, MARGIN_MM + width, bottom + height)

    @property
    def height_mm(self) -> float:
        """Height of the paper."""
        return self.map_box.top + self.head_mm

    @property
    def inches(self) -> tuple[float, float]:
        """Size of the paper as matplotlib wants it, in whole pixels of `DPI`."""
        return _whole_pixels(self.width_mm), _whole_pixels(self.height_mm)


def _whole_pixels(millimetres: float) -> float:
    return (round(millimetres / MM_PER_INCH * DPI) + 1e-6) / DPI

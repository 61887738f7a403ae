"""Put labels where they hide nothing: greedy, the most important first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Final

from matplotlib import font_manager
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

FONT: Final = "Source Sans Pro"
for _name in ("Regular", "Semibold", "Bold"):
    font_manager.fontManager.addfont(
        str(resources.files("font_source_sans_pro") / "files" / f"SourceSansPro-{_name}.ttf")
    )

LINE_EM: Final = 1.25
MM_PER_PT: Final = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the paper, in millimetres."""

    left: float
    bottom: float
    right: float
    top: float

    def overlaps(self, other: Box) -> bool:
        """Whether the two share any paper."""
        return (
            self.left < other.right and other.left < self.right and self.bottom < other.top and other.bottom < self.top
        )


def box_around(x: float, y: float, *, width: float, height: float) -> Box:
    """A box by its middle, in millimetres."""
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


@lru_cache(maxsize=4096)
def text_size(text: str, *, points: float, weight: str = "regular") -> tuple[float, float]:
    """Width and height in millimetres that a line of text takes at a font size, in the figure's typeface."""
    font = FontProperties(family=FONT, weight=weight, size=points)
    width, _height, _descent = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return width * MM_PER_PT, LINE_EM * points * MM_PER_PT


@dataclass(slots=True)
class Paper:
    """Which parts of the map are taken."""

    frame: Box
    taken: list[Box] = field(default_factory=list)

    def take(self, boxes: Iterable[Box]) -> None:
        """Keep boxes free of labels."""
        self.taken.extend(boxes)

    def place(self, candidates: Sequence[Box]) -> Box | None:
        """Take the first candidate that lies in the frame and hides nothing; none if there is no such."""
        free = next((box for box in candidates if self._inside(box) and not self._hides(box)), None)
        if free:
            self.taken.append(free)
        return free

    def _inside(self, box: Box) -> bool:
        frame = self.frame
        return frame.left < box.left and box.right < frame.right and frame.bottom < box.bottom and box.top < frame.top

    def _hides(self, box: Box) -> bool:
        return any(box.overlaps(other) for other in self.taken)


def beside(x: float, y: float, *, width: float, height: float, gap: float) -> tuple[Box, ...]:
    """Candidates around a point, in millimetres: right, left, above, below."""
    across, along = gap + width / 2, gap + height / 2
    middles = ((x + across, y), (x - across, y), (x, y + along), (x, y - along))
    return tuple(box_around(*middle, width=width, height=height) for middle in middles)


def around(x: float, y: float, *, width: float, height: float, step: float) -> tuple[Box, ...]:
    """Candidates farther and farther from a point, in millimetres, beside it first."""
    offsets = [(side, line) for line in (0, 1, -1, 2, -2, 3, -3, 5, -5, 7, -7) for side in (1, -1, 1.7, -1.7, 0)]
    return tuple(
        box_around(x + side * (width / 2 + step), y + line * step, width=width, height=height) for side, line in offsets
    )

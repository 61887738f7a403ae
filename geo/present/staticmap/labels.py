"""Words on paper: which letters can be printed, how wide they are, and where they hide nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import resources
from typing import Final

from matplotlib import font_manager
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

FONTS: Final = ("Source Sans Pro", "DejaVu Sans")
"""The figure's typeface, and the one that comes with matplotlib for letters that it lacks."""
SEMIBOLD: Final = 600


def _add_fonts() -> None:
    """Make the typeface known to matplotlib, and let its own bold letters stand in for semibold ones."""
    known = font_manager.fontManager
    for name in ("Regular", "It", "Semibold", "Bold"):
        known.addfont(str(resources.files("font_source_sans_pro") / "files" / f"SourceSansPro-{name}.ttf"))
    bold = font_manager.findfont(FontProperties(family=FONTS[1], weight="bold"))
    entry = next(font for font in known.ttflist if font.fname == bold)
    known.ttflist.append(replace(entry, weight=SEMIBOLD))


_add_fonts()

UNPRINTABLE: Final = "\N{REPLACEMENT CHARACTER}"
LINE_EM: Final = 1.25
MM_PER_PT: Final = 25.4 / 72
BORDER_STEP_MM: Final = 1.2


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the paper, in millimetres."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its middle."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def shared(self, other: Box) -> float:
        """Square millimetres that lie on both."""
        across = min(self.right, other.right) - max(self.left, other.left)
        along = min(self.top, other.top) - max(self.bottom, other.bottom)
        return across * along if across > 0 and along > 0 else 0.0

    def holds(self, other: Box) -> bool:
        """Whether the other lies wholly in this one."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.bottom <= other.bottom
            and other.top <= self.top
        )


def box_around(x: float, y: float, *, width: float, height: float) -> Box:
    """A box by its middle, in millimetres."""
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


# --- text ----------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _letters() -> frozenset[int]:
    fonts = (font_manager.get_font(font_manager.findfont(FontProperties(family=name))) for name in FONTS)
    return frozenset(code for font in fonts for code in font.get_charmap())


def printable(text: str) -> str:
    """Give a text that can be printed: one line, and a replacement sign for each letter that no typeface has."""
    return "".join(letter if ord(letter) in _letters() else UNPRINTABLE for letter in " ".join(text.split()))


@lru_cache(maxsize=8192)
def text_size(text: str, *, points: float, weight: str = "regular") -> tuple[float, float]:
    """Width and height in millimetres that a line of text takes at a font size, in the figure's typeface."""
    font = FontProperties(family=list(FONTS), weight=weight, size=points)
    measured = "".join(letter if letter.isascii() or letter.isalpha() else "n" for letter in text)
    width, _height, _descent = text_to_path.get_text_width_height_descent(measured, font, ismath=False)
    return width * MM_PER_PT, LINE_EM * points * MM_PER_PT


def wrapped(text: str, *, width_mm: float, points: float, weight: str = "regular") -> tuple[str, ...]:
    """Break a text into printable lines that fit a width; a word that is too long breaks anywhere."""
    lines = [""]
    for word in re.findall(r"\S+\s*", printable(text)):
        fits = text_size(word.rstrip(), points=points, weight=weight)[0] <= width_mm
        for piece in [word] if fits else word:
            longer = f"{lines[-1]}{piece}"
            if text_size(longer.rstrip(), points=points, weight=weight)[0] <= width_mm:
                lines[-1] = longer
            else:
                lines.append(piece)
    return tuple(line.rstrip() for line in lines if line.strip())


# --- places for it -------------------------------------------------------------------


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
        free = next((box for box in candidates if self.frame.holds(box) and not self.hidden(box)), None)
        if free:
            self.taken.append(free)
        return free

    def must_place(self, candidates: Sequence[Box]) -> Box:
        """Take a candidate for what must be said: one that hides nothing, or that which hides least."""
        free = self.place(candidates)
        if free:
            return free
        inside = [box for box in candidates if self.frame.holds(box)] or list(candidates)
        least = min(inside, key=self.hidden)
        self.taken.append(least)
        return least

    def hidden(self, box: Box) -> float:
        """Square millimetres that a box would hide."""
        return sum(box.shared(other) for other in self.taken)


def beside(x: float, y: float, *, width: float, height: float, gap: float, first: str = "r") -> tuple[Box, ...]:
    """Candidates around a point, in millimetres.

    Parameters
    ----------
    x, y
        The point.
    width, height
        Of the label.
    gap
        From the point to the label.
    first
        The side to try first: ``r``, ``l``, ``t``, ``b`` or a corner such as ``tl``.
    """
    sides = {"r": 1, "l": -1, "t": 1, "b": -1}
    boxes = []
    for side in dict.fromkeys((first, "r", "l", "t", "b", "tr", "br", "tl", "bl")):
        near = gap * 0.7 if len(side) > 1 else gap
        right = next((sides[letter] for letter in side if letter in "rl"), 0)
        up = next((sides[letter] for letter in side if letter in "tb"), 0)
        at = x + right * (near + width / 2), y + up * (near * 0.6 + height / 2)
        boxes.append(box_around(*at, width=width, height=height))
    shifts = [(right, up) for up in (0.45, -0.45, 0.8, -0.8) for right in (-1, 1)]
    boxes += [
        box_around(x + right * (gap + width / 2), y + up * height, width=width, height=height) for right, up in shifts
    ]
    return tuple(boxes)


def around(x: float, y: float, *, width: float, height: float, step: float) -> tuple[Box, ...]:
    """Candidates farther and farther from a point, in millimetres, beside it first."""
    offsets = [(side, line) for line in (0, 1, -1, 2, -2, 3, -3, 5, -5, 7, -7) for side in (1, -1, 1.7, -1.7, 0)]
    return tuple(
        box_around(x + side * (width / 2 + step), y + line * step, width=width, height=height) for side, line in offsets
    )

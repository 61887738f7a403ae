"""Draw single signs, in millimetres: symbols, rings, circles; the same on the map and in the key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, PathPatch, Rectangle, Wedge
from matplotlib.path import Path
from matplotlib.patheffects import Stroke

from geo import schema
from geo.present.staticmap import layers
from geo.present.staticmap.marks import SIGN_MM, marker, size_mm
from geo.symbols import SYMBOLS

INK, SOFT, PAPER, GREY = "#1f2328", "#5a626c", "#ffffff", "#8f9197"
FOCUS, EDGE = "#a8323e", "#3f5d7d"
HALO: Final = "#fbfaf7"
HALO_POINTS: Final = 1.6
HALO_ALPHA: Final = 0.85
DENIED_SHARE: Final = 0.72
"""Radius of the ring around a denied record, as a share of a symbol's width."""
RING_MM: Final = 1.5
MARK_MM: Final = 1.0
"""Width of a family's shape in its share of a ring: what tells the shares apart without colour."""
MARK_ROOM_MM: Final = 1.3
"""The shortest share, along the middle of the ring, that has room for it."""
CROSSING_MM: Final = 1.9
SIGNS_Z: Final = 12

Look = dict[str, Any]
Spot = tuple[float, float]


def symbol(axes: Axes, family: str, at: Spot, *, hollow: bool = False, denied: bool = False) -> None:
    """Draw one record: filled for a site or locality, hollow for a district, in a dashed ring if a party denies it."""
    look: Look = {"facecolor": PAPER, "edgecolor": SYMBOLS[family].light, "linewidth": 1.1}
    if not hollow:
        look |= {"facecolor": SYMBOLS[family].light, "edgecolor": PAPER, "linewidth": 0.6}
    path = _sized(family, width_mm=SIGN_MM, at=at)
    axes.add_patch(PathPatch(path, zorder=SIGNS_Z, clip_on=False, joinstyle="miter", **look))
    if denied:
        ring: Look = {"edgecolor": SYMBOLS[family].light, "linewidth": 0.8, "linestyle": (0, (2, 1.6))}
        circle = Circle(at, DENIED_SHARE * SIGN_MM, facecolor="none", zorder=SIGNS_Z, clip_on=False, **ring)
        axes.add_patch(circle)


def ring(axes: Axes, families: Sequence[str], at: Spot) -> None:
    """Draw several records: a ring with a share for each family, and their number."""
    radius = size_mm(len(families)) / 2
    axes.add_patch(Circle(at, radius, facecolor=PAPER, edgecolor=GREY, linewidth=0.4, zorder=10, clip_on=False))
    angle = 90.0
    for family in schema.FAMILIES:
        share = 360 * families.count(family) / len(families)
        if share:
            wedge = Wedge(at, radius, angle - share, angle, width=RING_MM, facecolor=SYMBOLS[family].light)
            wedge.set(zorder=11, edgecolor=PAPER, linewidth=0.7, clip_on=False)
            axes.add_patch(wedge)
            middle, reach = np.radians(angle - share / 2), radius - RING_MM / 2
            if np.radians(share) * reach >= MARK_ROOM_MM:
                _mark(axes, family, (at[0] + reach * float(np.cos(middle)), at[1] + reach * float(np.sin(middle))))
            angle -= share
    look: Look = {"ha": "center", "va": "center_baseline", "weight": "semibold", "color": INK, "size": 7}
    axes.text(*at, str(len(families)), zorder=SIGNS_Z, **look)


def _mark(axes: Axes, family: str, at: Spot) -> None:
    """Draw a family's shape, small and in the paper's colour, onto its share of a ring."""
    path = _sized(family, width_mm=MARK_MM, at=at)
    axes.add_patch(PathPatch(path, facecolor=PAPER, edgecolor="none", zorder=11.5, clip_on=False))


def _sized(family: str, *, width_mm: float, at: Spot) -> Path:
    """A family's shape so wide, around a spot."""
    shape = marker(SYMBOLS[family])
    reach = np.abs(np.asarray(shape.vertices)).max()
    return Path(np.asarray(shape.vertices) / reach * width_mm / 2 + at, shape.codes)


def word(axes: Axes, text: str, at: Spot, **look: Any) -> None:
    """Write a word over a halo: an outline under it, which in SVG becomes a stroke of the word itself."""
    outline = [Stroke(linewidth=HALO_POINTS, foreground=HALO, alpha=HALO_ALPHA)]
    axes.text(*at, text, gid=layers.HALO_ID, path_effects=outline, **look)
    axes.text(*at, text, gid=f"{layers.OVER_ID}{len(axes.texts)}", **look)


def uncertainty(axes: Axes, at: Spot, *, radius: float, family: str, faint: bool) -> None:
    """Draw the circle within which a place lies, true to scale; a plain line, as dashes mean a denial.

    Parameters
    ----------
    axes
        What to draw on.
    at, radius
        In millimetres.
    family
        Gives the colour.
    faint
        Whether a ring stands for the record.
    """
    colour = SYMBOLS[family].light
    look: Look = {"facecolor": f"{colour}0d", "edgecolor": f"{colour}90", "linewidth": 0.5}
    if faint:
        look = {"facecolor": "none", "edgecolor": "#7a828c38", "linewidth": 0.4}
    axes.add_patch(Circle(at, radius, zorder=5, **look))


def crossing(axes: Axes, mode: str, at: Spot) -> None:
    """Draw a crossing: a small square on its corner, filled for a railway, round for pedestrians."""
    face = FOCUS if mode == "rail" else PAPER
    look: Look = {"facecolor": face, "edgecolor": FOCUS, "linewidth": 0.7, "zorder": 5.5}
    half = CROSSING_MM / 2
    if mode == "foot":
        axes.add_patch(Circle(at, half * 0.8, **look))
    else:
        corner = at[0] - half * 0.8, at[1] - half * 0.8
        square = Rectangle(corner, half * 1.6, half * 1.6, angle=45, rotation_point="center", **look)
        axes.add_patch(square)


def badge(axes: Axes, text: str, at: Spot, *, size: float) -> None:
    """Draw the label of a line or area."""
    frame: Look = {"boxstyle": "round,pad=0.25,rounding_size=0.5", "facecolor": PAPER, "edgecolor": EDGE}
    frame |= {"linewidth": 0.5}
    look: Look = {"ha": "center", "va": "center", "size": size, "color": EDGE, "weight": "semibold"}
    axes.text(*at, text, bbox=frame, zorder=14, **look)

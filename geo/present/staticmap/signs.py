"""Draw single signs, in millimetres: symbols, rings, circles; the same on the map and in the key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, PathPatch, Rectangle, Wedge
from matplotlib.path import Path

from geo import schema
from geo.present.staticmap.marks import SIGN_MM, marker, size_mm
from geo.symbols import SYMBOLS

INK, SOFT, PAPER, GREY = "#1f2328", "#5a626c", "#ffffff", "#8f9197"
FOCUS, EDGE = "#a8323e", "#3f5d7d"
DENIED_SHARE: Final = 0.72
"""Radius of the ring around a denied record, as a share of a symbol's width."""
RING_MM: Final = 1.15
CROSSING_MM: Final = 1.9
SIGNS_Z: Final = 12

Look = dict[str, Any]
Spot = tuple[float, float]


def symbol(axes: Axes, family: str, at: Spot, *, hollow: bool = False, denied: bool = False) -> None:
    """Draw one record: filled for a site or locality, hollow for a district, in a dashed ring if a party denies it."""
    look: Look = {"facecolor": PAPER, "edgecolor": SYMBOLS[family].light, "linewidth": 1.1}
    if not hollow:
        look |= {"facecolor": SYMBOLS[family].light, "edgecolor": PAPER, "linewidth": 0.6}
    shape = marker(SYMBOLS[family])
    reach = np.abs(np.asarray(shape.vertices)).max()
    vertices = np.asarray(shape.vertices) / reach * SIGN_MM / 2 + at
    axes.add_patch(PathPatch(Path(vertices, shape.codes), zorder=SIGNS_Z, clip_on=False, joinstyle="miter", **look))
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
            wedge.set(zorder=11, edgecolor=PAPER, linewidth=0.3, clip_on=False)
            axes.add_patch(wedge)
            angle -= share
    look: Look = {"ha": "center", "va": "center_baseline", "weight": "semibold", "color": INK, "size": 7}
    axes.text(*at, str(len(families)), zorder=SIGNS_Z, **look)


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
    look: Look = {"facecolor": face, "edgecolor": FOCUS, "linewidth": 0.7, "zorder": 7}
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

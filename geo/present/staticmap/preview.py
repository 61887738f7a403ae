"""Draw the picture that stands for a link in a feed or a chat: words beside a map, 1200 × 630 pixels."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

import geopandas as gpd
import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from geo import crs
from geo.model import DRAWN_LAYERS, Dataset, View
from geo.present.staticmap import LOCK
from geo.present.staticmap.content import content
from geo.present.staticmap.extent import around_border, of_view
from geo.present.staticmap.field import Field
from geo.present.staticmap.labels import LINE_EM, MM_PER_PT, wrapped
from geo.present.staticmap.page import STYLE
from geo.present.staticmap.sheet import Sheet
from geo.present.staticmap.signs import FOCUS, INK, PAPER, SOFT, Look

WIDTH_PX, HEIGHT_PX = 1200, 630
WIDTH_MM, HEIGHT_MM = 160.0, 84.0
DPI: Final = WIDTH_PX / WIDTH_MM * 25.4
MAP: Final = Sheet(width_mm=96.0, whole=True)
"""The map that stands at the right: as high as the picture, and a little wider."""
EDGE_MM: Final = 6.0
TEXT_MM: Final = WIDTH_MM - MAP.map_size_mm[0] - EDGE_MM - 4.0
FOOT: Final = "Granica"


@dataclass(frozen=True, slots=True)
class Said:
    """What a preview says: what it is about, the title, and lines under it."""

    kicker: str
    title: str
    lines: tuple[str, ...]


def draw(
    records: gpd.GeoDataFrame, *, dataset: Dataset, ground: Path, said: Said, view: View | None, layers: frozenset[str]
) -> bytes:
    """Draw records beside some words.

    Parameters
    ----------
    records
        What is shown; WGS 84.
    dataset
        Gives the areas that records refer to, the border lines and the crossings.
    ground
        Folder of the base map's layers.
    said
        The words.
    view
        Where the map looks; the whole border without one.
    layers
        Which of border, crossings and uncertainty to draw.

    Returns
    -------
    picture
        PNG, the same for the same records and words.
    """
    size = MAP.map_size_mm
    extent = of_view(view, sheet=MAP) if view else around_border(dataset.border, sheet=MAP)
    shown = content(records, areas=dataset.areas, extent=extent, width_mm=size[0])
    with LOCK, mpl.rc_context(STYLE):  # type: ignore[arg-type]  # a dict of settings, typed as literals
        figure = Figure(figsize=(WIDTH_MM / 25.4, HEIGHT_MM / 25.4), dpi=DPI, facecolor=PAPER)
        FigureCanvasAgg(figure)
        axes = _axes(figure, left=WIDTH_MM - size[0], width=size[0], height=size[1])
        field = Field(axes, extent=extent, size_mm=size, folder=ground)
        field.fill(
            shown, crossings=dataset.crossings.to_crs(crs.metric()), layers=layers & {*DRAWN_LAYERS}, keep_free=[]
        )
        _write(_axes(figure, left=0, width=WIDTH_MM - size[0], height=HEIGHT_MM), said)
        picture = BytesIO()
        figure.savefig(picture, format="png", dpi=DPI, metadata={"Software": None})
    return picture.getvalue()


def _axes(figure: Figure, *, left: float, width: float, height: float) -> Axes:
    """Axes over a part of the picture, in millimetres from its lower left corner."""
    axes = figure.add_axes((left / WIDTH_MM, 0, width / WIDTH_MM, height / HEIGHT_MM))
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.set_axis_off()
    return axes


def _write(axes: Axes, said: Said) -> None:
    kicker: Look = {"size": 8.5, "weight": "bold", "color": FOCUS}
    title: Look = {"size": 17.0, "weight": "bold", "color": INK}
    plain: Look = {"size": 9.5, "color": SOFT}
    y = HEIGHT_MM - EDGE_MM
    for text, look, gap, most in (
        (said.kicker, kicker, 0.0, 2),
        (said.title, title, 2.0, 5),
        *((line, plain, 2.2, 4) for line in said.lines),
    ):
        y = _paragraph(axes, text, look=look, top=y - gap, most=most)
    axes.text(EDGE_MM, EDGE_MM, FOOT, va="baseline", size=10.0, weight="bold", color=FOCUS)


def _paragraph(axes: Axes, text: str, *, look: Look, top: float, most: int) -> float:
    """Write some lines from a height down; gives where they end. What has no room is cut, and says so."""
    points = float(str(look["size"]))
    step = LINE_EM * points * MM_PER_PT
    lines = wrapped(text, width_mm=TEXT_MM, points=points, weight=str(look.get("weight", "regular")))
    room = min(most, max(0, int((top - 2 * EDGE_MM) / step)))
    shown = [*lines[:room]]
    if len(lines) > room and shown:
        shown[-1] = f"{shown[-1].rstrip('.,;: ')}…"
    for number, line in enumerate(shown, start=1):
        axes.text(EDGE_MM, top - number * step, line, va="baseline", **look)
    return top - len(shown) * step

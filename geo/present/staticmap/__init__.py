"""Draw a selection for print: PNG at 300 dpi, SVG or PDF, in the study's metric CRS on our own base map.

The same selection gives the same bytes. Places, shapes and colours are the screen map's; a record without a point is
drawn as the section or area that it concerns, with its name and how many records do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any, Final
from xml.sax.saxutils import escape

import geopandas as gpd
import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from geo import crs
from geo.errors import RequestError
from geo.model import DRAWN_LAYERS, Dataset, View
from geo.present.staticmap import furniture
from geo.present.staticmap import layers as drawing
from geo.present.staticmap.content import content
from geo.present.staticmap.extent import around_border, of_view
from geo.present.staticmap.field import Field
from geo.present.staticmap.labels import printable
from geo.present.staticmap.page import STYLE, Page, Words
from geo.present.staticmap.sheet import DPI, Sheet
from geo.present.staticmap.signs import HALO, HALO_ALPHA, HALO_POINTS

__all__ = ["FORMATS", "WIDTHS_CM", "WIDTH_CM", "Words", "draw"]

LOCK: Final = Lock()
"""matplotlib's settings are the process's; one figure is drawn at a time."""
WIDTHS_CM: Final = (8.5, 12.0, 18.0)
"""One column, one and a half, and two, as journals have them."""
WIDTH_CM: Final = WIDTHS_CM[-1]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of figure: its code and ending, its name, its media type, and what keeps its bytes the same."""

    code: str
    label: str
    media_type: str
    metadata: Mapping[str, Any]


FORMATS: Final[Mapping[str, Format]] = {
    item.code: item
    for item in (
        Format("png", "PNG, 300 dpi", "image/png", {"Software": None}),
        Format("svg", "SVG", "image/svg+xml", {"Date": None, "Creator": "Granica"}),
        Format("pdf", "PDF", "application/pdf", {"CreationDate": None, "Creator": "Granica", "Producer": None}),
    )
}


def draw(
    records: gpd.GeoDataFrame,
    *,
    dataset: Dataset,
    ground: Path,
    words: Words,
    view: View | None = None,
    layers: frozenset[str] = frozenset(DRAWN_LAYERS),
    format: str = "png",  # noqa: A002 - the link's word
    width_cm: float = WIDTH_CM,
) -> bytes:
    """Draw records as a figure for print.

    Parameters
    ----------
    records
        The selection, WGS 84.
    dataset
        Gives the areas that records refer to, the border lines and the crossings.
    ground
        Folder of the base map's layers.
    words
        Title, subtitle and the lines under the map.
    view
        Where the screen map looks; the whole border without one.
    layers
        Which of border, crossings and uncertainty to draw.
    format
        A code of `FORMATS`.
    width_cm
        Width on paper, in centimetres; the height follows.

    Returns
    -------
    picture
        The bytes of the file.

    Raises
    ------
    RequestError
        If there is no such format.
    """
    if format not in FORMATS:
        message = f"there is no figure format {format!r}; there are {', '.join(FORMATS)}"
        raise RequestError(message)
    sheet = Sheet(width_mm=width_cm * 10, whole=view is None)
    extent = of_view(view, sheet=sheet) if view else around_border(dataset.border, sheet=sheet)
    shown = content(records, areas=dataset.areas, extent=extent, width_mm=sheet.text_mm)
    with LOCK, mpl.rc_context(STYLE):  # type: ignore[arg-type]  # a dict of settings, typed as literals
        page = Page(sheet, content=shown, words=words, layers=layers)
        figure = Figure(figsize=page.sheet.inches, dpi=DPI)
        FigureCanvasAgg(figure)
        axes = page.draw(figure, extent=extent, folder=ground)
        taken = furniture.draw(axes, extent=extent, size_mm=sheet.map_size_mm)
        field = Field(axes, extent=extent, size_mm=sheet.map_size_mm, folder=ground)
        field.fill(shown, crossings=dataset.crossings.to_crs(crs.metric()), layers=layers, keep_free=taken)
        picture = BytesIO()
        title = printable(": ".join(filter(None, [words.kicker, words.title])))
        metadata = {"Title": title, **FORMATS[format].metadata}
        for halo in drawing.halos(figure):
            halo.set_visible(format != "svg")
        figure.savefig(picture, format=format, dpi=DPI, metadata=metadata)
    if format == "svg":
        return _described(picture.getvalue(), figure, title=title)
    return drawing.in_pdf(picture.getvalue()) if format == "pdf" else picture.getvalue()


def _described(picture: bytes, figure: Figure, *, title: str) -> bytes:
    """Give an SVG a title and its words in one piece, names to its layers, and halos to its words."""
    under = set(drawing.halos(figure))
    said = escape("\n".join(text.get_text() for axes in figure.axes for text in axes.texts if text not in under))
    named = drawing.in_svg(picture.decode())
    haloed = drawing.strokes_in_svg(named, colour=HALO, width=HALO_POINTS, opacity=HALO_ALPHA)
    head, svg, rest = haloed.partition("<svg ")
    opening, end, body = rest.partition(">")
    return f'{head}{svg}role="img" {opening}{end}\n <title>{escape(title)}</title>\n <desc>{said}</desc>{body}'.encode()

"""Divide a figure into layers that have names, which Inkscape, Illustrator and readers of PDF can show and hide.

In SVG a layer is a group; in PDF it is optional content (ISO 32000-1, 8.11), which matplotlib does not write: its marks
are put into the page as it is drawn, and what they refer to into an update at the end of the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import Verbatim
from matplotlib.figure import Figure
from matplotlib.text import Text

PREFIX: Final = "layer-"
INKSCAPE: Final = 'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"'
NEAR: Final = 0.01
LAST: Final = 1000.0


@dataclass(frozen=True, slots=True)
class Layer:
    """A part of a figure: its code, its name, and the zorder from which on things belong to it."""

    code: str
    name: str
    start: float


MAP: Final = (
    Layer("ground", "Base map", 0),
    Layer("border", "Border", 3),
    Layer("zones", "Lines and areas", 4.5),
    Layer("uncertainty", "Circles of uncertainty", 5),
    Layer("crossings", "Crossings", 5.5),
    Layer("names", "Names", 6),
    Layer("records", "Records", 10),
    Layer("labels", "Labels of lines and areas", 14),
    Layer("furniture", "Scale, north and frame", 15),
)
PAGE: Final = (Layer("page", "Words and key", 0),)
INSET: Final = (Layer("inset", "Inset", 0),)
ALL: Final = (*PAGE, *MAP, *INSET)


class _Mark(Artist):
    """Where one layer ends and the next begins; draws nothing."""

    def __init__(self, *, ends: Layer | None, begins: Layer | None, zorder: float) -> None:
        super().__init__()
        self.ends, self.begins = ends, begins
        self.set_zorder(zorder)

    def draw(self, renderer: Any) -> None:
        """Open and close groups, as the format of the figure has them."""
        file = getattr(renderer, "file", None)
        if self.ends:
            renderer.close_group(self.ends.code)
            if file:
                file.output(_raw(b"EMC"))
        if self.begins:
            renderer.open_group(self.begins.code, gid=f"{PREFIX}{self.begins.code}")
            if file:
                file.output(_raw(f"/OC /{self.begins.code} BDC".encode("ascii")))


def _raw(operators: bytes) -> Any:
    return Verbatim(operators)  # type: ignore[no-untyped-call]


def divide(axes: Axes, layers: Sequence[Layer]) -> None:
    """Divide what axes hold, or will hold, by its zorder."""
    for before, layer in zip((None, *layers), (*layers, None), strict=True):
        zorder = layer.start - NEAR if layer else LAST
        axes.add_artist(_Mark(ends=before, begins=layer, zorder=zorder))


def in_svg(picture: str) -> str:
    """Give the groups of an SVG their names, in the way that Inkscape reads; others see groups with ids."""
    for layer in ALL:
        group = f'<g id="{PREFIX}{layer.code}"'
        named = f'{group} inkscape:groupmode="layer" inkscape:label={quoteattr(layer.name)}'
        picture = picture.replace(group, named, 1)
    return picture.replace("<svg ", f"<svg {INKSCAPE} ", 1)


def in_pdf(picture: bytes) -> bytes:
    """Add what the marks of a PDF refer to: an update of its catalogue and its resources, with the layers' names."""
    catalogue = _found(rb"(\d+) 0 obj\n<< /Type /Catalog (.*?) >>\nendobj", picture)
    resources = _found(rb"(\d+) 0 obj\n<< (/Font .*?/ProcSet .*?) >>\nendobj", picture)
    trailer = _found(rb"trailer\n<< /Size (\d+) (.*?) >>\nstartxref\n(\d+)", picture)
    first = int(trailer[0])
    numbers = {layer.code: first + place for place, layer in enumerate(ALL)}
    every = b" ".join(b"%d 0 R" % number for number in numbers.values())
    properties = b" ".join(b"/%s %d 0 R" % (code.encode("ascii"), number) for code, number in numbers.items())
    optional = b"/OCProperties << /OCGs [ %s ] /D << /Order [ %s ] /ON [ %s ] >> >>" % (every, every, every)
    objects = {
        int(catalogue[0]): b"<< /Type /Catalog /Version /1.5 %s %s >>" % (catalogue[1], optional),
        int(resources[0]): b"<< %s /Properties << %s >> >>" % (resources[1], properties),
        **{numbers[layer.code]: b"<< /Type /OCG /Name (%s) >>" % layer.name.encode("ascii") for layer in ALL},
    }
    return picture + _update(objects, start=len(picture), size=first + len(ALL), trailer=trailer)


def _found(pattern: bytes, picture: bytes) -> tuple[bytes, ...]:
    found = re.search(pattern, picture, flags=re.DOTALL)
    if found is None:
        message = f"no {pattern!r} in what matplotlib wrote"
        raise ValueError(message)
    return tuple(found.groups())


def _update(objects: dict[int, bytes], *, start: int, size: int, trailer: tuple[bytes, ...]) -> bytes:
    """Write an incremental update (ISO 32000-1, 7.5.6) for a file that ends at a byte."""
    body, table = b"", b"xref\n0 1\n0000000000 65535 f \n"
    for number, content in objects.items():
        table += b"%d 1\n%010d 00000 n \n" % (number, start + len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    _, rest, before = trailer
    end = b"trailer\n<< /Size %d %s /Prev %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, rest, before, start + len(body))
    return body + table + end


# --- words over a halo ---------------------------------------------------------------

HALO_ID: Final = "halo"
OVER_ID: Final = "over-halo-"


def halos(figure: Figure) -> list[Text]:
    """The outlines under words, which SVG does without: there the words have a stroke of their own."""
    return [text for text in figure.findobj(Text) if isinstance(text, Text) and text.get_gid() == HALO_ID]


def strokes_in_svg(picture: str, *, colour: str, width: float, opacity: float) -> str:
    """Give the words of an SVG that stand over a halo a stroke, drawn before their fill."""
    stroke = (
        f"paint-order: stroke; stroke: {colour}; stroke-width: {width}px; stroke-opacity: {opacity}; "
        "stroke-linejoin: round; "
    )
    pattern = rf'(<g id="{OVER_ID}\d+">\s*(?:<g [^>]*>\s*)?<text style=")'
    return re.sub(pattern, lambda found: found[1] + stroke, picture)

"""The figure for print, of what a link shows."""

from __future__ import annotations

from typing import Final

from geo.present import staticmap
from server import workshop
from server.answer import Content
from server.asked import Asked, Option
from server.records import no_such

MAX_TITLE_CHARS: Final = 120


def title(text: str) -> str:
    """Read the title that somebody gives a figure: one line, without blanks at its ends.

    Raises
    ------
    ValueError
        If it is too long or cannot be printed.
    """
    clean = " ".join(text.split())
    if len(clean) > MAX_TITLE_CHARS or not clean.isprintable():
        raise ValueError(text)
    return clean


TITLE: Final = Option(
    "title",
    title,
    default="",
    instead="the number of records as the title",
    about=f"Title above the map, up to {MAX_TITLE_CHARS} characters; the number of records by default.",
    rule={"type": "string", "maxLength": MAX_TITLE_CHARS},
)


def _width(text: str) -> float:
    width = float(text)
    if width not in staticmap.WIDTHS_CM:
        raise ValueError(text)
    return width


WIDTH: Final = Option(
    "width",
    _width,
    default=staticmap.WIDTH_CM,
    instead=f"{staticmap.WIDTH_CM:g} cm",
    about="Width on paper, in centimetres.",
    rule={"type": "string", "enum": [f"{width:g}" for width in staticmap.WIDTHS_CM]},
)


async def figure(asked: Asked) -> Content:
    """Draw what a link shows: the selection, where the map looks or the whole border."""
    code = asked.path["format"]
    if code not in staticmap.FORMATS:
        raise no_such("format", code, staticmap.FORMATS)
    options = {"title": asked.options["title"], "width_cm": asked.options["width"], "address": f"{asked.site}/"}
    made = await workshop.picture(asked, "figure", format=code, **options)
    return Content(made.body, staticmap.FORMATS[code].media_type, made.filename)


async def preview(asked: Asked) -> Content:
    """Draw the picture that stands for a link in a feed or a chat, 1200 × 630 pixels."""
    made = await workshop.picture(asked, "preview")
    return Content(made.body, "image/png")

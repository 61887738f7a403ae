"""oEmbed: what an editor's system needs to embed the page at an address."""

from __future__ import annotations

import re
from html import escape
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs, urlsplit

from geo import study
from geo.model import Link
from geo.query import link as links
from server import addresses, head
from server.answer import JSON, Content, Refusal, to_json
from server.asked import Asked, Option

WIDTH_PX, HEIGHT_PX = 760, 760
LEAST_PX, MOST_PX = 240, 4000
MAX_ADDRESS_CHARS: Final = 8000


def _address(text: str) -> str:
    if len(text) > MAX_ADDRESS_CHARS:
        raise ValueError(text)
    return text


def _pixels(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text, re.ASCII) or not int(text) >= LEAST_PX:
        raise ValueError(text)
    return min(int(text), MOST_PX)


def _json(text: str) -> str:
    if text != "json":
        raise ValueError(text)
    return text


PIXELS: Final = {"type": "integer", "minimum": LEAST_PX, "maximum": MOST_PX}
OPTIONS: Final = (
    Option("url", _address, "", "nothing", "Address of a page of the app.", {"type": "string", "format": "uri"}),
    Option("maxwidth", _pixels, WIDTH_PX, f"{WIDTH_PX} pixels", "The widest that fits, in pixels.", PIXELS),
    Option("maxheight", _pixels, HEIGHT_PX, f"{HEIGHT_PX} pixels", "The highest that fits, in pixels.", PIXELS),
    Option("format", _json, "json", "JSON", "Only json is given.", {"type": "string", "enum": ["json"]}),
)


def oembed(asked: Asked) -> Content:
    """Give the frame that embeds the page at an address of the app.

    Raises
    ------
    Refusal
        If the address is none of a page of this app.
    """
    link, name = _page(asked)
    view = asked.prepared.view(link)
    source = escape(addresses.page(link, name=name, site=asked.site, embed=True), quote=True)
    title = head.title(view, page=name)
    width, height = asked.options["maxwidth"], min(asked.options["maxheight"], HEIGHT_PX)
    look = f'width="100%" height="{height}" style="border:0;max-width:{width}px" loading="lazy"'
    body = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": "Granica",
        "provider_url": f"{asked.site}/",
        "author_name": study.current().authors,
        "cache_age": 300,
        "width": width,
        "height": height,
        "html": f'<iframe src="{source}" {look} title="{escape(title, quote=True)}" data-granica></iframe>',
        "thumbnail_url": addresses.preview(link, site=asked.site),
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
    }
    return Content(to_json(body), JSON)


def _page(asked: Asked) -> tuple[Link, str]:
    address = asked.options["url"]
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise _elsewhere(asked) from error
    ours = urlsplit(asked.site)
    name = parts.path.removeprefix(f"{ours.path}/")
    if parts.netloc != ours.netloc or not f"{parts.path}/".startswith(f"{ours.path}/") or name not in addresses.PAGES:
        raise _elsewhere(asked)
    query = parse_qs(parts.query, keep_blank_values=True)
    return links.parse(query, record_ids=asked.prepared.rows_by_id)[0], name


def _elsewhere(asked: Asked) -> Refusal:
    return Refusal(HTTPStatus.NOT_FOUND, f"url must be the address of a page below {asked.site}/.")

"""The app's own addresses: what they are called, and how to write one for a link.

Pages, documents and feeds take every address from here, so that none is spelled twice. Each function takes ``site``,
the app's absolute address without a slash at its end; without one the address begins at the base path.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

import streamlit as st

from geo.model import Link, Pin
from geo.publish import pin
from geo.query import link as links
from geo.query.view import DataView

ADDRESS_VARIABLE: Final = "GRANICA_ADDRESS"
"""Environment variable with the public address of the app; by default it is read off each request."""
PAGES: Final[Mapping[str, str]] = {
    "": "Map",
    "stories": "Stories",
    "timeline": "Timeline",
    "along": "Along the border",
    "deployments": "Deployments",
    "claims": "Claims",
    "compare": "Compare",
    "records": "Records",
    "corrections": "Corrections",
    "method": "Method",
    "your_data": "Your data",
}
"""Title of each page by its path, in the order of the navigation; anything else is no page."""

DATA, OGC = "/data", "/ogc"
SNAPSHOT: Final = "snapshot.html"
OPENAPI, OEMBED, SITEMAP, ROBOTS, FAVICON, LLMS, SECURITY = (
    "/openapi.json",
    "/oembed",
    "/sitemap.xml",
    "/robots.txt",
    "/favicon.ico",
    "/llms.txt",
    "/.well-known/security.txt",
)
PLAIN: Final = frozenset({OPENAPI, OEMBED, SITEMAP, ROBOTS, FAVICON, LLMS, SECURITY})
"""Addresses that stand by themselves."""


def is_for_machines(path: str) -> bool:
    """Whether a path, base path and all, is one of those that machines read and pages do not."""
    below = path.removeprefix(base())
    return path.startswith(base()) and (below in PLAIN or below == OGC or below.startswith((f"{DATA}/", f"{OGC}/")))


def base() -> str:
    """The base path, as ``/granica``; empty without one."""
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def site(address: str) -> str:
    """Absolute address of the app, from the address of one of its pages or the one that the environment gives.

    Parameters
    ----------
    address
        As the reader's browser shows it, such as ``https://example.org/granica/records?side=line``.
    """
    told = os.environ.get(ADDRESS_VARIABLE, "").rstrip("/")
    parts = urlsplit(address)
    return told or f"{parts.scheme}://{parts.netloc}{base()}"


def _written(path: str, *pairs: tuple[str, str], link: Link | None = None, site: str = "") -> str:
    query = [links.query_string(link)] if link else []
    query += [urlencode([(name, text)], quote_via=quote, safe=",") for name, text in pairs if text]
    asked = "&".join(filter(None, query))
    return f"{site or base()}{path}{f'?{asked}' if asked else ''}"


def page(link: Link, *, name: str = "", site: str = "", embed: bool = False) -> str:
    """Address of a page; the map's ends with a slash."""
    return _written(f"/{name}", ("embed", "true" if embed else ""), link=link, site=site)


def selected(link: Link) -> Link:
    """The link's selection alone, without where the map looks and which record is open."""
    return Link(selection=link.selection)


def data(link: Link, format: str, *, hxl: bool = False, bom: bool = False, site: str = "") -> str:  # noqa: A002 - the link's word
    """Address of the file of a selection."""
    flags = (("hxl", "1" if hxl else ""), ("bom", "1" if bom else ""))
    return _written(f"{DATA}/records.{format}", *flags, link=selected(link), site=site)


def record(record_id: str, format: str, *, site: str = "") -> str:  # noqa: A002 - the link's word
    """Address of one record."""
    return _written(f"{DATA}/records/{quote(record_id, safe='')}.{format}", site=site)


def document(name: str, *, site: str = "") -> str:
    """Address of a published file, such as ``attempts.csv`` or ``schema/incidents.schema.json``."""
    return _written(f"{DATA}/{name}", site=site)


def counts(link: Link, *, by: Iterable[str], site: str = "") -> str:
    """Address of the counts of a selection."""
    return _written(f"{DATA}/counts.json", ("by", ",".join(by)), link=selected(link), site=site)


def feed(link: Link, *, site: str = "") -> str:
    """Address of the feed of a selection."""
    return _written(f"{DATA}/feed.atom", link=selected(link), site=site)


def figure(link: Link, format: str, *, title: str = "", width: float | None = None, site: str = "") -> str:  # noqa: A002 - the link's word
    """Address of the figure for print: the selection, where the map looks; the width is in centimetres."""
    shown = Link(selection=link.selection, view=link.view)
    chosen = ("title", title), ("width", "" if width is None else f"{width:g}")
    return _written(f"{DATA}/figure.{format}", *chosen, link=shown, site=site)


def snapshot(link: Link, *, site: str = "") -> str:
    """Address of the selection as one file that stands by itself, looking where the map looks."""
    return _written(f"{DATA}/{SNAPSHOT}", link=Link(selection=link.selection, view=link.view), site=site)


def preview(link: Link, *, site: str = "") -> str:
    """Address of the picture that stands for a link in a feed or a chat."""
    shown = Link(selection=link.selection, view=link.view, record_id=link.record_id)
    return _written(f"{DATA}/preview.png", link=shown, site=site)


def permanent(view: DataView, *, name: str = "", site: str = "") -> str:
    """Address of a page that says what has changed since: the link, the data's version, the hash of its rows."""
    return _written(f"/{name}", link=replace(selected(view.link), pin=pin.pin(view)), site=site)


def changes(link: Link, cited: Pin, *, site: str = "") -> str:
    """Address of what has changed since a selection was cited."""
    return _written(f"{DATA}/changes.json", link=replace(selected(link), pin=cited), site=site)


def as_cited(link: Link, cited: Pin, format: str, *, site: str = "") -> str:  # noqa: A002 - the link's word
    """Address of the file of a selection as it was when it was cited."""
    return _written(f"{DATA}/records.{format}", link=replace(selected(link), pin=cited), site=site)


def items(link: Link, *, collection: str = "records", site: str = "") -> str:
    """Address of a collection of features."""
    return _written(f"{OGC}/collections/{collection}/items", link=selected(link), site=site)


def oembed(address: str, *, site: str = "") -> str:
    """Address of what a page needs to embed the page at an address."""
    return _written(OEMBED, ("url", address), site=site)

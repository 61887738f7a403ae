"""Addresses of links within the site: the whole query, so that a link says all that it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final
from urllib.parse import quote

from geo.model import Link, Selection
from geo.query import link as links

PLACE: Final = "_"
"""Stands for the id of a record where many are written; no id begins so, and nothing else is called ``id``."""


def to(link: Link, *, page: str | None = None) -> str:
    """Write the address of a link.

    Parameters
    ----------
    link
        Where it leads. A view in it moves the map; without one the map keeps looking where it looks.
    page
        Name of the page in its address, empty for the map; by default the page that the link stands on.
    """
    return f"{'' if page is None else f'./{page}'}?{links.query_string(link)}"


def selecting(link: Link, selection: Selection) -> str:
    """Write the address of the same link with another selection."""
    return to(replace(links.choosing(link, page="", bar=""), selection=selection, view=None))


def opening(link: Link, record_id: str | None) -> str:
    """Write the address of the same link with another record open, or with none."""
    return to(replace(link.with_record(record_id), view=None))


def opener(link: Link) -> Callable[[str], str]:
    """Give what `opening` gives, for many records of one link: the query is written once."""
    before, _, after = opening(link, PLACE).rpartition(f"id={PLACE}")
    return lambda record_id: f"{before}id={quote(record_id)}{after}"

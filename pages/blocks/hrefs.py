"""Addresses of links within the site: the whole query, so that a link says all that it shows."""

from __future__ import annotations

from dataclasses import replace

from geo.model import Link, Selection
from geo.query import link as links


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
    return to(replace(link, selection=selection, view=None))


def opening(link: Link, record_id: str | None) -> str:
    """Write the address of the same link with another record open, or with none."""
    return to(replace(link.with_record(record_id), view=None))

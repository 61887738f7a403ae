"""Tables page by page: which page of which table is shown stands in the link."""

from __future__ import annotations

from dataclasses import dataclass

from geo.model import Link
from geo.query import link as links
from pages.blocks import hrefs


@dataclass(frozen=True, slots=True)
class Part:
    """The rows that a page of a table shows, and the addresses of its other pages; empty where there is none.

    Attributes
    ----------
    first, last, of
        From the first row, counted from 0, to before the last, of all.
    """

    first: int
    last: int
    of: int
    begin: str
    before: str
    after: str
    end: str


def part(link: Link, table: str, *, of: int, most: int) -> Part:
    """Give the part of a table that a link asks for; a page beyond the last is the last."""
    pages = max(1, -(-of // most))
    number = min(_numbers(link).get(table, 1), pages)
    first = (number - 1) * most

    def href(page: int) -> str:
        return hrefs.to(turned(link, table, page)) if 1 <= page <= pages and page != number else ""

    return Part(first, min(of, first + most), of, href(1), href(number - 1), href(number + 1), href(pages))


def turned(link: Link, table: str, page: int) -> Link:
    """The same link with another page of a table; the first needs no word."""
    numbers = {**_numbers(link), table: page}
    return links.choosing(link, page=",".join(f"{name}.{at}" for name, at in sorted(numbers.items()) if at > 1))


def _numbers(link: Link) -> dict[str, int]:
    """Pages of tables by the tables' names."""
    pairs = (word.partition(".") for word in link.choice("page").split(",") if word)
    return {name: int(number) for name, _, number in pairs}

"""A reader can look for an archived copy of a source, and is told who is asked."""

from __future__ import annotations

import pytest

from geo.present import card, copies
from tests import building

PAGE = "https://news.example/a?b=1&c=2"


@pytest.mark.parametrize(
    ("issued", "time"),
    [((2021, 11, 8), "20211108"), ((2021, 11), "*"), ((2021,), "*"), ((), "*")],
)
def test_a_copy_is_looked_for_at_the_day_of_publication(issued: tuple[int, ...], time: str) -> None:
    entry = building.source(*issued, URL=PAGE)
    told = card.card(building.record(), sources={building.SOURCE: entry}, areas={})
    assert copies.lookups(told.sources) == {
        PAGE: copies.Lookup(f"https://web.archive.org/web/{time}/{PAGE}", "web.archive.org")
    }


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://a.example/x", ""])
def test_what_is_no_address_of_a_page_has_no_copy(address: str) -> None:
    told = card.card(building.record(), sources={building.SOURCE: building.source(URL=address)}, areas={})
    assert copies.lookups(told.sources) == {}

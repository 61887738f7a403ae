"""Records are put into words that say who, when, where and how exactly, and nothing twice."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import schema
from geo.model import Dataset, Selection
from geo.present import card
from geo.query import words
from tests import strategies

COVERAGE = (date(2021, 1, 1), date(2022, 9, 30))


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2021, 11, 8), None, "8 November 2021"),
        (date(2021, 11, 8), date(2021, 11, 8), "8 November 2021"),
        (date(2021, 11, 8), date(2021, 11, 16), "8–16 November 2021"),
        (date(2021, 10, 30), date(2021, 11, 2), "30 October – 2 November 2021"),
        (date(2021, 12, 31), date(2022, 1, 1), "31 December 2021 – 1 January 2022"),
    ],
)
def test_a_period_is_written_without_saying_anything_twice(start: date, end: date | None, said: str) -> None:
    assert words.period(start, end) == said


@pytest.mark.parametrize(
    ("value", "low", "high", "said"),
    [
        (15000, None, None, "15,000 people"),
        (2.5, None, None, "2.5 people"),
        (None, 800, None, "at least 800 people"),
        (None, None, 4000, "at most 4,000 people"),
        (None, 2000, 4000, "2,000–4,000 people"),
        (0, None, None, "0 people"),
    ],
)
def test_a_number_says_what_is_known_of_it(
    value: float | None, low: float | None, high: float | None, said: str
) -> None:
    assert card.number({"value": value, "min": low, "max": high, "unit": "people"}) == said


def cards(dataset: Dataset) -> dict[str, card.Card]:
    areas = dict(zip(dataset.areas["id"], dataset.areas["name"], strict=True))
    records: list[Any] = dataset.records.to_dict("records")
    return {record["id"]: card.card(record, sources=dataset.sources, areas=areas) for record in records}


def test_every_record_can_be_described_and_says_who_claims_it_and_where_it_is_written(dataset: Dataset) -> None:
    found = cards(dataset)
    assert len(found) == len(dataset.records)
    for told in found.values():
        for text in (told.title, told.when, told.where, told.exactness, told.claimed_by, told.confidence):
            assert text
            assert "nan" not in text.lower().split()
            assert "None" not in text
        assert told.sources
        assert all(source.label for source in told.sources)


def test_a_claim_of_one_side_is_marked_as_such(dataset: Dataset) -> None:
    for record in dataset.records.to_dict("records"):
        assert record["single_claimant"] == (len(set(record["claimant_sides"])) == 1)


def test_a_disputed_record_names_who_denies_it(dataset: Dataset) -> None:
    disputed = dataset.records[dataset.records["confidence"] == "disputed"]
    assert len(disputed) > 10
    assert disputed["disputed_by"].map(bool).all()


def test_a_record_without_a_point_says_so(dataset: Dataset) -> None:
    found = cards(dataset)
    for record in dataset.records.to_dict("records"):
        card = found[record["id"]]
        assert ("no point" in card.exactness) == (record["geometry"] is None)
        assert ("from the line" in card.border) == (record["geometry"] is not None)


def test_an_open_deployment_says_that_its_end_is_open(dataset: Dataset) -> None:
    found = cards(dataset)
    still = dataset.records[dataset.records["end_status"].isin(schema.OPEN_ENDS)]
    assert all(found[name].when.startswith(("from ", "about from ")) for name in still["id"])


@pytest.mark.parametrize("address", ["https://example.org/a?b=c#d", "http://example.org"])
def test_web_addresses_are_linked(address: str) -> None:
    assert card.safe_href(address) == address


@pytest.mark.parametrize(
    "address",
    [
        None,
        1,
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org",
        "ftp://example.org/a",
        "javascript://example.org/%0aalert(1)",
        "data://example.org/a",
        "/relative",
        "https:example.org",
        "https://",
        "https://exa mple.org",
        "https://example.org/\u202egpj.exe",
        "https://[::1",
        "blob:https://example.org/x",
    ],
)
def test_anything_else_is_not_linked(address: object) -> None:
    assert card.safe_href(address) is None


@given(st.text())
def test_what_is_linked_begins_with_http(address: str) -> None:
    given_back = card.safe_href(address)
    assert given_back is None or (given_back == address and address.lower().startswith(("http://", "https://")))


@pytest.mark.parametrize(
    ("issued", "said"),
    [
        ({"date-parts": [[2021, 11, 12]]}, "2021-11-12"),
        ({"date-parts": [[2021, 11]]}, "2021-11"),
        ({"date-parts": [[]]}, ""),
        ({}, ""),
    ],
)
def test_a_publication_day_is_as_exact_as_it_is_known(issued: dict[str, Any], said: str) -> None:
    assert card.published({"issued": issued}) == said


def test_a_selection_is_said_in_one_line() -> None:
    chosen = Selection(
        start=date(2021, 11, 8),
        end=date(2021, 11, 12),
        sides=frozenset({"PL", "line"}),
        border_km=5,
        text="Kuźnica",
        known=date(2021, 11, 12),
    )
    assert words.selection(chosen, coverage=COVERAGE) == (
        "8–12 November 2021; side: Polish side or On the line; within 5 km of the line; with the words “Kuźnica”; "
        "as published by 12 November 2021"
    )


def test_the_default_selection_is_the_whole_period() -> None:
    assert words.selection(Selection(), coverage=COVERAGE) == "1 January 2021 – 30 September 2022"


@given(strategies.selections())
def test_any_selection_can_be_said(chosen: Selection) -> None:
    said = words.selection(chosen, coverage=COVERAGE)
    assert said
    assert "\n" not in said

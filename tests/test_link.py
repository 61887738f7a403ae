"""The link is the state: what is written reads back equal, and nothing is lost without a word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from urllib.parse import parse_qs

import pytest
from hypothesis import given

from geo import schema
from geo.model import LAYERS, Link, Pin, Selection, View
from geo.present import webmap
from geo.query import link as links
from geo.query.filters import FILTERS
from tests import strategies

IDS = ["PLBY-0001", "PLBY-0080"]


def parsed(query: str) -> tuple[Link, tuple[str, ...]]:
    link, problems = links.parse(parse_qs(query, keep_blank_values=True), record_ids=IDS)
    return link, tuple(problem.parameter for problem in problems)


@given(strategies.link_values(IDS))
def test_what_is_written_reads_back_equal_and_without_a_problem(link: Link) -> None:
    assert parsed(links.query_string(link)) == (link, ())


@given(strategies.QUERIES)
def test_any_query_is_read_and_what_is_read_is_canonical(query: dict[str, list[str]]) -> None:
    link, _ = links.parse(query, record_ids=IDS)
    canonical = links.query_string(link)
    assert parsed(canonical) == (link, ())
    assert links.query_string(parsed(canonical)[0]) == canonical


@given(strategies.QUERIES)
def test_a_parameter_either_applies_or_is_told(query: dict[str, list[str]]) -> None:
    link, problems = links.parse(query, record_ids=IDS)
    told = {problem.parameter for problem in problems}
    written = links.write(link)
    for name, values in query.items():
        silent = not values or all(not value.strip(", ") for value in values) or links.IGNORED.fullmatch(name)
        says_all = name in {"layers", *(item.parameter for item in FILTERS)} and name not in written
        assert silent or says_all or name in written or name[: links.MAX_SHOWN_CHARS] in told or name in links.VIEW, (
            name
        )


@given(strategies.QUERIES)
def test_what_is_told_is_short(query: dict[str, list[str]]) -> None:
    _, problems = links.parse(query, record_ids=IDS)
    for problem in problems:
        assert len(problem.parameter) <= links.MAX_SHOWN_CHARS
        assert len(problem.asked) <= 2 * links.MAX_SHOWN_CHARS


def test_the_default_has_an_empty_address() -> None:
    assert links.write(Link()) == {}
    assert parsed("") == (Link(), ())


def test_only_what_differs_is_written_in_a_fixed_order() -> None:
    link = Link(
        selection=Selection(
            start=date(2021, 11, 8),
            layers=frozenset({"border", "incidents"}),
            categories=frozenset({"death", "use_of_force"}),
            text="Kuźnica",
        ),
        record_id="PLBY-0080",
        view=View(53.51, 23.66, 11),
    )
    assert links.query_string(link) == (
        "from=2021-11-08&layers=incidents,border&category=use_of_force,death&q=Ku%C5%BAnica"
        "&lat=53.51&lon=23.66&z=11&id=PLBY-0080"
    )


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        ("from=2021-02-30", ("from",)),
        ("from=8.11.2021", ("from",)),
        ("from=2021-11-12&to=2021-11-08", ("to",)),
        ("layers=everything", ("layers",)),
        ("category=death,magic", ("category",)),
        ("side=Poland", ("side",)),
        ("confidence=", ()),
        ("border_km=-5", ("border_km",)),
        ("border_km=1e3", ("border_km",)),
        ("border_km=5000", ("border_km",)),
        ("km=380-340", ("km",)),
        ("km=0-9999", ("km",)),
        ("q=" + "x" * 10_240, ("q",)),
        ("q=%00", ("q",)),
        ("q=%E2%80%AE", ("q",)),
        ("known=yesterday", ("known",)),
        ("from=1999-12-31", ("from",)),
        ("to=2100-01-01", ("to",)),
        ("lat=53&lon=23&z=999", ("z",)),
        ("lat=53&lon=23", ("lat",)),
        ("lat=nan&lon=23&z=8", ("lat",)),
        ("lat=89&lon=23&z=8", ("lat",)),
        ("id=PLBY-9999", ("id",)),
        ("id=PLBY-0001&id=PLBY-0080", ("id",)),
        ("colour=red", ("colour",)),
        ("embed=true&utm_source=x&fbclid=y", ()),
    ],
)
def test_what_cannot_be_used_is_told_by_its_parameter(query: str, parameters: tuple[str, ...]) -> None:
    assert parsed(query)[1] == parameters


def test_valid_parts_of_a_broken_link_still_apply() -> None:
    link, told = parsed("from=2021-11-08&to=never&category=death,magic&z=999&lat=53&lon=23&id=PLBY-0080&junk=1")
    assert link == Link(Selection(start=date(2021, 11, 8), categories=frozenset({"death"})), "PLBY-0080")
    assert told == ("to", "category", "z", "junk")


def test_the_first_of_two_values_is_used_and_both_are_told() -> None:
    link, problems = links.parse({"from": ["2021-11-08", "2021-11-09"]}, record_ids=IDS)
    assert link.selection.start == date(2021, 11, 8)
    assert problems[0].asked == "2021-11-08 and 2021-11-09"


def test_no_layer_is_a_choice_that_can_be_linked() -> None:
    nothing = Link(Selection(layers=frozenset()))
    assert links.query_string(nothing) == "layers=none"
    assert parsed("layers=none") == (nothing, ())


def test_all_words_of_a_filter_are_the_same_as_none() -> None:
    assert parsed("side=" + ",".join(schema.SIDES))[0] == Link()
    assert parsed("layers=" + ",".join(layer for layer in LAYERS if layer in Selection().layers))[0] == Link()


def test_a_zoom_that_can_be_linked_is_one_that_the_map_has() -> None:
    assert (links.ZOOMS[0], links.ZOOMS[-1]) == (webmap.MIN_ZOOM, webmap.MAX_ZOOM)
    assert {after - before for before, after in pairwise(links.ZOOMS)} == {0.25}


def test_minus_nothing_is_written_like_nothing() -> None:
    assert links.write(parsed("lat=-0&lon=-0.00001&z=8")[0]) == {"lat": "0", "lon": "0", "z": "8"}


CHOSEN = ("-start", "day", "Poland", "deaths-1", "a-story", "2", "records.3", "2021-11-08,death", "NATO")
"""A choice of each of `links.CHOICES`."""


def test_every_parameter_has_a_place_in_the_written_order() -> None:
    link = Link(
        Selection(
            start=date(2021, 11, 8),
            end=date(2021, 11, 9),
            layers=frozenset({"incidents"}),
            categories=frozenset({"death"}),
            sides=frozenset({"PL"}),
            confidences=frozenset({"disputed"}),
            precisions=frozenset({"locality"}),
            claimants=frozenset({"PL state"}),
            deniers=frozenset({"anyone"}),
            measures=frozenset({"killed"}),
            checks=frozenset({"page"}),
            datasets=frozenset({"own"}),
            border_km=5,
            text="x",
            known=date(2021, 11, 12),
            along_km=(1, 2),
        ),
        pin=Pin("1.0.0", "0123456789abcdef"),
        record_id=IDS[0],
        view=View(53, 23, 8),
        second=(date(2021, 11, 8), date(2021, 11, 9)),
        choices=tuple(
            zip(
                links.CHOICES,
                ("-start", "day", "Poland", "deaths-1", "a-story", "2", "records.3", "2021-11-08,death", "NATO"),
                strict=True,
            )
        ),
    )
    assert tuple(links.write(link)) == links.PARAMETERS


def test_opening_another_record_keeps_the_rest() -> None:
    link = Link(Selection(text="x"), "PLBY-0001", View(53, 23, 8))
    assert link.with_record("PLBY-0080") == replace(link, record_id="PLBY-0080")
    assert link.record_id == "PLBY-0001"

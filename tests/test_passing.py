"""Rows that may not be passed on: shown on the page, and told to nobody by file, feed, count or preview."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from geo import study, summarise
from geo.model import Dataset, Link
from geo.publish import compose, export, history, passing, pin
from geo.query import select
from geo.query.view import DataView
from geo.store import Prepared
from geo.study import Terms
from server import counts, head
from server.asked import Asked
from tests import building

OURS, THEIRS = "PLBY-0001", "PLBY-0002"
WITHHELD = "Not ours to give"


@pytest.fixture
def data(tmp_path: Path) -> Dataset:
    """A record of ours and one of a data set that may not be passed on."""
    origin = {"dataset": "acled", "id": "7", "codes": {}}
    return building.dataset(
        tmp_path,
        building.feature(),
        building.feature(
            id=THEIRS, title=WITHHELD, summary=f"{WITHHELD}.", category="death", start="2021-11-09", origin=origin
        ),
    )


@pytest.fixture(autouse=True)
def forbidden() -> Iterator[None]:
    """The study's word on that data set."""
    shipped = study.read(study.SHIPPED)
    with study.use(replace(shipped, datasets=(Terms("acled", "", passing_on=False),))):
        yield


def view_of(data: Dataset, record_id: str | None = None) -> DataView:
    return DataView(data, select.index(data.records), Link(record_id=record_id))


def test_the_page_has_both(data: Dataset) -> None:
    assert view_of(data).records["id"].tolist() == [OURS, THEIRS]
    assert view_of(data, THEIRS).opened is not None


def test_where_nothing_forbids_it_everything_is_passed_on(data: Dataset) -> None:
    with study.use(replace(study.current(), datasets=(Terms("acled", "", passing_on=True),))):
        assert passing.passed_on(data.records)["id"].tolist() == [OURS, THEIRS]
        assert passing.opened(view_of(data, THEIRS)) is not None
        assert WITHHELD in head.title(view_of(data, THEIRS), page="")


@pytest.mark.parametrize("code", ["csv", "geojson"])
def test_no_file_has_it_and_each_counts_it(data: Dataset, code: str) -> None:
    extract = compose.extract(view_of(data))
    assert WITHHELD not in export.encode(extract, format=code).decode()
    assert (extract.about.shown, extract.about.withheld) == (1, 1)


def test_of_no_records_all_columns_stay(data: Dataset) -> None:
    none = data.records.iloc[:0]
    assert list(passing.passed_on(none).columns) == list(none.columns)
    assert list(summarise.contested(none).columns) == list(none.columns)


def test_what_is_left_out_is_counted(data: Dataset) -> None:
    assert passing.left_out(view_of(data)) == 1
    with study.use(replace(study.current(), datasets=(Terms("acled", "", passing_on=True),))):
        assert passing.left_out(view_of(data)) == 0


def test_no_feed_tells_of_it(data: Dataset) -> None:
    assert [event.id for event in history.events(view_of(data), [])] == [OURS]


def test_no_comparison_with_what_was_cited_tells_of_it(data: Dataset, tmp_path: Path) -> None:
    alone = building.dataset(tmp_path / "alone", building.feature())
    assert pin.changes(view_of(alone), view_of(data)) == ()
    assert pin.pin(view_of(alone)).rows == pin.pin(view_of(data)).rows


def test_no_count_has_it(data: Dataset) -> None:
    prepared = cast("Prepared", SimpleNamespace(view=lambda _: view_of(data)))
    asked = Asked(prepared, Link(), {"by": ("category",)}, {}, (), "https://site.example", "somebody")
    body = json.loads(counts.counts(asked).body)
    assert [(row["category"], row["records"]) for row in body["rows"]] == [("border_breach_attempt", 1)]


def test_no_preview_says_it(data: Dataset) -> None:
    told = head.head(view_of(data, THEIRS), page="", site="https://site.example")
    assert WITHHELD not in told.head + told.noscript
    assert compose._said(view_of(data, THEIRS)).title.startswith("1 of 2")  # noqa: SLF001  # what the picture says


def test_no_figure_draws_it_and_each_says_so(data: Dataset) -> None:
    drawn = compose.figure(view_of(data), format="svg").decode()
    assert "1 of 2 records" in drawn
    assert "Left out: 1, whose licence forbids passing them on." in " ".join(drawn.split())

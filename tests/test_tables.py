"""Tables page by page and in order, the records of a bar, and what is made once for a selection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

import pytest

from geo import summarise
from geo.model import Dataset, Link, Selection
from geo.query import select
from geo.query.view import DataView
from pages.blocks import bars, hrefs, paging, record_list
from pages.session import view as session
from tests import building


def page(link: Link, *, of: int) -> paging.Part:
    return paging.part(link, "records", of=of, most=10)


@pytest.mark.parametrize(
    ("asked", "of", "rows"),
    [
        ("", 25, (0, 10)),
        ("records.2", 25, (10, 20)),
        ("records.3", 25, (20, 25)),
        ("records.9", 25, (20, 25)),
        ("other.3", 25, (0, 10)),
        ("records.2", 10, (0, 10)),
        ("records.2", 11, (10, 11)),
        ("", 0, (0, 0)),
    ],
)
def test_a_page_holds_its_rows_and_one_beyond_the_last_is_the_last(asked: str, of: int, rows: tuple[int, int]) -> None:
    part = page(Link(choices=(("page", asked),) if asked else ()), of=of)
    assert (part.first, part.last, part.of) == (*rows, of)


def test_every_row_is_reached_by_going_on() -> None:
    link = Link()
    seen: list[int] = []
    for _ in range(4):
        part = page(link, of=37)
        seen += range(part.first, part.last)
        link = Link(choices=(("page", parse_qs(part.after[1:])["page"][0]),)) if part.after else link
    assert seen == list(range(37))
    assert part.after == part.end == ""
    assert parse_qs(part.before[1:])["page"] == ["records.3"]
    assert part.begin == "?"


def test_pages_of_two_tables_stand_side_by_side_in_a_link() -> None:
    link = paging.turned(paging.turned(Link(), "one_sided", 3), "contested", 2)
    assert link.choice("page") == "contested.2,one_sided.3"
    assert paging.turned(link, "one_sided", 1).choice("page") == "contested.2"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., DataView]:
    """Makes a view of records with these titles and first days; areas have no names."""

    def make(titles: Sequence[str], days: Sequence[str] = (), **options: Any) -> DataView:
        days = days or [f"2021-11-{number + 1:02d}" for number in range(len(titles))]
        items = []
        for number, (title, day) in enumerate(zip(titles, days, strict=True)):
            item = building.feature(start=day, end=day, reported=day, title=title, **options)
            item["id"] = item["properties"]["id"] = f"PLBY-{number:04d}"
            items.append(item)
        dataset = building.dataset(tmp_path, *items)
        assert len(dataset.records) == len(titles)
        return DataView(dataset, select.index(dataset.records), Link())

    monkeypatch.setattr(session, "prepared", lambda: SimpleNamespace(area_names={}))
    return make


def titles(view: DataView, order: str) -> list[str]:
    link = Link(choices=(("sort", order),))
    rows = record_list.ordered(view.following(link), lambda: view.rows, key=f"{order}")
    return view.dataset.records["title"].iloc[rows].tolist()


def test_a_table_is_sorted_as_a_whole_by_any_column(made: Callable[..., DataView]) -> None:
    view = made(["Banner", "apple", "Cart"])
    assert titles(view, "start") == ["Banner", "apple", "Cart"]
    assert titles(view, "-start") == ["Cart", "apple", "Banner"]
    assert titles(view, "title") == ["apple", "Banner", "Cart"]
    assert titles(view, "-title") == ["Cart", "Banner", "apple"]
    assert titles(view, "no_such") == ["Banner", "apple", "Cart"]


@pytest.mark.parametrize("order", ["denied_by", "-denied_by"])
def test_what_is_empty_comes_last_either_way_round(
    order: str, dataset: Dataset, index: select.Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "prepared", lambda: SimpleNamespace(area_names={}))
    view = DataView(dataset, index, Link(choices=(("sort", order),)))
    rows = record_list.ordered(view, lambda: view.rows, key="empty-last")
    denied = [bool(names) for names in dataset.records["disputed_by"].iloc[rows]]
    assert denied == sorted(denied, reverse=True)
    assert denied.count(True) == view.denied
    assert sorted(rows.tolist()) == view.rows.tolist()


def test_records_of_a_bar_are_those_that_it_counts(made: Callable[..., DataView]) -> None:
    view = made(
        ["Sunday", "Monday", "same Monday", "next Sunday", "month"],
        ["2021-11-07", "2021-11-08", "2021-11-08", "2021-11-14", "2021-11-15"],
    )

    def found(day: str, per: summarise.Period, family: str = "") -> list[str]:
        rows = summarise.in_bar(view.index, view.rows, day=date.fromisoformat(day), per=per, family=family)
        return view.dataset.records["title"].iloc[rows].tolist()

    assert found("2021-11-08", "day") == ["Monday", "same Monday"]
    assert found("2021-11-08", "week") == found("2021-11-10", "week") == ["Monday", "same Monday", "next Sunday"]
    table = summarise.periods(view.index, view.rows, per="week")
    for bar in table.to_dict("records"):
        assert len(found(bar["first"].isoformat(), "week", bar["family"])) == bar["records"]
    assert found("2021-11-08", "week", "death") == []


@pytest.mark.parametrize("text", ["2021-02-30", "2021-11-08,nothing", ""])
def test_a_bar_that_there_is_not_is_none(text: str) -> None:
    assert bars.chosen(Link(choices=(("bar", text),) if text else ())) == (None, "")


def test_what_is_made_is_made_once_for_a_selection_whoever_asks(dataset: Dataset, index: select.Index) -> None:
    made: list[str] = []
    view = DataView(dataset, index, Link())

    def make() -> int:
        made.append("")
        return len(made)

    first = view.made("test-of-keeping", make, "a")
    assert DataView(dataset, index, Link(record_id="PLBY-0001")).made("test-of-keeping", make, "a") == first
    assert view.made("test-of-keeping", make, "b") != first
    other = DataView(dataset, index, Link(selection=Selection(text="x")))
    assert other.made("test-of-keeping", make, "a") != first
    assert len(made) == 3


@pytest.mark.parametrize(
    "link", [Link(), Link(selection=Selection(text="id=_")), Link(choices=(("party", "a id=_ b"),))]
)
def test_many_addresses_of_one_link_are_those_of_each(link: Link) -> None:
    opening = hrefs.opener(link)
    for name in ("PLBY-0001", "ACLED-12.3", "_"):
        assert opening(name) == hrefs.opening(link, name)


def test_denied_records_are_those_that_name_who_denies(dataset: Dataset, index: select.Index) -> None:
    view = DataView(dataset, index, Link())
    assert view.denied == int(view.records["disputed_by"].map(bool).sum()) == len(summarise.contested(view.records)) > 0
    party = view.records["disputed_by"].explode().dropna().iloc[0]
    assert set(summarise.contested(view.records, by=party)["id"]) == {
        row["id"] for row in view.records.to_dict("records") if party in row["disputed_by"]
    }

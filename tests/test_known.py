"""Going back to a day: nothing that was published later is left, and nothing else is lost."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given

from geo.intake.ondemand import OnDemandArray
from geo.model import Dataset, Link, Selection
from geo.present import card
from geo.publish import compose, export
from geo.query import as_of, lateness, select
from geo.query.view import DataView
from tests import building, strategies

DAY = date(2021, 11, 12)
LONG_AFTER = date(2100, 1, 1)


@pytest.mark.parametrize(
    ("parts", "day"),
    [
        ([[2021, 11, 12]], date(2021, 11, 12)),
        ([[2021, 11]], date(2021, 11, 30)),
        ([[2022, 2]], date(2022, 2, 28)),
        ([[2021]], date(2021, 12, 31)),
        ([[]], None),
        ([], None),
    ],
)
def test_an_inexact_date_counts_as_its_last_day(parts: list[list[int]], day: date | None) -> None:
    assert as_of.published_by({"issued": {"date-parts": parts}}) == day


def test_a_source_without_a_date_has_no_day() -> None:
    assert as_of.published_by({}) is None


@given(day=strategies.DAYS)
def test_nothing_published_later_is_left(dataset: Dataset, day: date) -> None:
    left = as_of.as_known(dataset.records, sources=dataset.sources, day=day)
    assert (left["reported"] <= day).all()
    assert len(left) == int((dataset.records["reported"] <= day).sum())
    later = set(dataset.records.loc[dataset.records["reported"] > day, "id"])
    for record in left.to_dict("records"):
        cited = {citation["id"] for citation in record["sources"]}
        assert {figure["source"] for figure in record["figures"]} <= cited
        for name in cited:
            published = as_of.published_by(dataset.sources[name])
            exact = len(dataset.sources[name].get("issued", {}).get("date-parts", [[]])[0]) == 3
            assert (published is not None and published <= day) or not exact
        assert not later & set(record["related"])
        assert record["end"] is None or record["end"] <= day


@pytest.mark.parametrize(
    ("issued", "is_there"), [([2021, 10], True), ([2021, 11], False), ([2020], True), ([2021], False), ([], False)]
)
def test_a_source_without_a_day_counts_from_the_end_of_its_month_or_year(issued: list[int], *, is_there: bool) -> None:
    cited = [{"id": name, "locator": None} for name in (building.SOURCE, "a-report")]
    sources = building.entries(building.source(2021, 11, 8), building.source(*issued, id="a-report"))
    (left,) = as_of.as_known(building.records(building.record(sources=cited)), sources=sources, day=DAY).to_dict(
        "records"
    )
    assert [citation["id"] for citation in left["sources"]] == [building.SOURCE, "a-report"][: 1 + is_there]


@pytest.mark.parametrize("issued", [[2021, 11], [2021], []])
def test_a_source_without_a_day_that_a_record_was_reported_by_counts_from_then(issued: list[int]) -> None:
    sources = building.entries(building.source(*issued))
    (left,) = as_of.as_known(building.records(building.record()), sources=sources, day=DAY).to_dict("records")
    assert [citation["id"] for citation in left["sources"]] == [building.SOURCE]


def test_every_record_keeps_a_source(dataset: Dataset) -> None:
    left = as_of.as_known(dataset.records, sources=dataset.sources, day=DAY)
    assert (left["sources"].map(len) > 0).all()


def test_a_record_reported_early_loses_the_figures_that_came_later(dataset: Dataset) -> None:
    whole = dataset.records.set_index("id")
    left = as_of.as_known(dataset.records, sources=dataset.sources, day=DAY).set_index("id")
    shorter = [name for name in left.index if len(left["figures"][name]) < len(whole["figures"][name])]
    assert shorter
    for name in shorter:
        gone = [figure for figure in whole["figures"][name] if figure not in left["figures"][name]]
        assert all((as_of.published_by(dataset.sources[figure["source"]]) or LONG_AFTER) > DAY for figure in gone)


def test_an_end_that_was_still_to_come_is_open(tmp_path: Path) -> None:
    item = building.feature(end="2021-11-13", end_status="known", date_precision="range")
    small = building.dataset(tmp_path, item)
    record = DataView(
        small, select.index(small.records), Link(selection=Selection(known=DAY), record_id=item["id"])
    ).opened
    assert record is not None
    assert record["end"] is None
    told = card.card(record, sources=small.sources, areas={})
    assert told.when == "from 8 November 2021, end unknown"


def test_a_later_record_cannot_be_opened(dataset: Dataset, index: select.Index) -> None:
    later = dataset.records.loc[dataset.records["reported"] > DAY, "id"].iloc[0]
    assert DataView(dataset, index, Link(selection=Selection(known=DAY), record_id=later)).opened is None
    assert DataView(dataset, index, Link(record_id=later)).opened is not None


def test_the_records_themselves_are_not_changed(dataset: Dataset) -> None:
    before = dataset.records[["figures", "sources", "related", "end", "end_status"]].astype(str)
    as_of.as_known(dataset.records, sources=dataset.sources, day=DAY)
    assert before.equals(dataset.records[["figures", "sources", "related", "end", "end_status"]].astype(str))


@pytest.mark.parametrize("day", [date(2021, 7, 1), date(2021, 11, 8), DAY, date(2022, 6, 30), LONG_AFTER])
@pytest.mark.parametrize("sides", [frozenset(), frozenset({"BY"})])
def test_what_is_left_out_is_what_going_back_takes_away(
    dataset: Dataset, index: select.Index, day: date, sides: frozenset[str]
) -> None:
    lost = DataView(dataset, index, Link(selection=Selection(known=day, sides=sides))).left_out
    before = dataset.records.loc[select.rows(index, Selection(sides=sides))]
    after = as_of.as_known(dataset.records, sources=dataset.sources, day=day, rows=before.index.to_numpy())
    same = before.loc[after.index]
    assert lost == as_of.LeftOut(
        records=len(before) - len(after),
        figures=int(same["figures"].map(len).sum() - after["figures"].map(len).sum()),
        sources=int(same["sources"].map(len).sum() - after["sources"].map(len).sum()),
        ends=int((same["end"].notna() & after["end"].isna()).sum()),
    )


@pytest.mark.parametrize("issued", [[2021, 11, 12], [2021, 11, 13], [2021, 11], [2021], []])
@pytest.mark.parametrize("other", [[2021, 11, 9], [2021, 11, 10], [2021, 11]])
def test_a_source_is_counted_as_left_out_where_it_is_taken_away(issued: list[int], other: list[int]) -> None:
    cited = [{"id": name, "locator": None} for name in (building.SOURCE, "a-report")]
    sources = building.entries(building.source(*other), building.source(*issued, id="a-report"))
    records = building.records(building.record(sources=cited, figures=[building.figure(source="a-report")]))
    left = as_of.as_known(records, sources=sources, day=DAY)
    assert len(left) == 1
    rows = np.array([0])
    lost = lateness.left_out(lateness.lateness(records, sources=sources), day=DAY, before=rows, after=rows)
    assert lost.sources == 2 - len(left["sources"].iloc[0])
    assert lost.figures == 1 - len(left["figures"].iloc[0])


def test_an_end_that_nobody_knows_is_not_left_out_though_the_record_begins_later() -> None:
    record = building.record(start=date(2021, 11, 20), end=None, end_status="not_stated")
    of = lateness.lateness(building.records(record), sources=building.entries(building.source(2021, 11, 8)))
    assert lateness.left_out(of, day=DAY, before=np.array([0]), after=np.array([0])).ends == 0


def test_columns_that_stay_arrow_are_counted_alike(dataset: Dataset) -> None:
    plain = lateness.lateness(dataset.records, sources=dataset.sources)
    arrow = dataset.records.assign(
        **{
            name: OnDemandArray(pa.array(dataset.records[name].tolist()), lambda value: value)
            for name in ("figures", "sources")
        }
    )
    found = lateness.lateness(arrow, sources=dataset.sources)
    for one, other in ((plain.figures, found.figures), (plain.sources, found.sources)):
        assert one.rows.tolist() == other.rows.tolist()
        assert one.days.tolist() == other.days.tolist()


def test_a_list_of_a_few_is_as_it_could_be_known(dataset: Dataset, index: select.Index) -> None:
    view = DataView(dataset, index, Link(selection=Selection(known=DAY)))
    few, whole = view.records_at(view.rows[:30]), view.known.records.loc[view.rows[:30]]
    names = ["id", *as_of.TRIMMED]
    assert few[names].to_dict("records") == whole[names].to_dict("records")


def test_without_a_day_nothing_is_taken_away(dataset: Dataset, index: select.Index) -> None:
    assert DataView(dataset, index, Link()).known is dataset


def test_counts_of_attempts_are_those_that_were_out(dataset: Dataset, index: select.Index) -> None:
    left = DataView(dataset, index, Link(selection=Selection(known=DAY))).known.attempts
    assert 0 < len(left) < len(dataset.attempts)
    assert all((as_of.published_by(dataset.sources[name]) or LONG_AFTER) <= DAY for name in left["source"])
    assert (left["date_end"] <= DAY).all()


@pytest.mark.parametrize("form", ["csv", "geojson"])
def test_no_export_names_what_was_published_later(dataset: Dataset, index: select.Index, form: str) -> None:
    extract = compose.extract(DataView(dataset, index, Link(selection=Selection(known=DAY))))
    body = export.encode(extract, format=form).decode()
    later = set(dataset.records.loc[dataset.records["reported"] > DAY, "id"])
    assert not [name for name in later if name in body]
    exact = {name: entry for name, entry in dataset.sources.items() if card.published(entry).count("-") == 2}
    dated = {name: as_of.published_by(entry) for name, entry in exact.items()}
    assert not [name for name, day in dated.items() if day and day > DAY and f'"{name}"' in body]
    if form == "geojson":
        assert len(json.loads(body)["features"]) == extract.about.shown

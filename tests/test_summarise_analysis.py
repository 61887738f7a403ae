"""The tables behind the charts: every record is counted where it belongs, and no published figure is changed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings

from geo import crs, summarise
from geo.intake import border
from geo.model import Dataset, Link, Selection
from geo.present import chart as charts
from geo.query import select
from geo.query.view import DataView
from tests import strategies


def chosen(dataset: Dataset, index: select.Index, selection: Selection) -> gpd.GeoDataFrame:
    return DataView(dataset, index, Link(selection=selection)).records


@pytest.mark.parametrize("per", ["day", "week"])
@given(selection=strategies.selections())
def test_the_bars_of_a_histogram_are_the_records(
    index: select.Index, per: summarise.Period, selection: Selection
) -> None:
    rows = select.rows(index, selection)
    table = summarise.periods(index, rows, per=per)
    assert table["records"].sum() + summarise.without_day(index, rows) == len(rows)
    assert (table["records"] > 0).all()
    assert not table.duplicated(["first", "family"]).any()


def test_a_week_begins_on_monday_and_holds_its_records(index: select.Index) -> None:
    rows = select.rows(index, Selection())
    table = summarise.periods(index, rows, per="week")
    assert {day.weekday() for day in table["first"]} == {0}
    weeks = table.to_dict("records")
    assert all(week["last"] - week["first"] == timedelta(days=6) for week in weeks)
    days = summarise.periods(index, rows, per="day").to_dict("records")
    for week in weeks:
        inside = [
            day["records"]
            for day in days
            if week["first"] <= day["first"] <= week["last"] and day["family"] == week["family"]
        ]
        assert sum(inside) == week["records"]


def test_daily_attempts_are_published_days_alone(dataset: Dataset) -> None:
    first, last = dataset.coverage
    table = summarise.daily_attempts(dataset.attempts, first=first, last=last)
    given_days = dataset.attempts[dataset.attempts["period_type"] == "day"]
    assert len(table) <= len(given_days)
    assert set(zip(table["day"], table["attempts"], strict=True)) <= set(
        zip(given_days["date_start"], given_days["attempts"], strict=True)
    )
    assert table["claimed_by"].ne("").all()
    assert (table["attempts"] == 0).sum() == (given_days["attempts"] == 0).sum()
    assert table["day"].nunique() < (last - first).days


def test_measures_in_force_follow_their_rule(dataset: Dataset) -> None:
    until = dataset.coverage[1]
    table = summarise.measures_in_force(dataset.records, until=until)
    assert len(table)
    assert (table["start"] < table["end"]).all()
    assert set(table["family"]) == {"policy"}


@given(selection=strategies.selections())
def test_every_record_has_one_place_in_the_diagram_along_the_line(
    dataset: Dataset, index: select.Index, selection: Selection
) -> None:
    records = chosen(dataset, index, selection)
    placed = summarise.placed(records, dataset.areas)
    until = dataset.coverage[1]
    assert placed.marks + placed.stretches + placed.too_far + placed.nowhere == len(records)
    assert placed.marks == len(summarise.along(records, until=until))
    assert placed.stretches == len(summarise.stretches(records, dataset.areas, until=until))
    assert placed.marks == summarise.bands(records)["records"].sum()


def test_records_of_a_region_are_no_points_along_the_line(dataset: Dataset) -> None:
    until = dataset.coverage[1]
    marks = set(summarise.along(dataset.records, until=until)["id"])
    regions = dataset.records["geo_precision"].isin(("region", "country"))
    assert not marks & set(dataset.records.loc[regions, "id"])
    spans = summarise.stretches(dataset.records, dataset.areas, until=until)
    assert set(spans["id"]) <= set(dataset.records.loc[regions, "id"])
    assert (spans["km_from"] < spans["km_to"]).all()


def test_a_mark_has_its_kilometre_and_its_uncertainty(dataset: Dataset) -> None:
    table = summarise.along(dataset.records, until=dataset.coverage[1]).set_index("id")
    joined = dataset.records.set_index("id").loc[table.index]
    assert (table["km"] == joined["border_km"].astype(float)).all()
    assert (table["km_from"] <= table["km"]).all()
    assert (joined["border_m"].astype(float) <= 50_000).all()
    inner = table[(table["km_from"] > 0) & (table["km_to"] < table["km_to"].max())]
    reach = joined.loc[inner.index, "uncertainty_m"].astype(float) / 1000
    assert ((inner["km_to"] - inner["km_from"]) / 2 - reach).abs().max() < 1e-6


def test_crossings_stand_on_the_axis_from_south_to_north_at_the_kilometre_of_the_join(dataset: Dataset) -> None:
    places = summarise.axis_places(dataset.crossings, apart_km=9)
    names = places["name"].str.partition("–")[0].tolist()
    order = [names.index(name) for name in ("Terespol", "Połowce", "Bobrowniki", "Kuźnica")]
    assert order == sorted(order)
    line = border.line_of(dataset.border)
    crossings = dataset.crossings.to_crs(crs.metric())
    metric = dict(zip(crossings["name"], crossings.geometry, strict=True))
    for name, km in zip(places["name"], places["km"], strict=True):
        assert shapely.line_locate_point(line, metric[name]) / 1000 == pytest.approx(km, abs=1)
    assert (places["km"].diff().dropna() >= 9).all()


@given(selection=strategies.selections())
@settings(max_examples=20)
def test_a_stretch_of_the_line_selects_the_marks_in_it(
    dataset: Dataset, index: select.Index, selection: Selection
) -> None:
    until = dataset.coverage[1]
    if selection.along_km is None:
        return
    south, north = selection.along_km
    whole = Selection(along_km=selection.along_km)
    marks = summarise.along(dataset.records, until=until)
    inside = marks[(marks["km"] >= south) & (marks["km"] <= north)]
    assert set(chosen(dataset, index, whole)["id"]) == set(inside["id"])


def test_strengths_are_the_published_ones_and_no_sum(dataset: Dataset) -> None:
    table = summarise.force_levels(dataset.records, until=dataset.coverage[1])
    published = {
        (record["id"], figure["attributed_to"], figure["value"], figure["min"], figure["max"])
        for record in dataset.records[dataset.records["kind"] == "deployment"].to_dict("records")
        for figure in record["figures"]
        if figure["measure"] == "personnel"
    }
    assert len(table) == len(
        [
            figure
            for record in dataset.records[dataset.records["kind"] == "deployment"].to_dict("records")
            for figure in record["figures"]
            if figure["measure"] == "personnel"
        ]
    )
    for row in table.to_dict("records"):
        mine = {key for key in published if key[:2] == (row["id"], row["attributed_to"])}
        assert any(row["low"] in (value, low) and row["high"] in (value, high) for _i, _w, value, low, high in mine)
    assert table["number"].tolist() == list(range(1, len(table) + 1))


def test_an_open_end_reaches_the_last_day_of_the_data(dataset: Dataset) -> None:
    until = dataset.coverage[1]
    table = summarise.deployments(dataset.records, until=until)
    assert len(table) == int((dataset.records["kind"] == "deployment").sum())
    assert table["open"].any()
    assert (table.loc[table["open"], "end"] == until).all()


def test_claims_count_a_record_once_for_each_of_its_sides(dataset: Dataset) -> None:
    table = summarise.claims(dataset.records)
    sides = dataset.records["claimant_sides"].map(set)
    for side, number in table.groupby("side")["records"].sum().items():
        assert number == sum(side in there for there in sides)
    assert len(summarise.one_sided(dataset.records)) == int(dataset.records["single_claimant"].sum())


def test_denials_name_the_parties_of_the_contested_records(dataset: Dataset) -> None:
    contested = summarise.contested(dataset.records)
    table = summarise.denials(dataset.records)
    assert set(table["denied_by"]) == {name for names in contested["disputed_by"] for name in names}
    assert len(contested) == int((dataset.records["disputed_by"].map(len) > 0).sum())


def test_figures_side_by_side_are_those_of_the_data(dataset: Dataset) -> None:
    names = dict(zip(dataset.areas["id"], dataset.areas["name"], strict=True))
    table = summarise.side_by_side(dataset.records, dataset.attempts, areas=names)
    records = dataset.records.set_index("id")["figures"]
    counts = dataset.attempts.set_index("id")["attempts"]
    for row in table.to_dict("records"):
        if row["id"] in counts.index:
            assert row["low"] == row["high"] == counts[row["id"]]
        else:
            assert any(
                row["low"] in (figure["min"], figure["value"])
                and row["high"] in (figure["max"], figure["value"])
                and row["attributed_to"] == figure["attributed_to"]
                for figure in records[row["id"]]
            )
    for _group, together in table.groupby("group"):
        assert len(together) > 1
        assert (together["unit"] == together["unit"].iloc[0]).all()
        assert (max(together["as_of"]) - min(together["as_of"])).days <= 14
    beginnings = ("People present · Kuźnica–Bruzgi", "Dead", "Personnel", "Crossing attempts for 1–31 October 2021")
    assert [words for words in beginnings if not table["group"].str.startswith(words).any()] == []


def test_a_comparison_is_the_second_less_the_first(dataset: Dataset, index: select.Index) -> None:
    first = chosen(dataset, index, Selection(start=date(2021, 11, 8), end=date(2021, 11, 14)))
    second = chosen(dataset, index, Selection(start=date(2021, 11, 15), end=date(2021, 11, 21)))
    families = summarise.compare(*(summarise.by_family(index, each.index.to_numpy()) for each in (first, second)))
    assert families["a"].sum() == len(first)
    assert families["b"].sum() == len(second)
    assert (families["difference"] == families["b"] - families["a"]).all()
    along = summarise.compare_bands(first, second)
    assert along["a"].sum() == summarise.placed(first, dataset.areas).marks
    assert along["km_to"].iloc[-1] == 420


@pytest.mark.parametrize("rows", [0, 1])
def test_tables_of_little_are_little(dataset: Dataset, index: select.Index, rows: int) -> None:
    few, until = dataset.records.iloc[:rows], dataset.coverage[1]
    assert len(summarise.periods(index, few.index.to_numpy(), per="week")) <= rows
    assert len(summarise.along(few, until=until)) <= rows
    assert summarise.side_by_side(few, dataset.attempts.iloc[:0], areas={}).empty
    assert summarise.force_levels(few, until=until).empty
    assert summarise.deployments(few, until=until).empty
    assert summarise.claims(few)["records"].sum() >= rows


def marks(*places: tuple[str, float]) -> pd.DataFrame:
    """Marks on the line: first days and kilometres."""
    return pd.DataFrame({"start": [date.fromisoformat(day) for day, _ in places], "km": [km for _, km in places]})


def test_marks_of_one_day_and_place_stand_beside_one_another_and_the_others_in_the_middle_of_their_day() -> None:
    table = marks(("2021-11-08", 21.0), ("2021-11-08", 20.0), ("2021-11-09", 20.0), ("2021-11-08", 23.0))
    assert summarise.beside(table, apart_km=1.01) == [0.75, 0.25, 0.5, 0.5]
    assert summarise.beside(table, apart_km=1.0) == [0.5] * 4
    assert summarise.beside(table.iloc[:0], apart_km=1.0) == []


def test_the_crowds_on_the_line_are_found_with_their_numbers_and_do_not_overlap() -> None:
    first = date(2021, 11, 1)
    crowd = [("2021-11-10", 12.0)] * 9 + [("2021-12-20", 31.0)] * 8
    found = summarise.crowded(marks(*crowd, ("2021-12-01", 3.0)), first=first)
    assert [window.records for window in found] == [9, 8]
    for window, (day, km) in zip(found, (crowd[0], crowd[-1]), strict=True):
        assert window.first <= date.fromisoformat(day) <= window.last
        assert window.km[0] <= km <= window.km[1]
        assert (window.last - window.first).days == 13
    assert summarise.crowded(marks(*crowd[:7]), first=first) == ()


def test_cells_count_every_mark_once() -> None:
    bounds = (date(2021, 11, 1), date(2021, 11, 30))
    table = marks(("2021-11-01", 0.0), ("2021-11-01", 0.0), ("2021-11-30", 60.0), ("2021-10-01", 30.0))
    cells = summarise.cells(table, bounds=bounds, km=(0.0, 60.0))
    assert cells["records"].tolist() == [2, 1, 1]
    assert cells["first"].min() == bounds[0]
    assert (cells["km_to"] <= 60.0).all()


def test_too_many_marks_are_counted_in_cells_that_lead_closer() -> None:
    many = charts.MOST_MARKS + 1
    table = marks(*[("2021-11-08", 5.0)] * many).assign(km_from=4.0, km_to=6.0, uncertainty_km=1.0, family="crossing")
    table = table.assign(end=table["start"], **dict.fromkeys(("id", "title", "category", "place", "claimed_by"), ""))
    empty = table.iloc[:0].assign(area=[], open=[])
    options: dict[str, Any] = {
        "bounds": (date(2021, 11, 1), date(2021, 11, 30)),
        "stretch_km": None,
        "subtitle": "",
        "dark": False,
    }
    places = pd.DataFrame({"name": [], "label": [], "km": []})
    drawn = charts.along(table.assign(disputed_by=""), empty, places, description="", **options)
    cells = drawn.tables["cells"]
    assert isinstance(cells, pd.DataFrame)
    assert cells["records"].tolist() == [many]
    assert cells["opens"].iloc[0].startswith("from=2021-11-08&to=2021-11-08&km=0-")
    assert not len(drawn.tables["records"])

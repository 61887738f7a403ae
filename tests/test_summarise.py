"""Counts are counts of records, and each record is counted where it belongs."""

from __future__ import annotations

import pytest

from geo import schema, summarise
from geo.model import Dataset
from geo.query import select, words


@pytest.mark.parametrize(
    ("shown", "total", "said"),
    [(34, 300, "34 of 300 records"), (0, 1, "0 of 1 records"), (1234, 50000, "1,234 of 50,000 records")],
)
def test_the_heading_reads_n_of_m_records(shown: int, total: int, said: str) -> None:
    assert words.headline(shown, total) == said


def test_families_add_up_to_the_records(dataset: Dataset, index: select.Index) -> None:
    counts = summarise.by_family(index, dataset.records.index.to_numpy())
    assert list(counts) == list(schema.FAMILIES)
    assert sum(counts.values()) == len(dataset.records)


def test_an_empty_selection_counts_nothing(dataset: Dataset, index: select.Index) -> None:
    assert set(summarise.by_family(index, dataset.records.index.to_numpy()[:0]).values()) == {0}
    assert summarise.claimant_balance(dataset.records.iloc[:0]).empty


def test_records_without_a_point_and_those_with_one_are_all_records(dataset: Dataset, index: select.Index) -> None:
    without = summarise.without_point(index, dataset.records.index.to_numpy())
    points = dataset.records.geometry.geom_type == "Point"
    events = ~dataset.records["category"].isin(["statement", "statistics"])
    assert without.tolist() == dataset.records.index[~(points & events)].tolist()
    assert len(without) > 0


def test_the_balance_counts_a_record_once_for_each_side_that_claims_it(dataset: Dataset) -> None:
    balance = summarise.claimant_balance(dataset.records).set_index("side")
    polish = schema.CLAIMANT_SIDES["PL state"].label
    sides = dataset.records["claimant_sides"].map(set)
    assert balance.loc[polish, "records"] == sides.map(lambda there: "PL state" in there).sum()
    assert balance.loc[polish, "alone"] == sides.map(lambda there: there == {"PL state"}).sum()
    assert (balance["alone"] <= balance["records"]).all()
    assert balance["records"].is_monotonic_decreasing


def test_coverage_counts_every_record_once_and_keeps_empty_months(dataset: Dataset) -> None:
    table = summarise.coverage(dataset.records)
    assert table["all"].sum() == len(dataset.records)
    assert (table["all"] == 0).any()
    assert summarise.coverage(dataset.records.iloc[:0]).empty


def test_a_tally_adds_up_to_the_records(dataset: Dataset) -> None:
    table = summarise.tally(dataset.records, field="side", vocabulary=schema.SIDES)
    assert table["records"].sum() == len(dataset.records)

"""What every run of the map page does is done by numbers, and gives what the slower way gives."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest

from geo import render, select, summarise
from geo.model import Dataset, Selection
from pages.parts import histogram, store

SELECTIONS = [Selection(), Selection(sides=frozenset({"PL"})), Selection(text="no such word anywhere")]


@pytest.mark.parametrize("selection", SELECTIONS)
def test_weeks_of_the_histogram_are_those_of_the_summary(selection: Selection) -> None:
    prepared = store.current()
    rows = select.rows(prepared.index, selection)
    slow = summarise.periods(prepared.dataset.records.iloc[rows], per="week")
    quick = histogram.weeks(prepared, rows)
    order = ["first", "family"]
    assert (
        quick.sort_values(order)[list(slow.columns)].to_numpy().tolist() == slow.sort_values(order).to_numpy().tolist()
    )


@pytest.mark.parametrize("selection", SELECTIONS)
def test_counts_of_the_key_are_those_of_the_summary(
    selection: Selection, dataset: Dataset, index: select.Index
) -> None:
    rows = select.rows(index, selection)
    assert select.by_family(index, rows) == summarise.by_family(dataset.records.iloc[rows])


@pytest.mark.parametrize("selection", SELECTIONS)
def test_records_without_a_point_are_those_of_the_summary(
    selection: Selection, dataset: Dataset, index: select.Index
) -> None:
    rows = select.rows(index, selection)
    slow = summarise.without_point(dataset.records.iloc[rows])
    assert select.without_point(index, rows).tolist() == slow.index.tolist()


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 1.0])
def test_a_search_that_finds_many_rows_stays_within_a_bit_a_row(share: float) -> None:
    rows = tuple(np.flatnonzero(np.random.default_rng(1).random(50_000) < share).tolist())
    command = render.command(
        [select.Clause("row", "in", rows)], layers=frozenset(), dark=False, opened=None, count=len(rows)
    )
    column, test, values = json.loads(command.command)["clauses"][0]
    assert column == "row"
    assert len(command.command) < 50_000 / 6 + 200
    assert (tuple(values) if test == "in" else _rows(values[0])) == rows


def _rows(text: str) -> tuple[int, ...]:
    """Read a mask as the map does: the first row in the lowest bit of the first byte."""
    body = base64.b64decode(text)
    return tuple(row for row in range(len(body) * 8) if body[row >> 3] & (1 << (row & 7)))

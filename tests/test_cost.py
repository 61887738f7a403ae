"""What a run costs: one reading of the store, one going back to a day, one evaluation of a range of dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from streamlit.testing.v1 import AppTest

from geo import store, summarise
from geo.model import Dataset, Link, Selection
from geo.query import as_of, select
from geo.query import view as views
from geo.query.view import DataView
from tests import strategies
from tests.serving import ROOT

PAGES = sorted(path.name for path in (ROOT / "pages").glob("*.py") if path.stem not in {"__init__", "shell"})
RANGES = {"compare.py": 2}
"""Ranges of dates that a page sets against each other."""


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each of the dear steps was taken."""
    counted: Counter[str] = Counter()

    def count(module: Any, name: str) -> None:
        step: Callable[..., Any] = getattr(module, name)

        def taken(*arguments: Any, **options: Any) -> Any:
            counted[name] += 1
            return step(*arguments, **options)

        monkeypatch.setattr(module, name, taken)

    count(as_of, "as_known")
    count(store, "current")
    count(select, "rows_by_publication")
    return counted


@pytest.mark.parametrize("page", PAGES)
def test_a_run_takes_each_dear_step_once(calls: Counter[str], page: str) -> None:
    app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=60)
    app.query_params["known"] = "2021-11-12"
    app.run()
    if page != "map.py":
        app.switch_page(page).run()
    views._as_of.kept.clear()  # type: ignore[attr-defined]  # noqa: SLF001  # another test may have gone back to the same day
    calls.clear()
    app.run()
    assert not app.exception
    assert calls["current"] == 1
    assert calls["as_known"] <= 1
    assert calls["rows_by_publication"] <= RANGES.get(page, 1)


EARLY, LATE = Selection(end=date(2021, 10, 31)), Selection(start=date(2021, 11, 1))


def test_a_table_of_single_records_is_made_once_for_all_selections(dataset: Dataset, index: select.Index) -> None:
    own = replace(dataset)  # nothing is kept of it yet
    made: list[int] = []

    def ids(records: pd.DataFrame) -> pd.DataFrame:
        made.append(len(records))
        return records[["id"]]

    for selection in (Selection(), EARLY, LATE, EARLY):
        view = DataView(own, index, Link(selection=selection))
        assert view.each("ids", ids)["id"].tolist() == view.records["id"].tolist()
    assert made == [len(own.records)]


def test_a_table_of_very_many_single_records_is_made_of_the_selection(
    dataset: Dataset, index: select.Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = DataView(replace(dataset), index, Link(selection=EARLY))
    for most, made in ((len(dataset.records), len(dataset.records)), (len(dataset.records) - 1, len(view.rows))):
        monkeypatch.setattr(views, "MOST_EACH", most)
        taken: list[int] = []

        def count(records: pd.DataFrame, taken: list[int] = taken) -> pd.DataFrame:
            taken.append(len(records))
            return records[["id"]]

        assert view.each(f"of {most}", count)["id"].tolist() == view.records["id"].tolist()
        assert taken == [made]


def test_a_table_of_single_records_goes_back_to_the_day_of_the_link(dataset: Dataset, index: select.Index) -> None:
    own = replace(dataset)
    for known in (None, date(2021, 10, 1), date(2021, 11, 12)):
        view = DataView(own, index, Link(selection=Selection(known=known)))
        cited = view.each("cited", lambda records: records[["sources"]])["sources"].map(len)
        assert cited.tolist() == view.records["sources"].map(len).tolist()
        assert len(view.rows) < len(own.records) or known is None


@given(selection=strategies.selections())
@settings(max_examples=15)
def test_the_tables_of_pages_rest_on_one_record_a_row(
    dataset: Dataset, index: select.Index, selection: Selection
) -> None:
    until = dataset.coverage[1]
    tables: dict[str, Callable[..., pd.DataFrame]] = {
        "in_force": partial(summarise.measures_in_force, until=until),
        "deployed": partial(summarise.deployments, until=until),
        "along": partial(summarise.along, until=until),
        "stretches": lambda records: summarise.stretches(records, dataset.areas, until=until),
        "one_sided": lambda records: summarise.one_sided(records)[["id"]],
        "figures": partial(summarise.published, areas={}),
        "contested": lambda records: summarise.contested(records)[["disputed_by"]],
    }
    view = DataView(dataset, index, Link(selection=selection))
    for what, make in tables.items():
        found, alone = view.each(f"test {what}", make), make(view.records)
        assert found.index.tolist() == alone.index.tolist(), what
        assert found.astype(object).where(found.notna(), None).equals(alone.astype(object).where(alone.notna(), None))

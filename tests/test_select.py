"""A selection keeps the same rows as its definition says, whoever reads it and wherever."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given

from geo import schema
from geo.model import LAYER_OF_KIND, RECORD_LAYERS, Dataset, Link, Selection
from geo.query import link as links
from geo.query import search, select
from tests import strategies
from tests.serving import ROOT

# A failing example holds all the data; hypothesis then warns of its own long message.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")


def reference(record: dict[str, Any], chosen: Selection) -> bool:  # noqa: C901, PLR0911  # one rule of the link a line
    """What a link promises, record by record, written from its description and not from the code."""
    start = record["start"]
    is_open = record["end_status"] in schema.OPEN_ENDS
    end = date.max if is_open else record["end"] or start
    if chosen.start and end < chosen.start:
        return False
    if chosen.end and start > chosen.end:
        return False
    if chosen.known and record["reported"] > chosen.known:
        return False
    if LAYER_OF_KIND[record["kind"]] not in chosen.layers:
        return False
    for field, words in (
        ("category", chosen.categories),
        ("side", chosen.sides),
        ("confidence", chosen.confidences),
        ("geo_precision", chosen.precisions),
    ):
        if words and record[field] not in words:
            return False
    sides = set(record["denier_sides"] or ()) | ({"anyone"} if record["disputed_by"] else set())
    for there, words in (
        (set(record["claimant_sides"]), chosen.claimants),
        (sides, chosen.deniers),
        ({figure["measure"] for figure in record["figures"]}, chosen.measures),
        ({record["checked"]["how"]} if record["checked"] else set(), chosen.checks),
    ):
        if words and not there & words:
            return False
    has_point = record["geometry"] is not None
    if chosen.border_km is not None and not (has_point and record["border_m"] <= chosen.border_km * 1000):
        return False
    if chosen.along_km is not None:
        first, last = chosen.along_km
        near = has_point and record["border_m"] <= 50_000
        if not (near and first <= record["border_km"] <= last):
            return False
    return True


@given(strategies.selections())
def test_rows_are_those_of_the_definition(dataset: Dataset, index: select.Index, chosen: Selection) -> None:
    records: list[Any] = dataset.records.to_dict("records")
    said = set(search.find(index.corpus, chosen.text).rows.tolist())
    expected = [row for row, record in enumerate(records) if row in said and reference(record, chosen)]
    assert select.rows(index, chosen).tolist() == expected


@given(strategies.selections())
def test_a_link_selects_the_same_rows_after_a_journey(dataset: Dataset, index: select.Index, chosen: Selection) -> None:
    query = {name: [value] for name, value in links.write(Link(chosen)).items()}
    travelled, problems = links.parse(query, record_ids=dataset.records["id"])
    assert problems == ()
    assert select.rows(index, travelled.selection).tolist() == select.rows(index, chosen).tolist()


def test_everything_is_selected_by_default(dataset: Dataset, index: select.Index) -> None:
    assert select.clauses(Selection(), corpus=index.corpus) == ()
    assert len(select.rows(index, Selection())) == len(dataset.records)


def test_every_filter_cuts_something_off_so_that_the_property_above_means_something(index: select.Index) -> None:
    for chosen in (
        Selection(start=date(2022, 3, 1)),
        Selection(end=date(2021, 9, 1)),
        Selection(known=date(2021, 11, 12)),
        Selection(layers=frozenset({"incidents"})),
        Selection(categories=frozenset({"death"})),
        Selection(sides=frozenset({"BY"})),
        Selection(confidences=frozenset({"disputed"})),
        Selection(precisions=frozenset({"exact_site"})),
        Selection(border_km=5),
        Selection(along_km=(340, 380)),
        Selection(text="kuznica"),
    ):
        assert 0 < len(select.rows(index, chosen)) < len(index), chosen


def test_both_ends_of_a_range_are_inclusive_and_a_record_shows_on_each_of_its_days(
    dataset: Dataset, index: select.Index
) -> None:
    records = dataset.records
    row = next(
        place
        for place, (start, end) in enumerate(zip(records["start"], records["end"], strict=True))
        if end and (end - start).days == 4
    )
    start, end = records["start"][row], records["end"][row]
    for day in (start, start + timedelta(days=1), end):
        assert row in select.rows(index, Selection(start=day, end=day))
    before, after = date.fromordinal(start.toordinal() - 1), date.fromordinal(end.toordinal() + 1)
    assert row not in select.rows(index, Selection(end=before))
    assert row not in select.rows(index, Selection(start=after))


def test_a_deployment_without_an_end_stays(dataset: Dataset, index: select.Index) -> None:
    is_open = dataset.records["end_status"].isin(schema.OPEN_ENDS)
    assert is_open.any()
    rows = set(select.rows(index, Selection(start=date(2022, 12, 31))).tolist())
    assert set(dataset.records.index[is_open]) <= rows


def test_no_record_layer_gives_no_record(index: select.Index) -> None:
    assert len(select.rows(index, Selection(layers=frozenset({"border", "crossings"})))) == 0


def test_layers_part_the_records(index: select.Index) -> None:
    parts = [set(select.rows(index, Selection(layers=frozenset({layer}))).tolist()) for layer in RECORD_LAYERS]
    assert sum(map(len, parts)) == len(index)
    assert set.union(*parts) == set(range(len(index)))


@pytest.mark.parametrize("text", ["Kuźnica", "kuznica", "KUŹNICA", "  kuźnica  ", "Кузніца"])
def test_search_does_not_mind_case_and_accents(index: select.Index, text: str) -> None:
    assert len(select.rows(index, Selection(text=text))) > 5


def test_search_takes_l_for_its_polish_sister(index: select.Index) -> None:
    for plain_text, local in (("Michalowo", "Michałowo"), ("Bialowieza", "Białowieża")):
        rows = select.rows(index, Selection(text=plain_text)).tolist()
        assert rows == select.rows(index, Selection(text=local)).tolist()
        assert rows


def test_the_browser_gets_only_numbers(index: select.Index) -> None:
    chosen = Selection(start=date(2021, 11, 8), text="'; DROP TABLE records; --{{7*7}}", sides=frozenset({"PL"}))
    for clause in select.clauses(chosen, corpus=index.corpus):
        assert clause.column in {*index.columns, "row"}
        assert all(type(number) is int for number in clause.numbers)


COUNT = """
from datetime import date
from geo.intake import prepare
from geo.query import link, select
from urllib.parse import parse_qs
data = prepare.dataset()
index = select.index(data.records)
for query in ("from=2021-11-08&to=2021-11-08", "known=2021-11-12&border_km=5", "from=2021-10-31&to=2021-10-31"):
    chosen, problems = link.parse(parse_qs(query), record_ids=())
    print(query, select.rows(index, chosen.selection).tolist(), problems, data.coverage)
"""


def test_one_link_gives_the_same_rows_in_every_time_zone() -> None:
    said = {
        zone: subprocess.run(
            [sys.executable, "-c", COUNT],
            cwd=ROOT,
            env={**os.environ, "TZ": zone},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for zone in ("UTC", "Europe/Warsaw", "America/New_York")
    }
    assert len(set(said.values())) == 1
    assert "[]" not in said["UTC"].splitlines()[0]

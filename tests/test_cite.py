from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from citeproc.source.json import CiteProcJSON
from hypothesis import given, settings
from pybtex.database import parse_string

from geo.model import Dataset, Link, Selection
from geo.publish import cite, compose
from geo.query import select
from geo.query.view import DataView
from tests import extracts

SEEN = date(2026, 11, 23)
OCCASION = cite.Occasion(
    version="1.2.3", released=date(2026, 11, 22), accessed=SEEN, address="https://granica.example/"
)


def test_apa_of_a_selection_has_version_link_and_day_of_access() -> None:
    entry = cite.dataset_entry(OCCASION, link="from=2021-11-08&category=death,camp", selection="from 8 November 2021")
    assert cite.format([entry], style="apa") == (
        "Granica contributors. (2026). Granica: incidents of the Poland–Belarus border crisis, 2021–22 (Version 1.2.3) "
        "[Dataset]. Retrieved November 23, 2026, from "
        "https://granica.example/?from=2021-11-08&category=death,camp"
    )


def test_without_an_address_the_link_stands_in_the_note() -> None:
    occasion = cite.Occasion(version="1.2.3", released=None, accessed=SEEN)
    entry = cite.dataset_entry(occasion, link="category=death", selection="category: Death")
    assert "URL" not in entry
    assert "issued" not in entry
    assert entry["note"] == "category: Death; link: ?category=death"
    assert "(n.d.)" in cite.format([entry], style="apa")


def test_bibtex_of_a_selection() -> None:
    entry = cite.dataset_entry(OCCASION, link="q=100%25&side=PL", selection="with the words “100% {a_b}”")
    assert cite.format([entry], style="bibtex") == (
        "@dataset{granica-1.2.3,\n"
        "    author = {{Granica contributors}},\n"
        "    title = {{Granica: incidents of the Poland–Belarus border crisis, 2021–22}},\n"
        "    date = {2026-11-22},\n"
        "    version = {1.2.3},\n"
        "    url = {https://granica.example/?q=100%25&side=PL},\n"
        "    urldate = {2026-11-23},\n"
        "    note = {with the words “100\\% \\textbraceleft{}a\\_b\\textbraceright{}”}\n"
        "}"
    )


@pytest.mark.parametrize(
    ("changes", "kind", "date"),
    [
        ({"issued": {"date-parts": [[2021, 11, 12]]}}, "online", "2021-11-12"),
        ({"issued": {"date-parts": [[2021, 11]]}}, "online", "2021-11"),
        ({"issued": {"date-parts": [[2021]]}, "URL": ""}, "misc", "2021"),
    ],
)
def test_bibtex_keeps_the_day_as_exactly_as_it_is_known(changes: dict[str, Any], kind: str, date: str) -> None:
    entry = {**extracts.source("alpha", title="T"), **changes}
    (found,) = parse_string(cite.format([entry], style="bibtex"), "bibtex").entries.values()
    assert found.type == kind
    assert found.fields["date"] == date
    assert not {"year", "month"} & set(found.fields)


def test_a_record_comes_with_its_sources_in_their_order(dataset: Dataset, index: select.Index) -> None:
    record = next(row for _, row in dataset.records.iterrows() if len(row["sources"]) > 1)
    entries = compose.citation(
        DataView(dataset, index, Link(record_id=record["id"])), accessed=SEEN, address=OCCASION.address
    )
    assert [entry["id"] for entry in entries[1:]] == [citation["id"] for citation in record["sources"]]
    lines = cite.format(entries, style="apa").splitlines()
    assert len(lines) == len(entries)
    assert f"({record['id']}) [Dataset]" in lines[0]
    assert f"https://granica.example/?id={record['id']}" in lines[0]
    assert all(entry["URL"] in line for entry, line in zip(entries, lines, strict=True))


def test_a_selection_is_cited_by_its_own_link(dataset: Dataset, index: select.Index) -> None:
    link = Link(selection=Selection(start=date(2021, 11, 8)), view=None)
    (entry,) = compose.citation(DataView(dataset, index, link), accessed=SEEN, address="https://granica.example/")
    assert "?from=2021-11-08&data=" in entry["URL"]
    assert entry["version"] == dataset.version
    assert entry["note"].startswith("8 November 2021")


def test_csl_json_is_what_citeproc_reads(dataset: Dataset) -> None:
    entries = [cite.dataset_entry(OCCASION), *list(dataset.sources.values())[:5]]
    back = json.loads(cite.format(entries, style="csl-json"))
    assert back == entries
    known = [{name: value for name, value in entry.items() if name not in ("custom", "license")} for entry in back]
    assert len(CiteProcJSON(known)) == len(entries)


def test_only_a_headline_stands_as_a_title() -> None:
    entry = extracts.source("alpha", title="Put together from the address")
    said = cite.format([entry], style="apa")
    assert said == "=Paper. (2021, November). [Put together from the address]. https://x.example/alpha"
    headline = {**entry, "custom": {**entry["custom"], "title_basis": "headline"}}
    assert "[" not in cite.format([headline], style="apa")


def test_publisher_and_paper_are_not_said_twice() -> None:
    entry = {**extracts.source("alpha", title="T"), "publisher": "BBC", "container-title": "BBC News"}
    assert cite.format([entry], style="apa").startswith("BBC. (2021, November). [T]. BBC News. https")


def test_every_shipped_source_can_be_cited(dataset: Dataset) -> None:
    entries = list(dataset.sources.values())
    assert set(parse_string(cite.format(entries, style="bibtex"), "bibtex").entries) == set(dataset.sources)
    some = entries[::20]
    lines = cite.format(some, style="apa").splitlines()
    assert len(lines) == len(some)
    assert all(entry["URL"] in line for entry, line in zip(some, lines, strict=True))


@settings(max_examples=30)
@given(title=extracts.TEXTS, note=extracts.TEXTS)
def test_hostile_titles_stay_within_their_entry(title: str, note: str) -> None:
    entry = {**extracts.source("alpha", title=title), "note": note}
    other = extracts.source("beta", title="plain")
    entries: list[dict[str, Any]] = [entry, other]
    assert list(parse_string(cite.format(entries, style="bibtex"), "bibtex").entries) == ["alpha", "beta"]
    assert len(cite.format(entries, style="apa").splitlines()) == len(entries)
    assert json.loads(cite.format(entries, style="csl-json")) == entries


@pytest.mark.parametrize("style", cite.STYLES)
def test_citing_changes_nothing(dataset: Dataset, style: cite.Style) -> None:
    before = json.dumps(dict(dataset.sources))
    cite.format(list(dataset.sources.values())[:10], style=style)
    assert json.dumps(dict(dataset.sources)) == before


def test_the_licence_of_the_records_is_said() -> None:
    assert cite.dataset_entry(OCCASION)["license"] == "CC-BY-4.0"

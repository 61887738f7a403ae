"""Whoever asks, the rows of a link are the same: page, command line, every file, counts, OGC items and feed."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qs

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from pyarrow import parquet
from starlette.requests import Request
from streamlit.testing.v1 import AppTest

from geo import __main__ as cli
from geo import schema, store, study
from geo.intake import prepare
from geo.model import Link, Selection
from geo.publish import compose, export, history
from geo.query import link as links
from geo.query.view import DataView
from server import asked
from server.routes import ADDRESSES
from tests import building
from tests.serving import ROOT
from tests.strategies import selections

LINKS = 300
PAGES = 12
"""Links that are opened as a page too, which is dear."""


def _from_gpkg(content: bytes) -> list[str]:
    database = sqlite3.connect(":memory:")
    database.deserialize(content)
    found = [str(name) for (name,) in database.execute("SELECT id FROM records ORDER BY fid")]
    database.close()
    return found


def _from_xlsx(content: bytes) -> list[str]:
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True)["Records"]
    names, *rows = sheet.iter_rows(values_only=True)
    return [str(row[names.index("id")]) for row in rows if row[names.index("id")]]


def _from_csv(content: bytes) -> list[str]:
    return [row["id"] for row in csv.DictReader(io.StringIO(content.decode()))]


READERS: Mapping[str, Callable[[bytes], list[str]]] = {
    "csv": _from_csv,
    "geojson": lambda content: [item["properties"]["id"] for item in json.loads(content)["features"]],
    "parquet": lambda content: list(parquet.read_table(io.BytesIO(content))["id"].to_pylist()),
    "gpkg": _from_gpkg,
    "xlsx": _from_xlsx,
    "zip": lambda content: _from_csv(zipfile.ZipFile(io.BytesIO(content)).read("records.csv")),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> store.Prepared:
    """A study of a few records that differ in all that a link can choose by."""
    categories = [item.code for item in schema.CATEGORIES.values() if item.family != "deployment"]
    items = [
        building.feature(
            id=f"PLBY-{number:04d}",
            category=categories[number % len(categories)],
            start=f"2021-{1 + number % 12:02d}-08",
            reported=f"2021-{1 + number % 12:02d}-{9 + number % 9:02d}",
            title=f"People at Kuźnica {number}" if number % 3 else f"Soldiers {number}",
            at=None if number % 5 == 0 else ((-1) ** number * 400 * number, 1000 * number),
        )
        for number in range(1, 37)
    ]
    path = building.folder(tmp_path_factory.mktemp("small"), *items)
    dataset = prepare.dataset(path)
    assert len(dataset.records) > 30
    return store.ready(dataset, folder=path, told=study.current())


@pytest.fixture(autouse=True)
def in_service(small: store.Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let addresses and commands have it."""
    monkeypatch.setattr(store, "current", lambda: small)
    monkeypatch.setattr(prepare, "dataset", lambda *_: small.dataset)


def told(path: str, query: str, **parts: str) -> Any:
    """What an address tells, without a server around it."""
    (item,) = (address for address in ADDRESSES if address.path == path)
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": []}
    request = Request({**scope, "path_params": parts, "server": ("localhost", 80), "scheme": "http"})
    understood = asked.read(request, options=item.all_options, takes_link=True, versioned=item.versioned)
    assert understood.not_used == ()
    content = item.serve(understood)
    return json.loads(content.body)  # type: ignore[union-attr]  # no coroutine: these are made at once


@settings(max_examples=LINKS)
@given(selection=selections())
def test_the_rows_of_a_link_are_the_same_for_all_who_ask(small: store.Prepared, selection: Selection) -> None:
    link = Link(selection=selection)
    rows = list(small.view(link).records["id"])
    query = links.query_string(link)
    read, problems = links.parse(parse_qs(query), record_ids=small.rows_by_id)
    assert (read.selection, problems) == (selection, ())
    view = small.view(read)
    assert list(view.records["id"]) == rows, "the link as it is written"
    assert _by_command(link) == rows, "the command line"
    extract = compose.extract(view)
    assert [row["id"] for row in export.properties(extract.records)] == rows
    codes = list(READERS)
    for code in {"csv", "geojson", codes[sum(query.encode()) % len(codes)]}:
        assert READERS[code](export.encode(extract, format=code)) == rows, code
    counted = told("/data/counts.json", f"{query}&by=family")
    assert sum(row["records"] for row in counted["rows"]) == len(rows), "the counts"
    items = told("/ogc/collections/{collection}/items", query, collection="records")
    assert [item["id"] for item in items["features"]] == rows, "the OGC items"
    assert sorted(event.id for event in history.events(view, [])) == sorted(rows), "the feed"


@settings(max_examples=PAGES, phases=[Phase.generate])  # a page is too dear to look for the least link that fails
# no layer is said by an empty parameter, which Streamlit's test bench loses between two pages
@given(selection=selections().filter(lambda chosen: chosen.layers))
def test_the_page_of_a_link_and_its_file_to_keep_hold_the_same_rows(selection: Selection) -> None:
    small, link = store.current(), Link(selection=selection)
    view = small.view(link)
    rows = list(view.records["id"])
    page = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=60)
    for name, value in links.write(link).items():
        page.query_params[name] = value
    page.run().switch_page("records.py").run()
    assert not page.exception
    drawn = "".join(element.proto.body for element in page.get("html"))
    listed = sorted(re.findall(r'<td role="cell">(PLBY-\d{4})</td>', drawn))
    assert listed == sorted(rows), "the page"
    held = {name: [str(value)] for name, value in page.query_params.items()}
    read, _ = links.parse(held, record_ids=small.rows_by_id)
    assert read.selection == selection, "what the page's filters hold, as its address"
    file = compose.snapshot(view, made=date(2026, 11, 24)).decode()
    kept = re.findall(r'<li id="(PLBY-\d{4})" data-start', file)
    assert kept == rows, "the file to keep"


def _by_command(link: Link) -> list[str]:
    """Rows that the command line chooses, told in its own words."""
    options = [f"--{name.replace('_', '-')}={value}" for name, value in links.write(link).items()]
    view: DataView = cli._open(cli._parser().parse_args(["show", *options]))  # noqa: SLF001  # without its printing
    return list(view.records["id"])


def test_every_format_has_a_reader_here() -> None:
    assert set(READERS) == set(export.FORMATS)


def test_a_study_of_the_test_has_a_row_for_most_filters(small: store.Prepared) -> None:
    assert small.dataset.records["category"].nunique() > 5
    assert small.dataset.records.geometry.isna().any()

"""What could not be used is said wherever something is taken away or embedded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from starlette.requests import Request
from streamlit.testing.v1 import AppTest

from geo import store
from geo.intake import prepare
from geo.model import Dataset, Link
from geo.publish import compose, export
from geo.query import select
from geo.query.view import DataView
from server.answer import MOST_CHARS, Content, Said, answer, incomplete
from tests import building
from tests.serving import ROOT

DEADLINE_S = 90


def view(dataset: Dataset) -> DataView:
    return DataView(dataset, select.index(dataset.records), Link())


def answered(said: Said) -> list[tuple[bytes, bytes]]:
    """Headers of ours in an answer that says something."""
    request = Request({"type": "http", "method": "GET", "headers": []})
    given = answer(request, Content(b"a,b\n", "text/csv"), tag="x", modified=None, said=said)
    return [(name, text) for name, text in given.raw_headers if name.startswith(b"granica")]


def half_read(folder: Path) -> Dataset:
    """Two good records, one that is none, and no counts at all."""
    good = [building.feature(id=f"PLBY-000{number}") for number in (1, 2)]
    return building.dataset(folder, *good, building.feature(id="PLBY-0003", start="never"))


def test_data_that_were_read_whole_have_no_gap(tmp_path: Path) -> None:
    dataset = building.dataset(tmp_path, building.feature())
    assert dataset.gaps == ()
    assert "incomplete" not in compose.extract(view(dataset)).about.lines()


def test_an_export_says_what_of_the_data_could_not_be_used(tmp_path: Path) -> None:
    extract = compose.extract(view(half_read(tmp_path)))
    said = "incidents.geojson: 1 of 3 could not be used"
    assert said in extract.about.lines()["incomplete"]
    assert said in json.dumps(json.loads(export.encode(extract, format="geojson")))


def test_a_file_that_is_lost_whole_is_a_gap_with_its_reason(tmp_path: Path) -> None:
    building.folder(tmp_path, building.feature())
    (tmp_path / "attempts.csv").write_bytes(b"<!doctype html>")
    assert prepare.dataset(tmp_path).gaps == ("attempts.csv: the file is a web page",)


def test_a_figure_says_so_under_the_map(tmp_path: Path) -> None:
    picture = compose.figure(view(half_read(tmp_path)), format="svg").decode()
    assert "Incomplete" in picture


@pytest.mark.parametrize(
    ("chars", "written"), [(MOST_CHARS, MOST_CHARS), (MOST_CHARS + 1, MOST_CHARS + len("%E2%80%A6"))]
)
def test_a_gap_in_a_header_is_short(chars: int, written: int) -> None:
    ((name, text),) = answered(incomplete(["x" * chars]))
    assert (name, len(text)) == (b"granica-incomplete", written)


def test_a_gap_in_a_header_is_one_line_of_ascii_whatever_the_file_said() -> None:
    found = answered(incomplete(["a.csv: Łódź\r\nSet-Cookie: a=b", "b.csv: 1 of 3 could not be used"]))
    assert found == [
        (b"granica-incomplete", b"a.csv: %C5%81%C3%B3d%C5%BA%0D%0ASet-Cookie: a=b"),
        (b"granica-incomplete", b"b.csv: 1 of 3 could not be used"),
    ]


@pytest.mark.parametrize("embed", ["true", ""])
def test_a_page_and_an_embed_say_what_of_link_and_data_could_not_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, embed: str
) -> None:
    monkeypatch.setenv(store.DATA_VARIABLE, str(tmp_path))
    half_read(tmp_path)
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.is_embedded", property(lambda _: bool(embed)))
    app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=DEADLINE_S)
    app.query_params["from"] = "2021-13-45"
    app.run()
    assert not app.exception
    assert [found.value for found in app.warning] == ["Some of this link could not be used; the rest of it applies."]
    assert "incidents.geojson: 3 read, 2 kept, 1 rejected." in [found.value for found in app.error]

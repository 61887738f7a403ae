"""A selection as one file that stands by itself: what is in it, what may run in it, and what is left out of it."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from geo import study
from geo.errors import RequestError
from geo.model import Dataset, Link, Selection
from geo.publish import compose, export, snapshot
from geo.publish.snapshot.joined import inert, joined
from geo.query import select
from geo.query.view import DataView
from geo.study import Terms
from tests import building
from tests.asking import get
from tests.serving import ROOT, Server

MADE = date(2026, 11, 24)
DAYS = Selection(start=date(2021, 11, 8), end=date(2021, 11, 9))
RAN = "<img src=x onerror=alert(1)>{{ 7*7 }}</script><script>alert(1)</script>"


def kept(data: Dataset, selection: Selection | None = None, *, address: str = "https://site.example/") -> str:
    """The file of a selection, made on a fixed day."""
    view = DataView(data, select.index(data.records), Link(selection=selection or Selection()))
    return compose.snapshot(view, made=MADE, address=address).decode()


@pytest.fixture(scope="module")
def days(dataset: Dataset) -> str:
    """The file of two days."""
    return kept(dataset, DAYS)


class Elements(HTMLParser):
    """Every element of a document, and the text of scripts and styles."""

    def __init__(self, document: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {"script": [], "style": []}
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.found.append((tag, dict(attrs)))
        if tag in self.texts and dict(attrs).get("type") != "application/json":
            self.texts[tag].append("")

    def handle_data(self, data: str) -> None:
        """Note what a script or a style holds."""
        tag, attributes = self.found[-1] if self.found else ("", {})
        if tag in self.texts and attributes.get("type") != "application/json" and self.cdata_elem == tag:
            self.texts[tag][-1] += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """Attributes of each element of a kind."""
        return [attributes for name, attributes in self.found if name == tag]


def documents(content: str) -> Iterator[Elements]:
    """The document, and that of the map in it."""
    outer = Elements(content)
    yield outer
    yield Elements(str(outer.of("iframe")[0]["srcdoc"]))


# --- what is in it -------------------------------------------------------------------


def test_it_holds_exactly_the_records_of_the_selection(days: str, dataset: Dataset, index: select.Index) -> None:
    rows = select.rows(index, DAYS)
    expected = dataset.records.loc[rows, "id"].tolist()
    assert re.findall(r'<li id="([^"]+)" data-start', days) == expected
    for title in dataset.records.loc[rows, "title"]:
        assert title in unescape(days)


def test_its_columns_are_those_that_the_app_filters_by(days: str, index: select.Index) -> None:
    rows = select.rows(index, DAYS)
    found = re.findall(r'data-start="(-?\d+)" data-end="(-?\d+)" data-category="(\d+)"', days)
    columns = [index.columns[name][rows].tolist() for name in ("start", "end", "category")]
    assert [tuple(map(int, row)) for row in found] == list(zip(*columns, strict=True))


def test_a_card_says_who_claims_who_denies_how_exactly_and_on_what_sources(tmp_path: Path) -> None:
    data = building.dataset(
        tmp_path,
        building.feature(
            disputed_by=["A ministry"], denier_sides=["BY state"], confidence="disputed", figures=[building.figure()]
        ),
    )
    text = unescape(kept(data))
    for said in (
        "Polish Border Guard",
        "A ministry",
        "Locality, within 1 km",
        "100 people",
        "A paper: People try to cross",
        "https://news.example/a",
    ):
        assert said in text


def test_it_says_what_it_is_and_whose(days: str, dataset: Dataset) -> None:
    text = unescape(days)
    assert f"version {dataset.version} of the data, made on 24 November 2026" in text
    assert "https://site.example/?from=2021-11-08&to=2021-11-09" in text
    assert f"data={dataset.version}&rows=" in text, "the citation leads to what has changed since"
    assert study.current().licence.url in text
    assert export.extract.attribution() in text
    assert export.extract.CAUTION in text


def test_what_may_not_be_passed_on_is_left_out_and_counted(tmp_path: Path) -> None:
    theirs = {"dataset": "acled", "id": "7", "codes": {}}
    data = building.dataset(
        tmp_path, building.feature(), building.feature(id="PLBY-0002", title="Not ours to give", origin=theirs)
    )
    assert len(data.records) == 2
    with study.use(replace(study.read(study.SHIPPED), datasets=(Terms("acled", "", passing_on=False),))):
        text = unescape(kept(data))
    assert "Not ours to give" not in text
    assert "PLBY-0002" not in text
    assert "1, whose licence forbids passing them on" in text


def test_a_record_of_a_region_has_no_point_and_names_its_area(tmp_path: Path) -> None:
    item = building.feature(at=None, geo_precision="region", area=building.ABROAD)
    text = unescape(kept(building.dataset(tmp_path, item)))
    assert "Far county" in text
    assert "no point" in text


def test_corrections_of_today_are_not_in_a_file_that_goes_back_to_a_day(dataset: Dataset) -> None:
    assert "<dt>Corrected</dt>" in kept(dataset, DAYS)
    assert "<dt>Corrected</dt>" not in kept(dataset, replace(DAYS, known=date(2021, 12, 1)))


def test_the_same_selection_gives_the_same_bytes_on_the_same_day(days: str, dataset: Dataset) -> None:
    assert kept(dataset, DAYS) == days


def test_all_shipped_records_fit(dataset: Dataset) -> None:
    assert len(kept(dataset).encode()) <= 3_000_000


def test_more_than_fits_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = building.dataset(tmp_path, building.feature())
    size = len(kept(data).encode())
    monkeypatch.setattr(snapshot, "MAX_BYTES", size)
    assert kept(data)
    monkeypatch.setattr(snapshot, "MAX_BYTES", size - 1)
    with pytest.raises(RequestError, match="choose fewer"):
        kept(data)
    monkeypatch.setattr(snapshot, "MAX_BYTES", size)
    monkeypatch.setattr(snapshot, "MAX_RECORDS", 0)
    with pytest.raises(RequestError, match="1 records need more"):
        kept(data)


# --- what may run in it --------------------------------------------------------------


def test_the_policy_names_every_script_and_style_and_nothing_else(days: str) -> None:
    outer, inner = documents(days)
    (policy,) = [
        str(item["content"]) for item in outer.of("meta") if item.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}
    for kind in ("script", "style"):
        used = [text for one in (outer, inner) for text in one.texts[kind]]
        hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in used]
        assert sorted(rules.pop(f"{kind}-src")) == sorted(hashes)
    assert rules == {
        "default-src": ["'none'"],
        "img-src": ["data:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }


def test_nothing_in_it_is_loaded_from_anywhere(days: str) -> None:
    for document in documents(days):
        assert not [item for item in document.found if "src" in item[1]]
        assert {str(item["href"]) for item in document.of("link")} <= {"data:,"}
        assert not [name for _, item in document.found for name in item if name.startswith("on") or name == "style"]


def test_texts_of_the_data_are_no_markup(tmp_path: Path) -> None:
    data = building.dataset(
        tmp_path,
        building.feature(title=RAN[:100], summary=RAN, note=RAN, place=RAN[:60], claimed_by=[RAN]),
        sources=[building.source(2021, 11, 8, title=RAN)],
    )
    plain = building.dataset(tmp_path / "plain", building.feature(note="A note"))
    hostile, usual = (
        [[tag for tag, _ in document.found] for document in documents(kept(one))] for one in (data, plain)
    )
    assert hostile == usual


def test_an_address_that_is_none_of_the_web_is_no_link(days: str) -> None:
    outer = next(documents(days))
    assert {str(item["href"]).partition(":")[0] for item in outer.of("a") if not str(item["href"]).startswith("#")} <= {
        "http",
        "https",
    }


# --- how its script is joined --------------------------------------------------------


def test_modules_are_joined_in_the_order_in_which_they_need_one_another(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import { two as b } from "./b.js";\n\nexport const one = b + 1;\n')
    (tmp_path / "b.js").write_text("/** Two. */\nexport const two = 2;\n")
    script = joined("a.js", folder=tmp_path, replaced={})
    assert script.index("const b_js") < script.index("const a_js")
    assert "const { two: b } = b_js;" in script
    assert "return { one };" in script
    assert "import" not in script


def test_a_module_can_be_taken_in_place_of_another(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import { two } from "./b.js";\nexport const one = two;\n')
    (tmp_path / "b.js").write_text("export const two = 'asks';\n")
    (tmp_path / "c.js").write_text("export const two = 'tells';\n")
    script = joined("a.js", folder=tmp_path, replaced={"b.js": "c.js"})
    assert "tells" in script
    assert "asks" not in script


@pytest.mark.parametrize(
    "code",
    [
        'import b from "./b.js";\n',
        'import * as b from "./b.js";\n',
        'export { one } from "./b.js";\n',
        "export default 1;\n",
        "export let one = 1;\n",
        'const b = await import("./b.js");\n',
        "const here = import.meta.url;\n",
    ],
)
def test_what_would_be_joined_wrongly_is_refused(tmp_path: Path, code: str) -> None:
    (tmp_path / "a.js").write_text(code)
    (tmp_path / "b.js").write_text("export const one = 1;\n")
    with pytest.raises(ValueError, match=r"a\.js: cannot join"):
        joined("a.js", folder=tmp_path, replaced={})


def test_modules_that_import_one_another_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\n')
    (tmp_path / "b.js").write_text('import { a } from "./a.js";\n')
    with pytest.raises(ValueError, match=r"a\.js → b\.js → a\.js"):
        joined("a.js", folder=tmp_path, replaced={})


@pytest.mark.parametrize("text", ["</script>", "</SCRIPT", "<!--"])
def test_nothing_in_a_script_ends_its_element(text: str) -> None:
    assert text not in inert(f'"{text}"')


# --- the same from everywhere --------------------------------------------------------


def test_address_and_command_line_give_the_same_file(server: Server, tmp_path: Path) -> None:
    got = get(f"{server.url}/data/snapshot.html?from=2021-11-08&to=2021-11-09")
    assert got.status == 200
    assert got.headers["content-type"] == "text/html; charset=utf-8"
    assert got.headers["content-disposition"].startswith('attachment; filename="granica-')
    chosen = ["--from", "2021-11-08", "--to", "2021-11-09", "--address", f"{server.url}/"]
    command = [sys.executable, "-m", "geo", "snapshot", "--data", str(server.folder), *chosen, "-o", f"{tmp_path}/new/"]
    subprocess.run(command, cwd=ROOT, check=True)
    (written,) = (tmp_path / "new").iterdir()
    assert written.read_bytes() == got.body
    assert f'filename="{written.name}"' in got.headers["content-disposition"]

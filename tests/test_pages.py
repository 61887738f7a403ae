"""Every page by itself: it loads, counts, follows its link, and says what it could not use."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from markupsafe import escape
from streamlit.testing.v1 import AppTest

from geo import store
from geo.model import Dataset
from geo.present import staticmap
from geo.query import link as links
from geo.query import select
from pages.blocks import headline as heading
from pages.session import state
from server import figures
from tests import building, folders
from tests.serving import ROOT

PAGES = sorted(path.name for path in (ROOT / "pages").glob("*.py") if path.stem not in {"__init__", "shell", "map"})
DEADLINE_S = 60
DAY = {"from": "2021-11-08", "to": "2021-11-08"}


@pytest.fixture(autouse=True)
def _shipped_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """Serve the shipped data, whatever the environment says."""
    monkeypatch.delenv(store.DATA_VARIABLE, raising=False)


def opened(page: str = "map.py", query: Mapping[str, Any] | None = None) -> AppTest:
    """Open a link on a page."""
    app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=DEADLINE_S)
    for name, value in (query or {}).items():
        app.query_params[name] = value
    app.run()
    if page != "map.py":
        app.switch_page(f"{page}").run()
    assert not app.exception
    return app


def html(app: AppTest) -> str:
    """All that the app draws from its own templates."""
    return "\n".join(element.proto.body for element in app.get("html"))


def headline(app: AppTest) -> str:
    """The heading that readers quote."""
    return html(app).partition('granica-count">')[2].partition("<")[0]


def rows(app: AppTest, column: str) -> list[tuple[str, ...]]:
    """Rows of the tables that have such a first column, as a reader sees them."""
    drawn = [
        ET.fromstring(f"<div>{element.proto.body}</div>")  # noqa: S314  # our own markup
        for element in app.get("html")
        if "granica-table" in element.proto.body
    ]
    tables = [table for block in drawn for table in block.iter("table")]
    with_column = [table for table in tables if table.findtext(".//th") == column]
    return [tuple(cell.text or "" for cell in row) for table in with_column for row in table.findall("./tbody/tr")]


def problems(app: AppTest) -> list[str]:
    """Parameters that the page says it could not use."""
    return [parameter for parameter, *_ in rows(app, "Parameter")]


def broken_rows(app: AppTest) -> list[tuple[str, str]]:
    """Features and fields that the page says are wrong."""
    return [(feature, field) for feature, field, *_ in rows(app, "Feature")]


def undrawn(app: AppTest) -> list[str]:
    return [
        error.value for error in app.error if "could not be drawn" in error.value or "cannot be shown" in error.value
    ]


def expected(dataset: Dataset, index: select.Index, query: str) -> str:
    link, _ = links.parse(parse_qs(query), record_ids=set(dataset.records["id"]))
    return f"{len(select.rows(index, link.selection)):,} of {len(dataset.records):,} records"


@pytest.mark.parametrize("page", ["map.py", *PAGES])
def test_a_page_loads_without_a_notice(page: str) -> None:
    app = opened(page)
    assert not app.error
    assert not app.warning
    assert html(app)


@pytest.mark.parametrize("page", ["map.py", "records.py"])
def test_the_heading_counts_all_records_by_default(page: str, dataset: Dataset) -> None:
    assert headline(opened(page)) == f"{len(dataset.records):,} of {len(dataset.records):,} records"


@pytest.mark.parametrize("page", ["map.py", "records.py"])
@pytest.mark.parametrize(
    "query",
    [
        "from=2021-11-08&to=2021-11-08",
        "category=death&side=PL",
        "layers=deployments,border",
        "layers=none",
        "confidence=disputed&precision=exact_site,locality",
        "border_km=5",
        "q=Kuźnica",
        "known=2021-11-12",
        "from=2001-01-01&to=2001-12-31",
        "from=2031-01-01",
    ],
)
def test_a_link_applies_on_every_page(page: str, query: str, dataset: Dataset, index: select.Index) -> None:
    app = opened(page, {name: values[0] for name, values in parse_qs(query).items()})
    assert headline(app) == expected(dataset, index, query)
    assert problems(app) == []
    assert not undrawn(app)


def test_a_link_opens_its_record() -> None:
    app = opened(query={"id": "PLBY-0080"})
    assert "PLBY-0080" in html(app)
    assert "granica-card" in html(app)


def test_the_widgets_say_what_the_link_says() -> None:
    app = opened(query={**DAY, "side": "PL", "q": "Kuźnica", "border_km": "5", "known": "2021-12-01"})
    assert [day.isoformat() for day in app.slider(key="slider").value] == list(DAY.values())
    assert app.multiselect(key="sides").value == ["PL"]
    assert app.text_input(key="text").value == "Kuźnica"
    assert app.selectbox(key="border_km").value == 5
    assert [app.text_input(key=key).value for key in ("typed_from", "typed_to")] == list(DAY.values())
    assert app.text_input(key="typed_known").value == "2021-12-01"


def test_a_widget_changes_heading_and_address(dataset: Dataset, index: select.Index) -> None:
    app = opened()
    app.multiselect(key="sides").set_value(["BY"]).run()
    assert headline(app) == expected(dataset, index, "side=BY")
    assert app.query_params["side"] == "BY"
    app.text_input(key="text").set_value("Grodno").run()
    assert headline(app) == expected(dataset, index, "side=BY&q=Grodno")
    app.multiselect(key="sides").set_value([]).run()
    app.text_input(key="text").set_value("").run()
    assert dict(app.query_params) == {}


def test_switching_pages_keeps_the_selection(dataset: Dataset, index: select.Index) -> None:
    app = opened(query={**DAY, "side": "PL"})
    said = headline(app)
    assert said == expected(dataset, index, "from=2021-11-08&to=2021-11-08&side=PL")
    for page in ("records.py", "method.py", "map.py", "records.py"):
        app.switch_page(page).run()
        assert not app.exception
        assert headline(app) == said
        assert app.query_params["side"] == "PL"


def test_a_shift_of_pages_and_filters_carries_over(dataset: Dataset, index: select.Index) -> None:
    app = opened()
    app.switch_page("records.py").run()
    app.multiselect(key="categories").set_value(["death"]).run()
    app.switch_page("map.py").run()
    assert headline(app) == expected(dataset, index, "category=death")


HOSTILE = [
    "from=x",
    "from=2021-02-30&to=2021-13-01",
    "from=2022-01-01&to=2021-01-01",
    "from=0001-01-01&to=9999-12-31",
    "known=0001-01-01",
    "known=9999-12-31",
    "from=2000-01-01&to=2099-12-31",
    "known=2000-01-01",
    "from2=0001-01-01&to2=9999-12-31",
    "layers=<script>alert(1)</script>",
    "category={{ 7*7 }}",
    "side=${7*7}",
    "confidence=a,b,c,d",
    "border_km=0",
    "border_km=0.001",
    "border_km=NaN",
    "km=999-1",
    "q=" + "x" * 10_240,
    "q=![x](http://example.org/x.png)",
    "q={% raw %}",
    "id=../../etc/passwd",
    "id=javascript:alert(1)",
    "lat=1e308&lon=-1e308&z=999",
    "lat=-85&lon=180&z=5",
    "z=" + "9" * 4000,
    "constructor=1&__proto__=2&toString=3",
    "\u202eevil=1&q=\u202e",
    "a=1&b=2&c=3&d=4&e=5&f=6&g=7",
]
FINE = {
    "from=2000-01-01&to=2099-12-31",
    "known=2000-01-01",
    "border_km=0.001",
    "q=![x](http://example.org/x.png)",
    "q={% raw %}",
    "lat=-85&lon=180&z=5",
}


@pytest.mark.parametrize("page", ["map.py", "records.py"])
@pytest.mark.parametrize("query", HOSTILE, ids=lambda query: query[:40])
def test_a_hostile_link_draws_the_page_and_is_told(
    page: str, query: str, dataset: Dataset, index: select.Index
) -> None:
    app = opened(page, {name: values[0] for name, values in parse_qs(query).items()})
    assert not undrawn(app)
    assert headline(app) == expected(dataset, index, query)
    assert bool(problems(app)) == (query not in FINE)


def test_a_parameter_given_twice_is_told() -> None:
    app = opened(query={"from": ["2021-11-08", "2021-11-09"]})
    assert problems(app) == ["from"]


def test_what_a_link_asks_for_is_shown_as_text(dataset: Dataset) -> None:
    app = opened(query={"id": "<img src=x onerror=alert(1)>", "side": "![x](http://example.org/x)"})
    texts = [element.value for kind in (app.markdown, app.caption, app.warning, app.error) for element in kind]
    assert not [text for text in texts if "example.org" in text or "onerror" in text]
    assert "<img src=x" not in html(app)
    assert ("id", "<img src=x onerror=alert(1)>") in [row[:2] for row in rows(app, "Parameter")]
    assert headline(app).startswith(f"{len(dataset.records)} of")


def test_dates_beyond_the_data_are_kept_and_the_page_says_what_the_data_cover() -> None:
    app = opened(query={"from": "2020-05-01"})
    assert any("The data cover" in note.value for note in app.info)
    assert app.query_params["from"] == "2020-05-01"


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, data_folder: Callable[..., Path]) -> Callable[..., Path]:
    """Let the pages serve a folder with changed files."""

    def serve(**changes: folders.Change) -> Path:
        folder = data_folder(**changes)
        monkeypatch.setenv(store.DATA_VARIABLE, str(folder))
        return folder

    return serve


@pytest.mark.parametrize("page", ["map.py", *PAGES])
def test_a_file_cut_in_half_is_named_and_the_other_layers_still_work(page: str, served: Callable[..., Path]) -> None:
    served(incidents__geojson=folders.cut_in_half)
    app = opened(page)
    assert not undrawn(app)
    assert any("incidents.geojson" in error.value for error in app.error)
    assert ("the whole file", "file") in broken_rows(app)
    rest = len(folders.features("deployments.geojson"))
    if page in {"map.py", "records.py"}:
        assert headline(app) == f"{rest:,} of {rest:,} records"


def test_rejected_rows_are_listed_with_their_fields_and_the_counts_add_up(served: Callable[..., Path]) -> None:
    served(incidents__geojson=folders.with_features(folders.three_mistakes))
    app = opened()
    read = len(folders.features("incidents.geojson"))
    assert [error.value for error in app.error] == [f"incidents.geojson: {read:,} read, {read - 3:,} kept, 3 rejected."]
    assert {field for _, field in broken_rows(app)} == {"start", "geometry", "category"}
    total = read - 3 + len(folders.features("deployments.geojson"))
    assert headline(app) == f"{total:,} of {total:,} records"


def test_the_method_page_counts_what_was_read() -> None:
    app = opened("method.py")
    body = next(element.proto.body for element in app.get("html") if '<th scope="col">Rejected' in element.proto.body)
    rows = [[cell.text for cell in row] for row in ET.fromstring(body).iter("tr")][1:]  # noqa: S314 - our own markup
    assert all(int(read or 0) == int(kept or 0) + int(rejected or 0) for _, read, kept, rejected in rows)
    assert [row[0] for row in rows] == [intake.file for intake in store.current().dataset.intakes]


@pytest.mark.parametrize("page", ["map.py", *PAGES])
def test_without_records_every_page_still_stands(page: str, served: Callable[..., Path]) -> None:
    served(incidents__geojson=folders.collection([]), deployments__geojson=folders.collection([]))
    app = opened(page)
    assert not undrawn(app)
    if page in {"map.py", "records.py"}:
        assert headline(app) == "0 of 0 records"


@pytest.mark.parametrize("page", ["map.py", *PAGES])
def test_with_records_of_one_day_only_every_page_still_stands(page: str, served: Callable[..., Path]) -> None:
    def keep_one(items: list[folders.Json]) -> None:
        items[:] = [item for item in items if item["properties"]["end"] is None][:1]

    served(incidents__geojson=folders.with_features(keep_one), deployments__geojson=folders.collection([]))
    app = opened(page)
    assert not undrawn(app)


def test_without_our_own_border_the_page_says_which_file_is_missing(served: Callable[..., Path]) -> None:
    served(border__geojson=b"")
    app = opened()
    assert [error.value for error in app.error] == ["The data cannot be shown."]
    assert any("border.geojson" in text.value for text in app.text)


def test_an_unexpected_error_is_shown_by_a_number_and_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object, **__: object) -> None:
        message = "a secret of the server"
        raise RuntimeError(message)

    monkeypatch.setattr(heading, "draw", fails)
    app = opened()
    assert len(undrawn(app)) == 1
    assert "secret" not in "".join(error.value for error in app.error)
    number = app.error[0].value.partition("error is ")[2].partition(";")[0]
    assert number in caplog.text
    assert "a secret of the server" in caplog.text


def test_the_store_prepares_a_folder_anew_when_a_file_of_it_changes(served: Callable[..., Path]) -> None:
    folder = served()
    first = store.current()
    assert store.current() is first
    (folder / "incidents.geojson").write_bytes(folders.collection([]))
    assert len(store.settled().dataset.records) < len(first.dataset.records)


def test_every_widget_of_the_selection_is_filled_from_the_link() -> None:
    app = opened()
    for name in state.WIDGETS:
        assert name in app.session_state


def test_corrections_stand_on_their_page_and_with_their_record(dataset: Dataset) -> None:
    found = dataset.corrections
    name = next(item.record for item in found if item.record in set(dataset.records["id"]))
    own = [item for item in found if item.record == name]
    page, card = html(opened("corrections.py")), html(opened("records.py", {"id": name}))
    assert page.count("granica-corrections") > len({item.record for item in found})
    assert f"Corrections: {len(own)}<" in card
    assert "Tell us of an error" not in card
    assert "look for an archived copy</a> (asks web.archive.org)" in card
    for item in own:
        for text in (item.now, item.why):
            assert str(escape(text)) in page
            assert str(escape(text)) in card


# --- the published counts as a file --------------------------------------------------


@pytest.mark.parametrize("page", ["timeline.py", "records.py"])
@pytest.mark.parametrize("counts", [(building.count(),), ()])
def test_the_counts_are_a_file_where_there_are_any(
    page: str, counts: tuple[Any, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    building.folder(tmp_path, building.feature(), counts=counts)
    monkeypatch.setenv(store.DATA_VARIABLE, str(tmp_path))
    found = re.findall(r'href="[^"]*/data/attempts\.csv"', html(opened(page)))
    assert len(found) == len(counts)


# --- the figure for print ------------------------------------------------------------


def figure_links(**chosen: Any) -> tuple[list[str], AppTest]:
    """Addresses of the figure in Share, with what a reader has chosen there."""
    app = opened(query=DAY)
    for name, value in chosen.items():
        app.session_state[name] = value
    app.button(key="share_open").click().run()
    assert not app.exception
    return [unescape(href) for href in re.findall(r'href="([^"]*/data/figure\.[^"]*)"', html(app))], app


def test_a_figure_bears_the_title_and_the_width_that_a_reader_chooses() -> None:
    hrefs, _ = figure_links(figure_title="  Deaths & <b>Łódź</b> ", figure_width=8.5)
    assert [urlsplit(href).path.rpartition(".")[2] for href in hrefs] == list(staticmap.FORMATS)
    for href in hrefs:
        asked = parse_qs(urlsplit(href).query)
        assert asked == {
            "from": ["2021-11-08"],
            "to": ["2021-11-08"],
            "title": ["Deaths & <b>Łódź</b>"],
            "width": ["8.5"],
        }
        assert figures.TITLE.read(asked["title"][0]) == "Deaths & <b>Łódź</b>"
        assert figures.WIDTH.read(asked["width"][0]) == 8.5


def test_a_figure_of_which_nothing_is_chosen_has_the_plain_address() -> None:
    hrefs, app = figure_links()
    assert {name for href in hrefs for name in parse_qs(urlsplit(href).query)} == {"from", "to"}
    assert app.text_input(key="figure_title").proto.max_chars == figures.MAX_TITLE_CHARS


def test_a_title_that_cannot_be_printed_is_said_and_has_no_address() -> None:
    hrefs, app = figure_links(figure_title="Deaths \u202e 1202")
    assert hrefs == []
    assert [error.value for error in app.error] == ["A title has up to 120 characters, all of which can be printed."]


@pytest.mark.parametrize(("chars", "fits"), [(figures.MAX_TITLE_CHARS, True), (figures.MAX_TITLE_CHARS + 1, False)])
def test_a_title_has_its_bound(chars: int, *, fits: bool) -> None:
    if fits:
        assert figures.title("x" * chars) == "x" * chars
    else:
        with pytest.raises(ValueError, match="x"):
            figures.title("x" * chars)

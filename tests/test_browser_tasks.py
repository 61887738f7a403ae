"""Readers reach what they came for: a journalist's ten tasks and a researcher's ten, at a desk and on a phone.

Each task begins at the front page or at a link that somebody sent, and ends where its reader wanted to be. One is done
wholly by keyboard.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Locator

from geo import schema, study
from geo.model import Dataset
from tests.browsing import DESK, PHONE, Reader, readers, until
from tests.serving import Server

pytestmark = pytest.mark.browser

CAMP: Final = "from=2021-11-08&to=2021-11-12"
NEAR: Final = "lat=53.51&lon=23.65&z=9"
HALF_A_PIXEL: Final = 0.002
"""Degrees, at zoom 9."""
MOST_STOPS: Final = 60
"""Stops of Tab that a reader may have to go; a page with more of them is no page for them."""
FILES: Final = {
    "CSV": "text/csv",
    "GeoJSON": "geo+json",
    "GeoParquet": "parquet",
    "GeoPackage": "geopackage",
    "Excel": "sheet",
}
"""Formats that readers ask for, and what their media type holds."""


@pytest.fixture(scope="module", params=[DESK, PHONE], ids=["desk", "phone"])
def size(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The reader's screen."""
    options: dict[str, Any] = request.param
    return options


@pytest.fixture
def reader(browser: Browser, server: Server, size: dict[str, Any]) -> Iterator[Reader]:
    """A reader with this screen."""
    with readers(browser, server) as make:
        yield make(**size, accept_downloads=True)


# --- what readers do ------------------------------------------------------------------


def search(reader: Reader, text: str) -> Locator:
    """Search, with the filters open; gives the hits under the box."""
    field = reader.page.get_by_test_id("stSidebar").get_by_label("Search", exact=True)
    field.fill(text)
    field.press("Enter")
    until(lambda: reader.query().get("q") == [text], what=f"“{text}” in the address")
    until(reader.at_rest, what="the hits")
    return reader.page.locator(".granica-hits li a")


def type_days(reader: Reader, first: str, last: str) -> None:
    """Type both days, with the filters open; given as in the link."""
    for label, day in (("From", first), ("To", last)):
        field = reader.page.get_by_test_id("stSidebar").get_by_label(label, exact=True)
        field.fill(day)
        field.press("Enter")
        until(lambda label=label, day=day: reader.query().get(label.lower()) == [day], what=f"{label} {day}")  # type: ignore[misc]


def choose(reader: Reader, label: str, option: str) -> None:
    """Choose one of a filter's codes, with the filters open."""
    field = reader.page.get_by_test_id("stSidebar").get_by_role("combobox", name=re.compile(rf"\b{label}\b"))
    pick(reader, field, option)
    reader.page.keyboard.press("Escape")


def pick(reader: Reader, field: Locator, option: str) -> None:
    """Choose from a list, which closes again where the page still scrolls."""
    listed = reader.page.get_by_role("option", name=option, exact=True)

    def is_listed() -> bool:
        if field.get_attribute("aria-expanded") != "true":
            reader.press(field)
        return listed.is_visible()

    until(is_listed, what=f"{option} to choose")
    reader.press(listed)


def share(reader: Reader, tab: str = "Link") -> Locator:
    """Open the dialog of what can be taken away, at a tab."""
    reader.press(reader.page.get_by_role("button", name="Share").first)
    dialog = reader.page.get_by_role("dialog")
    reader.press(dialog.get_by_role("tab", name=tab, exact=True))
    return dialog


def raise_sheet(reader: Reader) -> None:
    """On a phone, bring up what lies at the foot of the map."""
    handle = reader.page.locator(".granica-handle")
    if reader.touch and handle.get_attribute("aria-expanded") == "false":
        handle.tap()
        until(lambda: handle.get_attribute("aria-expanded") == "true", what="the sheet raised")


def read(reader: Reader, term: str) -> str:
    """What the open record says under a heading, where the reader sees it."""
    value = reader.card.locator("dt", has_text=term).locator("xpath=following-sibling::dd[1]")
    value.scroll_into_view_if_needed()
    assert value.is_visible()
    return value.inner_text()


# --- a journalist's ---------------------------------------------------------------------


def understands_in_ten_seconds(reader: Reader, _: Dataset) -> None:
    reader.open_map()
    assert reader.page.get_by_text(study.current().subject).filter(visible=True).count() > 0
    assert reader.page.get_by_role("heading", level=1).first.is_visible()
    assert reader.page.get_by_text("Who says what happened, where, and who denies it").first.is_visible()
    assert reader.page.evaluate("document.documentElement.scrollHeight <= innerHeight + 1"), "all on one screen"


def who_says_what_of_a_day_at_a_place(reader: Reader, _: Dataset) -> None:
    reader.open_map()
    with reader.filters():
        type_days(reader, "2021-11-16", "2021-11-16")
        hits = search(reader, "Kuznica water cannon")
        reader.press(hits.first)
    reader.card.wait_for()
    raise_sheet(reader)
    assert "Border Guard" in read(reader, "Claimed by") or "Poli" in read(reader, "Claimed by")
    assert "Belarus" in read(reader, "Denied by")


def how_many_died_and_whose_count(reader: Reader, _: Dataset) -> None:
    reader.open_map()
    reader.go("Claims")
    chosen = reader.page.locator(".granica-choice a[aria-current]")
    chosen.wait_for()
    assert chosen.inner_text().startswith("Dead")
    chart = reader.page.get_by_test_id("stMain").locator("svg.marks").first
    chart.scroll_into_view_if_needed()
    assert len(set(chart.locator("text").all_text_contents())) > 2, "numbers and whose they are"
    reader.press(reader.page.locator(".granica-choice a").nth(1))
    until(lambda: "figures" in reader.query(), what="the other set in the link")


def who_denies_a_thing(reader: Reader, _: Dataset) -> None:
    reader.open_map()
    with reader.filters():
        reader.press(search(reader, "flare-gun").first)
    reader.card.wait_for()
    raise_sheet(reader)
    assert read(reader, "Denied by")


def a_link_to_exactly_this(reader: Reader, _: Dataset) -> None:
    reader.open_map(f"/?{CAMP}")
    reader.inside("map.setView([53.2, 23.9], 9, {animate: false});")
    until(lambda: reader.query().get("z") == ["9"], what="the view in the address")
    records, view = reader.shown(), reader.view()
    link = share(reader).get_by_text("lat=53.2&lon=23.9&z=9").first.inner_text()
    reader.open_map(link.removeprefix(reader.server.url))
    assert reader.shown() == records
    assert reader.view() == pytest.approx(view, abs=HALF_A_PIXEL), "a phone's map may be an odd number of pixels high"


def a_figure_for_print(reader: Reader, _: Dataset) -> None:
    reader.open_map()
    with reader.filters():
        type_days(reader, "2021-11-08", "2021-11-16")
    dialog = share(reader, "Print")
    with reader.page.expect_download() as waited:
        reader.press(dialog.get_by_role("link", name="SVG"))
    picture = waited.value.path().read_text("utf-8")
    assert "<svg" in picture[:1000]
    assert "8–16 November 2021" in picture


def an_embedded_map(reader: Reader, _: Dataset) -> None:
    reader.open_map(f"/?{CAMP}")
    records = reader.shown()
    dialog = share(reader, "Embed")
    reader.press(dialog.get_by_role("radio", name="always light"))
    dialog.get_by_text("embed_options=light_theme").wait_for()
    snippet = dialog.get_by_text("<iframe").inner_text()
    source = unescape(re.findall(r'src="([^"]+)"', snippet)[0])
    reader.open_map(source.removeprefix(reader.server.url))
    assert reader.agree_on(lambda count: count == records, what="the same records") > 0
    assert reader.page.locator(".granica-bar, .granica-open-filters").filter(visible=True).count() == 0


def one_of_many_and_back(reader: Reader, _: Dataset) -> None:
    reader.open_map(f"/?q=Kuźnica&{CAMP}&{NEAR}")
    until(lambda: reader.frame.locator(".g-cluster").count() > 0, what="a ring")
    view = reader.view()
    reader.press_marker(".g-cluster")
    reader.listed.first.wait_for()
    many = reader.listed.count()
    reader.press(reader.listed.nth(1))
    reader.page.get_by_text(f"2 of {many}", exact=True).wait_for()
    reader.press(reader.page.get_by_role("button", name="Close the record"))
    until(lambda: reader.listed.count() == many, what="the list again")
    assert reader.view() == pytest.approx(view, abs=0.01)


def forces_of_a_day_and_their_strength(reader: Reader, _: Dataset) -> None:
    reader.open_map()
    reader.go("Deployments")
    with reader.filters():
        type_days(reader, "2021-11-12", "2021-11-12")
    rows = reader.page.locator(".granica-forces tbody tr")
    rows.first.wait_for()
    assert len(set(rows.locator("td:first-child").all_inner_texts())) > 1, "several countries"
    assert rows.locator(".granica-strength b").count() > 1


def movement_along_the_border(reader: Reader, _: Dataset) -> None:
    reader.open_map()
    reader.go("Along the border")
    chart = reader.page.locator("[class*='st-key-along'] svg.marks").first
    chart.wait_for()
    assert any("Kuźnica" in text for text in chart.locator("text").all_text_contents())
    reader.go("Map")
    reader.map.wait_for()
    reader.press(reader.frame.get_by_role("button", name="Play", exact=True))
    until(lambda: 0 < reader.drawn() < reader.shown(), what="some days alone on the map")
    reader.press(reader.frame.get_by_role("button", name="Stop", exact=True))
    until(lambda: "from" in reader.query(), what="the day in the address")


# --- a researcher's -------------------------------------------------------------------


def days_by_typing_by_a_preset_and_by_the_strip(reader: Reader, _: Dataset) -> None:
    reader.open_map()
    with reader.filters():
        type_days(reader, "2021-11-08", "2021-11-08")
    one_day = reader.agree_on(lambda count: count > 0, what="the records of a day")
    end = reader.frame.get_by_role("slider", name="Last day")
    end.press("ArrowRight")
    until(lambda: reader.query()["to"] == ["2021-11-09"], what="a day more")
    reader.agree_on(lambda count: count > one_day, what="more records")
    reader.press(reader.frame.get_by_role("button", name="All days"))
    until(lambda: reader.query().keys().isdisjoint({"from", "to"}), what="the whole period")


def deaths_on_one_side_placed_well(reader: Reader, dataset: Dataset) -> None:
    wanted = dataset.records.query("category == 'death' and side == 'BY' and geo_precision == 'locality'")
    reader.open_map()
    with reader.filters() as drawer:
        reader.press(drawer.get_by_role("link", name="Only Death"))
        choose(reader, "Side", schema.SIDES["BY"].label)
        choose(reader, "Precision", schema.PRECISIONS["locality"].label)
    until(lambda: reader.shown() == len(wanted), what="these deaths alone")
    reader.go("Records")
    until(lambda: reader.page.locator(".granica-records tbody tr").count() == len(wanted), what="each in the table")


def one_of_three_filters_is_undone(reader: Reader, _: Dataset) -> None:
    reader.open_map(f"/?{CAMP}&side=PL&q=Kuźnica")
    three = reader.shown()
    reader.press(reader.page.get_by_role("link", name="Remove the filter Polish side"))
    until(lambda: "side" not in reader.query(), what="no side")
    assert {"from", "to", "q"} <= reader.query().keys()
    until(lambda: reader.shown() >= three, what="as many records or more")


def a_place_under_all_its_names(reader: Reader, dataset: Dataset) -> None:
    reader.open("/records")
    found = {}
    with reader.filters():
        for name in ("Kuźnica", "kuznica", "Кузница", "Кузніца"):
            search(reader, name)
            found[name] = reader.shown()
    assert len(set(found.values())) == 1
    assert 0 < found["Kuźnica"] < len(dataset.records)


def a_table_sorted_a_row_opened_and_left(reader: Reader, dataset: Dataset) -> None:
    reader.open_map()
    reader.go("Records")
    reader.press(reader.page.get_by_role("columnheader", name="From").get_by_role("link"))
    rows = reader.page.locator(".granica-records tbody tr")
    latest = max(dataset.records["start"]).isoformat()
    until(lambda: rows.first.locator("time").get_attribute("datetime") == latest, what="the newest record first")
    reader.press(rows.nth(2).locator("th a"))
    reader.card.wait_for()
    reader.press(reader.page.get_by_role("button", name="Close the record"))
    until(lambda: reader.card.count() == 0, what="the record closed")
    assert reader.query()["sort"] == ["-start"]
    assert rows.first.locator("time").get_attribute("datetime") == latest


def files_of_the_selection(reader: Reader, _: Dataset) -> None:
    reader.open(f"/records?{CAMP}")
    links = reader.page.locator(".granica-files a")
    offered = {link.inner_text(): str(link.evaluate("node => node.href")) for link in links.all()}
    for label, kind in FILES.items():
        answer = reader.page.request.get(offered[label])
        assert answer.ok
        assert kind in answer.headers["content-type"]
    text = reader.page.request.get(offered["CSV"]).body().decode("utf-8-sig")
    rows = csv.DictReader(line for line in io.StringIO(text, newline="") if not line.startswith("#"))
    assert len(list(rows)) == reader.shown()


def one_week_against_the_next(reader: Reader, _: Dataset) -> None:
    reader.open("/compare?from=2021-11-08&to=2021-11-14")
    reader.press(reader.page.get_by_role("button", name="Following period, same length"))
    reader.page.get_by_text("15–21 November 2021").first.wait_for()
    until(
        lambda: any("2021-11-15" in value for pair in reader.query().values() for value in pair), what="B in the link"
    )
    reader.page.get_by_test_id("stMain").locator("svg.marks").first.wait_for()


def as_known_on_a_day(reader: Reader, dataset: Dataset) -> None:
    reader.open_map()
    with reader.filters() as drawer:
        reader.press(drawer.get_by_text("More filters"))
        field = drawer.get_by_label("As published by", exact=True)
        field.fill("2021-11-12")
        field.press("Enter")
        until(lambda: reader.query().get("known") == ["2021-11-12"], what="the day in the address")
    until(lambda: 0 < reader.shown() < len(dataset.records), what="fewer records")
    reader.page.get_by_text("published later").filter(visible=True).first.wait_for()


def what_a_category_means(reader: Reader, _: Dataset) -> None:
    reader.open_map()
    reader.go("Method")
    reader.page.get_by_role("heading", name="Codebook").scroll_into_view_if_needed()
    field = reader.page.get_by_test_id("stMain").get_by_role("combobox", name=re.compile("Vocabulary"))
    pick(reader, field, "Category")
    reader.page.get_by_text("border_breach_attempt").first.wait_for(state="attached")


def a_record_is_cited(reader: Reader, dataset: Dataset) -> None:
    reader.open_map("/?id=PLBY-0080")
    reader.card.wait_for()
    title = dataset.records.set_index("id").at["PLBY-0080", "title"]
    dialog = share(reader, "Cite")
    dialog.get_by_text(str(title)).first.wait_for()


JOURNALIST: Final = [
    understands_in_ten_seconds,
    who_says_what_of_a_day_at_a_place,
    how_many_died_and_whose_count,
    who_denies_a_thing,
    a_link_to_exactly_this,
    a_figure_for_print,
    an_embedded_map,
    one_of_many_and_back,
    forces_of_a_day_and_their_strength,
    movement_along_the_border,
]
RESEARCHER: Final = [
    days_by_typing_by_a_preset_and_by_the_strip,
    deaths_on_one_side_placed_well,
    one_of_three_filters_is_undone,
    a_place_under_all_its_names,
    a_table_sorted_a_row_opened_and_left,
    files_of_the_selection,
    one_week_against_the_next,
    as_known_on_a_day,
    what_a_category_means,
    a_record_is_cited,
]


@pytest.mark.parametrize("task", [*JOURNALIST, *RESEARCHER], ids=lambda task: task.__name__)
def test_a_task_is_done(reader: Reader, dataset: Dataset, task: Callable[[Reader, Dataset], None]) -> None:
    task(reader, dataset)
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing scrolls sideways"


def tab_to(reader: Reader, what: Locator) -> None:
    """Go on with Tab until something has the focus, as who uses no mouse does."""
    for _ in range(MOST_STOPS):
        if what.count() and what.evaluate("node => node === document.activeElement"):
            return
        reader.page.keyboard.press("Tab")
    pytest.fail(f"{what} is not reached by Tab")


@pytest.mark.parametrize("size", [DESK], ids=["desk"], indirect=True)
def test_who_denies_a_thing_is_found_by_keyboard_alone(reader: Reader) -> None:
    reader.open_map()
    keys = reader.page.keyboard
    tab_to(reader, reader.page.get_by_test_id("stSidebar").get_by_label("Search", exact=True))
    keys.type("flare-gun")
    keys.press("Enter")
    hit = reader.page.locator(".granica-hits li a").first
    hit.wait_for()
    until(reader.at_rest, what="the hits")
    tab_to(reader, hit)
    keys.press("Enter")
    reader.card.wait_for()
    until(
        lambda: bool(reader.card.locator("h2").evaluate("node => node === document.activeElement")), what="its heading"
    )
    assert read(reader, "Denied by")
    keys.press("Escape")
    until(lambda: reader.card.count() == 0, what="the record closed")
    until(lambda: bool(hit.evaluate("node => node === document.activeElement")), what="the focus where it was opened")

"""The face: how much of it is the map, what it costs to come up, and what is chosen, opened and left on it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from geo.model import Dataset
from pages.blocks.record_list import ROWS_A_PAGE
from tests.browsing import DESK, PHONE, Reader, until

pytestmark = pytest.mark.browser

WIDE = {"viewport": {"width": 1920, "height": 1080}}
CAMP = "from=2021-11-08&to=2021-11-12"
AREA = """() => {
    const frame = document.querySelector("iframe[title*='folium']").getBoundingClientRect();
    const map = document.querySelector("iframe[title*='folium']").contentDocument.querySelector(".leaflet-container");
    return frame.width * map.getBoundingClientRect().height / (innerWidth * innerHeight);
}"""
SHIFT = """() => new Promise((done) => {
    let total = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) total += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(total), 1000);
})"""


@pytest.mark.parametrize(("size", "least"), [(DESK, 0.55), (WIDE, 0.62)], ids=["1400", "1920"])
def test_the_map_is_the_page(another: Callable[..., Reader], size: dict[str, object], least: float) -> None:
    reader = another(**size).open_map(f"/?{CAMP}")
    assert reader.page.evaluate(AREA) >= least
    assert reader.page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_nothing_leaps_while_the_map_comes(another: Callable[..., Reader]) -> None:
    reader = another(fresh=True).open_map()
    assert reader.page.evaluate(SHIFT) < 0.1


def test_no_chart_library_is_fetched_before_the_map(reader: Reader) -> None:
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))
    reader.open_map()
    assert not [url for url in asked if re.search(r"vega|/embed\.|arrow", url, re.IGNORECASE)]


def test_who_says_what_of_a_day_is_found_by_typed_dates_and_enter(reader: Reader, dataset: Dataset) -> None:
    reader.open_map()
    for name in ("From", "To"):
        field = reader.page.get_by_test_id("stSidebar").get_by_label(name, exact=True)
        field.fill("16 Nov 2021")
        field.press("Enter" if name == "From" else "Tab")
        until(lambda name=name: "2021-11-16" in str(reader.query().get(name.lower())), what=f"{name} in the address")  # type: ignore[misc]
    reader.selecting("16 November 2021").wait_for()
    assert 0 < reader.shown() < len(dataset.records)


def test_the_day_before_the_first_cannot_be_typed_silently(reader: Reader) -> None:
    reader.open("/records")
    field = reader.page.get_by_test_id("stSidebar").get_by_label("From", exact=True)
    field.fill("yesterday")
    field.press("Enter")
    reader.page.get_by_role("alert").get_by_text("yesterday").wait_for()
    assert reader.query() == {}


def test_a_filter_is_undone_by_its_chip_and_all_by_reset(reader: Reader) -> None:
    reader.open_map(f"/?{CAMP}&side=PL")
    reader.page.get_by_role("link", name="Remove the filter Polish side").click()
    until(lambda: "side" not in reader.query(), what="no side")
    reader.page.get_by_role("link", name="Only Death").click()
    until(lambda: reader.query().get("category") == ["death"], what="one family only")
    reader.page.get_by_role("link", name="Reset", exact=True).click()
    until(lambda: not {"from", "category"} & set(reader.query()), what="no filter")


def test_a_ring_is_leafed_through_and_left_again(reader: Reader) -> None:
    reader.open_map(f"/?q=Kuźnica&{CAMP}&lat=53.51&lon=23.65&z=9")
    until(lambda: reader.frame.locator(".g-cluster").count() > 0, what="a ring")
    view = reader.view()
    reader.press_marker(".g-cluster")
    reader.listed.first.wait_for()
    number = reader.listed.count()
    assert str(number) in reader.page.locator(".granica-list h2").inner_text()
    reader.listed.first.click()
    reader.page.get_by_text(f"1 of {number}", exact=True).wait_for()
    reader.page.get_by_role("link", name="Next record").click()
    reader.page.get_by_text(f"2 of {number}", exact=True).wait_for()
    reader.page.get_by_role("button", name="Close the record").click()
    reader.listed.first.wait_for()
    reader.page.get_by_role("button", name="Close the list").click()
    until(lambda: reader.listed.count() == 0, what="no list")
    assert reader.view() == pytest.approx(view, abs=0.01)


def test_a_table_is_sorted_as_a_whole_and_a_row_is_opened_and_left_by_keyboard(
    reader: Reader, dataset: Dataset
) -> None:
    reader.open("/records")
    reader.page.get_by_role("columnheader", name="From").get_by_role("link").press("Enter")
    until(lambda: reader.query().get("sort") == ["-start"], what="the order in the address")
    rows = reader.page.locator(".granica-records tbody tr")
    latest = max(dataset.records["start"]).isoformat()
    until(lambda: rows.first.locator("time").get_attribute("datetime") == latest, what="the newest record first")
    assert len(dataset.records) == reader.shown() > rows.count() == ROWS_A_PAGE
    reader.page.get_by_role("navigation", name="Rows of the table").first.get_by_role("link", name="Last").press(
        "Enter"
    )
    earliest = min(dataset.records["start"]).isoformat()
    until(lambda: rows.last.locator("time").get_attribute("datetime") == earliest, what="the oldest record last")
    link = rows.nth(2).locator("th a")
    name = link.get_attribute("id")
    link.press("Enter")
    reader.card.wait_for()
    until(lambda: reader.page.evaluate("document.activeElement.tagName") == "H2", what="focus on the record")
    reader.page.keyboard.press("Escape")
    until(lambda: reader.card.count() == 0, what="the record closed")
    until(lambda: reader.page.evaluate("document.activeElement.id") == name, what="focus back on the row")


def test_a_story_is_read_by_keyboard_to_its_end(reader: Reader, dataset: Dataset) -> None:
    story = dataset.stories["kuznica-eleven-days"] if dataset.stories else None
    steps = len(story.steps) if story else 8
    reader.open_map("/?story=kuznica-eleven-days&step=1")
    for number in range(2, steps + 1):
        reader.page.get_by_role("link", name="Next step").press("Enter")
        until(lambda number=number: reader.query().get("step") == [str(number)], what=f"step {number}")  # type: ignore[misc]
        reader.page.locator(f"[data-step='kuznica-eleven-days-{number}']").wait_for()
    assert reader.page.get_by_role("link", name="Next step").count() == 0
    reader.page.get_by_role("button", name="Close the story").click()
    until(lambda: "story" not in reader.query(), what="the story closed")


def test_on_a_phone_a_tap_raises_the_record_and_filters_are_a_sheet(another: Callable[..., Reader]) -> None:
    phone = another(**PHONE).open_map(f"/?{CAMP}")
    sheet = phone.page.locator(".st-key-panel")
    box = sheet.bounding_box()
    assert box is not None
    assert box["height"] <= 72
    phone.page.locator(".granica-open-filters").tap()
    show = phone.page.locator(".granica-show")
    show.wait_for()
    phone.page.get_by_role("link", name="Only Death").tap()
    until(lambda: phone.query().get("category") == ["death"], what="one family")
    until(lambda: str(phone.shown()) in show.inner_text(), what="the count on the button")
    show.tap()
    until(lambda: not show.is_visible(), what="the filters gone")
    phone.page.locator(".granica-handle").tap()
    until(lambda: (sheet.bounding_box() or {"height": 0})["height"] > 300, what="the sheet half raised")
    phone.page.locator(".granica-list li a").first.tap()
    phone.card.wait_for()
    assert phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.page.get_by_text("Pages", exact=True).tap()
    phone.page.get_by_role("navigation", name="Pages").get_by_role("link", name="Records").tap()
    phone.page.locator(".granica-records").first.wait_for()
    assert not show.is_visible()

"""The front page in a real browser: reached in few stops, read as a list, at each width, in one form of days."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from geo.model import Dataset
from pages.blocks.record_panel import MORE, MOST_OF_SELECTION
from server import addresses
from tests.browsing import Reader, until

pytestmark = pytest.mark.browser

PHONE: Final = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
CAMP: Final = "from=2021-11-08&to=2021-11-12"
FOCUS: Final = "document.activeElement.textContent"
IN_FRAME: Final = "return document.hasFocus() && document.activeElement.matches('.leaflet-container');"
COVERED: Final = """
    () => {
        const inside = document.querySelector("iframe[title*='folium']");
        const frame = inside.getBoundingClientRect();
        const welcome = document.querySelector(".st-key-welcome").getBoundingClientRect();
        const controls = ".g-foot > *, .g-strip button, .g-tools > *";
        return [...inside.contentDocument.querySelectorAll(controls)].filter((node) => {
            if (!node.checkVisibility()) return false;
            const box = node.getBoundingClientRect();
            const [left, top] = [box.left + frame.left, box.top + frame.top];
            return left < welcome.right && left + box.width > welcome.left
                && top < welcome.bottom && top + box.height > welcome.top;
        }).map((node) => node.className);
    }
"""


# --- in few stops ---------------------------------------------------------------------


def test_the_first_stop_leads_to_the_map_and_the_next_is_a_symbol(reader: Reader) -> None:
    reader.open_map(f"/?{CAMP}")
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate(FOCUS) == "Skip to the map"
    reader.page.keyboard.press("Enter")
    until(lambda: bool(reader.inside(IN_FRAME)), what="the focus on the map")
    reader.page.keyboard.press("Tab")
    assert reader.inside("return document.activeElement.matches('[role=option]');")


def test_the_second_stop_leads_to_a_list_of_all_that_is_selected(reader: Reader) -> None:
    reader.open_map(f"/?{CAMP}")
    listed = reader.page.locator(".granica-list[data-panel=list] li a")
    assert not listed.first.is_visible()
    for _ in range(2):
        reader.page.keyboard.press("Tab")
    assert reader.page.evaluate(FOCUS) == "Skip to the records"
    reader.page.keyboard.press("Enter")
    listed.first.wait_for()
    assert reader.page.evaluate("document.activeElement.id") == "list-heading"
    reader.page.keyboard.press("Escape")
    until(lambda: not listed.first.is_visible(), what="the list closed")
    assert reader.page.evaluate(FOCUS) == "List"


def test_on_a_page_with_a_table_the_first_stop_leads_to_it(reader: Reader) -> None:
    reader.open("/records")
    reader.page.locator(".granica-records").wait_for()
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate(FOCUS) == "Skip to the records"
    reader.page.keyboard.press("Enter")
    assert reader.page.evaluate("document.activeElement.matches('.granica-records')")


def test_every_record_of_the_list_can_be_reached_by_keyboard(reader: Reader, dataset: Dataset) -> None:
    reader.open_map()
    total = len(dataset.records)
    reader.page.get_by_role("button", name="List", exact=True).press("Enter")
    listed = reader.page.locator(".granica-list[data-panel=list] li a")
    reader.page.get_by_text(f"{MOST_OF_SELECTION} of {total} shown").wait_for()
    reader.page.get_by_role("button", name=f"Show {MORE} more").press("Enter")
    until(lambda: listed.count() == MOST_OF_SELECTION + MORE, what="more entries")
    first_new = listed.nth(MOST_OF_SELECTION).get_attribute("id")
    until(lambda: reader.page.evaluate("document.activeElement.id") == first_new, what="the focus on the first new one")
    while listed.count() < total:
        before = listed.count()
        reader.page.locator(".st-key-list_more button").press("Enter")
        until(lambda before=before: listed.count() > before, what="more entries")  # type: ignore[misc]
    assert reader.page.locator(".st-key-list_more").count() == 0
    assert len(set(listed.evaluate_all("nodes => nodes.map((node) => node.id)"))) == total


def test_a_record_that_is_closed_leads_back_to_the_list_it_was_opened_from(reader: Reader) -> None:
    reader.open_map(f"/?{CAMP}")
    reader.page.get_by_role("button", name="List", exact=True).click()
    entry = reader.page.locator(".granica-list[data-panel=list] li a").nth(2)
    name = entry.get_attribute("id")
    entry.press("Enter")
    reader.card.wait_for()
    reader.page.get_by_role("button", name="Close the record").press("Enter")
    until(lambda: reader.page.evaluate("document.activeElement.id") == name, what="the focus back on the entry")


# --- nothing lies on anything ---------------------------------------------------------


@pytest.mark.parametrize("size", [{}, PHONE], ids=["desk", "phone"])
def test_the_welcome_covers_no_control_and_does_not_come_back(
    another: Callable[..., Reader], size: dict[str, object]
) -> None:
    reader = another(**size).open_map()
    reader.page.locator(".st-key-welcome").wait_for()
    assert reader.page.evaluate(COVERED) == []
    reader.page.get_by_role("button", name="Close this introduction").click()
    until(lambda: not reader.page.locator(".st-key-welcome").is_visible(), what="the welcome closed")
    reader.open_map()
    assert not reader.page.locator(".st-key-welcome").is_visible()


@pytest.mark.parametrize("width", [1024, 1280, 1400])
def test_all_pages_stand_in_the_bar(another: Callable[..., Reader], width: int) -> None:
    reader = another(viewport={"width": width, "height": 800}).open_map()
    bar = reader.page.get_by_test_id("stTopNav").get_by_role("link")
    until(lambda: bar.all_inner_texts() == list(addresses.PAGES.values()), what="every page in the bar")
    edges = bar.evaluate_all("nodes => nodes.map((node) => node.getBoundingClientRect().right)")
    share = reader.page.locator(".st-key-share button").first.bounding_box()
    assert share is not None
    assert max(edges) <= share["x"]


def test_what_is_outside_is_said_beside_the_buttons_and_not_over_the_line(reader: Reader) -> None:
    reader.open_map()
    notice, middle = (reader.frame.locator(kind).bounding_box() for kind in (".g-outside", ".leaflet-container"))
    assert notice is not None
    assert middle is not None
    assert notice["x"] + notice["width"] < middle["x"] + middle["width"] / 2


# --- one form of days -----------------------------------------------------------------


def test_the_strip_the_drawer_and_the_heading_say_the_same_days(another: Callable[..., Reader]) -> None:
    reader = another(locale="en-US").open_map()
    drawer = reader.page.get_by_test_id("stSidebar")
    for name in ("From", "To"):
        typed = reader.frame.locator(f"input[name={name.lower()}]").input_value()
        assert typed == drawer.get_by_label(name, exact=True).input_value()
    thumbs = reader.page.get_by_test_id("stSliderThumbValue").all_inner_texts()
    assert thumbs[:2] == [drawer.get_by_label(name, exact=True).input_value() for name in ("From", "To")]


def test_a_day_is_typed_into_the_strip_as_people_write_it_and_anything_else_is_refused(reader: Reader) -> None:
    reader.open_map(f"/?{CAMP}")
    field = reader.frame.locator("input[name=to]")
    field.fill("16 Nov 2021")
    field.press("Enter")
    until(lambda: reader.query().get("to") == ["2021-11-16"], what="the typed day")
    field.fill("soon")
    field.press("Enter")
    reader.frame.get_by_text("“soon” is no day.").wait_for()
    assert field.get_attribute("aria-invalid") == "true"
    assert reader.query().get("to") == ["2021-11-16"]
    field.fill("")
    field.press("Enter")
    until(lambda: "to" not in reader.query(), what="no last day")


def test_no_day_of_a_hit_is_broken(reader: Reader) -> None:
    reader.open_map("/?q=Kuźnica")
    days = reader.page.locator(".granica-hits small")
    days.first.wait_for()
    assert set(days.evaluate_all("nodes => nodes.map((node) => node.getClientRects().length)")) == {1}


# --- the ground -----------------------------------------------------------------------


@pytest.mark.parametrize("view", ["lat=53.51&lon=23.65&z=12", "lat=52.75&lon=23.85&z=13"])
def test_from_near_coordinates_are_read_and_hide_nothing(reader: Reader, view: str) -> None:
    reader.open_map(f"/?{view}")
    labels = reader.frame.locator(".g-degree span")
    until(lambda: labels.count() > 3, what="coordinates")
    touching = """
        const boxes = (kind) => [...document.querySelectorAll(kind)].map((node) => node.getBoundingClientRect());
        const meet = (a, b) => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
        const map = document.querySelector(".leaflet-container").getBoundingClientRect();
        const others = boxes(".g-outside, .g-tools, .g-foot > *, .g-area, .granica-label, .g-single, .g-cluster");
        return boxes(".g-degree span").filter((label) => label.top < map.top || label.bottom > map.bottom
            || label.right > map.right || others.some((other) => meet(label, other))).length;
    """
    until(lambda: reader.inside(touching) == 0, what="coordinates that hide nothing")


def test_open_country_says_what_lies_around_it(reader: Reader) -> None:
    reader.open_map("/?lat=52.75&lon=23.85&z=13")
    around = reader.frame.locator(".granica-beyond")
    until(lambda: around.count() >= 3, what="places around")
    reader.inside("map.setView([53.05, 22.5], 12, {animate: false});")
    until(lambda: around.count() == 0, what="none where there are names")

"""The map's frame in a real browser: first view, symbols by keyboard, the time strip, what gives way to what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

import pytest
from playwright.sync_api import FloatRect, Locator

from tests.browsing import Reader, until

pytestmark = pytest.mark.browser

CAMP: Final = "/?from=2021-11-08&to=2021-11-12"
NEAR: Final = "lat=53.51&lon=23.65&z=11"
SPREAD: Final = f"{CAMP}&lat=53&lon=23.7&z=9.5"
"""The same days from nearer, where some symbols stand for one record."""
FAR: Final = "lat=56.5&lon=27&z=9"
SYMBOLS: Final = ".leaflet-symbols-pane [role=option]"
FOCUSED: Final = "return document.activeElement.getAttribute('aria-label') || document.activeElement.className;"
BOXES: Final = """
    const seen = (node) => getComputedStyle(node).display !== 'none';
    const boxes = (kind) => [...document.querySelectorAll(kind)].filter(seen).map((node) => {
        const {left, top, right, bottom} = node.getBoundingClientRect();
        return [left, top, right, bottom];
    });
    const meet = (a, b) => a[0] < b[2] - 1 && a[2] > b[0] + 1 && a[1] < b[3] - 1 && a[3] > b[1] + 1;
    const touching = (one, other) => boxes(one).flatMap((a) => boxes(other).filter((b) => meet(a, b)));
"""
LISTEN: Final = "window.told = []; Streamlit.setComponentValue = (message) => told.push(message);"
HOLD: Final = """
    window.held = [];
    window.send = Streamlit.setComponentValue;
    window.commanded = 0;
    Streamlit.setComponentValue = (message) => held.push(message);
    return granica.then((frame) => {
        const show = frame.show.bind(frame);
        frame.show = (command) => { commanded += 1; show(command); };
    });
"""
"""Messages to the page are held back until `send`, and its commands counted."""
PRESS_AND_BE_TOLD: Final = """
    const end = document.activeElement;
    end.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight", bubbles: true}));
    return granica.then((frame) => {
        frame.show(frame.command);
        commanded = 0;
        return end.getAttribute("aria-valuetext");
    });
"""
COMMANDED: Final = "return commanded;"
WITH_PANEL: Final = "return granica.then((frame) => frame.show({...frame.command, panel: true}));"


def box(of: Locator) -> FloatRect:
    found = of.bounding_box()
    assert found is not None
    return found


def focus_first_symbol(reader: Reader) -> str:
    """Go to the symbols as a reader does: from the map by Tab."""
    reader.frame.locator(".leaflet-container").focus()
    reader.page.keyboard.press("Tab")
    return str(reader.inside(FOCUSED))


def drag(reader: Reader, start: float, end: float) -> None:
    """Drag over the scale of the time strip, between two parts of its width."""
    scale = box(reader.frame.locator(".g-scale"))
    height = scale["y"] + scale["height"] / 3
    reader.page.mouse.move(scale["x"] + start * scale["width"], height)
    reader.page.mouse.down()
    reader.page.mouse.move(scale["x"] + end * scale["width"], height, steps=5)
    reader.page.mouse.up()


def days(reader: Reader) -> tuple[date, date]:
    """The dates in the address."""
    query = reader.query()
    return date.fromisoformat(query["from"][0]), date.fromisoformat(query["to"][0])


# --- the view -------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1400, 900), (390, 844)], ids=str)
def test_the_whole_border_is_in_the_first_view_and_not_in_the_address(
    another: Callable[..., Reader], size: tuple[int, int]
) -> None:
    reader = another(viewport={"width": size[0], "height": size[1]}).open_map()
    held = "return granica.then((frame) => map.getBounds().contains(frame.view.home));"
    until(lambda: bool(reader.inside(held)), what="the whole border")
    assert reader.query() == {}


def test_a_filter_whose_records_lie_elsewhere_moves_the_map_to_them(reader: Reader) -> None:
    reader.open_map(f"{CAMP}&{FAR}")
    reader.visit(f"/?q=Michałowo&{FAR}")
    until(lambda: reader.frame.locator(SYMBOLS).count() > 0, what="the records of the new selection")


def test_what_lies_outside_the_view_is_counted_and_can_be_shown(reader: Reader) -> None:
    reader.open_map(f"{CAMP}&{NEAR}")
    notice = reader.frame.locator(".g-outside")
    notice.wait_for()
    assert int(notice.inner_text().partition(" ")[0]) > 0
    notice.click()
    until(lambda: not notice.is_visible(), what="everything in view")


def test_the_open_record_is_marked_where_it_lies_in_a_ring(reader: Reader) -> None:
    reader.open_map("/?id=PLBY-0083")
    mark = reader.frame.locator(".g-opened")
    mark.wait_for()
    middle = box(mark)
    frame = box(reader.frame.locator(".leaflet-container"))
    assert abs(middle["x"] + middle["width"] / 2 - frame["x"] - frame["width"] / 2) < frame["width"] / 3


# --- what gives way to what -----------------------------------------------------------


@pytest.mark.parametrize("path", ["/", CAMP, f"/?{NEAR}", "/?lat=52.75&lon=23.8&z=9"])
def test_no_name_lies_under_a_symbol_and_no_label_of_an_area_on_one(reader: Reader, path: str) -> None:
    reader.open_map(path)
    symbols = ".g-single:not([aria-hidden=true]), .g-cluster:not([aria-hidden=true])"
    until(lambda: reader.frame.locator(".granica-label").count() > 3, what="names")
    until(lambda: reader.inside(f"{BOXES} return touching('.granica-label', '{symbols}');") == [], what="no name below")
    assert reader.inside(f"{BOXES} return touching('.g-area', '{symbols}');") == []
    assert reader.inside(f"{BOXES} return touching('.g-area', '.granica-label');") == []


def test_from_far_a_few_areas_are_labelled_and_all_are_listed(reader: Reader) -> None:
    reader.open_map("/?lat=53&lon=23.75&z=8")
    assert 0 < reader.frame.locator(".g-area").count() <= 5
    reader.frame.locator(".g-wide summary").press("Enter")
    listed = reader.frame.locator(".g-wide-item")
    assert listed.count() > 5
    listed.first.press("Enter")
    reader.listed.first.wait_for()


def test_circles_of_a_ring_are_drawn_from_near_alone(reader: Reader) -> None:
    drawn = "let n = 0; map.eachLayer((layer) => { n += layer instanceof L.Circle; }); return n;"
    reader.open_map("/?q=Kuźnica&lat=53.51&lon=23.65&z=9")
    far = reader.inside(drawn)
    reader.inside("map.setView([53.51, 23.65], 10, {animate: false});")
    until(lambda: reader.inside(drawn) > far, what="more circles from near")


# --- by keyboard ----------------------------------------------------------------------


def test_symbols_are_one_tab_stop_and_tab_moves_the_map_nowhere(reader: Reader) -> None:
    reader.open_map(SPREAD)
    until(lambda: reader.frame.locator(SYMBOLS).count() > 3, what="symbols")
    view = reader.view()
    assert reader.frame.locator(f"{SYMBOLS}[tabindex='0']").count() == 1
    focus_first_symbol(reader)
    for _ in range(30):
        reader.page.keyboard.press("Tab")
        assert reader.inside("return !document.activeElement.matches('[role=option]');")
    assert reader.view() == view


def test_arrows_go_from_symbol_to_symbol_and_with_shift_to_the_nearest_that_way(reader: Reader) -> None:
    reader.open_map(SPREAD)
    until(lambda: reader.frame.locator(SYMBOLS).count() > 3, what="symbols")
    first = focus_first_symbol(reader)
    reader.page.keyboard.press("ArrowDown")
    assert reader.inside(FOCUSED) != first
    reader.page.keyboard.press("ArrowUp")
    assert reader.inside(FOCUSED) == first
    height = "return document.activeElement.getBoundingClientRect().top;"
    before = reader.inside(height)
    reader.page.keyboard.press("Shift+ArrowDown")
    assert reader.inside(height) > before
    reader.page.keyboard.press("End")
    last = reader.inside(FOCUSED)
    reader.page.keyboard.press("ArrowDown")
    assert reader.inside(FOCUSED) == last


def test_a_symbol_is_announced_with_title_place_day_and_claimant(reader: Reader) -> None:
    reader.open_map(SPREAD)
    single = reader.frame.locator(f".g-single{SYMBOLS.removeprefix('.leaflet-symbols-pane ')}").first
    until(lambda: "Claimed by" in (single.get_attribute("aria-label") or ""), what="the claimant")
    assert "2021-1" in (single.get_attribute("aria-label") or "")


def test_escape_closes_the_record_and_the_focus_goes_back_to_its_symbol(reader: Reader) -> None:
    reader.open_map(SPREAD)
    until(lambda: reader.frame.locator(".g-single[role=option]").count() > 0, what="a single symbol")
    reader.frame.locator(".g-single[role=option]").first.focus()
    name = reader.inside(FOCUSED)
    reader.page.keyboard.press("Enter")
    reader.card.wait_for()
    reader.page.keyboard.press("Escape")
    until(lambda: reader.card.count() == 0, what="the card closed")
    until(lambda: reader.inside(FOCUSED) == name, what="the focus back")


def test_the_keys_are_listed_on_a_question_mark(reader: Reader) -> None:
    reader.open_map(CAMP)
    focus_first_symbol(reader)
    reader.page.keyboard.press("?")
    dialog = reader.frame.get_by_role("dialog", name="Keys on the map")
    dialog.wait_for()
    reader.page.keyboard.press("Escape")
    until(lambda: not dialog.is_visible(), what="the dialog closed")
    assert reader.inside("return document.activeElement.matches('[role=option]');")


def test_new_counts_are_told_to_those_who_do_not_see_them(reader: Reader) -> None:
    reader.open_map(CAMP)
    reader.choose_layer("Deployments")
    live = reader.frame.get_by_role("status")
    until(lambda: f"{reader.drawn()} of " in live.inner_text(), what="the new count")


# --- what is handed to the page -------------------------------------------------------


def test_where_the_page_shows_lists_a_ring_hands_out_its_records_and_the_map_stays(reader: Reader) -> None:
    reader.open_map(f"/?q=Kuźnica&{NEAR}")
    reader.inside(WITH_PANEL)
    reader.inside(LISTEN)
    view = reader.view()
    ring = reader.press_marker(".g-cluster")
    until(lambda: bool(reader.inside("return told.length;")), what="a message")
    told: dict[str, Any] = reader.inside("return told[0];")
    assert told["of"] == "ring"
    assert str(len(told["rows"])) == ring.inner_text()
    assert told["rows"] == sorted(told["rows"])
    assert [round(part, 4) for part in told["view"]] == list(view)
    assert reader.view() == view
    assert reader.frame.locator(".leaflet-popup").count() == 0


def test_where_the_page_shows_cards_a_symbol_hands_out_its_record(reader: Reader) -> None:
    reader.open_map(SPREAD)
    reader.inside(WITH_PANEL)
    reader.inside(LISTEN)
    reader.press_marker()
    until(lambda: bool(reader.inside("return told.length;")), what="a message")
    told: dict[str, Any] = reader.inside("return told[0];")
    assert told["rows"] == [told["opened"]]
    reader.page.keyboard.press("Escape")
    until(lambda: reader.inside("return told.at(-1).opened;") is None, what="that it was closed")
    assert reader.frame.locator(".leaflet-popup").count() == 0


# --- the time strip -------------------------------------------------------------------


def test_days_can_be_brushed_and_the_map_follows_before_the_page_is_told(reader: Reader) -> None:
    reader.open_map()
    every = reader.drawn()
    drag(reader, 0.4, 0.6)
    until(lambda: "from" in reader.query(), what="the brushed days")
    first, last = days(reader)
    assert timedelta(days=60) < last - first < timedelta(days=160)
    reader.agree_on(lambda count: 0 < count < every, what="fewer records")
    reader.frame.get_by_role("button", name="All days").click()
    until(lambda: reader.query().keys().isdisjoint({"from", "to"}), what="no bounds")


def test_a_click_on_a_bar_does_what_a_drag_over_it_does(reader: Reader) -> None:
    reader.open_map()
    drag(reader, 0.5, 0.5)
    until(lambda: "from" in reader.query(), what="the days of the bar")
    first, last = days(reader)
    assert last - first == timedelta(days=6)
    assert first.weekday() == 0


def test_an_end_of_the_days_can_be_moved_by_keys_and_loses_no_press(reader: Reader) -> None:
    reader.open_map(CAMP)
    reader.frame.get_by_role("slider", name="Last day").focus()
    for _ in range(30):
        reader.page.keyboard.press("ArrowRight")
    until(lambda: days(reader)[1] == date(2021, 12, 12), what="thirty days more")
    assert days(reader)[0] == date(2021, 11, 8)


def test_what_is_set_while_the_page_answers_late_is_not_undone_by_its_answer(reader: Reader) -> None:
    reader.open_map(CAMP)
    reader.inside(HOLD)
    end = reader.frame.get_by_role("slider", name="Last day")
    end.focus()
    assert reader.inside(PRESS_AND_BE_TOLD) == "13 Nov 2021", "a press is not undone by a command on its way"
    until(lambda: bool(reader.inside("return held.length;")), what="one day more on its way to the page")
    for _ in range(4):
        reader.page.keyboard.press("ArrowRight")
    until(lambda: reader.inside("return held.length;") == 2, what="what was set meanwhile on its way too")
    reader.inside("send(held[0]);")
    until(lambda: days(reader)[1] == date(2021, 11, 13), what="the first answer")
    until(lambda: reader.shown() > 0 and reader.inside(COMMANDED) == 1, what="the first answer in the frame")
    assert end.get_attribute("aria-valuetext") == "17 Nov 2021"
    assert reader.drawn() > reader.shown()
    reader.page.keyboard.press("ArrowRight")
    until(lambda: reader.inside("return held.length;") == 3, what="the last day on its way")
    reader.inside("send(held[2]);")
    until(lambda: days(reader)[1] == date(2021, 11, 18), what="six days more")
    reader.agree_on(lambda count: count > 0, what="the same count everywhere")


def test_one_day_is_seen_as_one_with_two_ends_to_take_hold_of(reader: Reader) -> None:
    reader.open_map("/?from=2021-11-08&to=2021-11-08")
    ends = [box(reader.frame.get_by_role("slider", name=name)) for name in ("First day", "Last day")]
    assert all(end["width"] >= 24 for end in ends)
    assert ends[0]["x"] + ends[0]["width"] <= ends[1]["x"]
    assert reader.frame.locator(".g-said").inner_text().startswith("8 Nov 2021")


@pytest.mark.parametrize("key", ["Enter", "Tab"])
def test_a_typed_day_is_taken_with_enter_and_when_it_is_left(another: Callable[..., Reader], key: str) -> None:
    reader = another(viewport={"width": 1920, "height": 1080}).open_map(CAMP)
    field = reader.frame.locator("input[name=to]")
    field.fill("2021-11-20")
    reader.page.keyboard.press(key)
    until(lambda: days(reader)[1] == date(2021, 11, 20), what="the typed day")


def test_a_first_day_after_the_last_is_refused_in_words(another: Callable[..., Reader]) -> None:
    reader = another(viewport={"width": 1920, "height": 1080}).open_map(CAMP)
    field = reader.frame.locator("input[name=from]")
    field.fill("2021-12-01")
    field.press("Enter")
    reader.frame.get_by_text("The first day is after the last.").wait_for()
    assert days(reader) == (date(2021, 11, 8), date(2021, 11, 12))


def test_the_scale_can_be_brought_closer_until_a_bar_is_a_day(another: Callable[..., Reader]) -> None:
    reader = another(viewport={"width": 1920, "height": 1080}).open_map(CAMP)
    spans = "return [...document.querySelectorAll('.g-bars rect')].map(({dataset}) => [dataset.from, dataset.to]);"
    assert any(first != last for first, last in reader.inside(spans))
    reader.frame.get_by_role("button", name="Closer").click()
    until(lambda: all(first == last for first, last in reader.inside(spans)), what="a bar a day")
    starts = [int(first) for first, _ in reader.inside(spans)]
    assert all(before < after for before, after in pairwise(starts))


# --- in a page of somebody else -------------------------------------------------------


def test_an_embedded_map_leaves_scrolling_to_the_page(another: Callable[..., Reader]) -> None:
    reader = another(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    reader.open_map(f"{CAMP}&embed=true")
    assert reader.inside("return map.dragging.enabled();") is False
    assert reader.inside("return getComputedStyle(map.getContainer()).touchAction;") == "pan-x pan-y"
    assert reader.inside("return map.touchZoom.enabled();") is True


def test_the_wheel_zooms_an_embedded_map_with_ctrl_alone(another: Callable[..., Reader]) -> None:
    reader = another().open_map(f"{CAMP}&embed=true")
    view = reader.view()
    middle = box(reader.frame.locator(".leaflet-container"))
    reader.page.mouse.move(middle["x"] + 300, middle["y"] + 200)
    reader.page.mouse.wheel(0, -300)
    reader.frame.get_by_text("Hold Ctrl").wait_for()
    assert reader.view() == view
    reader.page.keyboard.down("Control")
    reader.page.mouse.wheel(0, -300)
    until(lambda: reader.view()[2] > view[2], what="a nearer view")
    reader.page.keyboard.up("Control")


def test_a_strip_in_an_embed_changes_the_days_that_it_shows(another: Callable[..., Reader]) -> None:
    reader = another().open_map(f"{CAMP}&embed=true")
    before = reader.drawn()
    reader.frame.get_by_role("slider", name="Last day").focus()
    reader.page.keyboard.press("ArrowRight")
    until(lambda: days(reader)[1] == date(2021, 11, 13), what="another day in the address")
    reader.agree_on(lambda count: count > before, what="the same count everywhere")

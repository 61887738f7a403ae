"""The drawn map in a real browser: what is on it, and that it stays mounted while everything changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from geo.model import Dataset
from tests.browsing import Reader, until

pytestmark = pytest.mark.browser

DAY = "/?from=2021-11-08&to=2021-11-08"
NEAR_KUZNICA = "lat=53.51&lon=23.65&z=11"
LAYERS_OF_LEAFLET = "let n = 0; map.eachLayer(() => { n += 1; }); return n;"


def test_the_map_draws_all_records_with_markers(reader: Reader, dataset: Dataset) -> None:
    reader.open_map()
    assert reader.headline.inner_text() == f"{len(dataset.records):,} of {len(dataset.records):,} records"
    assert reader.drawn() == len(dataset.records)
    assert reader.frame.locator(".g-cluster").count() > 5
    assert "OpenStreetMap" in (reader.frame.locator(".leaflet-control-attribution").text_content() or "")
    assert reader.query() == {}


def test_kuznica_and_michalowo_carry_markers_and_gozha_its_uncertainty(reader: Reader) -> None:
    reader.open_map(f"/?q=Kuźnica&{NEAR_KUZNICA}")
    until(lambda: reader.frame.locator(".g-single, .g-cluster").count() > 0, what="a marker at Kuźnica")
    reader.visit("/?q=Michałowo")
    reader.inside("map.setView([53.03, 23.6], 11, {animate: false});")
    reader.selecting("Michałowo").wait_for()
    reader.agree_on(lambda count: count > 0, what="records of Michałowo")
    until(lambda: reader.frame.locator(".g-single, .g-cluster").count() > 0, what="a marker at Michałowo")
    reader.visit("/?q=Gozha+training")
    reader.inside("map.setView([53.81, 23.86], 10, {animate: false});")
    reader.selecting("Gozha").wait_for()
    reader.agree_on(lambda count: count > 0, what="records of Gozha")
    until(lambda: reader.frame.locator(".g-single, .g-cluster").count() > 0, what="a marker at Gozha")
    radii = reader.inside(
        "const radii = []; map.eachLayer((layer) => { if (layer instanceof L.Circle) radii.push(layer.getRadius()); });"
        " return radii;"
    )
    assert max(radii) >= 1000


def test_a_filter_moves_the_slider_and_changes_markers_without_remounting_the_map(reader: Reader) -> None:
    reader.open_map(f"{DAY}&{NEAR_KUZNICA}")
    reader.tag_frame()
    view, before = reader.view(), reader.drawn()
    markers = reader.frame.locator(".leaflet-symbols-pane").inner_html()
    reader.slide("ArrowRight")
    reader.agree_on(lambda count: count > before, what="more records after a longer period")
    until(lambda: reader.frame.locator(".leaflet-symbols-pane").inner_html() != markers, what="other markers")
    until(lambda: reader.query()["to"] == ["2021-11-09"], what="the new day in the address")
    assert reader.same_frame()
    assert reader.view() == view


def test_fifty_filter_changes_leave_the_same_frame_view_and_number_of_layers(reader: Reader) -> None:
    reader.open_map(DAY)
    reader.tag_frame()
    view = reader.view()
    reader.slide("ArrowRight")
    reader.agree_on(lambda _: reader.query()["to"] == ["2021-11-09"], what="the first change")
    one_day_more = reader.drawn()
    reader.slide("ArrowLeft")
    start = reader.agree_on(lambda count: count != one_day_more, what="back at the start")
    layers = reader.inside(LAYERS_OF_LEAFLET)
    elements = reader.inside("return document.body.getElementsByTagName('*').length;")
    for _ in range(24):
        reader.slide("ArrowRight")
        reader.agree_on(lambda count: count == one_day_more, what="the longer period")
        reader.slide("ArrowLeft")
        reader.agree_on(lambda count: count == start, what="the shorter period")
    assert reader.same_frame()
    assert reader.view() == view
    assert reader.inside(LAYERS_OF_LEAFLET) == layers
    assert reader.inside("return document.body.getElementsByTagName('*').length;") <= elements * 1.02
    assert reader.inside("return (window.feature_group || []).length;") <= 1


def test_a_layer_toggle_takes_its_records_away_and_brings_them_back(reader: Reader) -> None:
    reader.open_map()
    every = reader.drawn()
    reader.choose_layer("Incidents")
    fewer = reader.agree_on(lambda count: count < every, what="fewer records without incidents")
    assert fewer > 0
    until(lambda: "incidents" not in reader.query()["layers"][0], what="the layer gone from the address")
    reader.choose_layer("Incidents")
    reader.agree_on(lambda count: count == every, what="all records again")
    until(lambda: reader.query() == {}, what="an empty address again")


def test_the_crossings_can_be_turned_off(reader: Reader) -> None:
    reader.open_map(f"/?{NEAR_KUZNICA}")
    crossings = reader.frame.locator(".g-crossing")
    until(lambda: crossings.count() > 0, what="crossings")
    reader.choose_layer("Crossings")
    until(lambda: crossings.count() == 0, what="no crossings")


def test_a_click_on_a_marker_opens_its_card_and_puts_its_id_into_the_address(reader: Reader) -> None:
    reader.open_map(DAY)
    reader.tag_frame()
    reader.press_marker()
    reader.card.wait_for()
    until(lambda: re.fullmatch(r"PLBY-\d{4}", reader.query().get("id", [""])[0]) is not None, what="the id")
    assert reader.query()["id"][0] in reader.card.inner_text()
    assert reader.same_frame()
    reader.page.get_by_role("button", name="Close the record").click()
    until(lambda: reader.card.count() == 0, what="the card closed")
    until(lambda: "id" not in reader.query(), what="no id in the address")


def test_a_cluster_opens_into_a_list_whose_items_open_cards(reader: Reader) -> None:
    reader.open_map(f"/?q=Kuźnica&{NEAR_KUZNICA}")
    until(lambda: reader.frame.locator(".g-cluster").count() > 0, what="a cluster")
    reader.press_marker(".g-cluster")
    reader.listed.first.wait_for()
    assert reader.listed.count() >= 2
    title = reader.listed.nth(1).locator(".granica-title").inner_text()
    reader.listed.nth(1).click()
    reader.card.wait_for()
    assert reader.card.locator("h2").inner_text() == title


def test_grodno_is_its_region_labelled_and_clickable_and_no_pin_in_the_city(reader: Reader, dataset: Dataset) -> None:
    grodno = dataset.records[dataset.records["area"] == "grodno-region"]
    reader.open_map("/?from=2021-11-10&to=2021-11-11&q=Grodno+region&side=BY&precision=region&lat=53.55&lon=24.6&z=8")
    shown = reader.shown()
    assert shown >= 1
    label = reader.frame.locator(".g-area", has_text="Grodno Region")
    label.wait_for()
    assert reader.frame.locator(".g-single, .g-cluster").count() == 0
    label.click()
    reader.listed.first.wait_for()
    titles = reader.listed.locator(".granica-title").all_inner_texts()
    assert set(titles) & set(grodno["title"])
    reader.listed.first.click()
    reader.card.wait_for()
    assert reader.card.locator("h2").inner_text() == titles[0]
    assert "no point" in reader.card.inner_text()


def test_the_keyboard_reaches_a_marker_and_opens_it(reader: Reader) -> None:
    reader.open_map(DAY)
    reader.frame.locator(".leaflet-container").focus()
    reader.page.keyboard.press("Tab")
    for _ in range(80):
        if reader.inside("return document.activeElement.classList.contains('g-single');"):
            break
        reader.page.keyboard.press("ArrowDown")
    focused: Any = reader.inside(
        "const at = document.activeElement;return {role: at.getAttribute('role'), name: at.getAttribute('aria-label')};"
    )
    assert focused["role"] == "option"
    assert focused["name"]
    reader.page.keyboard.press("Enter")
    reader.card.wait_for()
    assert reader.card.locator("h2").inner_text() in focused["name"]


def test_every_marker_has_an_accessible_name(reader: Reader) -> None:
    reader.open_map()
    markers = reader.frame.locator(":is(.g-single, .g-cluster, .g-area-anchor):not([aria-hidden=true])")
    names = "nodes => nodes.map(node => node.getAttribute('aria-label') || '')"
    until(lambda: all(markers.evaluate_all(names)), what="a name on every marker")
    roles = markers.evaluate_all("nodes => nodes.map(node => node.getAttribute('role'))")
    assert set(roles) == {"button", "option"}


def test_on_a_phone_nothing_scrolls_sideways_and_a_tap_opens_a_record(another: Callable[..., Reader]) -> None:
    phone = another(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    phone.open_map(DAY)
    assert phone.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    box = phone.map.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    phone.press_marker()
    phone.card.wait_for()
    assert phone.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_map_follows_the_dark_theme(another: Callable[..., Reader]) -> None:
    themes = {}
    for scheme in ("light", "dark"):
        one = another(color_scheme=scheme).open_map(DAY)
        until(
            lambda one=one, scheme=scheme: one.inside("return document.documentElement.dataset.theme;") == scheme,  # type: ignore[misc]
            what=f"a {scheme} map",
        )
        themes[scheme] = one.page.locator(".stApp").evaluate("node => getComputedStyle(node).backgroundColor")
    assert themes["light"] != themes["dark"]


def test_an_open_map_turns_dark_with_the_device(reader: Reader) -> None:
    reader.open_map(DAY)
    reader.tag_frame()
    theme = "return document.documentElement.dataset.theme;"
    for scheme in ("dark", "light"):
        reader.page.emulate_media(color_scheme=scheme)
        until(lambda scheme=scheme: reader.inside(theme) == scheme, what=f"a {scheme} map")  # type: ignore[misc]
    assert reader.same_frame()

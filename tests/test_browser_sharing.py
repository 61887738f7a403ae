"""Playback, density, tiles of others, embedding and sharing in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.browsing import Reader, until

pytestmark = pytest.mark.browser

NOVEMBER = "/?from=2021-11-07&to=2021-11-16"
SAID = ".g-said"
THIRD_DAY = 9


def test_playback_steps_through_days_without_a_rerun_and_hands_its_day_to_the_page(reader: Reader) -> None:
    reader.open_map(NOVEMBER)
    reader.tag_frame()
    said = reader.frame.locator(SAID)
    reader.frame.get_by_label("Options").click()
    reader.frame.get_by_label("Speed").select_option("1200")  # it must not end before it is looked at
    reader.frame.get_by_role("button", name="Play", exact=True).click()
    until(lambda: int(said.inner_text().partition(" ")[0] or 0) >= THIRD_DAY, what="the third day or a later one")
    assert reader.query()["to"] == ["2021-11-16"], "the server is not asked while it plays"
    reader.frame.get_by_role("button", name="Stop", exact=True).click()
    until(lambda: reader.query()["from"] == reader.query()["to"], what="the day in the address")
    reader.agree_on(lambda count: said.inner_text().endswith(f"{count} records"), what="the same count everywhere")
    assert reader.same_frame()
    reader.frame.get_by_role("button", name="Back to 7–16 Nov 2021").click()
    until(lambda: reader.query()["to"] == ["2021-11-16"], what="all the days again")


def test_playback_can_add_up_and_go_by_weeks(reader: Reader) -> None:
    reader.open_map(NOVEMBER)
    whole = reader.drawn()
    reader.frame.get_by_label("Options").click()
    reader.frame.get_by_label("Step", exact=True).select_option("7")
    reader.frame.get_by_label("What a step shows").select_option("cumulative")
    reader.frame.get_by_role("button", name="One step on").click()
    reader.agree_on(lambda count: 0 < count < whole, what="the first week")
    reader.frame.get_by_role("button", name="One step on").click()
    reader.agree_on(lambda count: count == whole, what="both weeks")
    assert (reader.query()["from"], reader.query()["to"]) == (["2021-11-07"], ["2021-11-16"])


def test_density_replaces_the_symbols_and_gives_them_back(reader: Reader) -> None:
    reader.open_map(NOVEMBER)
    reader.choose_layer("Density")
    until(lambda: reader.frame.locator(".g-single, .g-cluster").count() == 0, what="no symbols")
    assert "density" in reader.query()["layers"][0]
    reader.choose_layer("Density")
    until(lambda: reader.frame.locator(".g-cluster").count() > 0, what="symbols again")


def test_tiles_are_asked_for_only_when_a_reader_chooses_them_by_name(reader: Reader) -> None:
    reader.open_map(NOVEMBER)
    assert reader.outside == []
    reader.frame.locator(".g-ground summary").click()
    reader.frame.get_by_label("OpenStreetMap (loads tiles from openstreetmap.org)").check()
    until(lambda: len(reader.outside) > 0, what="tiles asked for")
    assert {address.split("/")[2] for address in reader.outside} == {"tile.openstreetmap.org"}
    reader.page.goto("about:blank")  # no tile comes late
    reader.outside.clear()
    reader.wrong.clear()


def test_the_view_survives_a_visit_to_another_page(reader: Reader) -> None:
    reader.open_map(NOVEMBER)
    reader.frame.get_by_role("button", name="Zoom in").click()
    until(lambda: "z" in reader.query(), what="the zoom in the address")
    view = reader.view()
    reader.go("Records")
    reader.page.locator(".granica-records tbody tr").first.wait_for()
    reader.go("Map")
    reader.map.wait_for()
    until(lambda: reader.view() == view, what="the same view")


def test_back_moves_the_map_to_where_it_looked(reader: Reader) -> None:
    reader.open_map(f"{NOVEMBER}&lat=53.0&lon=23.6&z=9")
    view = reader.view()
    reader.choose_layer("Deployments")
    until(lambda: "layers" in reader.query(), what="another entry in the history")
    reader.frame.get_by_role("button", name="Zoom in").click()
    until(lambda: reader.query().get("z") == ["10"], what="the zoom in the address")
    reader.page.go_back()
    until(lambda: reader.view() == pytest.approx(view, abs=0.01), what="the view of before")


def test_an_embedded_map_has_no_sidebar_and_leads_back(another: Callable[..., Reader]) -> None:
    reader = another().open_map(f"{NOVEMBER}&embed=true")
    assert reader.page.get_by_test_id("stSidebar").count() == 0
    back = reader.page.get_by_role("link", name="Open in Granica")
    assert "from=2021-11-07&to=2021-11-16" in (back.get_attribute("href") or "")
    assert "embed" not in (back.get_attribute("href") or "")
    assert "OpenStreetMap" in reader.page.locator(".granica-credit").inner_text()


def test_a_view_is_shared_cited_and_printed(reader: Reader) -> None:
    reader.open_map(NOVEMBER)
    assert "7–16 November 2021 · Granica" in reader.page.title()
    reader.page.get_by_role("button", name="Share").click()
    dialog = reader.page.get_by_role("dialog")
    dialog.get_by_text(
        re.compile(re.escape(f"{reader.server.url}{NOVEMBER}") + r"&lat=[\d.]+&lon=[\d.]+&z=")
    ).first.wait_for()
    dialog.get_by_role("tab", name="Embed").click()
    assert "embed=true" in dialog.get_by_text("<iframe").inner_text()
    dialog.get_by_role("tab", name="Cite").click()
    dialog.get_by_text("Granica contributors. (").wait_for()
    dialog.get_by_role("tab", name="Print").click()
    with reader.page.expect_download() as picture:
        dialog.get_by_role("link", name="SVG").click()
    assert b"<svg" in picture.value.path().read_bytes()[:1000]

"""The link is the state: it restores everything for everybody, follows every change, and Back goes back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.model import Dataset
from tests.browsing import Reader, until

pytestmark = pytest.mark.browser

DAY = "/?from=2021-11-08&to=2021-11-08"
ZONES = ("UTC", "Europe/Warsaw", "America/New_York")


def test_a_day_is_the_same_day_in_every_time_zone(another: Callable[..., Reader]) -> None:
    seen = {}
    for zone in ZONES:
        reader = another(timezone_id=zone).open_map(DAY)
        seen[zone] = (
            reader.headline.inner_text(),
            reader.drawn(),
            reader.page.get_by_test_id("stSidebar").get_by_role("slider").all_inner_texts(),
            reader.said(),
        )
        assert reader.query() == {"from": ["2021-11-08"], "to": ["2021-11-08"]}
    assert len({str(what) for what in seen.values()}) == 1, seen
    assert "8 November 2021" in seen["UTC"][3]


@pytest.mark.parametrize("zone", ZONES[2:])
def test_the_table_downloaded_there_has_as_many_rows(another: Callable[..., Reader], zone: str) -> None:
    reader = another(timezone_id=zone, accept_downloads=True).open("/records" + DAY[1:])
    shown = reader.shown()
    with reader.page.expect_download() as waited:
        reader.page.get_by_test_id("stMain").get_by_role("link", name="CSV", exact=True).click()
    text = Path(waited.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(line for line in io.StringIO(text, newline="") if not line.startswith("#")))
    assert len(rows) == shown
    with reader.page.expect_download() as waited:
        reader.page.get_by_test_id("stMain").get_by_role("link", name="GeoJSON", exact=True).click()
    assert len(json.loads(Path(waited.value.path()).read_bytes())["features"]) == shown


def test_a_link_restores_dates_layers_filters_view_and_the_open_record(another: Callable[..., Reader]) -> None:
    sender = another().open_map("/?from=2021-11-08&to=2021-11-18&side=PL,line&lat=53.51&lon=23.66&z=11")
    sender.choose_layer("Published totals")
    sender.agree_on(lambda _: "layers" in sender.query(), what="a layer less")
    until(lambda: sender.frame.locator(".g-single").count() > 0, what="a marker")
    sender.press_marker()
    sender.card.wait_for()
    until(lambda: {"id", "lat", "side", "layers"} <= set(sender.query()), what="everything in the address")
    address = sender.page.evaluate("location.pathname + location.search")

    receiver = another().open_map(address)
    receiver.card.wait_for()
    assert receiver.headline.inner_text() == sender.headline.inner_text()
    assert receiver.drawn() == sender.drawn()
    assert receiver.card.inner_text() == sender.card.inner_text()
    assert receiver.said() == sender.said()
    lat, lon, zoom = receiver.view()
    assert zoom == sender.view()[2]
    assert (lat, lon) == pytest.approx(sender.view()[:2], abs=0.02)
    pressed = receiver.page.locator("[data-testid=stSidebar] [aria-pressed=true]").all_inner_texts()
    assert pressed == sender.page.locator("[data-testid=stSidebar] [aria-pressed=true]").all_inner_texts()
    assert "Incidents" in pressed
    assert "Published totals" not in pressed


def test_the_link_on_the_card_opens_the_record_for_somebody_else(another: Callable[..., Reader]) -> None:
    reader = another().open_map("/?id=PLBY-0080")
    reader.card.wait_for()
    link = reader.page.get_by_role("link", name="Link to this record alone").get_attribute("href") or ""
    assert link.replace("/?", "?") == f"{reader.server.url}?id=PLBY-0080"
    receiver = another().open_map(link.removeprefix(reader.server.url))
    assert "PLBY-0080" in receiver.card.inner_text()


def test_back_returns_to_the_previous_selection_and_forward_to_the_next(reader: Reader) -> None:
    reader.open_map(DAY)
    before = reader.shown()
    reader.slide("ArrowRight")
    after = reader.agree_on(lambda count: count != before, what="another day")
    until(lambda: reader.query()["to"] == ["2021-11-09"], what="the new day in the address")
    reader.page.go_back()
    reader.agree_on(lambda count: count == before, what="the previous day after Back")
    until(lambda: reader.query()["to"] == ["2021-11-08"], what="the previous day in the address")
    reader.page.go_forward()
    reader.agree_on(lambda count: count == after, what="the next day after Forward")


def test_back_closes_the_record_that_was_opened(reader: Reader) -> None:
    reader.open_map(DAY)
    reader.press_marker()
    reader.card.wait_for()
    until(lambda: "id" in reader.query(), what="the id")
    reader.page.go_back()
    until(lambda: reader.card.count() == 0, what="no card after Back")


def test_a_pan_writes_the_view_into_the_address_without_a_rerun(reader: Reader) -> None:
    reader.open_map(DAY)
    reader.inside(
        "window.commands = 0;"
        "return granica.then((frame) => { const show = frame.show.bind(frame);"
        "frame.show = (command) => { window.commands += 1; show(command); }; });"
    )
    reader.frame.locator(".leaflet-container").focus()
    reader.page.keyboard.press("ArrowRight")
    until(lambda: {"lat", "lon", "z"} <= set(reader.query()), what="the view in the address")
    lat, lon, zoom = reader.view()
    until(lambda: reader.query()["z"] == [str(zoom)], what="the zoom in the address")
    assert (float(reader.query()["lat"][0]), float(reader.query()["lon"][0])) == pytest.approx((lat, lon), abs=0.001)
    assert reader.query()["from"] == ["2021-11-08"]
    assert reader.inside("return window.commands;") == 0


def test_the_view_stays_in_the_address_through_a_filter_change(reader: Reader) -> None:
    reader.open_map(DAY)
    reader.inside("map.setView([53.2, 23.9], 9, {animate: false});")
    until(lambda: reader.query().get("z") == ["9"], what="the view in the address")
    before = reader.drawn()
    reader.slide("ArrowRight")
    reader.agree_on(lambda count: count != before, what="another day")
    until(lambda: (reader.query()["to"], reader.query().get("z")) == (["2021-11-09"], ["9"]), what="day and view")
    assert reader.query()["lat"] == ["53.2"]
    assert reader.view() == (53.2, 23.9, 9)


def test_the_selection_travels_from_page_to_page(reader: Reader, dataset: Dataset) -> None:
    reader.open_map(DAY + "&side=PL")
    said = reader.headline.inner_text()
    assert said.endswith(f"of {len(dataset.records):,} records")
    reader.go("Records")
    until(lambda: "/records" in reader.page.evaluate("location.pathname"), what="the page Records")
    until(lambda: reader.headline.all_inner_texts() == [said], what="the same heading on Records")
    reader.go("Method")
    reader.page.get_by_role("heading", name="Method", exact=True).wait_for()
    reader.go("Map")
    reader.map.wait_for()
    until(lambda: reader.headline.all_inner_texts() == [said], what="the same heading on the map")
    assert reader.query() == {"from": ["2021-11-08"], "to": ["2021-11-08"], "side": ["PL"]}


def test_a_deep_link_to_another_page_opens_that_page(reader: Reader, dataset: Dataset) -> None:
    reader.open("/records?side=BY&confidence=disputed")
    records = dataset.records
    assert reader.shown() == ((records["side"] == "BY") & (records["confidence"] == "disputed")).sum() > 0
    assert reader.page.evaluate("location.pathname") == "/records"


def test_an_address_typed_anew_wins_over_the_session(reader: Reader) -> None:
    reader.open_map(DAY)
    reader.open_map("/?from=2021-11-16&to=2021-11-16")
    until(lambda: reader.said().startswith("16 November 2021"), what="the other day")
    reader.agree_on(lambda count: count > 0, what="records of the other day")

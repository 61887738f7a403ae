"""Charts in a real browser: a drawn region becomes the selection, in every time zone, and a chart can be saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browsing import Reader, until

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}}
PNG = b"\x89PNG\r\n"
ANALYSIS = ("timeline", "along", "deployments", "claims", "compare")


def draw_region(reader: Reader, chart: str, *, across: tuple[float, float], down: tuple[float, float]) -> None:
    """Drag over a chart, in parts of its width and height."""
    picture = reader.page.locator(f"[class*='st-key-{chart}'] svg.marks").first
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box is not None
    places = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in zip(across, down, strict=True)]
    reader.page.mouse.move(*places[0])
    reader.page.mouse.down()
    reader.page.mouse.move(*places[1], steps=8)
    reader.page.mouse.up()


@pytest.mark.parametrize("zone", ["Europe/Warsaw", "America/New_York"])
def test_a_region_of_the_timeline_sets_the_dates_and_another_sets_them_again(
    another: Callable[..., Reader], zone: str
) -> None:
    reader = another(timezone_id=zone).open("/timeline?from=2021-11-01&to=2021-11-30")
    reader.page.locator("[class*='st-key-periods'] svg.marks").first.wait_for()
    draw_region(reader, "periods", across=(0.5, 0.8), down=(0.6, 0.7))
    until(lambda: reader.query()["from"] != ["2021-11-01"], what="other dates in the address")
    first = reader.query()
    assert "2021-11-13" <= first["from"][0] <= "2021-11-17"
    assert "2021-11-22" <= first["to"][0] <= "2021-11-26"
    reader.page.locator(f"[class*='st-key-periods_from-{first['from'][0]}'] svg.marks").first.wait_for()
    draw_region(reader, "periods", across=(0.4, 0.6), down=(0.6, 0.7))
    until(lambda: reader.query() != first, what="other dates again")
    assert reader.query()["from"] > first["from"]


def test_a_region_of_the_line_filters_the_map(reader: Reader) -> None:
    reader.open("/along")
    reader.page.locator("[class*='st-key-along'] svg.marks").first.wait_for()
    draw_region(reader, "along", across=(0.4, 0.7), down=(0.16, 0.3))
    until(lambda: {"from", "to", "km"} <= set(reader.query()), what="dates and kilometres in the address")
    query = reader.query()
    south, north = (float(part) for part in query["km"][0].split("-"))
    assert 300 < south < north <= 420
    count = reader.shown()
    reader.go("Map")
    reader.map.wait_for()
    assert reader.agree_on(lambda number: number == count, what="the same records on the map") > 0
    assert reader.query()["km"] == query["km"]


@pytest.mark.parametrize("page", ANALYSIS)
def test_a_chart_fits_a_phone(another: Callable[..., Reader], page: str) -> None:
    reader = another(**PHONE).open(f"/{page}?from=2021-11-08&to=2021-11-18")
    charts = reader.page.get_by_test_id("stMain").locator("svg.marks")
    charts.first.wait_for()
    for chart in charts.all():
        box = chart.bounding_box()
        assert box is not None
        assert 0 <= box["x"] < box["x"] + box["width"] <= PHONE["viewport"]["width"]


def test_a_chart_is_saved_as_a_picture_and_its_table_as_csv(another: Callable[..., Reader]) -> None:
    reader = another(accept_downloads=True).open("/timeline?from=2021-11-08&to=2021-11-18")
    chart = reader.page.locator("[class*='st-key-periods'] svg.marks").first
    chart.wait_for()
    main = reader.page.get_by_test_id("stMain")
    chart.hover()
    with reader.page.expect_download() as waited:
        main.get_by_role("button", name="Download as PNG").first.click()
    assert Path(waited.value.path()).read_bytes().startswith(PNG)
    reader.page.get_by_text("Data table").first.click()
    with reader.page.expect_download() as waited:
        main.get_by_test_id("stDownloadButton").get_by_role("button").first.click()
    lines = Path(waited.value.path()).read_text(encoding="utf-8").splitlines()
    assert lines[0] == "first,last,next,family,records"
    assert len(lines) > 1


def mark(reader: Reader, begins: str) -> tuple[float, float, str]:
    """Where the last mark is whose query begins so, and its query."""
    reader.page.locator("svg.marks").first.wait_for()
    found: list[Any] = reader.page.evaluate(
        """begins => [...document.querySelectorAll("svg.marks path")]
            .map(element => [element.getBoundingClientRect(), String(element.__data__?.datum?.opens)])
            .filter(([box, opens]) => opens.startsWith(begins) && (begins !== "id=" || box.width < 30))
            .map(([box, opens]) => [box.x + box.width / 2, box.y + box.height / 2, opens])
            .at(-1)""",
        begins,
    )
    return float(found[0]), float(found[1]), str(found[2])


def test_a_mark_opens_its_record_and_a_bar_its_records(reader: Reader) -> None:
    reader.open("/along?from=2021-11-08&to=2021-11-21&km=360-370")
    x, y, opens = mark(reader, "id=")
    reader.page.mouse.click(x, y)
    reader.card.wait_for()
    assert reader.query()["id"] == [opens.removeprefix("id=")]
    assert reader.query()["km"] == ["360-370"]
    reader.open("/timeline?from=2021-11-08&to=2021-11-14")
    x, y, opens = mark(reader, "bar=")
    reader.page.mouse.click(x, y)
    reader.page.locator("#bar").wait_for()
    assert reader.query()["bar"] == [opens.removeprefix("bar=")]
    until(lambda: reader.page.evaluate("document.activeElement.id") == "bar", what="the focus on the list's heading")
    reader.page.locator("#bar-close").press("Enter")
    reader.page.locator("#bar").wait_for(state="detached")
    assert "bar" not in reader.query()

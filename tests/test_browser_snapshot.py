"""The file that stands by itself, opened from a disk and from a static host in a real browser without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Dialog, FrameLocator, Page, Request

from geo.intake import prepare
from geo.model import Dataset, Link, Selection
from geo.publish import compose
from geo.query import select
from geo.query.view import DataView
from tests import building, hostile
from tests.browsing import MAP, until

pytestmark = pytest.mark.browser

MADE = date(2026, 11, 24)
AUTUMN = Selection(start=date(2021, 8, 1), end=date(2021, 12, 31))


def keep(data: Dataset, path: Path, selection: Selection | None = None) -> Path:
    view = DataView(data, select.index(data.records), Link(selection=selection or Selection()))
    path.write_bytes(compose.snapshot(view, made=MADE))
    return path


@dataclass
class Opened:
    """A file in a browser, and what it did."""

    page: Page
    asked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def frame(self) -> FrameLocator:
        """The map's frame."""
        return self.page.frame_locator("iframe[title=Map]")

    def shown(self) -> tuple[int, int, int]:
        """How many records the file says, its list has, and its map holds."""
        said = int(self.page.locator("#shown").inner_text().split(" of ")[0].replace(",", ""))
        listed = self.page.locator("#records > li:not([hidden])").count()
        return said, listed, int(self.frame.locator(MAP).get_attribute("data-records") or -1)

    def agree_on(self, count: int) -> None:
        """Wait until all three say so many."""
        until(lambda: self.shown() == (count,) * 3, what=f"{count} records everywhere")


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Opened]]:
    """Open files without a network; at the end, see that none asked anybody and none met an error."""
    made: list[tuple[BrowserContext, Opened]] = []

    def open_file(path: Path, *, hash: str = "", **options: Any) -> Opened:  # noqa: A002 - the address's word
        context = browser.new_context(**{"offline": True, "viewport": {"width": 1300, "height": 900}, **options})
        page = context.new_page()
        one = Opened(page)
        made.append((context, one))

        def note(request: Request) -> None:
            if not request.url.startswith((path.as_uri(), "data:", "about:")):
                one.asked.append(request.url)

        page.on("request", note)
        page.on("console", lambda message: one.wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: one.wrong.append(str(error)))

        def refuse(dialog: Dialog) -> None:
            one.wrong.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", refuse)
        page.goto(f"{path.as_uri()}{hash}")
        one.frame.locator(MAP).wait_for()
        return one

    try:
        yield open_file
        for _, one in made:
            assert one.asked == [], "somebody was asked"
            assert one.wrong == [], "something went wrong"
    finally:
        for context, _ in made:
            context.close()


@pytest.fixture(scope="module")
def autumn(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of some months."""
    return keep(dataset, tmp_path_factory.mktemp("kept") / "autumn.html", AUTUMN)


@pytest.mark.parametrize(
    ("start", "end"), [(None, None), ("2021-11-08", "2021-11-08"), ("2021-11-08", None), (None, "2021-08-31")]
)
def test_days_choose_what_the_app_would_choose(
    opened: Callable[..., Opened], autumn: Path, index: select.Index, start: str | None, end: str | None
) -> None:
    one = opened(autumn)
    for name, day in (("from", start), ("to", end)):
        one.page.locator(f"input[name={name}]").fill(day or "")
    chosen = Selection(start=start and date.fromisoformat(start), end=end and date.fromisoformat(end))  # type: ignore[arg-type]
    both = set(select.rows(index, AUTUMN).tolist()) & set(select.rows(index, chosen).tolist())
    one.agree_on(len(both))
    one.page.get_by_role("button", name="Show all", exact=True).first.click()
    one.agree_on(len(select.rows(index, AUTUMN)))


def test_families_and_the_time_strip_filter_too(opened: Callable[..., Opened], autumn: Path, dataset: Dataset) -> None:
    one = opened(autumn)
    whole = one.shown()[0]
    one.page.get_by_role("checkbox", name="Death").uncheck()
    rows = select.rows(select.index(dataset.records), AUTUMN)
    deaths = int((dataset.records.loc[rows, "category"].isin(["death", "body_found"])).sum())
    until(lambda: one.shown()[0] < whole, what="fewer records")
    one.agree_on(whole - deaths if deaths else one.shown()[0])
    one.frame.get_by_label("Options").first.click()
    one.frame.locator("input").first.press("Escape")
    one.frame.get_by_role("button", name="One step on").click()
    until(lambda: one.page.locator("input[name=from]").input_value() != "", what="the strip's day in the form")
    one.agree_on(one.shown()[0])


def test_days_that_cannot_be_used_are_said_and_change_nothing(opened: Callable[..., Opened], autumn: Path) -> None:
    one = opened(autumn)
    one.page.locator("input[name=from]").fill("2021-11-08")
    until(lambda: len(set(one.shown())) == 1, what="one count")
    before = one.shown()
    one.page.locator("input[name=to]").fill("2021-11-01")
    assert "before the first" in one.page.get_by_role("alert").inner_text()
    assert one.shown() == before


def test_a_record_opens_from_its_symbol_its_row_and_its_address(opened: Callable[..., Opened], tmp_path: Path) -> None:
    data = building.dataset(
        tmp_path, building.feature(), building.feature(id="PLBY-0002", at=(20_000, 35_000), title="Another one")
    )
    one = opened(keep(data, tmp_path / "two.html"), hash="#PLBY-0002")
    card = one.page.locator("li[id='PLBY-0002'] details")
    until(lambda: card.get_attribute("open") is not None, what="the card of the address")
    assert one.frame.locator(".g-opened").count() == 1
    one.frame.locator(".g-single[aria-label*='People try to cross'], .g-single").first.focus()
    one.page.keyboard.press("Enter")
    until(lambda: one.page.locator("#records details[open]").count() == 1, what="one card")
    until(lambda: one.page.evaluate("document.activeElement.tagName") == "SUMMARY", what="the focus at the card")
    one.page.keyboard.press("Enter")
    until(lambda: one.page.locator("#records details[open]").count() == 0, what="no card")


def test_a_record_of_a_region_is_an_area_and_no_symbol(opened: Callable[..., Opened], tmp_path: Path) -> None:
    items = [
        building.feature(geo_precision="district", uncertainty_m=8000),
        building.feature(id="PLBY-0002", at=None, geo_precision="region", area=building.ABROAD),
    ]
    one = opened(keep(building.dataset(tmp_path, *items), tmp_path / "vague.html"))
    assert one.frame.locator(".g-single").count() == 1
    one.frame.get_by_text("Wider areas · 1").click()
    one.frame.locator(".g-wide").get_by_role("button", name="Far county 1").click()
    until(lambda: one.page.locator("#records > li:not([hidden])").count() == 1, what="its record alone")
    assert one.page.locator("#records > li:not([hidden])").get_attribute("id") == "PLBY-0002"
    one.page.locator("#place button").click()
    until(lambda: one.page.locator("#records > li:not([hidden])").count() == 2, what="all records")


def test_nothing_of_hostile_data_runs(opened: Callable[..., Opened], tmp_path: Path) -> None:
    mark = Path("/tmp") / f"g{tmp_path.stat().st_ino}"  # noqa: S108
    data = prepare.dataset(hostile.build(tmp_path / "hostile", mark=mark))
    chosen = Selection(start=date(2021, 11, 1), end=date(2021, 11, 30))
    one = opened(keep(data, tmp_path / "hostile.html", chosen))
    assert one.page.locator("#records > li").count() > len(hostile.payloads(mark))
    one.page.locator("#records summary").first.click()
    one.frame.locator(".g-cluster").first.wait_for()
    one.page.locator(".sources summary").click()
    assert not mark.exists()
    for frame in one.page.frames:
        assert frame.evaluate("window.ran === undefined")
    schemes = one.page.locator("a[href]").evaluate_all("nodes => nodes.map(node => new URL(node.href).protocol)")
    assert set(schemes) <= {"http:", "https:", "file:"}
    assert one.page.locator("img, [onerror], [onload], [onfocus], [onmouseover]").count() == 0


def test_the_file_is_whole_without_scripts(opened: Callable[..., Opened], browser: Browser, autumn: Path) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(autumn.as_uri())
    assert page.locator("#records > li:visible").count() == opened(autumn).shown()[0]
    page.locator("#records summary").first.click()
    assert page.locator("#records dt").first.is_visible()
    assert not page.locator("form").is_visible()
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1300, "light")])
def test_axe_finds_nothing(opened: Callable[..., Opened], autumn: Path, width: int, scheme: str) -> None:
    one = opened(autumn, color_scheme=scheme, viewport={"width": width, "height": 800})
    one.page.locator("#records summary").first.click()
    found = Axe().run(one.page).response["violations"]
    assert [item["id"] for item in found] == []
    assert one.page.evaluate("document.documentElement.scrollWidth") <= width

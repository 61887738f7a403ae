"""A reader in a real browser: opens links, works the page and the map, and notes everything that should not happen."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, FrameLocator, Locator, Page, Request

from tests.serving import Server

DEADLINE_MS = 45_000
"""A deadline is for what never comes; a machine that is busy with something else is not a fault."""
POLL_S = 0.05
BASE_PATH_PROBE = re.compile(r"/\w+/_stcore/(health|host-config)")
"""On a deep link Streamlit first asks whether the page's name is a base path; the 404 is its answer, and no fault."""
KEPT_BY_A_SITE = "cookies,local_storage,indexeddb,cache_storage,service_workers"
FIRST_FREE = """nodes => nodes.findIndex(node => {
    const {x, y, width, height} = node.getBoundingClientRect();
    const top = document.elementFromPoint(x + width / 2, y + height / 2);
    return top !== null && node.contains(top);
})"""
DESK = {"viewport": {"width": 1400, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
MAP = ".leaflet-container[data-ready=true][data-records]"


def until(seen: Callable[[], bool], *, what: str) -> None:
    """Wait until something is seen, with a deadline."""
    deadline = time.monotonic() + DEADLINE_MS / 1000
    while not seen():
        assert time.monotonic() < deadline, f"never seen: {what}"
        time.sleep(POLL_S)


@dataclass
class Reader:
    """One browser context with one page."""

    server: Server
    context: BrowserContext
    page: Page
    touch: bool = False
    outside: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def frame(self) -> FrameLocator:
        """The map's frame."""
        return self.page.frame_locator("iframe[title*='folium']").first

    @property
    def map(self) -> Locator:
        """The drawn map."""
        return self.frame.locator(MAP)

    @property
    def headline(self) -> Locator:
        """The heading that readers quote; for a moment after a change the old one stands beside the new."""
        return self.page.locator(".granica-headline .granica-count").first

    def selecting(self, words: str) -> Locator:
        """The heading of a selection that is said with these words."""
        return self.page.locator(f".granica-headline[data-selection*='{words}']").first

    def said(self) -> str:
        """The selection in words, as the heading holds it."""
        return self.page.locator(".granica-headline").first.get_attribute("data-selection") or ""

    def press(self, what: Locator) -> None:
        """Tap on a phone, click at a desk."""
        if self.touch:
            what.tap()
        else:
            what.click()

    def go(self, page: str) -> None:
        """Go to another page by the bar, or on a phone by its menu."""
        if self.touch:
            self.page.get_by_text("Pages", exact=True).tap()
            self.page.get_by_role("navigation", name="Pages").get_by_role("link", name=page, exact=True).tap()
        else:
            self.page.get_by_test_id("stTopNav").get_by_role("link", name=page, exact=True).click()

    @contextmanager
    def filters(self) -> Iterator[Locator]:
        """The filters: on a phone a sheet that is opened, and closed at the end."""
        drawer = self.page.get_by_test_id("stSidebar")
        if self.touch:
            self.page.locator(".granica-open-filters").tap()
            self.page.locator(".granica-show").wait_for()
        yield drawer
        if self.touch and self.page.locator(".granica-show").is_visible():
            self.page.locator(".granica-show").tap()
            self.page.locator(".granica-show").wait_for(state="hidden")

    def at_rest(self) -> bool:
        """Whether the page has its connection and its script has run."""
        app = self.page.get_by_test_id("stApp")
        state = [app.get_attribute(f"data-test-{name}-state") for name in ("connection", "script")]
        return state == ["CONNECTED", "notRunning"]

    @property
    def card(self) -> Locator:
        """The open record."""
        return self.page.locator(".granica-card")

    @property
    def listed(self) -> Locator:
        """The records of the list that was opened on the map, each a link."""
        return self.page.locator(".granica-list[data-panel=clicked] li a")

    def open(self, path: str = "/") -> Reader:
        """Open a link and wait for the page's heading."""
        self.page.goto(self.server.url + path)
        self.page.locator("h1").first.wait_for()
        return self

    def visit(self, path: str) -> None:
        """Go to another address of the same page as Back and Forward do, without loading the page anew."""
        self.page.evaluate(
            "address => { history.pushState({}, '', address); dispatchEvent(new PopStateEvent('popstate')); }", path
        )

    def open_map(self, path: str = "/") -> Reader:
        """Open a link and wait for the drawn map."""
        self.open(path)
        self.map.wait_for()
        return self

    def shown(self) -> int:
        """N of `N of M records`."""
        return int(self.headline.inner_text().split(" of ")[0].replace(",", ""))

    def drawn(self) -> int:
        """How many records the map holds."""
        return int(self.map.get_attribute("data-records") or -1)

    def agree_on(self, fits: Callable[[int], bool], *, what: str) -> int:
        """Wait until heading and map count the same records, and as many as told."""
        until(lambda: self.shown() == self.drawn() and fits(self.drawn()), what=what)
        return self.drawn()

    def query(self) -> dict[str, list[str]]:
        """The address's parameters, as the browser has them now."""
        address: str = self.page.evaluate("location.href")
        return parse_qs(urlsplit(address).query, keep_blank_values=True)

    def inside(self, script: str) -> Any:
        """Evaluate a script in the map's frame; `map` is the Leaflet map."""
        return self.frame.locator("html").evaluate(f"() => {{ {script} }}")

    def view(self) -> tuple[float, float, float]:
        """Latitude, longitude (WGS 84 degrees) and zoom of the map."""
        lat, lon, zoom = self.inside("const c = map.getCenter(); return [c.lat, c.lng, map.getZoom()];")
        return round(lat, 4), round(lon, 4), zoom

    def tag_frame(self) -> None:
        """Mark the frame's window, to see later whether it is still the same one."""
        self.inside("window.taggedByTest = true;")

    def same_frame(self) -> bool:
        """Whether the frame is the one that was marked."""
        return bool(self.inside("return window.taggedByTest === true;"))

    def choose_layer(self, label: str) -> None:
        """Turn a layer on or off."""
        self.page.get_by_test_id("stSidebar").get_by_role("button", name=label, exact=True).click()

    def slide(self, key: str, *, thumb: str = "last", times: int = 1) -> None:
        """Move one thumb of the date slider by the keyboard."""
        sliders = self.page.get_by_role("slider")
        (sliders.last if thumb == "last" else sliders.first).focus()
        for _ in range(times):
            self.page.keyboard.press(key)

    def press_marker(self, kind: str = ".g-single") -> Locator:
        """Press the first marker of a kind that nothing lies on."""
        markers = self.frame.locator(kind)
        found: list[int] = []

        def free() -> bool:
            found[:] = [markers.evaluate_all(FIRST_FREE)]
            return found[0] >= 0

        until(free, what=f"a {kind} that can be pressed")
        self.press(markers.nth(found[0]))
        return markers.nth(found[0])

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((self.server.url + "/", "data:", "blob:")):
            self.outside.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if BASE_PATH_PROBE.search(str(message.location)):
            return
        if message.type == "error" or "Content Security Policy" in message.text:
            self.wrong.append(f"console: {message.text}")

    def _asked(self, dialog: Dialog) -> None:
        self.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def listen(self) -> Reader:
        """Note all traffic to other origins, which finds nobody there, and errors."""
        self.page.on("request", self._requested)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.wrong.append(f"page error: {error}"))
        self.page.on("dialog", self._asked)
        self.page.on("popup", lambda page: self.wrong.append(f"opened a page: {page.url}"))
        return self

    def leave(self) -> None:
        """Leave the browser as somebody else would find it who has been here before: nothing is kept but files."""
        self.page.goto("about:blank")
        session = self.context.new_cdp_session(self.page)
        session.send("Storage.clearDataForOrigin", {"origin": self.server.url, "storageTypes": KEPT_BY_A_SITE})
        for page in self.context.pages:
            page.close()


_left: dict[tuple[Browser, str], list[BrowserContext]] = {}
"""Contexts that readers have left, by browser and options: with the files in their cache a page comes up far sooner."""


@contextmanager
def readers(browser: Browser, server: Server) -> Iterator[Callable[..., Reader]]:
    """Make readers; at the end, see that none asked anybody else and none met an error."""
    made: list[tuple[str, Reader]] = []

    def make(*, fresh: bool = False, **options: Any) -> Reader:
        given = {**DESK, "locale": "en-GB", **options}
        kind = json.dumps(given, sort_keys=True)
        left = [] if fresh else _left.get((browser, kind), [])
        context = left.pop() if left else browser.new_context(**given)
        context.set_default_timeout(DEADLINE_MS)
        reader = Reader(server, context, context.new_page(), touch=bool(options.get("has_touch"))).listen()
        made.append((kind, reader))
        return reader

    sound = False
    try:
        yield make
        for _, one in made:
            assert one.outside == [], "somebody else was asked"
            assert one.wrong == [], "something went wrong in the page"
        sound = True
    finally:
        for kind, one in made:
            if sound and not one.page.is_closed():
                one.leave()
                _left.setdefault((browser, kind), []).append(one.context)
            else:
                one.context.close()

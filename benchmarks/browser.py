"""What a reader waits for: Chromium opens a page, moves the slider, pans the map; the clock stops when it is drawn.

Files that a page asks of other hosts come from an installed package; what that lacks is refused, and nothing leaves the
machine.
"""

from __future__ import annotations

import io
import re
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from typing import Any, Final

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Error, Frame, Page, Route, sync_playwright

FLAGS: Final = ("--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader", "--enable-precise-memory-info")
DEADLINE_MS: Final = 120_000
MOVE_KEY: Final = "PageUp"
"""Moves the first thumb of the slider by a tenth of its length."""
PAN_PX: Final = 200
TYPES: Final = {"js": "text/javascript", "css": "text/css"}
FRAME: Final = "streamlit_folium"
SETTLE_MS: Final = 500
POLL_MS: Final = 20
DECK_PIXELS: Final = 20
COLOUR_REACH: Final = 40
ALL: Final = (230, 0, 120)
FEWER: Final = (0, 120, 230)
"""The colours of `ways/deck.py`."""
NOTHING: Final = -1

SAID: Final = """
    const words = parent.document.querySelector("h1.granica-headline .granica-count, [data-testid=stText]");
    const said = words ? Number(words.textContent.replaceAll(",", "").match(/\\d+/)[0]) : -1;
"""
"""How many records the page says that it shows."""
COUNT: Final = f"""(before) => {{
    const map = window.map;
    if (!map || !window.L) return false;
    let loose = 0, grouped = 0, groups = 0;
    map.eachLayer((layer) => {{
        if (layer.getChildCount) return;
        if (L.MarkerClusterGroup && layer instanceof L.MarkerClusterGroup) {{
            groups += 1;
            grouped += layer.getLayers().length;
        }} else if (layer instanceof L.Marker || layer instanceof L.CircleMarker) loose += 1;
    }});
    {SAID}
    const drawn = groups ? grouped : loose;
    return drawn === said && said !== before ? {{drawn}} : false;
}}"""
GRANICA: Final = f"""(before) => {{
    const root = document.querySelector(".leaflet-container[data-ready=true]");
    {SAID}
    const drawn = root ? Number(root.dataset.records) : -2;
    return drawn === said && said !== before ? {{drawn}} : false;
}}"""
PAINTED: Final = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
PAN: Final = """(pixels) => new Promise((done) => {
    const began = performance.now();
    map.panBy([pixels, 0], {animate: false});
    requestAnimationFrame(() => requestAnimationFrame(() => done((performance.now() - began) / 1000)));
})"""
FILTER: Final = """async (days) => {
    const {overlay} = await granica;
    const took = [];
    for (const [from, to] of days) {
        const began = performance.now();
        overlay.showFrame({from, to});
        const worked = performance.now() - began;
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        took.push([worked / 1000, (performance.now() - began) / 1000]);
    }
    return took;
}"""
"""Choose days in the map alone: seconds that its script works, and seconds until it is painted."""
REACH: Final = "async () => (({first, last}) => [first, last])((await granica).overlay.strip.whole)"
FILTERS: Final = 9
HEAP: Final = "() => performance.memory.usedJSHeapSize"


@dataclass
class Waits:
    """Seconds until drawn, seconds a pan takes, and bytes of memory that the page uses.

    Attributes
    ----------
    worked_s, painted_s
        Of Granica, a change of days within the map: its script alone, and until it is painted.
    """

    first_s: float = 0
    moves_s: list[float] = field(default_factory=list)
    pans_s: list[float] = field(default_factory=list)
    worked_s: list[float] = field(default_factory=list)
    painted_s: list[float] = field(default_factory=list)
    heap_bytes: int = 0
    fetched_bytes: int = 0


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or playwright.chromium.executable_path
        launched = playwright.chromium.launch(executable_path=path, args=[*FLAGS])
        yield launched
        launched.close()


def wait(browser: Browser, url: str, *, way: str, moves: int) -> Waits:
    """Open a page and work it.

    Parameters
    ----------
    browser
        The browser.
    url
        Of a running server.
    way
        Which way is measured; decides what counts as drawn.
    moves
        How often the slider is moved.
    """
    context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="en-GB")
    context.set_default_timeout(DEADLINE_MS)
    page = context.new_page()
    found = Waits()
    page.route(re.compile(".*"), lambda route: _answer(route, own=url))
    page.on("response", lambda answer: _weigh(answer, found))
    try:
        began = time.perf_counter()
        page.goto(url)
        drawn = _drawn(page, way=way, before=NOTHING)
        found.first_s = time.perf_counter() - began
        for _ in range(moves):
            page.wait_for_timeout(SETTLE_MS)
            page.get_by_role("slider").first.focus()
            began = time.perf_counter()
            page.keyboard.press(MOVE_KEY)
            drawn = _drawn(page, way=way, before=drawn)
            found.moves_s.append(time.perf_counter() - began)
        if way != "deck":
            found.pans_s = [_frame(page).evaluate(PAN, PAN_PX * sign) for sign in (1, -1, 1, -1, 1)]
        if way == "granica":
            first, last = _frame(page).evaluate(REACH)
            third = (last - first) // 3
            days = [(first + move, last - third - move) for move in range(FILTERS)]
            pairs = _frame(page).evaluate(FILTER, days)
            found.worked_s, found.painted_s = ([pair[place] for pair in pairs] for place in (0, 1))
        found.heap_bytes = int(page.evaluate(HEAP))
    finally:
        context.close()
    return found


@lru_cache(maxsize=1)
def _shelf() -> Mapping[str, str | bytes]:
    """Files that the compared ways ask of other hosts, by address; Granica asks nobody and runs without the package."""
    found: Mapping[str, str | bytes] = vars(import_module("offlinefolium.elements"))["_res"]
    return found


def _answer(route: Route, *, own: str) -> None:
    address = route.request.url
    if address.startswith((own, "data:", "blob:")):
        route.continue_()
    elif address in _shelf():
        kind = TYPES[address.rpartition(".")[2]]
        route.fulfill(body=_shelf()[address], content_type=kind, headers={"Access-Control-Allow-Origin": "*"})
    else:
        route.abort()


def _weigh(answer: Any, found: Waits) -> None:
    """Add up the data that the page fetches beside the websocket."""
    if "/records.bin" in answer.url or "/texts.json" in answer.url:
        found.fetched_bytes += int(answer.headers.get("content-length", 0))


def _frame(page: Page) -> Frame:
    return next(frame for frame in page.frames if FRAME in frame.url)


def _drawn(page: Page, *, way: str, before: int) -> int:
    """Wait until the map shows as many records as the page says, and others than before; give how many."""
    if way == "deck":
        _see(page, colour=ALL if before == NOTHING else FEWER)
        return NOTHING + 1
    deadline = time.monotonic() + DEADLINE_MS / 1000
    while (drawn := _counted(page, GRANICA if way == "granica" else COUNT, before=before)) is None:
        if time.monotonic() > deadline:
            message = f"the map never showed other than {before} records"
            raise TimeoutError(message)
    return drawn


def _counted(page: Page, script: str, *, before: int) -> int | None:
    """Wait for the records in the map's frame; None if the frame was thrown away meanwhile."""
    try:
        page.locator(f"iframe[src*='{FRAME}']").wait_for()
        frame = _frame(page)
        drawn: int = frame.wait_for_function(script, arg=before).json_value()["drawn"]
        frame.evaluate(PAINTED)
    except (Error, StopIteration):
        page.wait_for_timeout(POLL_MS)
        return None
    return drawn


def _see(page: Page, *, colour: tuple[int, int, int]) -> None:
    """Look at the chart until it shows a colour; a look takes some 100 ms, which is in the result."""
    chart = page.get_by_test_id("stDeckGlJsonChart")
    chart.wait_for()
    deadline = time.monotonic() + DEADLINE_MS / 1000
    while time.monotonic() < deadline:
        picture = np.asarray(Image.open(io.BytesIO(chart.screenshot())).convert("RGB"), dtype=int)
        near = int((np.abs(picture - np.array(colour)).sum(axis=2) < COLOUR_REACH).sum())
        if near > DECK_PIXELS:
            return
    message = f"the chart never showed {colour}"
    raise TimeoutError(message)

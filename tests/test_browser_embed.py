"""The embed snippet on somebody else's page, in a real browser: the map is drawn there, or refused there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, FrameLocator

from server.headers import FRAMERS_VARIABLE
from tests.browsing import MAP
from tests.serving import Server, serving

pytestmark = pytest.mark.browser

CAMP = "from=2021-11-08&to=2021-11-12"


class Quiet(SimpleHTTPRequestHandler):
    """A paper's web server that logs nothing."""

    def log_message(self, *_: object) -> None:
        """Keep the tests' output to the tests."""


@contextmanager
def another_site(folder: Path) -> Iterator[str]:
    """Serve a folder at another host than the app's; gives its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{site.server_port}"
        site.shutdown()


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A paper's site: its folder and its address."""
    folder = tmp_path_factory.mktemp("paper")
    with another_site(folder) as address:
        yield folder, address


@pytest.fixture(scope="module")
def app(paper: tuple[Path, str], shipped_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, which lets the paper embed it; papers on https may by default, but these tests have no certificate."""
    log = tmp_path_factory.mktemp("embedding") / "log.txt"
    with serving(shipped_folder, log=log, settings={FRAMERS_VARIABLE: f"'self' {paper[1]}"}) as server:
        yield server


def embedded(browser: Browser, app: Server, *, folder: Path, site: str) -> FrameLocator:
    source = escape(f"{app.url}/?{CAMP}&embed=true")
    (folder / "story.html").write_text(f'<h1>A story</h1><iframe src="{source}" width="900" height="760"></iframe>')
    page = browser.new_context().new_page()
    page.goto(f"{site}/story.html")
    return page.frame_locator("iframe").first


def test_a_map_is_drawn_on_the_page_of_a_paper(browser: Browser, app: Server, paper: tuple[Path, str]) -> None:
    frame = embedded(browser, app, folder=paper[0], site=paper[1])
    frame.frame_locator("iframe[title*='folium']").locator(MAP).wait_for()
    assert "of" in frame.locator(".granica-headline").first.inner_text()
    assert frame.get_by_test_id("stSidebar").count() == 0
    assert "OpenStreetMap" in frame.locator(".granica-credit").inner_text()
    back = frame.get_by_role("link", name="Open in Granica")
    assert back.get_attribute("href") == f"{app.url}/?{CAMP}"
    assert back.get_attribute("target") == "_blank"


def test_a_site_that_may_not_embed_gets_nothing(browser: Browser, app: Server, tmp_path: Path) -> None:
    with another_site(tmp_path) as site:
        frame = embedded(browser, app, folder=tmp_path, site=site)
        frame.locator("body").wait_for(state="attached")
        assert frame.locator(".granica-headline").count() == 0

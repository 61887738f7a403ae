"""The embed snippet on somebody else's page, in a real browser: the map is drawn there, or refused there."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Literal

import pytest
from playwright.sync_api import Browser, Frame, FrameLocator, Page

from geo.publish import clients
from server.headers import FRAMERS_VARIABLE
from tests.browsing import MAP, until
from tests.serving import STOP_DEADLINE_S, Server, free_port, serving
from tests.test_deploy import nginx

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


@pytest.fixture(scope="module")
def article(shipped_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str, str]]:
    """A paper's site on https, and the app on https at another host: its folder, and both addresses."""
    folder = tmp_path_factory.mktemp("article")
    paper, port = free_port(), free_port()
    certificate(folder)
    with serving(shipped_folder, log=folder / "log.txt") as server:
        process = subprocess.Popen(
            [nginx(), "-p", str(folder), "-e", f"{folder}/error.log", "-c", str(tls(folder, paper, port, server.url))]
        )
        try:
            until(lambda: listening(port), what="the proxy")
            yield folder, f"https://article.localhost:{paper}", f"https://localhost:{port}"
        finally:
            process.terminate()
            process.wait(STOP_DEADLINE_S)


def certificate(folder: Path) -> None:
    """Make a certificate that nobody trusts, for this test alone."""
    tool = shutil.which("openssl")
    if tool is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no openssl found: `apt-get install openssl`")
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", str(folder / "key.pem")]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,DNS:article.localhost"]
    made = ["-out", str(folder / "cert.pem"), "-days", "2"]
    subprocess.run([str(tool), "req", "-x509", *key, *names, *made], check=True, capture_output=True)


def tls(folder: Path, paper: int, port: int, app: str) -> Path:
    """Configure a proxy: files on one port, the app on another, both on https."""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    upgraded = "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;"
    lines = [
        "daemon off;",
        "user root;" if os.geteuid() == 0 else "",
        f"pid {folder}/pid; error_log {folder}/error.log; events {{}}",
        "http {",
        *(f"{kind}_temp_path {folder}/{kind};" for kind in kinds),
        f"ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem;",
        "access_log off; types { text/html html; }",
        f"server {{ listen 127.0.0.1:{paper} ssl; root {folder}; }}",
        f"server {{ listen 127.0.0.1:{port} ssl; location / {{ proxy_pass {app.replace('localhost', '127.0.0.1')};",
        f"{upgraded} proxy_set_header Host $http_host; }} }}",
        "}",
    ]
    main = folder / "nginx.conf"
    main.write_text("\n".join(lines), encoding="utf-8")
    return main


def listening(port: int) -> bool:
    """Whether something takes connections on a port."""
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_article_on_https_shows_all_of_it_at_every_width(
    browser: Browser, article: tuple[Path, str, str], scheme: Literal["light", "dark"]
) -> None:
    folder, paper, app = article
    source = escape(f"{app}/?{CAMP}&embed=true")
    frame = f'<iframe src="{source}" width="100%" height="300" style="border:0" title="Map" data-granica></iframe>'
    other = '<iframe srcdoc="" height="77" data-granica></iframe>'
    story = f"<!doctype html><style>body{{margin:0}}</style>{frame}{other}{clients.FOLLOWING}"
    (folder / "story.html").write_text(story)
    context = browser.new_context(ignore_https_errors=True, color_scheme=scheme, viewport={"width": 760, "height": 900})
    context.set_default_timeout(60_000)
    try:
        page = context.new_page()
        page.goto(f"{paper}/story.html")
        inner = page.frame_locator("iframe").first
        inner.frame_locator("iframe[title*='folium']").locator(MAP).wait_for()
        inner.locator(".granica-credit").wait_for()
        for width in (760, 480, 320):
            page.set_viewport_size({"width": width, "height": 900})
            until(lambda: shows_all(page), what=f"title, map and credit within the frame at {width} pixels")
            within_the_map(inner)
        assert page.locator("iframe").nth(1).get_attribute("height") == "77", "another frame has no word of it"
    finally:
        context.close()


def shows_all(page: Page) -> bool:
    """Whether the frame is as high as all that is in it: nothing scrolls, nothing is missing."""
    outer = next(frame for frame in page.frames if "embed=true" in frame.url)
    room, needed = outer.evaluate("[innerHeight, document.querySelector('.st-key-front').scrollHeight]")
    ends = outer.evaluate("document.querySelector('.granica-credit').getBoundingClientRect().bottom")
    begins = outer.evaluate("document.querySelector('.granica-headline').getBoundingClientRect().top")
    wide = outer.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return bool(room > 300 and abs(room - needed) <= 2 and begins >= 0 and ends <= room and wide and _is_seen(outer))


def _is_seen(outer: Frame) -> bool:
    """Whether nothing lies over the credit."""
    top = """() => {
        const credit = document.querySelector('.granica-credit');
        const {left, top, right, bottom} = credit.getBoundingClientRect();
        const corners = [[left + 14, top + 8], [(left + right) / 2, (top + bottom) / 2], [left + 14, bottom - 8]];
        return corners.every(([x, y]) => credit.contains(document.elementFromPoint(x, y)));
    }"""
    return bool(outer.evaluate(top))


def within_the_map(inner: FrameLocator) -> None:
    """See that the key, opened, is whole."""
    frame = inner.frame_locator("iframe[title*='folium']")
    key = frame.locator(".g-key")
    if key.get_attribute("open") is None:
        key.locator("summary").click()
    cut = "node => node.scrollHeight - node.clientHeight"
    until(lambda: key.locator("> div").evaluate(cut) <= 1, what="the key whole, once the map has its new height")
    box = "node => { const {left, top, right} = node.getBoundingClientRect(); return [left, top, innerWidth - right]; }"
    assert min(key.locator("> div").evaluate(box)) >= 0


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

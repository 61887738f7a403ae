"""What keeps readers safe, as the server says it: headers, files given out, links, tables, limits of the proxy."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message
from streamlit.testing.v1 import AppTest

from geo import store
from server import assets
from server.headers import SafetyHeaders
from tests import building
from tests.serving import ROOT

DEADLINE_S = 60
NGINX = (ROOT / "deploy" / "nginx" / "granica.conf").read_text(encoding="utf-8")


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Serve a small folder of data in this process."""

    def serve(*items: building.Json, **parts: Any) -> Path:
        monkeypatch.setenv(store.DATA_VARIABLE, str(tmp_path))
        return building.folder(tmp_path, *items, **parts)

    return serve


def asked(app: ASGIApp, path: str, *, accept: str = "") -> tuple[int, dict[str, str], bytes]:
    """Ask an app for a path, with a query if there is one: status, headers and body of its answer."""
    sent: list[Message] = []
    path, _, query = path.partition("?")

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode()}
    scope |= {"scheme": "http", "root_path": "", "headers": [(b"accept-encoding", accept.encode())]}

    async def ask() -> None:
        await app(scope, receive, send)

    asyncio.run(ask())
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message["body"] for message in sent[1:])


# --- headers -------------------------------------------------------------------------


def headers_of(path: str) -> Mapping[str, str]:
    """Headers that an answer to a path carries."""
    inner = Starlette(routes=[Route("/{path:path}", lambda _: PlainTextResponse("fine"))])
    return asked(SafetyHeaders(inner), path)[1]


def policy_of(path: str) -> dict[str, str]:
    """The content security policy of a path, by directive."""
    parts = (part.strip().partition(" ") for part in headers_of(path)["content-security-policy"].split(";"))
    return {name: value for name, _, value in parts}


@pytest.mark.parametrize("path", ["/", "/records", "/component/map/index.html", "/granica/0/assets/map.js"])
def test_every_answer_carries_the_headers_that_keep_a_reader_private(path: str) -> None:
    found = headers_of(path)
    assert found["x-content-type-options"] == "nosniff"
    assert found["referrer-policy"] == "no-referrer"
    assert found["cross-origin-opener-policy"] == "same-origin"
    for device in ("camera", "geolocation", "microphone", "payment", "usb"):
        assert f"{device}=()" in found["permissions-policy"].split(", ")


def test_the_page_may_load_and_ask_nothing_but_its_own_site() -> None:
    policy = policy_of("/")
    scripts = policy.pop("script-src").split()
    assert scripts[:2] == ["'self'", "'wasm-unsafe-eval'"]
    assert all(re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", script) for script in scripts[2:])
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "frame-src": "'self'",
        "worker-src": "'self' blob:",
        "manifest-src": "'self'",
        "base-uri": "'self'",
        "form-action": "'none'",
        "frame-ancestors": "'self' https:",
    }


def test_the_maps_frame_may_load_its_own_site_and_pictures_of_the_tiles_that_a_reader_can_choose() -> None:
    policy = policy_of("/component/map/index.html")
    assert policy.pop("img-src") == "'self' data: https://tile.openstreetmap.org https://server.arcgisonline.com"
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src": "'self' 'unsafe-inline'",
        "font-src": "'self'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'self' https:",
    }


@pytest.mark.parametrize("path", ["/x/component/y", "/componentx/index.html", "/records/component/"])
def test_the_frames_policy_is_that_of_its_own_place_alone(path: str) -> None:
    assert "'unsafe-eval'" not in policy_of(path)["script-src"]


@pytest.mark.parametrize(("scheme", "marked"), [("https", True), ("http", False)])
def test_a_cookie_that_came_over_tls_goes_back_over_tls_alone(scheme: str, marked: bool) -> None:  # noqa: FBT001
    def cookies(_: Request) -> Response:
        answer = PlainTextResponse("fine")
        answer.raw_headers += [(b"set-cookie", b"_streamlit_xsrf=1; Path=/"), (b"set-cookie", b"a=secure; secure")]
        return answer

    app = SafetyHeaders(Starlette(routes=[Route("/", cookies)]))
    sent: list[Message] = []

    async def ask() -> None:
        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [], "root_path": ""}
        await app({**scope, "scheme": scheme}, receive, send)

    asyncio.run(ask())
    first, second = (value.decode() for name, value in sent[0]["headers"] if name == b"set-cookie")
    assert first.endswith("; Secure") == marked
    assert second == "a=secure; secure"


# --- the app's own addresses ---------------------------------------------------------


def given_out(address: str) -> tuple[int, dict[str, str], bytes]:
    """What the app answers at one of its own addresses, as the map's page writes it."""
    return asked(Starlette(routes=assets.routes()), "/" + address.removeprefix("../../"))


def test_what_the_map_asks_for_is_given_out(served: Callable[..., Path]) -> None:
    served(building.feature())
    found = assets.addresses(store.current())
    asked_for = [*found.scripts, found.module, *found.styles, f"{found.basemap}land.json", found.records]
    assert [address for address in asked_for if given_out(address)[0] != 200] == []
    assert given_out(f"{found.texts}?rows=0")[0] == 200
    for address in (found.records, f"{found.texts}?rows=0"):
        assert given_out(address)[1]["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "name",
    [
        "__main__.py",
        "errors.py",
        "geo/errors.py",
        "../errors.py",
        "assets/../errors.py",
        "assets/../../app.py",
        "assets/../../data/incidents.geojson",
        "basemap/../incidents.geojson",
        "assets/%2e%2e/errors.py",
        "assets//errors.py",
        "/etc/passwd",
        "assets/../../../../../etc/passwd",
        "assets/",
        "incidents.geojson",
        "",
    ],
)
def test_nothing_else_is_given_out_under_an_address_that_exists(served: Callable[..., Path], name: str) -> None:
    served(building.feature())
    found = assets.addresses(store.current())
    for folder in (found.basemap.removesuffix("basemap/"), found.records.removesuffix("records.bin")):
        assert given_out(folder + name)[0] == 404, folder + name


def test_what_is_given_out_is_no_source_code_and_no_secret(served: Callable[..., Path]) -> None:
    served(building.feature())
    release = assets.addresses(store.current()).basemap.removesuffix("basemap/")
    files = [path.relative_to(ROOT) for folder in ("geo", "pages", "data") for path in (ROOT / folder).rglob("*.*")]
    names = {*map(str, files), *(str(path.relative_to(path.parts[0])) for path in files)}
    found = {name for name in names if given_out(release + name)[0] == 200}
    assert found
    assert not [name for name in found if Path(name).parts[0] not in {"assets", "basemap"}]
    assert {Path(name).suffix for name in found} <= {".js", ".css", ".json", ".png", ".svg"}


# --- links that lead away ------------------------------------------------------------


class _Anchors(HTMLParser):
    """Collects the attributes of all links."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append({name: value or "" for name, value in attrs})


def opened(page: str = "map.py", **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=DEADLINE_S)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    if page != "map.py":
        app.switch_page(page).run()
    assert not app.exception
    return app


def away(app: AppTest) -> list[dict[str, str]]:
    """Attributes of the links that open a new window."""
    parser = _Anchors()
    parser.feed("\n".join(element.proto.body for element in app.get("html")))
    return [link for link in parser.found if link.get("target") == "_blank" and "nofollow" in link.get("rel", "")]


def test_a_link_to_a_source_tells_it_nothing_and_gives_it_no_hold_on_the_page(served: Callable[..., Path]) -> None:
    served(building.feature())
    links = away(opened("records.py", id="PLBY-0001"))
    assert building.source()["URL"] in [link["href"] for link in links]
    for link in links:
        assert set(link["rel"].split()) == {"noopener", "noreferrer", "nofollow"}, link["href"]


def test_a_source_that_nobody_has_checked_says_so_and_whom_a_search_would_ask(served: Callable[..., Path]) -> None:
    described = building.source(2021, 11, 8, custom={"title_basis": "url_slug", "archive_url": None})
    served(building.feature(), sources=[described])
    app = opened("records.py", id="PLBY-0001")
    body = "\n".join(element.proto.body for element in app.get("html"))
    assert "title rebuilt from the address, not a headline; address never checked" in body
    assert "(asks web.archive.org)" in body
    assert f"https://web.archive.org/web/20211108/{described['URL']}" in [link["href"] for link in away(app)]


def test_every_link_that_opens_a_window_gives_it_no_hold_on_ours() -> None:
    for path in (ROOT / "pages").rglob("*.html"):
        parser = _Anchors()
        parser.feed(path.read_text(encoding="utf-8"))
        for link in parser.found:
            assert link.get("target") != "_blank" or "noopener" in link.get("rel", ""), path.name


# --- tables --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=HYPERLINK(0)|'cmd'!A0"])
def test_a_table_of_a_chart_holds_no_formula(
    served: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    served(building.feature(claimed_by=[name]), counts=[building.count(claimed_by=name)])
    taken: list[bytes] = []

    def download(_label: str, data: Any, **_: Any) -> bool:
        taken.append(data() if callable(data) else data)
        return False

    monkeypatch.setattr(st, "download_button", download)
    app = opened("timeline.py")
    app.session_state["attempts_folded"] = True  # a table is made when it is opened
    app.run()
    tables = [body.decode() for body in taken if b"attempts" in body.splitlines()[0]]
    assert tables
    assert all(f"'{name}" in table for table in tables)
    assert not [table for table in tables if re.search(rf'(^|[,"]){re.escape(name)}', table, re.MULTILINE)]


# --- the proxy -----------------------------------------------------------------------


def setting(name: str) -> list[str]:
    """Values of a directive of the shipped proxy configuration, comments aside."""
    text = re.sub(r"#.*", "", NGINX)
    return re.findall(rf"^\s*{name}\s+(.*?);", text, re.MULTILINE)


def test_the_proxy_limits_what_one_address_may_ask() -> None:
    limited, counted = " ".join(setting("limit_req_zone")), " ".join(setting("limit_conn_zone"))
    assert limited.count("$binary_remote_addr") == counted.count("$binary_remote_addr") == 1
    rates = dict(re.findall(r"zone=(\w+):\w+ rate=(\d+)r/s", limited))
    (requests,) = setting("limit_req")
    zone, burst = re.findall(r"zone=(\w+) burst=(\d+)", requests)[0]
    assert 0 < int(rates[zone]) <= 100
    assert 0 < int(burst) <= 500
    (connections,) = setting("limit_conn")
    zone, most = connections.split()
    assert f"zone={zone}:" in counted
    assert 0 < int(most) <= 1000


def test_the_proxy_takes_no_large_body() -> None:
    sizes = setting("client_max_body_size")
    assert sorted(sizes) == ["11m", "1m"]  # the larger one is for the page that takes a file, and for it alone
    upload = NGINX.partition("location /granica/_stcore/upload_file/ {")[2]
    assert upload.lstrip().startswith("client_max_body_size 11m;")

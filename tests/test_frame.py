"""The document of the map's frame names what the map will load, so that all of it comes at once."""

from __future__ import annotations

import re
from typing import Final

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from geo import store
from geo.errors import DataError
from server import assets, frame
from tests.test_safety import asked

PAGE: Final = "<html><head><title>Component</title></head><body></body></html>"
FRAME: Final = "/component/map.map/index.html"
LINKED: Final = re.compile(r'<link rel="(\w+)" href="([^"]+)"([^>]*)>')


async def document(_request: Request) -> Response:
    return HTMLResponse(PAGE, headers={"ETag": "before"})


APP: Final = frame.Frame(Starlette(routes=[*assets.routes(), Route("/{path:path}", document)]))


@pytest.fixture(autouse=True)
def prepared() -> None:
    """The data, prepared before the first request as the app does it at its start."""
    store.settled()


def named() -> list[tuple[str, str, str]]:
    return LINKED.findall(asked(APP, FRAME)[2].decode())


def test_everything_that_is_named_is_there() -> None:
    links = named()
    for _, href, _ in links:
        assert asked(APP, href.removeprefix("../.."))[0] == 200, href
    kinds = {(rel, how.strip()) for rel, _, how in links}
    assert ("modulepreload", "") in kinds
    assert ("preload", 'as="fetch" crossorigin="anonymous"') in kinds


def test_what_the_map_starts_from_is_named_and_every_module_of_it() -> None:
    modules = {href for rel, href, _ in named() if rel == "modulepreload"}
    own = {path.name for path in assets.ASSETS.glob("*.js")}
    assert {href.rpartition("/")[2] for href in modules} == own
    assert assets.addresses(store.current()).module in modules


def test_the_changed_document_has_its_own_length_and_no_mark_of_the_old_one() -> None:
    _, headers, body = asked(APP, FRAME)
    assert int(headers["content-length"]) == len(body) > len(PAGE)
    assert "etag" not in headers


@pytest.mark.parametrize("path", ["/", "/component/map.map/main.js", "/index.html"])
def test_other_documents_stay_as_they_are(path: str) -> None:
    assert asked(APP, path)[2].decode() == PAGE


def test_data_that_cannot_be_used_leave_the_document_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> store.Prepared:
        raise DataError("sources.json", "is no JSON", "JSON")

    monkeypatch.setattr(store, "current", fails)
    assert asked(APP, FRAME)[2].decode() == PAGE

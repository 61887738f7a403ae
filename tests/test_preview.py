"""The document says what its link shows, to those who run no script; and nothing else is touched."""

from __future__ import annotations

import asyncio
import gzip
import re
from html import unescape
from importlib import resources
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from geo import store, study
from geo.model import Dataset
from server import addresses
from server.preview import MARK, Preview
from tests.hostile import payloads

DOCUMENT = (resources.files("streamlit") / "static" / "index.html").read_bytes()


@pytest.fixture(autouse=True)
def _shipped_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """Serve the shipped data, whatever the environment says."""
    monkeypatch.delenv(store.DATA_VARIABLE, raising=False)


def asked(
    query: str = "", *, path: str = "/", body: bytes = DOCUMENT, headers: tuple[tuple[bytes, bytes], ...] = ()
) -> tuple[dict[str, str], bytes, dict[str, str]]:
    """Ask an app that gives one body; gives the answer's headers and body, and the headers that the app saw."""
    sent: list[Message] = []
    seen: dict[str, str] = {}

    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        seen.update({name.decode(): value.decode() for name, value in scope["headers"]})
        own = [(b"etag", b'"1"'), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": own})
        await send({"type": "http.response.body", "body": body[:100], "more_body": True})
        await send({"type": "http.response.body", "body": body[100:]})

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": list(headers)}
    asyncio.run(Preview(app)(scope, receive, send))
    got = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return got, b"".join(message["body"] for message in sent[1:]), seen


def title(body: bytes) -> str:
    (found,) = re.findall(r"<title>(.*?)</title>", body.decode(), flags=re.DOTALL)
    return unescape(found)


def test_the_document_is_the_one_that_we_know_how_to_change() -> None:
    assert DOCUMENT.count(MARK) == 1


@pytest.mark.parametrize(("base", "path"), [("", "/"), ("", "/records"), ("/base", "/base/timeline")])
def test_the_title_names_the_selection(base: str, path: str, dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "base", lambda: base)
    headers, body, _ = asked("from=2021-11-08&to=2021-11-08", path=path)
    assert re.fullmatch(rf"[0-9,]+ of {len(dataset.records):,} records · 8 November 2021 · Granica", title(body))
    assert f'<meta name="description" content="{title(body)}. {study.current().subject}' in body.decode()
    assert f'<meta property="og:title" content="{title(body)}" />' in body.decode()
    assert headers["content-length"] == str(len(body))
    assert "etag" not in headers


def test_the_title_names_the_open_record(dataset: Dataset) -> None:
    _, body, _ = asked("id=PLBY-0080")
    record = dataset.records.set_index("id").loc["PLBY-0080"]
    assert title(body) == f"{record['title']} · PLBY-0080 · Granica"


def test_a_record_that_was_not_yet_published_is_not_named(dataset: Dataset) -> None:
    _, body, _ = asked("id=PLBY-0080&known=2021-06-01")
    known = dataset.records["reported"].map(str) <= "2021-06-01"
    assert title(body).startswith(f"{known.sum():,} of")
    assert "PLBY-0080" not in title(body)


def test_a_browser_that_unpacks_gets_it_packed() -> None:
    headers, body, seen = asked(headers=((b"accept-encoding", b"gzip, br"), (b"if-none-match", b'"1"')))
    assert headers["content-encoding"] == "gzip"
    assert headers["vary"] == "Accept-Encoding"
    assert "records" in title(gzip.decompress(body))
    assert not seen


@pytest.mark.parametrize("path", ["/favicon.png", "/_stcore/health", "/component/map/", "/static/js/index.js"])
def test_everything_else_passes_as_it_is(path: str) -> None:
    headers, body, seen = asked(path=path, headers=((b"range", b"bytes=0-1"),))
    assert body == DOCUMENT
    assert headers["etag"] == '"1"'
    assert seen == {"range": "bytes=0-1"}


def test_a_page_that_is_no_document_passes_as_it_is() -> None:
    assert asked(path="/records", body=b"not found")[1] == b"not found"


@given(st.text(max_size=40) | st.sampled_from(payloads(Path("mark"))))
def test_no_link_writes_markup(text: str) -> None:
    _, body, _ = asked(f"q={quote(text)}&id={quote(text)}")
    plain = asked()[1]
    assert [*re.findall(rb"<[a-z/!][^ >]*", body)] == [*re.findall(rb"<[a-z/!][^ >]*", plain)]

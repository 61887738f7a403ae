"""The document says what its link shows, to those who run no script; and nothing else is touched."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from html import unescape
from importlib import resources
from pathlib import Path
from urllib.parse import quote

import extruct
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from starlette.types import Message, Receive, Scope, Send

from geo import store, study
from geo.model import Dataset
from geo.publish import export
from server import addresses, texts
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

    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "query_string": query.encode(),
        "headers": list(headers),
    }
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
    page = path.removeprefix(f"{base}/")
    named = f"{addresses.PAGES[page]} · " if page else ""
    shown = rf"[0-9,]+ of {len(dataset.records):,} records"
    assert re.fullmatch(rf"{named}{shown} · 8 November 2021 · Granica", title(body))
    said = fields(body)
    assert re.match(rf"{shown}: 8 November 2021\. {study.current().subject}", said["description"])
    assert said["og:title"] == title(body)
    assert headers["content-length"] == str(len(body))
    assert "etag" not in headers


def fields(body: bytes) -> dict[str, str]:
    """What the document's head says, by name or property."""
    found = html.document_fromstring(body.decode()).iterfind(".//meta[@content]")
    return {meta.get("property") or meta.get("name") or "": meta.get("content") or "" for meta in found}


def linked(body: bytes) -> dict[str, list[str]]:
    """Addresses that the document's head links to, by relation and type."""
    found: dict[str, list[str]] = {}
    for link in html.document_fromstring(body.decode()).iterfind(".//link[@rel]"):
        found.setdefault(link.get("type") or link.get("rel") or "", []).append(link.get("href") or "")
    return found


HOST = ((b"host", b"site.example"),)
SITE = "http://site.example"


@pytest.mark.parametrize("page", addresses.PAGES)
@pytest.mark.parametrize("query", ["", "from=2021-11-08&to=2021-11-18&side=PL&lat=53.5&lon=23.6&z=9"])
def test_each_page_says_what_it_shows_where_and_in_which_other_forms(page: str, query: str) -> None:
    _, body, _ = asked(query, path=f"/{page}", headers=HOST)
    chosen = query.partition("&lat")[0]
    asked_for = f"?{chosen}" if chosen else ""
    said, links = fields(body), linked(body)
    assert links["canonical"] == [said["og:url"]] == [f"{SITE}/{page}{asked_for}"]
    assert said["og:image"] == f"{SITE}/data/preview.png{f'?{query}' if query else ''}"
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert said["twitter:card"] == "summary_large_image"
    assert said["og:image:alt"].endswith(title(body))
    assert links["text/csv"] == [f"{SITE}/data/records.csv{asked_for}"]
    assert links["application/geo+json"] == [f"{SITE}/data/records.geojson{asked_for}"]
    assert links["application/atom+xml"] == [f"{SITE}/data/feed.atom{asked_for}"]
    assert links["application/json+oembed"][0].startswith(f"{SITE}/oembed?url=http")
    assert links["shortcut icon"] == [f"{SITE}/favicon.ico"]
    document = html.document_fromstring(body.decode())
    assert document.get("lang") == "en"
    (words,) = document.iterfind(".//noscript")
    assert f"{SITE}/data/records.csv{asked_for}" in html.tostring(words, encoding="unicode").replace("&amp;", "&")


def test_a_record_says_what_happened_where_who_claims_it_and_who_denies_it(dataset: Dataset) -> None:
    denied = dataset.records[dataset.records["disputed_by"].map(len) > 0].iloc[0]
    said = fields(asked(f"id={denied['id']}", headers=HOST)[1])
    assert said["og:type"] == "article"
    assert denied["summary"] in said["description"]
    assert f"Claimed by {', '.join(denied['claimed_by'])}." in said["description"]
    assert f"Denied by {', '.join(denied['disputed_by'])}." in said["description"]
    assert said["og:image"] == f"{SITE}/data/preview.png?id={denied['id']}"


def test_the_data_are_described_for_search_engines(dataset: Dataset) -> None:
    _, body, _ = asked("from=2021-11-08&to=2021-11-18", headers=HOST)
    (described,) = extruct.extract(body.decode(), base_url=SITE, syntaxes=["json-ld"])["json-ld"]
    assert described["@type"] == "Dataset"
    assert described["version"] == dataset.version
    assert described["temporalCoverage"] == "2021-11-08/2021-11-18"
    assert described["license"] == study.current().licence.url
    south, west, north, east = map(float, described["spatialCoverage"]["geo"]["box"].split())
    assert south < north
    assert west < east
    forms = {item["encodingFormat"]: item["contentUrl"] for item in described["distribution"]}
    assert forms["text/csv"] == f"{SITE}/data/records.csv?from=2021-11-08&to=2021-11-18"
    assert len(forms) == len(export.FORMATS)


def test_text_of_a_record_ends_no_script() -> None:
    written = texts.structured({"name": "</script><script>alert(1)</script>&<!--"})
    assert not {"<", ">", "&"} & set(written)
    assert json.loads(written) == {"name": "</script><script>alert(1)</script>&<!--"}


def test_a_host_that_is_none_is_not_written_down() -> None:
    _, body, _ = asked(headers=((b"host", b'evil.example"><script>'),))
    assert b"evil.example" not in body


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

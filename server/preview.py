"""Say in the document itself what a link shows: for previews in feeds and chats, which run no script.

The page takes the title over when it runs; until then the browser shows ours in place of the framework's name.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from html import escape
from typing import Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo import store, study
from geo.errors import GranicaError
from geo.query import link as links
from geo.query.view import DataView
from server.unknown import is_page

MARK: Final = b"<title>Streamlit</title>"
ABOUT: Final = "Who says what happened, where, and who denies it: every record with its sources."
UNASKED: Final = frozenset({b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"})
"""What a request must not ask for, as the document is changed on its way."""
STALE: Final = ("etag", "last-modified", "accept-ranges")
"""What would be said of the document as it was before."""
KEPT_DOCUMENTS: Final = 256


def title(view: DataView) -> str:
    """Name what a link shows, for the browser's title: ``12 of 327 records · 8 November · Granica``."""
    return f"{view.headline} · {view.words} · Granica"


def _head(query: str) -> bytes:
    """Title and description of what a query shows, as markup."""
    prepared = store.current()
    asked = parse_qs(query, keep_blank_values=True)
    link, _ = links.parse(asked, record_ids=prepared.rows_by_id)
    row = prepared.rows_by_id.get(link.record_id or "")
    name = title(prepared.view(link))
    if row is not None and not link.selection.known:
        name = f"{prepared.dataset.records['title'].iloc[row]} · {link.record_id} · Granica"
    said = {"og:title": name, "og:description": f"{study.current().subject}. {ABOUT}", "og:type": "website"}
    meta = "".join(f'<meta property="{key}" content="{escape(text)}" />' for key, text in said.items())
    description = f'<meta name="description" content="{escape(name)}. {escape(said["og:description"])}" />'
    return f"<title>{escape(name)}</title>{description}{meta}".encode()


@lru_cache(maxsize=KEPT_DOCUMENTS)
def _document(body: bytes, query: str, _digest: str) -> tuple[bytes, bytes]:
    """The document with its new head, plain and packed."""
    changed = body.replace(MARK, _head(query), 1)
    return changed, gzip.compress(changed, mtime=0)


class Preview:
    """ASGI middleware that gives the app's document the title and description of what its link shows."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and change the answer if it is the document."""
        if scope["type"] != "http" or scope["method"] != "GET" or not is_page(scope["path"]):
            await self.app(scope, receive, send)
            return
        plain = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] not in UNASKED]}
        answer = _Answer(scope, send)
        await self.app(plain, receive, answer.take)


class _Answer:
    """An answer on its way: held back while it may be the document."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.scope, self.send = scope, send
        self.start: dict[str, object] = {}
        self.body = b""

    async def take(self, message: Message) -> None:
        """Take one message of the answer."""
        if message["type"] == "http.response.start":
            self.start = dict(message)
            return
        self.body += message.get("body", b"")
        if not message.get("more_body", False):
            await self._finish()

    async def _finish(self) -> None:
        body = self.body
        if MARK in body:
            body = self._changed()
        headers = MutableHeaders(raw=self.start["headers"])  # type: ignore[arg-type]  # ASGI's list of pairs
        headers["content-length"] = str(len(body))
        await self.send(self.start)
        await self.send({"type": "http.response.body", "body": body})

    def _changed(self) -> bytes:
        try:
            changed, packed = _document(self.body, self.scope["query_string"].decode("latin-1"), _digest())
        except GranicaError:
            return self.body  # the page says what is wrong with the data
        headers = MutableHeaders(raw=self.start["headers"])  # type: ignore[arg-type]  # ASGI's list of pairs
        for name in STALE:
            del headers[name]
        headers["vary"] = "Accept-Encoding"
        if "gzip" not in Headers(scope=self.scope).get("accept-encoding", ""):
            return changed
        headers["content-encoding"] = "gzip"
        return packed


def _digest() -> str:
    return store.current().dataset.digest

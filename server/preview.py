"""Say in the document itself what a link shows, for previews in feeds and chats, which run no script; and load ours.

The page takes the title over when it runs; until then the browser shows ours in place of the framework's name.
"""

from __future__ import annotations

import gzip
import re
from typing import Final
from urllib.parse import parse_qs

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo import kept, store, study
from geo.errors import GranicaError
from geo.query import link as links
from server import addresses, asked, assets, head
from server.unknown import is_page

MARK: Final = b"<title>Streamlit</title>"
END: Final = b"</head>"
ICON: Final = b'href="./favicon.png"'
NOSCRIPT: Final = re.compile(rb"<noscript>.*?</noscript>", re.DOTALL)
UNASKED: Final = frozenset({b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"})
"""What a request must not ask for, as the document is changed on its way."""
STALE: Final = ("etag", "last-modified", "accept-ranges")
"""What would be said of the document as it was before."""
KEPT_DOCUMENTS: Final = 256


_DOCUMENTS: Final[kept.Kept[store.Prepared, tuple[bytes, bytes]]] = kept.Kept(KEPT_DOCUMENTS)


def document(prepared: store.Prepared, body: bytes, *, query: str, page: str, site: str) -> tuple[bytes, bytes]:
    """Give the document with its new head, plain and packed; it is made once for a version of the data.

    Parameters
    ----------
    prepared
        The data that the head tells of.
    body
        The framework's document.
    query, page, site
        Of the address: the query as it was asked, the path of the page, the app's absolute address.
    """
    return _DOCUMENTS.get(
        prepared, (body, query, page, site), lambda: _made(prepared, body, query=query, page=page, site=site)
    )


def _made(prepared: store.Prepared, body: bytes, *, query: str, page: str, site: str) -> tuple[bytes, bytes]:
    link, _ = links.parse(parse_qs(query, keep_blank_values=True), record_ids=prepared.rows_by_id)
    with study.use(prepared.study):
        told = head.head(prepared.view(link), page=page, site=site)
    changed = body.replace(MARK, f"{told.head}{assets.head()}".encode(), 1)
    changed = changed.replace(END, assets.later(prepared).encode() + END, 1)
    changed = changed.replace(ICON, f'href="{site}{addresses.FAVICON}"'.encode(), 1)
    changed = NOSCRIPT.sub(lambda _: f"<noscript>{told.noscript}</noscript>".encode(), changed, count=1)
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
            body = await to_thread.run_sync(self._changed)
        headers = MutableHeaders(raw=self.start["headers"])  # type: ignore[arg-type]  # ASGI's list of pairs
        headers["content-length"] = str(len(body))
        await self.send(self.start)
        await self.send({"type": "http.response.body", "body": body})

    def _changed(self) -> bytes:
        try:
            page = self.scope["path"].removeprefix(addresses.base()).strip("/")
            query = self.scope["query_string"].decode("latin-1")
            site = asked.site(Request(self.scope))
            changed, packed = document(store.current(), self.body, query=query, page=page, site=site)
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

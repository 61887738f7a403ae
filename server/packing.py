"""Send the framework's own scripts and styles packed: a site without a proxy in front of it is not twice as slow.

A file is packed once a process; it is the same for every reader.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOLDERS: Final = ("/static/", "/component/")
PACKABLE: Final = ("text/", "application/javascript", "application/json", "image/svg+xml")
LEAST_BYTES: Final = 600
"""A shorter answer fits into one packet in any case."""
KEPT_FILES: Final = 512


@lru_cache(maxsize=KEPT_FILES)
def _packed(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


class Packing:
    """ASGI middleware that packs answers for files of the framework, for who accepts it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and pack the answer if it is such a file."""
        asked = scope["type"] == "http" and scope["method"] == "GET"
        if not asked or not any(folder in scope["path"] for folder in FOLDERS):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if "gzip" not in headers.get("accept-encoding", "") or "range" in headers:
            await self.app(scope, receive, send)
            return
        await self.app(scope, receive, _Answer(send).take)


class _Answer:
    """An answer on its way: held back until it is whole, if it is worth packing."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: Message | None = None
        self.body = bytearray()

    async def take(self, message: Message) -> None:
        """Take one message of the answer."""
        if message["type"] == "http.response.start":
            if _worth(message):
                self.start = message
            else:
                await self.send(message)
        elif self.start is None:
            await self.send(message)
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self.start)

    async def _finish(self, start: Message) -> None:
        packed = _packed(bytes(self.body))
        headers = MutableHeaders(scope=start)
        headers["content-encoding"] = "gzip"
        if (tag := headers.get("etag", "")).startswith('"'):
            headers["etag"] = f"W/{tag}"  # other bytes than the file's, for the same content
        headers["content-length"] = str(len(packed))
        headers.add_vary_header("Accept-Encoding")
        await self.send(start)
        await self.send({"type": "http.response.body", "body": packed})


def _worth(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    is_text = headers.get("content-type", "").startswith(PACKABLE)
    is_whole = start["status"] == 200 and "content-encoding" not in headers  # noqa: PLR2004 - HTTP's own number
    return is_text and is_whole and int(headers.get("content-length", LEAST_BYTES)) >= LEAST_BYTES

"""Complete the document of the map's frame: name what it will load, so that all of it comes at once.

streamlit-folium asks for its scripts one after another, and a module for its neighbours once it is there. Named in the
document, they come in parallel, while the frame still waits for what it shall draw.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo import store, study
from geo.errors import GranicaError
from geo.present import webmap
from geo.present.webmap import Addresses
from server import assets, mapdata
from server.headers import COMPONENT
from server.preview import STALE, UNASKED

DOCUMENT: Final = "/index.html"
MARK: Final = b"</title>"
AT_FIRST: Final = 2
"""Files of the base map that are drawn first."""


def _links(of: Addresses, *, rows: int, ground: Sequence[str]) -> bytes:
    """Ask for everything that the map will need, each in the way in which it will be asked for."""
    wanted = [
        *(("preload", address, ' as="script"') for address in of.scripts),
        *(("modulepreload", address, "") for address in assets.modules()),
        *(("preload", address, ' as="style"') for address in of.styles),
        *(
            ("preload", address, ' as="fetch" crossorigin="anonymous"')
            for address in _fetched(of, rows=rows, ground=ground)
        ),
    ]
    return "".join(f'<link rel="{rel}" href="{escape(href)}"{how}>' for rel, href, how in wanted).encode()


def _fetched(of: Addresses, *, rows: int, ground: Sequence[str]) -> tuple[str, ...]:
    whole = mapdata.whole(rows)
    texts = (f"{of.texts}{whole}",) if whole else ()
    return of.records, *texts, *(f"{of.basemap}{name}.json" for name in ground[:AT_FIRST])


class Frame:
    """ASGI middleware that adds to the document of the map's frame."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and change the answer if it is the frame's document."""
        if scope["type"] != "http" or COMPONENT not in scope["path"] or not scope["path"].endswith(DOCUMENT):
            await self.app(scope, receive, send)
            return
        start: dict[str, object] = {}
        body = bytearray()

        async def take(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body", False):
                return
            changed = _completed(bytes(body))
            headers = MutableHeaders(raw=start["headers"])  # type: ignore[arg-type]  # ASGI's list of pairs
            for name in STALE:
                del headers[name]
            headers["content-length"] = str(len(changed))
            await send(start)
            await send({"type": "http.response.body", "body": changed})

        plain = [pair for pair in scope["headers"] if pair[0] not in UNASKED]
        await self.app({**scope, "headers": plain}, receive, take)


def _completed(body: bytes) -> bytes:
    try:
        prepared = store.current()
        with study.use(prepared.study):
            home = webmap.home(prepared.dataset.border, prepared.dataset.records)
            links = _links(assets.addresses(prepared), rows=len(prepared.dataset.records), ground=assets.ground(home))
    except GranicaError:
        return body  # the page says what is wrong with the data
    return body.replace(MARK, MARK + links, 1)

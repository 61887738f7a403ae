"""Serve what one session holds, under an address that nobody else can guess, for as long as it is held.

The server keeps no hold of it: with the session goes what it held, and the address is nothing again.
"""

from __future__ import annotations

import asyncio
import gc
import secrets
from collections.abc import Mapping
from typing import Final
from weakref import WeakValueDictionary

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit import runtime

from server.addresses import base

PREFIX: Final = "granica/held"
TOKEN_BYTES: Final = 32
SWEEP_S: Final = 10.0
NEVER_KEPT: Final = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}


class Held:
    """JSON documents by name, and the token under which they can be fetched while this object lives."""

    def __init__(self, documents: Mapping[str, bytes]) -> None:
        self.documents = dict(documents)
        self.token = secrets.token_urlsafe(TOKEN_BYTES)
        _BY_TOKEN[self.token] = self

    @property
    def path(self) -> str:
        """Path of its documents, below the app's base path."""
        return f"{PREFIX}/{self.token}"


_BY_TOKEN: Final[WeakValueDictionary[str, Held]] = WeakValueDictionary()


def bytes_held() -> int:
    """How much is held at the moment, by all sessions together."""
    return sum(len(body) for held in list(_BY_TOKEN.values()) for body in held.documents.values())


async def sweep() -> None:
    """Let ended sessions go every few seconds while anything is held.

    The framework forgets a session whose time is over only when the next one ends, and a session refers to itself.
    """
    while True:
        await asyncio.sleep(SWEEP_S)
        if _BY_TOKEN:
            if runtime.exists():
                runtime.get_instance()._session_mgr._session_storage._cache.expire()  # type: ignore[attr-defined]  # noqa: SLF001
            await to_thread.run_sync(gc.collect)


async def _serve(request: Request) -> Response:
    held = _BY_TOKEN.get(request.path_params["token"])
    body = held.documents.get(request.path_params["name"]) if held else None
    if body is None:
        return Response("not found", status_code=404, media_type="text/plain", headers=NEVER_KEPT)
    return Response(body, media_type="application/json", headers=NEVER_KEPT)


def routes() -> list[Route]:
    """The one address, below the base path."""
    return [Route(f"{base()}/{PREFIX}/{{token}}/{{name}}", _serve)]

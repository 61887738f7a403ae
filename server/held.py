"""Serve what one session holds, under an address that nobody else can guess, for as long as it is held.

The server keeps no hold of it: with the session goes what it held, and the address is nothing again.
"""

from __future__ import annotations

import asyncio
import gc
import secrets
from collections.abc import Callable
from typing import Any, Final
from weakref import WeakValueDictionary

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit import runtime

from server import mapdata
from server.addresses import base
from server.mapdata import MapData

PREFIX: Final = "granica/held"
TOKEN_BYTES: Final = 32
SWEEP_S: Final = 10.0
NEVER_KEPT: Final = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}


class Held:
    """What a map fetches, and the token under which it can be fetched while this object lives.

    Parameters
    ----------
    data
        Gives the documents of the data.
    """

    def __init__(self, data: MapData) -> None:
        self.data = data
        self.token = secrets.token_urlsafe(TOKEN_BYTES)
        _BY_TOKEN[self.token] = self

    @property
    def path(self) -> str:
        """Path of its documents, below the app's base path."""
        return f"{PREFIX}/{self.token}"


_BY_TOKEN: Final[WeakValueDictionary[str, Held]] = WeakValueDictionary()


def bytes_held() -> int:
    """How much is held at the moment, by all sessions together."""
    return sum(len(held.data.columns) for held in list(_BY_TOKEN.values()))


def expiry() -> Callable[[], object] | None:
    """Give the framework's own way to let go of sessions whose time is over; None where there is none.

    It has no public one. Should a release of it move this one, what is held lives until the next session ends, and a
    test says so.
    """
    if not runtime.exists():
        return None
    found: Any = runtime.get_instance()
    for name in ("_session_mgr", "_session_storage", "_cache", "expire"):
        found = getattr(found, name, None)
    return found if callable(found) else None


async def sweep() -> None:
    """Let ended sessions go every few seconds while anything is held.

    The framework forgets a session whose time is over only when the next one ends, and a session refers to itself.
    """
    while True:
        await asyncio.sleep(SWEEP_S)
        if _BY_TOKEN:
            expire = expiry()
            if expire:
                expire()
            await to_thread.run_sync(gc.collect)


async def _serve(request: Request) -> Response:
    held = _BY_TOKEN.get(request.path_params["token"])
    if held is None:
        return Response("not found", status_code=404, media_type="text/plain", headers=NEVER_KEPT)
    return await mapdata.answer(held.data, request.path_params["name"], request, headers=NEVER_KEPT, keep=False)


def routes() -> list[Route]:
    """The one address, below the base path."""
    return [Route(f"{base()}/{PREFIX}/{{token}}/{{name}}", _serve)]

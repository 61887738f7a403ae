"""Keep the framework from packing what our own addresses have packed themselves, or must not pack."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from server import addresses

ACCEPTED: Final = "granica.accept_encoding"
HEADER: Final = b"accept-encoding"


class Unpacked:
    """ASGI middleware that takes the wish for a packed answer off requests to our own addresses, and remembers it.

    A packer on the way out would pack files that are packed already, and break their validators and ranges.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, without the wish if it is to one of our addresses."""
        if scope["type"] == "http" and addresses.is_for_machines(scope["path"]):
            wished = [value.decode("latin-1") for name, value in scope["headers"] if name == HEADER]
            headers = [pair for pair in scope["headers"] if pair[0] != HEADER]
            scope = {**scope, "headers": headers, ACCEPTED: ", ".join(wished)}
        await self.app(scope, receive, send)


def accepted(request: Request) -> str:
    """What the asker unpacks, as its Accept-Encoding header says."""
    told = request.scope.get(ACCEPTED)
    return request.headers.get("accept-encoding", "") if told is None else str(told)

"""Headers that keep readers safe: what a page may load, who may frame it, and what the next site learns.

Streamlit runs no inline script but one, which is allowed by its hash. streamlit-folium's frame evaluates the map's
script, so the frame may do that and nothing outside it may; what it may load is ours, and tiles that a reader asks for.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import os
import re
import secrets
from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus
from importlib import resources
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo.present.webmap import TILE_HOSTS
from server import addresses

LOG: Final = logging.getLogger(__name__)

FRAMERS_VARIABLE: Final = "GRANICA_FRAME_ANCESTORS"
"""Environment variable with the sites that may embed the app, as CSP writes them; by default every https site."""
EVERYBODY: Final = "'self' https:"
COMPONENT: Final = "/component/"
"""Where the framework serves the map's frame, below the base path."""
MACHINES_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox"
"""For what no page of ours loads: a file that a browser opens by itself runs nothing and asks for nothing."""
INLINE_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)

COMMON: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def _join(policy: Mapping[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in policy.items())


def _framers() -> str:
    """Who may embed the app. The map's frame needs them too: a browser asks it about every page around it."""
    return os.environ.get(FRAMERS_VARIABLE, EVERYBODY)


@lru_cache(maxsize=1)
def _page_policy() -> str:
    page = (resources.files("streamlit") / "static" / "index.html").read_text(encoding="utf-8")
    digests = [hashlib.sha256(script.encode()).digest() for script in INLINE_SCRIPT.findall(page)]
    hashes = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return _join(
        {
            "default-src": "'none'",
            "script-src": f"'self' 'wasm-unsafe-eval' {hashes}",
            "style-src": "'self' 'unsafe-inline'",
            "img-src": "'self' data: blob:",
            "font-src": "'self' data:",
            "connect-src": "'self'",
            "frame-src": "'self'",
            "worker-src": "'self' blob:",
            "manifest-src": "'self'",
            "base-uri": "'self'",
            "form-action": "'none'",
            "frame-ancestors": _framers(),
        }
    )


@lru_cache(maxsize=1)
def _component_policy() -> str:
    return _join(
        {
            "default-src": "'none'",
            "script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
            "style-src": "'self' 'unsafe-inline'",
            "img-src": " ".join(["'self'", "data:", *TILE_HOSTS]),
            "font-src": "'self'",
            "connect-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'none'",
            "frame-ancestors": _framers(),
        }
    )


def _policy(path: str) -> str:
    if path.startswith(f"{addresses.base()}{COMPONENT}"):
        return _component_policy()
    return MACHINES_POLICY if addresses.is_for_machines(path) else _page_policy()


def _secured(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """Let a cookie that came over TLS go back over TLS alone; the framework does not know of a proxy's."""
    marked = name.lower() != b"set-cookie" or b"secure" in value.lower().replace(b" ", b"").split(b";")
    return name, value if marked else value + b"; Secure"


class SafetyHeaders:
    """ASGI middleware that adds the headers to every answer, also to the one that says that something went wrong."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers to the start of its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {**COMMON, "Content-Security-Policy": _policy(scope["path"])}
        started = False

        async def with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message).update(headers)
                if scope["scheme"] == "https":
                    message["headers"] = [_secured(*pair) for pair in message["headers"]]
            await send(message)

        try:
            await self.app(scope, receive, with_headers)
        except Exception:
            if started:
                raise
            number = secrets.token_hex(4)
            LOG.exception("error %s", number)
            said = f"This could not be answered. The number of the error is {number}."
            await PlainTextResponse(said, status_code=HTTPStatus.INTERNAL_SERVER_ERROR)(scope, receive, with_headers)

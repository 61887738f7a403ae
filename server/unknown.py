"""Answer 404 for what is not there: the framework gives the app's document for every address that it does not know."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from importlib import resources
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server import addresses, answer

SENTENCE: Final = "There is nothing at this address."
PAGE: Final = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Not found · Granica</title>'
    '<p>{sentence} <a href="{base}/">The map</a> · <a href="{base}{openapi}">the addresses of the data</a></p></html>'
)


@cache
def _document_bytes() -> int:
    """Length of the app's document as the framework gives it."""
    return len((resources.files("streamlit") / "static" / "index.html").read_bytes())


def is_page(path: str) -> bool:
    """Whether a path, base path and all, is that of one of the app's pages."""
    base = addresses.base()
    return path == base or (
        path.startswith(f"{base}/") and path.removeprefix(f"{base}/").rstrip("/") in addresses.PAGES
    )


class Unknown:
    """ASGI middleware that answers 404 where the framework would give the app's document, or lead to it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and replace the answer if it is the document at an address that is no page's."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or is_page(scope["path"]):
            await self.app(scope, receive, send)
            return
        replaced = False

        async def passed(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and _leads_to_document(message, scope["path"]):
                replaced = True
                await not_found(scope)(scope, receive, send)
            elif not replaced:
                await send(message)

        await self.app(scope, receive, passed)


def _leads_to_document(start: Message, path: str) -> bool:
    headers = Headers(raw=start["headers"])
    if start["status"] == HTTPStatus.MOVED_PERMANENTLY:
        return path.endswith("/")
    is_html = headers.get("content-type", "").startswith("text/html")
    return is_html and headers.get("content-length") == str(_document_bytes())


def not_found(scope: Scope) -> Response:
    """Say that there is nothing, as a page to those who read pages."""
    if "text/html" in Headers(scope=scope).get("accept", ""):
        text = PAGE.format(sentence=SENTENCE, base=addresses.base(), openapi=addresses.OPENAPI)
        return HTMLResponse(text, status_code=HTTPStatus.NOT_FOUND)
    return answer.problem(HTTPStatus.NOT_FOUND, SENTENCE)

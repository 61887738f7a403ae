"""Keep any one visitor from taking the place of the others: uploads, requests, open connections, unread output.

Who asks is told by the network address, or the household of one (`asked.household`); behind a proxy that is what the
proxy says, see deploy/README.md. An office that shares an address has room in every bound.
"""

from __future__ import annotations

import asyncio
import resource
import time
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from weakref import WeakValueDictionary

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo.foreign.limits import UPLOAD_MAX_BYTES
from server import addresses, answer
from server.asked import household
from server.unknown import is_page

UPLOADS: Final = "/_stcore/upload_file/"
"""Where the page for a reader's own data sends a file, and takes it away again."""
UPLOAD_METHODS: Final = frozenset({"PUT", "DELETE"})
AROUND_BYTES: Final = 100_000
"""What a form writes around a file."""
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
LATER: Final = 1013
"""Why a websocket is closed, as the registry of RFC 6455 numbers it: try again later."""
FAREWELL_S: Final = 1
FULL_S: Final = 30
"""Seconds after which to come back where there are too many readers."""
DESCRIPTORS: Final = 8192
"""Files and connections that the process may have open; a session holds four."""
KEPT_HOUSEHOLDS: Final = 10_000


@dataclass(frozen=True)
class Limits:
    """How much there is.

    Attributes
    ----------
    open, share
        Websockets at once, altogether and of one household; a reader's page keeps one.
    unspoken
        Websockets of one household that have not asked for anything yet; a page asks at once, so that the oldest goes.
    speak_s
        Seconds within which a websocket must have asked for something.
    stalled_s
        Seconds for which output may wait to be read.
    moves, moves_burst
        Messages a second on one websocket, and at once; more wait.
    requests, requests_burst
        Requests a second for documents and data of one household, and at once; more are sent away.
    documents
        Documents of one household that are made at once; more wait for their turn.
    uploads, uploads_burst
        Files a second that one household may bring to the page for its own data, and at once; more are sent away.
    upload_bytes
        Of one file, with what is written around it.
    uploading
        Files that are on their way at once, of all readers together; they are kept in memory, never on disk.
    """

    open: int = 600
    share: int = 300
    unspoken: int = 40
    speak_s: float = 20
    stalled_s: float = 30
    moves: float = 4
    moves_burst: float = 20
    requests: float = 20
    requests_burst: float = 200
    documents: int = 4
    uploads: float = 0.1
    uploads_burst: float = 12
    upload_bytes: int = UPLOAD_MAX_BYTES + AROUND_BYTES
    uploading: int = 8


def descriptors() -> None:
    """Let the process open as many files and connections as its limits need, or as many as it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):  # a sandbox may forbid it: then its own limit holds
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


class Bucket:
    """Fills by and by, so many a second and no more than a burst, and is emptied by whoever asks."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst = rate, burst
        self.level, self.at = burst, time.monotonic()

    def wait(self) -> float:
        """Take one, and give the seconds until it is there."""
        now = time.monotonic()
        self.level = min(self.burst, self.level + (now - self.at) * self.rate) - 1
        self.at = now
        return max(0.0, -self.level / self.rate)

    def put_back(self) -> None:
        """Give back one that was not used."""
        self.level += 1


@dataclass(eq=False)
class Connection:
    """An open websocket."""

    by: str
    spoken: bool = False
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    written: asyncio.Event = field(default_factory=asyncio.Event)


class Bounds:
    """ASGI middleware that holds every visitor to the same limits, and says so where they are reached."""

    def __init__(self, app: ASGIApp, *, limits: Limits | None = None) -> None:
        self.app = app
        self.limits = limits or Limits()
        self.open: dict[str, list[Connection]] = {}
        self.buckets: OrderedDict[str, Bucket] = OrderedDict()
        self.uploads: OrderedDict[str, Bucket] = OrderedDict()
        self.uploading = 0
        self.turns: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is within the limits."""
        if scope["type"] == "websocket":
            await self._connect(scope, receive, send)
        elif scope["type"] == "http" and (refusal := self._refusal(scope)):
            await refusal(scope, receive, send)
        elif scope["type"] == "http" and scope["method"] == "PUT":
            await self._upload(scope, receive, send)
        elif scope["type"] == "http" and is_page(scope["path"]):
            async with self._turn(household(scope)):
                await self.app(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    # --- requests --------------------------------------------------------------------

    def _refusal(self, scope: Scope) -> Response | None:
        if scope["method"] in UPLOAD_METHODS and scope["path"].startswith(f"{addresses.base()}{UPLOADS}"):
            return self._upload_refusal(scope) if scope["method"] == "PUT" else None
        if scope["method"] not in SAFE_METHODS:
            return _said(
                scope,
                HTTPStatus.METHOD_NOT_ALLOWED,
                "Nothing can be sent here: the app takes files on its page Your data alone.",
            )
        page = is_page(scope["path"])
        if not page and not addresses.is_for_machines(scope["path"]):
            return None
        by = household(scope)
        seconds = _wait(self.buckets, by, Bucket(self.limits.requests, self.limits.requests_burst))
        if seconds:
            return _said(scope, HTTPStatus.TOO_MANY_REQUESTS, "There are too many requests from your network", seconds)
        if page and self._is_full(by):
            return _said(scope, HTTPStatus.SERVICE_UNAVAILABLE, "There are too many readers at the moment", FULL_S)
        return None

    def _turn(self, by: str) -> asyncio.Semaphore:
        """What to hold while a document of a household is made; nobody keeps it when nobody asks."""
        turn = self.turns.get(by) or asyncio.Semaphore(self.limits.documents)
        return self.turns.setdefault(by, turn)

    def _upload_refusal(self, scope: Scope) -> Response | None:
        told = Headers(scope=scope).get("content-length", "")
        if told.isdecimal() and int(told) > self.limits.upload_bytes:
            return _said(scope, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The file is larger than a page takes.")
        if self.uploading >= self.limits.uploading:
            return _said(scope, HTTPStatus.SERVICE_UNAVAILABLE, "There are too many files on their way", FULL_S)
        bucket = Bucket(self.limits.uploads, self.limits.uploads_burst)
        if seconds := _wait(self.uploads, household(scope), bucket):
            return _said(scope, HTTPStatus.TOO_MANY_REQUESTS, "There are too many files from your network", seconds)
        return None

    async def _upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a file on, counted while it is on its way, and no more of it than the limit."""
        taken = 0

        async def received() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            return {"type": "http.disconnect"} if taken > self.limits.upload_bytes else message

        self.uploading += 1
        try:
            await self.app(scope, received, send)
        finally:
            self.uploading -= 1

    def _is_full(self, by: str) -> bool:
        every = sum(map(len, self.open.values()))
        return every >= self.limits.open or len(self.open.get(by, ())) >= self.limits.share

    # --- websockets ------------------------------------------------------------------

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        by = household(scope)
        self._make_room(by)
        if self._is_full(by):
            await receive()
            await send({"type": "websocket.close", "code": LATER})
            return
        connection = Connection(by)
        connection.written.set()
        self.open.setdefault(by, []).append(connection)
        watch = asyncio.create_task(self._hurry(connection))
        try:
            await self.app(scope, self._receiving(connection, receive), self._sending(connection, send))
            if connection.closed.is_set():
                async with asyncio.timeout(FAREWELL_S):
                    await send({"type": "websocket.close", "code": LATER})
        except TimeoutError:
            pass  # who reads nothing does not read that either
        finally:
            watch.cancel()
            self.open[by].remove(connection)
            if not self.open[by]:
                del self.open[by]

    def _make_room(self, by: str) -> None:
        """Let the oldest go that never asked for anything, where a household has many of them."""
        silent = [each for each in self.open.get(by, ()) if not each.spoken and not each.closed.is_set()]
        if len(silent) >= self.limits.unspoken:
            silent[0].closed.set()

    async def _hurry(self, connection: Connection) -> None:
        await asyncio.sleep(self.limits.speak_s)
        if not connection.spoken:
            connection.closed.set()

    def _receiving(self, connection: Connection, receive: Receive) -> Receive:
        """Take messages no faster than the limit, and none while the answers to earlier ones are not read."""
        moves = Bucket(self.limits.moves, self.limits.moves_burst)
        pending: asyncio.Future[Message] | None = None

        async def received() -> Message:
            nonlocal pending
            pending = pending or asyncio.ensure_future(receive())
            if not await _before(connection.closed, pending):
                pending.cancel()
                return {"type": "websocket.disconnect", "code": LATER}
            message, pending = pending.result(), None
            if message["type"] == "websocket.receive":
                connection.spoken = True
                await asyncio.sleep(moves.wait())
                written = asyncio.ensure_future(connection.written.wait())
                if not await _before(connection.closed, written):
                    written.cancel()
                    return {"type": "websocket.disconnect", "code": LATER}
            return message

        return received

    def _sending(self, connection: Connection, send: Send) -> Send:
        """Send, and let go of who reads nothing."""

        async def sent(message: Message) -> None:
            connection.written.clear()
            try:
                async with asyncio.timeout(self.limits.stalled_s):
                    await send(message)
            except TimeoutError:
                connection.closed.set()
                raise ConnectionError("the output is not read") from None
            finally:
                connection.written.set()

        return sent


def _wait(buckets: OrderedDict[str, Bucket], by: str, new: Bucket) -> float:
    """Take one of somebody's bucket, a new one for whom has none, and give the seconds until there is one to take."""
    found = buckets.setdefault(by, new)
    buckets.move_to_end(by)
    if len(buckets) > KEPT_HOUSEHOLDS:
        buckets.popitem(last=False)
    seconds = found.wait()
    if seconds:
        found.put_back()
    return seconds


async def _before(closed: asyncio.Event, wanted: asyncio.Future[Any]) -> bool:
    """Wait for what is wanted; whether it came before the connection was closed."""
    closing = asyncio.ensure_future(closed.wait())
    try:
        await asyncio.wait({closing, wanted}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        closing.cancel()
    return wanted.done() and not closed.is_set()


def _said(scope: Scope, status: HTTPStatus, sentence: str, seconds: float = 0) -> Response:
    """Say in words what limit was reached, as a page to those who read pages."""
    whole = max(1, round(seconds))
    text = f"{sentence}; come back in {whole} s." if seconds else sentence
    headers = {"Retry-After": str(whole)} if seconds else {}
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(sorted(SAFE_METHODS))
    if "text/html" in Headers(scope=scope).get("accept", ""):
        page = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Granica</title><p>{text}</p></html>'
        return HTMLResponse(page, status_code=status, headers={**headers, "Cache-Control": "no-store"})
    return answer.problem(status, text, headers=headers)

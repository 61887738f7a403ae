"""What any one visitor may take of the server, asked as a server asks the app."""

from __future__ import annotations

import asyncio
import re
import resource
from collections.abc import Coroutine
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from server import bounds
from server.bounds import Bounds, Bucket, Limits
from tests.serving import ROOT

PLENTY = Limits(requests=1000, requests_burst=1000)


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, 20))


async def fine(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"fine"})


async def ask(
    app: Bounds, path: str = "/", *, method: str = "GET", by: str = "192.0.2.1", accept: str = "text/html"
) -> tuple[int, dict[str, str], str]:
    """Ask for a path: status, headers, body."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"accept", accept.encode())]
    scope = {"type": "http", "method": method, "path": path, "headers": headers, "client": (by, 1), "query_string": b""}
    await app(scope, receive, send)
    given = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], given, sent[1]["body"].decode()


class Visitor:
    """A websocket: what the app said, and what it is told."""

    def __init__(self, app: Bounds, *, by: str = "192.0.2.1", reads: bool = True) -> None:
        self.said: list[Message] = []
        self.heard: list[Message] = []
        self.told: asyncio.Queue[Message] = asyncio.Queue()
        self.told.put_nowait({"type": "websocket.connect"})
        self.reads = asyncio.Event()
        if reads:
            self.reads.set()
        self.task = asyncio.create_task(
            app({"type": "websocket", "path": "/", "client": (by, 1)}, self._next, self._send)
        )

    async def _next(self) -> Message:
        return await self.told.get()

    async def _send(self, message: Message) -> None:
        if message["type"] == "websocket.send":
            await self.reads.wait()
        self.heard.append(message)

    def ask(self) -> None:
        """Ask for something."""
        self.told.put_nowait({"type": "websocket.receive", "bytes": b"?"})

    @property
    def is_open(self) -> bool:
        """Whether the app still holds it."""
        return not self.task.done()

    async def leave(self) -> None:
        """Close it, as a reader who goes does."""
        self.told.put_nowait({"type": "websocket.disconnect", "code": 1001})
        await asyncio.gather(self.task, return_exceptions=True)


class Echo:
    """Answers each message of a websocket, as the framework does: in a task of its own."""

    def __init__(self) -> None:
        self.asked = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer until the visitor goes."""
        if scope["type"] == "http":
            await fine(scope, receive, send)
            return
        answers: set[asyncio.Task[None]] = set()
        await receive()
        await send({"type": "websocket.accept"})
        while (await receive())["type"] == "websocket.receive":
            self.asked += 1
            answers.add(asyncio.create_task(send({"type": "websocket.send", "bytes": b"!"})))  # type: ignore[arg-type]
            await asyncio.sleep(0)
        await asyncio.gather(*answers, return_exceptions=True)


async def settle() -> None:
    for _ in range(50):
        await asyncio.sleep(0)


# --- uploads and requests ------------------------------------------------------------


UPLOAD = "/_stcore/upload_file/session/file"


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "/"), ("DELETE", "/records"), ("POST", UPLOAD), ("PATCH", UPLOAD), ("PUT", "/data/_stcore/upload_file/a")],
)
def test_nothing_can_be_sent_to_the_app_but_a_file_to_its_page(method: str, path: str) -> None:
    async def check() -> None:
        status, headers, said = await ask(Bounds(fine), path, method=method)
        assert (status, headers["allow"]) == (405, "GET, HEAD, OPTIONS")
        assert "Your data alone" in said

    run(check())


def test_a_household_may_bring_a_few_files_and_take_them_away_and_others_are_not_kept_waiting() -> None:
    async def check() -> None:
        app = Bounds(fine, limits=Limits(uploads=0.5, uploads_burst=2))
        assert [(await ask(app, UPLOAD, method="PUT"))[0] for _ in range(2)] == [200] * 2
        status, headers, said = await ask(app, UPLOAD, method="PUT")
        assert (status, headers["retry-after"]) == (429, "2")
        assert "too many files from your network" in said
        assert (await ask(app, UPLOAD, method="DELETE"))[0] == 200
        assert (await ask(app, UPLOAD, method="PUT", by="192.0.2.2"))[0] == 200
        assert (await ask(app))[0] == 200

    run(check())


@pytest.mark.parametrize(("size", "whole"), [(100, True), (101, False)])
def test_no_more_of_a_file_is_passed_on_than_the_limit_whatever_it_says_of_itself(size: int, *, whole: bool) -> None:
    async def check() -> None:
        seen: list[Message] = []

        async def app(_scope: Scope, receive: Receive, send: Send) -> None:
            seen.append(await receive())
            await fine({}, receive, send)

        async def receive() -> Message:
            return {"type": "http.request", "body": b"x" * size, "more_body": False}

        async def send(_message: Message) -> None:
            pass

        scope = {"type": "http", "method": "PUT", "path": UPLOAD, "headers": [], "client": ("192.0.2.1", 1)}
        await Bounds(app, limits=Limits(upload_bytes=100))(scope, receive, send)
        assert [message["type"] for message in seen] == ["http.request" if whole else "http.disconnect"]

    run(check())


@pytest.mark.parametrize(("size", "status"), [(100, 200), (101, 413)])
def test_a_file_that_says_that_it_is_too_large_is_not_begun(size: int, status: int) -> None:
    async def check() -> None:
        app = Bounds(fine, limits=Limits(upload_bytes=100))
        scope = {
            "type": "http",
            "method": "PUT",
            "path": UPLOAD,
            "headers": [(b"content-length", str(size).encode())],
            "client": ("192.0.2.1", 1),
        }
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        await app(scope, receive, send)
        assert sent[0]["status"] == status

    run(check())


def test_only_so_many_files_are_on_their_way_at_once() -> None:
    async def check() -> None:
        done = asyncio.Event()

        async def slow(scope: Scope, receive: Receive, send: Send) -> None:
            await done.wait()
            await fine(scope, receive, send)

        app = Bounds(slow, limits=Limits(uploading=1))
        first = asyncio.create_task(ask(app, UPLOAD, method="PUT"))
        await settle()
        assert (await ask(app, UPLOAD, method="PUT", by="192.0.2.2"))[0] == 503
        done.set()
        assert (await first)[0] == 200
        assert (await ask(app, UPLOAD, method="PUT", by="192.0.2.2"))[0] == 200

    run(check())


def test_documents_of_one_household_take_turns_and_nobody_else_waits() -> None:
    async def check() -> None:
        done, busy = asyncio.Event(), 0

        async def slow(scope: Scope, receive: Receive, send: Send) -> None:
            nonlocal busy
            busy += 1
            await done.wait()
            await fine(scope, receive, send)

        app = Bounds(slow, limits=Limits(documents=2))
        own = [asyncio.create_task(ask(app)) for _ in range(5)]
        await settle()
        assert busy == 2
        other = asyncio.create_task(ask(app, by="192.0.2.2"))
        files = asyncio.create_task(ask(app, "/static/js/index.js"))
        data = asyncio.create_task(ask(app, "/data/records.csv"))
        await settle()
        assert busy == 5
        done.set()
        assert [status for status, *_ in await asyncio.gather(*own, other, files, data)] == [200] * 8
        del own, other, files, data
        assert not app.turns

    run(check())


def test_too_many_requests_of_one_household_are_sent_away_in_words_and_no_others() -> None:
    async def check() -> None:
        app = Bounds(fine, limits=Limits(requests=0.5, requests_burst=3))
        assert [(await ask(app))[0] for _ in range(3)] == [200] * 3
        status, headers, said = await ask(app, accept="application/json")
        assert (status, headers["retry-after"]) == (429, "2")
        assert "too many requests from your network; come back in 2 s" in said
        assert (await ask(app, "/data/records.csv"))[0] == 429
        assert (await ask(app, "/static/js/index.js"))[0] == 200
        assert (await ask(app, by="192.0.2.2"))[0] == 200

    run(check())


def test_the_addresses_of_one_household_count_together() -> None:
    async def check() -> None:
        app = Bounds(fine, limits=Limits(requests=0.5, requests_burst=1))
        assert (await ask(app, by="2001:db8::1"))[0] == 200
        assert (await ask(app, by="2001:db8::2"))[0] == 429
        assert (await ask(app, by="2001:db8:0:1::1"))[0] == 200

    run(check())


def test_a_bucket_fills_again_and_no_fuller(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("server.bounds.time.monotonic", lambda: now[0])
    bucket = Bucket(2, 3)
    assert [bucket.wait() for _ in range(5)] == [0, 0, 0, 0.5, 1.0]
    now[0] += 1000
    assert [bucket.wait() for _ in range(4)] == [0, 0, 0, 0.5]


# --- websockets ----------------------------------------------------------------------


def test_who_comes_when_all_places_are_taken_is_told_so_by_the_page() -> None:
    async def check() -> None:
        app = Bounds(Echo(), limits=Limits(open=2, share=2, requests_burst=9))
        visitors = [Visitor(app, by=f"192.0.2.{number}") for number in range(2)]
        await settle()
        assert all(each.is_open for each in visitors)
        late = Visitor(app, by="192.0.2.9")
        await settle()
        assert late.heard == [{"type": "websocket.close", "code": bounds.LATER}]
        status, headers, said = await ask(app, by="192.0.2.9")
        assert (status, headers["retry-after"]) == (503, "30")
        assert "too many readers at the moment" in said
        await visitors[0].leave()
        assert (await ask(app, by="192.0.2.9"))[0] == 200
        await visitors[1].leave()
        assert app.open == {}

    run(check())


def test_one_household_has_a_share_and_leaves_the_rest_to_others() -> None:
    async def check() -> None:
        app = Bounds(Echo(), limits=Limits(open=5, share=2))
        own = [Visitor(app) for _ in range(3)]
        other = Visitor(app, by="192.0.2.2")
        await settle()
        assert [each.is_open for each in [*own, other]] == [True, True, False, True]
        for each in [*own, other]:
            await each.leave()

    run(check())


def test_of_many_that_ask_for_nothing_the_oldest_goes_and_a_reader_stays() -> None:
    async def check() -> None:
        app = Bounds(Echo(), limits=Limits(unspoken=3))
        reader = Visitor(app)
        reader.ask()
        await settle()
        silent = [Visitor(app) for _ in range(3)]
        await settle()
        late = Visitor(app)
        await settle()
        assert [each.is_open for each in [reader, *silent, late]] == [True, False, True, True, True]
        assert silent[0].heard[-1] == {"type": "websocket.close", "code": bounds.LATER}
        for each in [reader, *silent, late]:
            await each.leave()

    run(check())


def test_who_asks_for_nothing_at_all_is_let_go() -> None:
    async def check() -> None:
        app = Bounds(Echo(), limits=Limits(speak_s=0.05))
        silent, reader = Visitor(app), Visitor(app)
        reader.ask()
        await asyncio.wait_for(silent.task, 10)
        assert reader.is_open
        await reader.leave()

    run(check())


def test_who_does_not_read_is_not_answered_further_and_then_let_go() -> None:
    async def check() -> None:
        echo = Echo()
        app = Bounds(echo, limits=Limits(stalled_s=0.2, moves_burst=1000))
        deaf = Visitor(app, reads=False)
        for _ in range(20):
            deaf.ask()
        await settle()
        assert echo.asked == 1
        await asyncio.wait_for(deaf.task, 10)
        assert echo.asked <= 2
        assert app.open == {}

    run(check())


def test_what_one_websocket_asks_for_is_taken_no_faster_than_the_limit() -> None:
    async def check() -> None:
        echo = Echo()
        app = Bounds(echo, limits=Limits(moves=0.5, moves_burst=5))
        hasty = Visitor(app)
        for _ in range(50):
            hasty.ask()
        await asyncio.sleep(0.05)
        assert echo.asked == 5
        hasty.task.cancel()
        await asyncio.gather(hasty.task, return_exceptions=True)

    run(check())


def test_the_process_may_open_what_its_limits_need(monkeypatch: pytest.MonkeyPatch) -> None:
    set_to: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: set_to.append(limits))
    for soft, hard in ((1024, 524_288), (1024, 4096), (1_000_000, 1_000_000), (1024, 1024)):
        monkeypatch.setattr(resource, "getrlimit", lambda _, limits=(soft, hard): limits)
        bounds.descriptors()
    assert set_to == [(8192, 524_288), (4096, 4096)]
    assert 4 * Limits().open < bounds.DESCRIPTORS


def test_the_service_may_open_what_the_limits_need() -> None:
    unit = (ROOT / "deploy" / "granica.service").read_text(encoding="utf-8")
    found = re.search(r"^LimitNOFILE=(\d+)$", unit, re.MULTILINE)
    assert found
    assert int(found[1]) >= bounds.DESCRIPTORS

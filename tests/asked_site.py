"""A site of the tests' own that answers as a test says, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass(frozen=True, slots=True)
class Reply:
    """A status, headers and a body."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


Replies = Callable[[str, str], Reply]


@dataclass(slots=True)
class Site:
    """Where it is, and what it was asked: method, path with query, user agent."""

    address: str
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def paths(self, method: str) -> list[str]:
        """Give the paths that were asked for with a method."""
        return [path for asked, path, _ in self.asked if asked == method]


@contextmanager
def site(replies: Replies) -> Iterator[Site]:
    """Run a site while the context lasts.

    Parameters
    ----------
    replies
        Gives the reply to a method and a path with its query.
    """

    class Handler(BaseHTTPRequestHandler):
        def _reply(self) -> None:
            told.asked.append((self.command, self.path, self.headers.get("User-Agent", "")))
            reply = replies(self.command, self.path)
            self.send_response(reply.status)
            for name, value in ({"Content-Length": str(len(reply.body))} | reply.headers).items():
                self.send_header(name, value)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(reply.body)

        do_GET = do_HEAD = _reply  # noqa: N815  # the library's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # likewise
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    told = Site(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

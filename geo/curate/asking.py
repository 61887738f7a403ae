"""Ask other people's servers, politely: one request at a time, a pause for each host, everything bounded."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread
from typing import Final
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError
from urllib3.exceptions import TimeoutError as SilentError

from geo.errors import RequestError

PAUSE_S: Final = 2.0
"""Seconds from the end of one request to a host to the beginning of the next."""
TIMEOUT_S: Final = 15.0
"""Seconds without a byte, after which a request is given up."""
WHOLE_S: Final = 45.0
"""Seconds after which a request is given up, however the bytes come in."""
USER_AGENT: Final = "granica-archive/1 (checks the addresses that a data set cites; HEAD, then GET; no page is kept{})"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: its status, where it sends on to, how many seconds to wait, and the beginning of the body."""

    status: int
    location: str = ""
    wait_s: float | None = None
    body: bytes = b""


class NoAnswerError(RequestError):
    """A server gave no answer; ``reached`` says whether there is one."""

    def __init__(self, why: str, *, reached: bool) -> None:
        self.reached = reached
        super().__init__(why)


class Asker:
    """Ask servers; nothing is followed, tried again or kept.

    Parameters
    ----------
    contact
        Whom a server's owner can write to; part of the user agent. Empty for nobody.
    pause_s
        Seconds between two requests to one host.
    timeout_s, whole_s
        Seconds without a byte, and seconds in all, after which a request is given up.
    clock, sleep
        Seconds that only ever go up, and a way to wait for some.
    """

    def __init__(
        self,
        *,
        contact: str = "",
        pause_s: float = PAUSE_S,
        timeout_s: float = TIMEOUT_S,
        whole_s: float = WHOLE_S,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        agent = USER_AGENT.format(f"; {contact}" if contact else "")
        self._pool = urllib3.PoolManager(
            headers={"User-Agent": agent, "Accept": "*/*"}, timeout=urllib3.Timeout(timeout_s), retries=False
        )
        self._pause_s, self._whole_s = pause_s, whole_s
        self._clock, self._sleep = clock, sleep
        self._free_at: dict[str, float] = {}

    def ask(self, method: str, address: str, *, max_bytes: int = 0) -> Answer:
        """Ask once, when the host has had its pause.

        Parameters
        ----------
        method
            ``HEAD`` or ``GET``.
        address
            An http or https address.
        max_bytes
            How much of the body is read.

        Raises
        ------
        NoAnswerError
            If there is no answer in time, or none that is HTTP.
        """
        host = urlsplit(address).netloc
        self._sleep(max(0.0, self._free_at.get(host, 0.0) - self._clock()))
        try:
            return self._in_time(lambda: self._request(method, address, max_bytes=max_bytes))
        finally:
            self._free_at[host] = self._clock() + self._pause_s

    def wait(self, seconds: float) -> None:
        """Wait because a server asked for it."""
        self._sleep(seconds)

    def _in_time(self, request: Callable[[], Answer]) -> Answer:
        """Run a request in a thread that is left behind if it does not end: a drop now and then keeps a socket open."""
        found: list[Answer | NoAnswerError] = []
        thread = Thread(target=lambda: found.append(_caught(request)), daemon=True)
        thread.start()
        thread.join(self._whole_s)
        outcome = found[0] if found else NoAnswerError("takes too long", reached=True)
        if isinstance(outcome, NoAnswerError):
            raise outcome
        return outcome

    def _request(self, method: str, address: str, *, max_bytes: int) -> Answer:
        response = self._pool.request(method, address, redirect=False, preload_content=False)
        try:
            body = response.read(max_bytes, decode_content=False) if max_bytes else b""
            return Answer(
                status=response.status,
                location=response.headers.get("Location", ""),
                wait_s=_seconds(response.headers.get("Retry-After", "")),
                body=body,
            )
        finally:
            response.close()  # what is left of the body is not waited for


def _caught(request: Callable[[], Answer]) -> Answer | NoAnswerError:
    try:
        return request()
    except (NewConnectionError, ConnectTimeoutError):
        return NoAnswerError("cannot be reached", reached=False)
    except SilentError:
        return NoAnswerError("does not answer in time", reached=True)
    except (HTTPError, OSError, ValueError) as error:
        return NoAnswerError(f"breaks off ({type(error).__name__})", reached=True)


def _seconds(said: str) -> float | None:
    """Read a Retry-After in seconds; a date, or what is no number, is taken for none."""
    return float(said) if said.isascii() and said.isdecimal() else None

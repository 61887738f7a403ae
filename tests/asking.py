"""Ask a served app for its addresses, as a machine does."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from typing import Any

DEADLINE_S = 120


@dataclass(frozen=True)
class Got:
    """An answer: its status, headers and body."""

    status: int
    headers: Message
    body: bytes

    @property
    def json(self) -> Any:
        """Its body as JSON."""
        return json.loads(self.body)

    @property
    def text(self) -> str:
        """Its body as text."""
        return self.body.decode()


class _AsItIs(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Follow nothing: a redirect is an answer."""


def get(address: str, *, method: str = "GET", headers: Mapping[str, str] | None = None) -> Got:
    """Ask for an address; a refusal and a redirect are answers too, and a busy server is asked again when it says."""
    deadline = time.monotonic() + DEADLINE_S
    while True:
        got = _get(address, method=method, headers=headers or {})
        again = got.status == HTTPStatus.SERVICE_UNAVAILABLE and got.headers["retry-after"]
        if not again or time.monotonic() + int(again) > deadline:
            return got
        time.sleep(int(again))


def _get(address: str, *, method: str, headers: Mapping[str, str]) -> Got:
    asked = urllib.request.Request(address, method=method, headers=dict(headers))  # noqa: S310  # our own server
    try:
        with urllib.request.build_opener(_AsItIs).open(asked, timeout=DEADLINE_S) as answer:
            return Got(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        return Got(error.code, error.headers, error.read())

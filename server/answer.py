"""Answer as machines expect it: validators, ranges, compression, who may read it from where, and problems in JSON."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from email.utils import format_datetime, parsedate_to_datetime
from functools import cache, lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import brotli
from starlette.requests import Request
from starlette.responses import Response

import geo
from geo.model import Problem
from server.unpacked import accepted

CACHING: Final = "public, max-age=300"
PROBLEM: Final = "application/problem+json"
JSON: Final = "application/json"
NOT_USED: Final = "Granica-Not-Used"
"""Header with a parameter that could not be used, one header each."""
LEFT_OUT: Final = "Granica-Left-Out"
"""Header with how many records of the selection are not in the answer, and why."""
INCOMPLETE: Final = "Granica-Incomplete"
"""Header with what of a file of the data could not be used, one header each."""
ANYBODY: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Content-Disposition, Content-Length, Content-Range, Link, "
    f"{NOT_USED}, {LEFT_OUT}, {INCOMPLETE}",
}
PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Range, If-None-Match, If-Modified-Since, If-Range",
    "Access-Control-Max-Age": "86400",
}
PACKABLE: Final = re.compile(r"text/.*|.*[/+](json|xml)|application/geopackage.*|.*javascript")
MIN_PACKED: Final = 1024
"""Bytes; below that packing saves no packet."""
BROTLI_QUALITY: Final = 5
ONE_RANGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
TAG_CHARS: Final = 24
MOST_CHARS: Final = 200
SAFE: Final = " !#$&'()*+,-./:;<=>?@[]^_`{|}~"
"""What may stand in our header beside letters and digits; anything else is percent-encoded."""

Headers = Mapping[str, str]
Said = Sequence[tuple[str, str]]
"""Names and texts of headers of ours; a name may come again."""


@dataclass(frozen=True)
class Content:
    """What an address gives.

    Attributes
    ----------
    body
        The bytes.
    media_type
        Their type.
    filename
        Under which a browser saves them; None to show them.
    headers
        More headers.
    """

    body: bytes
    media_type: str
    filename: str | None = None
    headers: Headers = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.body)


class Refusal(Exception):  # noqa: N818 - it is what an address answers, not a fault
    """What an address answers when it cannot give what it was asked for."""

    def __init__(self, status: HTTPStatus, detail: str, *, headers: Headers | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers or {}

    def __reduce__(self) -> tuple[Callable[..., Refusal], tuple[HTTPStatus, str, Headers]]:
        """Travel between processes with what it was made of."""
        return _refusal, (self.status, self.detail, self.headers)


def _refusal(status: HTTPStatus, detail: str, headers: Headers) -> Refusal:
    return Refusal(status, detail, headers=headers)


def to_json(value: Any, *, indent: int | None = 1) -> bytes:
    """Write JSON, letters beyond ASCII kept; what goes into bulk has no indent."""
    return (json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False) + "\n").encode()


def told(problems: Sequence[Problem]) -> list[dict[str, str]]:
    """Problems as bodies hold them."""
    return [{"parameter": item.parameter, "asked": item.asked, "given": item.shown} for item in problems]


def problem(status: HTTPStatus, detail: str, *, headers: Headers | None = None, **more: Any) -> Response:
    """Say what is wrong, as RFC 9457 has it."""
    body = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail, **more}
    return Response(
        to_json(body), status_code=status, media_type=PROBLEM, headers={**ANYBODY, **(headers or {}), **_uncached()}
    )


def _uncached() -> Headers:
    return {"Cache-Control": "no-store"}


def preflight() -> Response:
    """Answer a browser that asks whether a page of another site may read the address."""
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={**ANYBODY, **PREFLIGHT, "Allow": "GET, HEAD, OPTIONS"})


# --- validators ----------------------------------------------------------------------


@cache
def release() -> str:
    """Hash of the code that makes the answers: other code may give other bytes for the same data."""
    root = Path(geo.__file__).parent.parent
    total = hashlib.sha256()
    for path in sorted([*(root / "geo").rglob("*.py"), *(root / "server").rglob("*.py")]):
        total.update(path.read_bytes())
    return total.hexdigest()


def tag(*parts: str) -> str:
    """Validator of what is made of some parts, by this code."""
    return hashlib.sha256("\0".join((release(), *parts)).encode()).hexdigest()[:TAG_CHARS]


def unchanged(request: Request, *, tag: str, modified: date | None) -> bool:
    """Whether the asker has it already."""
    asked = request.headers.get("if-none-match")
    if asked is not None:
        known = {item.strip().removeprefix("W/").strip('"') for item in asked.split(",")}
        return "*" in known or bool(known & {tag, f"{tag}-gzip", f"{tag}-br"})
    since = request.headers.get("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        return _moment(modified) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _validators(tag: str, modified: date | None) -> dict[str, str]:
    dated = {"Last-Modified": format_datetime(_moment(modified), usegmt=True)} if modified else {}
    return {"ETag": f'"{tag}"', "Cache-Control": CACHING, **dated}


# --- answers -------------------------------------------------------------------------


def not_used(problems: Sequence[Problem]) -> Said:
    """One header for each parameter that could not be used."""
    return [(NOT_USED, f"{item.parameter}: {item.asked}; given: {item.shown}") for item in problems]


def incomplete(gaps: Sequence[str]) -> Said:
    """One header for each file of which not all could be used, short enough for every proxy."""
    return [(INCOMPLETE, gap if len(gap) <= MOST_CHARS else f"{gap[:MOST_CHARS]}…") for gap in gaps]


def _written(said: Said) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), quote(text, safe=SAFE).encode()) for name, text in said]


def not_modified(*, tag: str, modified: date | None) -> Response:
    """Say that nothing has changed."""
    return Response(
        status_code=HTTPStatus.NOT_MODIFIED,
        headers={**ANYBODY, **_validators(tag, modified), "Vary": "Accept-Encoding"},
    )


def answer(request: Request, content: Content, *, tag: str, modified: date | None, said: Said = ()) -> Response:
    """Give some content: whole, packed if the asker unpacks and it pays, or the range that was asked for."""
    headers = {**ANYBODY, **_validators(tag, modified), "Vary": "Accept-Encoding", "Accept-Ranges": "bytes"}
    headers |= content.headers
    if content.filename:
        headers["Content-Disposition"] = f'attachment; filename="{content.filename}"'
    part = _range(request, len(content.body), tag=tag)
    if part is not None:
        response = _part(content, part, headers=headers)
    else:
        body, encoding = _packed_for(accepted(request), content)
        if encoding:
            headers |= {"Content-Encoding": encoding, "ETag": f'"{tag}-{encoding}"'}
        response = Response(body, media_type=content.media_type, headers=headers)
    response.raw_headers.extend(_written(said))
    return response


def _range(request: Request, length: int, *, tag: str) -> range | None:
    """Bytes that were asked for; all of them as None, also for several ranges at once, which nobody must give."""
    match = ONE_RANGE.fullmatch(request.headers.get("range", ""))
    condition = request.headers.get("if-range")
    if not match or match.groups() == ("", "") or (condition is not None and condition != f'"{tag}"'):
        return None
    first, last = match.groups()
    if not first:
        return range(max(0, length - int(last)), length)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(length, int(last) + 1) if last else length)


def _part(content: Content, part: range, *, headers: dict[str, str]) -> Response:
    length = len(content.body)
    if not part:
        return Response(
            status_code=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            headers={**headers, "Content-Range": f"bytes */{length}"},
        )
    said = {"Content-Range": f"bytes {part.start}-{part.stop - 1}/{length}"}
    body = content.body[part.start : part.stop]
    return Response(
        body, status_code=HTTPStatus.PARTIAL_CONTENT, media_type=content.media_type, headers={**headers, **said}
    )


PACKERS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "br": lambda body: brotli.compress(body, quality=BROTLI_QUALITY),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}


def _packed_for(encodings: str, content: Content) -> tuple[bytes, str]:
    if len(content.body) < MIN_PACKED or not PACKABLE.fullmatch(content.media_type.partition(";")[0]):
        return content.body, ""
    wanted = _accepted(encodings)
    encoding = next((name for name in PACKERS if name in wanted), "")
    return (_packed(content.body, encoding), encoding) if encoding else (content.body, "")


def _accepted(header: str) -> set[str]:
    """Encodings that an Accept-Encoding header takes."""
    found = set()
    for item in header.lower().split(","):
        name, _, weight = item.partition(";")
        if not re.fullmatch(r"\s*q=0(\.0*)?\s*", weight):
            found.add(name.strip())
    return set(PACKERS) if "*" in found else found


@lru_cache(maxsize=32)
def _packed(body: bytes, encoding: str) -> bytes:
    return PACKERS[encoding](body)

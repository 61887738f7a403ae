"""Give the map in a browser what it fetches: all columns at once, texts of the rows that a reader looks at."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from geo import store
from geo.errors import RequestError
from geo.model import Dataset
from geo.present import webmap
from geo.query import link as links
from geo.query import search
from geo.query.select import Index
from geo.study import Study
from geo.study import use as using

COLUMNS: Final = "records.bin"
TEXTS: Final = "texts.json"
FOUND: Final = "found.bin"
TYPES: Final = {COLUMNS: "application/octet-stream", TEXTS: "application/json", FOUND: "application/octet-stream"}
MOST_ROWS: Final = 1000
"""Rows whose texts are given at once; a study of no more gives all of them to whoever asks first."""
LONGEST: Final = 2500
"""Characters that rows can be asked for in; proxies cut an address of some thousands."""
RANGE: Final = re.compile(r"(0|[1-9][0-9]{0,8})(?:-(0|[1-9][0-9]{0,8}))?", re.ASCII)
LEVEL: Final = 6
"""Of packing: a further level takes three times as long for a hundredth less."""


@dataclass(frozen=True, eq=False)
class MapData:
    """What the map fetches of some data: the packed columns, and what texts and searches are answered from."""

    columns: bytes
    dataset: Dataset
    index: Index
    study: Study


def of(prepared: store.Prepared) -> MapData:
    """What the map fetches of a version of the data."""
    return MapData(prepared.columns, prepared.dataset, prepared.index, prepared.study)


def whole(rows: int) -> str:
    """The query that asks for all texts of a small study, as the map itself writes it; empty of a large one."""
    return f"?rows=0-{rows - 1}" if 0 < rows <= MOST_ROWS else ""


def rows(asked: str, *, total: int) -> tuple[int, ...]:
    """Read which rows are asked for: ``3,17-20``.

    Parameters
    ----------
    asked
        Numbers and ranges, both ends inclusive.
    total
        How many rows there are.

    Raises
    ------
    RequestError
        If it is nothing of the kind, asks for a row that there is not, or for too many.
    """
    found: list[int] = []
    for part in asked.split(",") if len(asked) <= LONGEST else [""]:
        match = RANGE.fullmatch(part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, -1)
        if not first <= last < total or len(found) + last - first >= MOST_ROWS:
            message = f"rows are asked for as 3,17-20, below {total} and at most {MOST_ROWS} at once"
            raise RequestError(message)
        found.extend(range(first, last + 1))
    return tuple(found)


def found(data: MapData, name: str) -> bytes:
    """Pack the rows that a search finds, as a mask of bits.

    Parameters
    ----------
    data
        What is searched.
    name
        What is searched for, as `webmap.search_name` writes it.

    Raises
    ------
    RequestError
        If it is nothing that a link could ask for.
    """
    try:
        text = links.search_text(webmap.searched(name))
    except ValueError:
        text = ""
    if not search.is_asking(text):
        raise RequestError("a search is asked for by the name that the map's command gives it")
    with using(data.study):
        return webmap.found(search.find(data.index.corpus, text).rows)


async def answer(data: MapData, name: str, request: Request, *, headers: Mapping[str, str], keep: bool) -> Response:
    """Give a document of the data, packed for who accepts it.

    Parameters
    ----------
    data
        The data.
    name
        Of the document.
    request
        Whose query says which part of it.
    headers
        What caches may do with the answer if there is one.
    keep
        Whether the packed columns may be kept for the next reader: not those of one session.
    """
    if name == COLUMNS:
        body = data.columns
    elif name in ANSWERS:
        try:
            body = await ANSWERS[name](data, request)
        except RequestError as error:
            return Response(str(error), status_code=400, media_type="text/plain")
    else:
        return Response("not found", status_code=404, media_type="text/plain")
    said = {"Vary": "Accept-Encoding", **headers}
    if "gzip" in request.headers.get("accept-encoding", ""):
        pack = packed if name == COLUMNS and keep else _pack
        body, said = await to_thread.run_sync(pack, body), said | {"Content-Encoding": "gzip"}
    return Response(body, media_type=TYPES[name], headers=said)


async def _texts(data: MapData, request: Request) -> bytes:
    wanted = rows(request.query_params.get("rows", ""), total=len(data.dataset.records))
    return await to_thread.run_sync(webmap.texts, data.dataset, wanted)


async def _found(data: MapData, request: Request) -> bytes:
    return await to_thread.run_sync(found, data, request.query_params.get("q", ""))


ANSWERS: Final = {TEXTS: _texts, FOUND: _found}


def _pack(body: bytes) -> bytes:
    return gzip.compress(body, LEVEL, mtime=0)


@lru_cache(maxsize=4)
def packed(columns: bytes) -> bytes:
    """Pack columns, which takes a second or two of a million records, once for all readers."""
    return _pack(columns)

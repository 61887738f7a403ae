"""What the processes beside the server make: files, figures, previews and answers of a link, over a folder of data.

Nothing here knows of Streamlit or of requests: an order is plain values, and the same order gives the same bytes. The
server's own process has the first claim on the machine.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

from geo import store, study
from geo.intake import prepare
from geo.publish import cite, compose, export
from geo.query import link as links
from geo.query.view import DataView

POLITENESS: Final = 10
"""How far the processes stand back behind the pages."""
HEADROOM: Final = 768 * 1024 * 1024
"""Bytes that an order may take beside what the process has when it starts."""
KEPT_VERSIONS: Final = 2
"""Versions of the data that a process keeps."""

Options = tuple[tuple[str, Any], ...]


class Stale(Exception):  # noqa: N818 - it says how it is
    """The data changed between the order and the work."""


@dataclass(frozen=True)
class Order:
    """Something to make.

    Attributes
    ----------
    kind
        A key of `MAKERS`.
    folder, digest
        The data, and what they were when the order was given.
    query
        The link, as it is written.
    options
        Names and values that the maker takes, sorted.
    """

    kind: str
    folder: str
    digest: str
    query: str
    options: Options = ()


@dataclass(frozen=True)
class Made:
    """What was made: the bytes, and the name of the file that they are."""

    body: bytes
    filename: str

    def __len__(self) -> int:
        return len(self.body)


def make(order: Order) -> Made:
    """Make what an order asks for.

    Raises
    ------
    Stale
        If the data are not those of the order any more.
    RequestError
        If the maker refuses an option.
    """
    stand_back()
    prepared = opened(order.folder, order.digest)
    with study.use(prepared.study):
        asked = parse_qs(order.query, keep_blank_values=True)
        link, _ = links.parse(asked, record_ids=prepared.rows_by_id)
        return MAKERS[order.kind](prepared.view(link), **dict(order.options))


@lru_cache(maxsize=KEPT_VERSIONS)
def opened(folder: str, digest: str) -> store.Prepared:
    """Prepare a version of the data, once a process.

    Raises
    ------
    Stale
        If the folder holds another one.
    """
    with study.use(study.read(Path(folder))) as told:
        dataset = prepare.dataset(Path(folder))
        if dataset.digest != digest:
            raise Stale(folder)
        return store.ready(dataset, folder=Path(folder), told=told)


@cache
def stand_back() -> None:
    """Once a process: give way to the server, and bound the memory."""
    os.nice(POLITENESS)
    taken = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (taken + HEADROOM, hard))


def _file(view: DataView, *, format: str, address: str = "", **options: Any) -> Made:  # noqa: A002 - the link's word
    extract = compose.extract(view, address=address)
    return Made(export.encode(extract, format=format, **options), export.filename(extract, format=format))


def _figure(view: DataView, *, format: str, **options: Any) -> Made:  # noqa: A002 - the link's word
    return Made(compose.figure(view, format=format, **options), f"granica-{view.dataset.version}-map.{format}")


def _snapshot(view: DataView, *, made: str, address: str) -> Made:
    content = compose.snapshot(view, made=date.fromisoformat(made), address=address)
    return Made(content, export.filename(compose.extract(view), format="html"))


def _preview(view: DataView) -> Made:
    return Made(compose.preview(view), f"granica-{view.dataset.version}-preview.png")


def _sources(view: DataView, *, format: cite.Style) -> Made:  # noqa: A002 - the module's word
    entries = [view.dataset.sources[name] for name in sorted(view.dataset.sources)]
    return Made(cite.format(entries, style=format).encode() + b"\n", f"granica-{view.dataset.version}-sources.bib")


MAKERS: Final[Mapping[str, Callable[..., Made]]] = {
    "file": _file,
    "figure": _figure,
    "preview": _preview,
    "snapshot": _snapshot,
    "sources": _sources,
}

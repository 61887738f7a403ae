"""Hold the prepared dataset: one for the process, made anew when a file of the data folder changes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from stat import S_ISREG
from typing import Final

from geo import study
from geo.errors import RequestError
from geo.intake import folder as files
from geo.intake import prepare
from geo.model import Dataset, Link
from geo.present import webmap
from geo.query import select
from geo.query.view import DataView

DATA_VARIABLE: Final = study.VARIABLE
ARCHIVE: Final = "archive"
VERSION: Final = re.compile(r"[0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6}", re.ASCII)
KEPT_OLD: Final = 16
"""Earlier versions that are kept prepared."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """A dataset with what pages and addresses need of it; equal to itself alone."""

    folder: Path
    dataset: Dataset
    index: select.Index
    rows_by_id: dict[str, int]
    area_names: dict[str, str]
    records_json: bytes
    texts_json: bytes

    def view(self, link: Link) -> DataView:
        """The link, evaluated over the data."""
        return DataView(self.dataset, self.index, link)


def folder() -> Path:
    """The data folder: the shipped one, or the one that the environment names."""
    return study.folder()


def current() -> Prepared:
    """Give the prepared dataset of the files as they are now.

    Raises
    ------
    DataError
        If a geometry layer or the sources cannot be used.
    """
    return _prepare(folder(), _signature(folder()))


def version(name: str) -> Prepared:
    """Give a version of the data: the present one, or one that the folder's archive keeps.

    Raises
    ------
    RequestError
        If there is no such version.
    DataError
        If its geometry layers or sources cannot be used.
    """
    now = current()
    if name == now.dataset.version:
        return now
    kept = archived()
    if name not in kept:
        message = f"there is no version {name!r} of the data; there are {', '.join([*kept, now.dataset.version])}"
        raise RequestError(message)
    return _prepare_old(kept[name], _signature(kept[name]))


def archived() -> dict[str, Path]:
    """Folders of earlier versions of the data, the oldest first: those in ``archive/``, by their names."""
    try:
        found = [path for path in (folder() / ARCHIVE).iterdir() if VERSION.fullmatch(path.name) and path.is_dir()]
    except OSError:
        return {}
    return {path.name: path for path in sorted(found, key=lambda path: tuple(map(int, path.name.split("."))))}


def _signature(directory: Path) -> tuple[tuple[int, int], ...]:
    return tuple(map(_stamp, _paths(directory)))


@lru_cache(maxsize=KEPT_OLD)
def _paths(directory: Path) -> tuple[Path, ...]:
    return tuple(directory / name for name in (*files.FILES, *files.TABLE_FILES))


def _stamp(path: Path) -> tuple[int, int]:
    """Time and size of a file; zeros for none. It is asked for often, so it is one call of the system."""
    try:
        stat = path.stat()
    except OSError:
        return (0, 0)
    return (stat.st_mtime_ns, stat.st_size) if S_ISREG(stat.st_mode) else (0, 0)


@lru_cache(maxsize=2)
def _prepare(directory: Path, _signature: tuple[tuple[int, int], ...]) -> Prepared:
    return _prepared(directory)


@lru_cache(maxsize=KEPT_OLD)
def _prepare_old(directory: Path, _signature: tuple[tuple[int, int], ...]) -> Prepared:
    """An earlier version has a place of its own to be kept in, so that asking for it costs nobody the present one."""
    return _prepared(directory)


def _prepared(directory: Path) -> Prepared:
    study.refresh()
    dataset = prepare.dataset(directory)
    index = select.index(dataset.records)
    return Prepared(
        folder=directory,
        dataset=dataset,
        index=index,
        rows_by_id={record_id: row for row, record_id in enumerate(dataset.records["id"])},
        area_names=dict(zip(dataset.areas["id"], dataset.areas["name"], strict=True)),
        records_json=webmap.payload(dataset, index),
        texts_json=webmap.texts(dataset),
    )

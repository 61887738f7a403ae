"""Hold the prepared dataset: one for the process, made anew when a file of the data folder changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from stat import S_ISREG
from typing import Final

from geo import study
from geo.intake import folder as files
from geo.intake import prepare
from geo.model import Dataset, Link
from geo.present import webmap
from geo.query import select
from geo.query.view import DataView

DATA_VARIABLE: Final = study.VARIABLE


@dataclass(frozen=True, eq=False)
class Prepared:
    """A dataset with what pages and addresses need of it; equal to itself alone."""

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


def _signature(directory: Path) -> tuple[tuple[int, int], ...]:
    return tuple(map(_stamp, _paths(directory)))


@lru_cache(maxsize=2)
def _paths(directory: Path) -> tuple[Path, ...]:
    return tuple(directory / name for name in files.FILES)


def _stamp(path: Path) -> tuple[int, int]:
    """Time and size of a file; zeros for none. It is asked for often, so it is one call of the system."""
    try:
        stat = path.stat()
    except OSError:
        return (0, 0)
    return (stat.st_mtime_ns, stat.st_size) if S_ISREG(stat.st_mode) else (0, 0)


@lru_cache(maxsize=2)
def _prepare(directory: Path, _signature: tuple[tuple[int, int], ...]) -> Prepared:
    study.refresh()
    dataset = prepare.dataset(directory)
    index = select.index(dataset.records)
    return Prepared(
        dataset=dataset,
        index=index,
        rows_by_id={record_id: row for row, record_id in enumerate(dataset.records["id"])},
        area_names=dict(zip(dataset.areas["id"], dataset.areas["name"], strict=True)),
        records_json=webmap.payload(dataset, index),
        texts_json=webmap.texts(dataset),
    )

"""Hold the prepared data: one version in service, the next one prepared beside it and swapped whole.

A version is a private copy of the files, hashed and prepared as one, so that no content ever stands under the hash of
another. While a new version is prepared, or where it cannot be used, the one before stays in service and `notice` says
so. What could not be prepared is not tried again until the files change.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import threading
import time
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from geo import study
from geo.errors import DataError, RequestError
from geo.intake import folder as files
from geo.intake import prepare
from geo.intake.snapshot import Snapshot, sweep
from geo.model import Dataset, Link
from geo.present import webmap
from geo.publish import stories
from geo.query import select
from geo.query.view import DataView

LOG: Final = logging.getLogger(__name__)
DATA_VARIABLE: Final = study.VARIABLE
ARCHIVE: Final = "archive"
VERSION: Final = re.compile(r"[0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6}", re.ASCII)
KEPT_OLD: Final = 16
"""Earlier versions that are kept prepared."""
FIRST_S: Final = 60.0
"""Seconds to wait for the first version; later ones are never waited for."""
REST_S: Final = 0.1
"""Seconds without a change after which files are taken as written to their end."""
RESTLESS_S: Final = 2.0
"""Seconds after which files that never come to rest are read all the same."""
KEPT_FOLDERS: Final = 4
"""Folders whose versions are kept; a server has one."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """A version of the data with what pages and addresses need of it; equal to itself alone.

    Attributes
    ----------
    folder
        Where its files are, as they were hashed.
    study
        What the data are about.
    columns
        What the map in a browser fetches once, as `webmap.payload` packs it.
    """

    folder: Path
    study: study.Study
    dataset: Dataset
    index: select.Index
    rows_by_id: dict[str, int]
    area_names: dict[str, str]
    columns: bytes
    snapshot: Snapshot | None = field(default=None, repr=False)

    def view(self, link: Link) -> DataView:
        """The link, evaluated over the data."""
        return DataView(self.dataset, self.index, link)


def folder() -> Path:
    """The data folder: the shipped one, or the one that the environment names."""
    return study.folder()


def current() -> Prepared:
    """Give the version in service; if the files have changed, have the next one prepared beside.

    Raises
    ------
    DataError
        If there is no version that can be used: what is wrong with the files.
    """
    return _shelf(folder()).current()


def settled() -> Prepared:
    """Give the version of the files as they are now, and wait until it is in service.

    Raises
    ------
    DataError
        As `current`.
    """
    return _shelf(folder()).settled()


def notice() -> str:
    """Say that the version in service is not that of the files, and why; nothing if it is."""
    return _shelf(folder()).notice()


def with_digest(beginning: str) -> Prepared | None:
    """Give the version in service, or the one before it, whose hash begins so."""
    return _shelf(folder()).with_digest(beginning)


def version(name: str) -> Prepared:
    """Give a version of the data: the one in service, or one that the folder's archive keeps.

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
    return _prepare_old(kept[name], files.stamps(kept[name]))


def archived() -> dict[str, Path]:
    """Folders of earlier versions of the data, the oldest first: those in ``archive/``, by their names."""
    try:
        found = [path for path in (folder() / ARCHIVE).iterdir() if VERSION.fullmatch(path.name) and path.is_dir()]
    except OSError:
        return {}
    return {path.name: path for path in sorted(found, key=lambda path: tuple(map(int, path.name.split("."))))}


@lru_cache(maxsize=KEPT_OLD)
def _prepare_old(directory: Path, _stamps: tuple[files.Stamp, ...]) -> Prepared:
    """An earlier version has a place of its own to be kept in, so that asking for it costs nobody the present one."""
    return _prepare(directory, snapshot=None)


class _Shelf:
    """The versions of one folder."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._changed = threading.Condition()
        self._seen: tuple[files.Stamp, ...] | None = None
        self._kept: Prepared | None = None
        self._earlier: Prepared | None = None
        self._failure: DataError | None = None
        self._loading = False
        self._preparing = False

    def current(self) -> Prepared:
        self._look()
        with self._changed:
            if self._kept is None and _may_wait():
                self._changed.wait_for(lambda: self._kept or not self._loading, timeout=FIRST_S)
            return self._given()

    def settled(self) -> Prepared:
        while True:
            self._look()
            with self._changed:
                if not self._loading:
                    return self._given()
                self._changed.wait_for(lambda: not self._loading)

    def _given(self) -> Prepared:
        if self._kept is not None:
            return self._kept
        failure = self._failure
        if failure is None:
            raise DataError(self._directory.name, "the data are being prepared", "come back in a minute")
        # A new one each time: an exception that is raised again keeps every traceback it was ever raised with.
        raise type(failure)(failure.file, failure.problem, failure.right)

    def notice(self) -> str:
        kept, failure = self._kept, self._failure
        if kept is None or not (self._preparing or failure):
            return ""
        shown = f"These are the data as they were before (version {kept.dataset.version})"
        if failure is None:
            return f"The data files have changed and are being prepared. {shown}; reload in a moment."
        return f"The data files have changed and cannot be used: {failure}. {shown}."

    def with_digest(self, beginning: str) -> Prepared | None:
        kept = (self._kept, self._earlier)
        return next((each for each in kept if each and each.dataset.digest.startswith(beginning)), None)

    def _look(self) -> None:
        """Start the loader if the files are not those that it saw last; there is one at a time."""
        stamps = files.stamps(self._directory)
        with self._changed:
            if self._loading or stamps == self._seen:
                return
            self._loading = True
        threading.Thread(target=self._load, name="data", daemon=True).start()

    def _load(self) -> None:
        stamps = self._stamps_at_rest() if self._kept else files.stamps(self._directory)
        at_rest = _seconds_at_rest(stamps) >= REST_S
        found, failure = self._kept, None
        try:
            with _ONE_LOADER:
                found = self._prepared()
        except DataError as error:
            failure = error
        except Exception:
            number = secrets.token_hex(4)
            LOG.exception("error %s", number)
            failure = DataError(self._directory.name, f"the data could not be prepared, error {number}", "see the log")
        with self._changed:
            # What was written a moment ago could change again without a change of its times: look once more.
            self._seen = stamps if at_rest else None
            self._failure = failure
            if found is not None and found is not self._kept:
                self._earlier, self._kept = self._kept, found
                study.serve(self._directory, found.study)
            self._loading = self._preparing = False
            self._changed.notify_all()

    def _stamps_at_rest(self) -> tuple[files.Stamp, ...]:
        until = time.monotonic() + RESTLESS_S
        while (rested := _seconds_at_rest(stamps := files.stamps(self._directory))) < REST_S:
            if time.monotonic() > until:
                break
            time.sleep(REST_S - max(rested, 0))
        return stamps

    def _prepared(self) -> Prepared:
        """The version of the files as they are; the one in service if they hold the same."""
        snapshot = _snapshot(self._directory)
        home = snapshot.folder if snapshot else self._directory
        if self._kept and files.digest(home) == self._kept.dataset.digest:
            return self._kept
        self._preparing = self._kept is not None
        return _prepare(home, snapshot=snapshot)


def _may_wait() -> bool:
    """Whether this thread may wait: one that runs an event loop would keep everybody waiting."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return True
    return False


def _seconds_at_rest(stamps: tuple[files.Stamp, ...]) -> float:
    """Seconds since the last change of a file; of one in the future they are many."""
    now = time.time_ns()
    ages = [now - stamp[-1] for stamp in stamps if stamp]
    return min((age for age in ages if age >= 0), default=10**12) / 1e9


def _snapshot(directory: Path) -> Snapshot | None:
    try:
        return Snapshot(directory)
    except OSError as error:
        LOG.warning("no room for a copy of the data, so that they are read where they are: %s", error)
        return None


def _prepare(home: Path, *, snapshot: Snapshot | None) -> Prepared:
    with study.use(study.read(home)) as told:
        return ready(stories.told(prepare.dataset(home), home), folder=home, told=told, snapshot=snapshot)


def ready(dataset: Dataset, *, folder: Path, told: study.Study, snapshot: Snapshot | None = None) -> Prepared:
    """Give data with what pages and addresses need of it; nothing here keeps it.

    Parameters
    ----------
    dataset
        The data.
    folder
        Where its files are.
    told
        What the data are about; the study in use.
    snapshot
        The copy that they were read from.
    """
    index = select.index(dataset.records)
    return Prepared(
        folder=folder,
        study=told,
        dataset=dataset,
        index=index,
        rows_by_id={record_id: row for row, record_id in enumerate(dataset.records["id"])},
        area_names=dict(zip(dataset.areas["id"], dataset.areas["name"], strict=True)),
        columns=webmap.payload(dataset, index),
        snapshot=snapshot,
    )


_ONE_LOADER: Final = threading.Lock()
_SHELVES: Final[dict[Path, _Shelf]] = {}
_MAKING: Final = threading.Lock()


def _shelf(directory: Path) -> _Shelf:
    found = _SHELVES.get(directory)
    if found is None:
        with _MAKING:
            if not _SHELVES:
                sweep()
            found = _SHELVES.setdefault(directory, _Shelf(directory))
            while len(_SHELVES) > KEPT_FOLDERS:
                del _SHELVES[next(iter(_SHELVES))]
    return found

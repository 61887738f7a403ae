"""Hold the prepared data: one version in service, the next one prepared beside it and swapped whole.

A version is a private copy of the files, hashed and prepared as one, so that no content ever stands under the hash of
another. While a new version is prepared, or where it cannot be used, the one before stays in service and `notice` says
so. What could not be prepared is not tried again until the files change. A database is an origin like a folder: its
tables are written as files first.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import threading
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Final

from geo import indexed, study
from geo.errors import DataError, RequestError
from geo.intake import folder as files
from geo.intake import prepare
from geo.intake.origin import Folder, Mark, Origin
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


def earlier() -> list[Prepared]:
    """Give the versions that the folder's archive keeps, the oldest first."""
    return [_prepare_old(directory, files.stamps(directory)) for directory in archived().values()]


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

    def __init__(self, directory: Path, origin: Origin) -> None:
        self._directory = directory
        self._origin = origin
        self._changed = threading.Condition()
        self._seen: Mark | None = None
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
            raise DataError(self._origin.name, "the data are being prepared", "come back in a minute")
        # A new one each time: an exception that is raised again keeps every traceback it was ever raised with.
        raise type(failure)(failure.file, failure.problem, failure.right)

    def notice(self) -> str:
        kept, failure, lost = self._kept, self._failure, self._origin.trouble()
        if kept is None or not (self._preparing or failure or lost):
            return ""
        shown = f"These are the data as they were before (version {kept.dataset.version})"
        if lost:
            return f"{lost}. {shown}."
        if failure is None:
            return f"{self._origin.changed}, and a new version is being prepared. {shown}; reload in a moment."
        return f"{self._origin.changed} and cannot be used: {failure}. {shown}."

    def with_digest(self, beginning: str) -> Prepared | None:
        kept = (self._kept, self._earlier)
        return next((each for each in kept if each and each.dataset.digest.startswith(beginning)), None)

    def _look(self) -> None:
        """Start the loader if the files are not those that it saw last; there is one at a time."""
        mark = self._origin.mark()
        with self._changed:
            if self._loading or mark == self._seen:
                return
            self._loading = True
        threading.Thread(target=self._load, name="data", daemon=True).start()

    def _load(self) -> None:
        mark, at_rest = self._origin.at_rest(waiting=self._kept is not None)
        found, failure = self._kept, None
        try:
            with _ONE_LOADER:
                found = self._prepared()
        except DataError as error:
            failure = error
        except Exception:
            number = secrets.token_hex(4)
            LOG.exception("error %s", number)
            failure = DataError(self._origin.name, f"the data could not be prepared, error {number}", "see the log")
        if found is None:
            found = self._from_kept()
        with self._changed:
            # What was written a moment ago could change again without a change of its times: look once more.
            self._seen = mark if at_rest else None
            self._failure = failure
            if found is not None and found is not self._kept:
                self._earlier, self._kept = self._kept, found
                study.serve(self._directory, found.study)
            self._loading = self._preparing = False
            self._changed.notify_all()

    def _prepared(self) -> Prepared:
        """The version of the data as they are; the one in service if they hold the same."""
        snapshot = self._origin.snapshot()
        home = snapshot.folder if snapshot else self._directory
        if self._kept and files.digest(home) == self._kept.dataset.digest:
            return self._kept
        self._preparing = self._kept is not None
        made = _prepare(home, snapshot=snapshot)
        self._origin.keep(snapshot)
        return made

    def _from_kept(self) -> Prepared | None:
        """The version that was kept for a start without the origin; none where there is none that can be used."""
        home = self._origin.kept()
        try:
            snapshot = Snapshot(home) if home else None
            return _prepare(snapshot.folder, snapshot=snapshot) if snapshot else None
        except (DataError, OSError) as error:
            LOG.warning("the copy that was kept cannot be used: %s", error)
            return None


def _may_wait() -> bool:
    """Whether this thread may wait: one that runs an event loop would keep everybody waiting."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return True
    return False


def _prepare(home: Path, *, snapshot: Snapshot | None) -> Prepared:
    with study.use(study.read(home)) as told:
        dataset = stories.told(prepare.dataset(home), home)
        _ = told.line_km  # read now: the copy goes with its version, and the study may be asked once more
        return ready(dataset, folder=home, told=told, snapshot=snapshot)


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
    index = indexed.of(dataset)
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
            found = _SHELVES.setdefault(directory, _Shelf(directory, _origin(directory)))
            while len(_SHELVES) > KEPT_FOLDERS:
                del _SHELVES[next(iter(_SHELVES))]
    return found


def _origin(directory: Path) -> Origin:
    """Where the data come from: a folder, or the database that the environment names, if its driver is there."""
    address = study.address()
    if address is None:
        return Folder(directory)
    try:
        postgis = import_module("geo.postgis.database")
    except ModuleNotFoundError as error:
        raise DataError("the database", f"needs the package {error.name}", 'pip install "granica[postgis]"') from None
    made: Origin = postgis.Database(address, directory)
    return made

"""A database as the origin of data: watched once a second, dumped when it has changed, and missed by nobody."""

from __future__ import annotations

import logging
import shutil
import threading
from pathlib import Path
from typing import Final
from weakref import finalize

from geo import cache
from geo.errors import DataError, LostError
from geo.intake.origin import Mark
from geo.intake.snapshot import Snapshot
from geo.postgis.connection import NAME, connected
from geo.postgis.dump import dump, version

LOG: Final = logging.getLogger(__name__)
EVERY_S: Final = 1.0
"""Seconds between two questions for the version: one row, of one connection a replica."""
AGAIN_S: Final = 2.0
"""Seconds between two attempts to connect."""
ASK_MS: Final = 5_000


class _State:
    """What the watcher knows; it outlives nobody, for it does not hold the database that it watches for."""

    def __init__(self) -> None:
        self.mark: Mark = ()
        self.trouble = ""
        self.connections = 0
        self.ended = threading.Event()
        self.doubted = threading.Event()


class Database:
    """A study in PostGIS.

    Parameters
    ----------
    address
        Of the database; holds a password, and is never said.
    place
        Where a copy of what is in service is kept.
    """

    name = NAME
    changed = "The database has changed"

    def __init__(self, address: str, place: Path) -> None:
        self._address, self._place = address, place
        self._state = _State()
        finalize(self, self._state.ended.set)
        threading.Thread(target=_watch, args=(address, self._state), name="database", daemon=True).start()

    def mark(self) -> Mark:
        """Give the connection's number and the version that it last told."""
        return self._state.mark

    def at_rest(self, *, waiting: bool) -> tuple[Mark, bool]:  # noqa: ARG002  # a change comes whole, or not at all
        """Give the mark; there is nothing to wait for."""
        return self._state.mark, True

    def snapshot(self) -> Snapshot:
        """Write the tables into a private folder, as they stand at one moment.

        Raises
        ------
        LostError
            If the database cannot be reached.
        DataError
            If a table is not there, or holds what no file can.
        """
        try:
            return Snapshot(lambda goal: dump(self._address, goal))
        except LostError:
            self._state.doubted.set()  # once it is reached again, the mark is another, and this is tried again
            raise

    def trouble(self) -> str:
        """Say that the database is lost, and why; nothing while it answers."""
        return self._state.trouble

    def keep(self, snapshot: Snapshot | None) -> None:
        """Keep a copy of data that are in service, in one step."""
        if snapshot is None:
            return
        try:
            self._place.parent.mkdir(mode=cache.PRIVATE, parents=True, exist_ok=True)
            fresh = self._place.with_name(f"{self._place.name}.{snapshot.folder.name}")
            before = self._place.resolve()
            shutil.copytree(snapshot.folder, fresh)
            if not cache.is_ours(fresh):
                shutil.rmtree(fresh, ignore_errors=True)
                return
            link = fresh.with_suffix(".link")
            link.symlink_to(fresh.name)
            link.replace(self._place)
            if before.is_dir() and before.parent == self._place.parent:
                shutil.rmtree(before, ignore_errors=True)
        except OSError as error:
            LOG.warning("no copy of the database is kept, so that a start needs it: %s", error)

    def kept(self) -> Path | None:
        """Give the copy that was kept; none if there is none of ours."""
        try:
            return self._place.resolve(strict=True) if cache.is_ours(self._place) else None
        except OSError:
            return None


def _watch(address: str, state: _State) -> None:
    """Ask for the version again and again; whatever happens to the database, go on."""
    while not state.ended.is_set():
        try:
            _listen(address, state)
        except DataError as error:
            told = f"The database {error.problem}" if isinstance(error, LostError) else f"The database: {error.problem}"
            if state.trouble != told:
                LOG.warning("%s", told)
            state.trouble = told
        except Exception:  # a fault of ours must not end the watch
            LOG.exception("watching %s", NAME)
        state.ended.wait(AGAIN_S)


def _listen(address: str, state: _State) -> None:
    with connected(address, autocommit=True) as connection:
        connection.execute(f"SET statement_timeout = {ASK_MS}")
        state.connections += 1
        state.doubted.clear()
        while not (state.ended.is_set() or state.doubted.is_set()):
            state.mark = (state.connections, *version(connection))
            state.trouble = ""
            state.ended.wait(EVERY_S)

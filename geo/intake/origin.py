"""Where data come from: what tells that they have changed, and a private copy of them as they are now."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Final, Protocol

from geo.intake import folder
from geo.intake.snapshot import Snapshot

LOG: Final = logging.getLogger(__name__)
REST_S: Final = 0.1
"""Seconds without a change after which files are taken as written to their end."""
RESTLESS_S: Final = 2.0
"""Seconds after which files that never come to rest are read all the same."""

Mark = tuple[object, ...]
"""Equal to another only where nothing has changed between them."""


class Origin(Protocol):
    """Where data come from."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def changed(self) -> str:
        """The beginning of a sentence that says that it has changed."""

    def mark(self) -> Mark:
        """Give what is another when something has changed; asked at every page, so that it waits for nothing."""

    def at_rest(self, *, waiting: bool) -> tuple[Mark, bool]:
        """Give the mark, after waiting for an end of the changes if told, and whether they have ended."""

    def snapshot(self) -> Snapshot | None:
        """Copy the data as they are; None where there is no room, and they are read where they are.

        Raises
        ------
        DataError
            If they cannot be had.
        """

    def trouble(self) -> str:
        """Say why changes would not be seen; nothing where they would."""

    def keep(self, snapshot: Snapshot | None) -> None:
        """Keep data that are in service for a start at which there is no other way to them."""

    def kept(self) -> Path | None:
        """Folder of what was kept."""


class Folder:
    """A folder of data."""

    changed = "The data files have changed"

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    @property
    def name(self) -> str:
        """Its own name."""
        return self._directory.name

    def mark(self) -> Mark:
        """Give what the system says of its files."""
        return folder.stamps(self._directory)

    def at_rest(self, *, waiting: bool) -> tuple[Mark, bool]:
        """Wait until nothing has been written for a moment, but not for ever."""
        until = time.monotonic() + (RESTLESS_S if waiting else 0)
        while (rested := _seconds_at_rest(stamps := folder.stamps(self._directory))) < REST_S:
            if time.monotonic() >= until:
                break
            time.sleep(REST_S - max(rested, 0))
        return stamps, rested >= REST_S

    def snapshot(self) -> Snapshot | None:
        """Copy its files."""
        try:
            return Snapshot(self._directory)
        except OSError as error:
            LOG.warning("no room for a copy of the data, so that they are read where they are: %s", error)
            return None

    def trouble(self) -> str:
        """Say nothing: what befalls a folder is seen in its files."""
        return ""

    def keep(self, snapshot: Snapshot | None) -> None:
        """Keep nothing: the files are there."""

    def kept(self) -> Path | None:
        """Give nothing."""
        return None


def _seconds_at_rest(stamps: tuple[folder.Stamp, ...]) -> float:
    """Seconds since the last change of a file; of one in the future they are many."""
    now = time.time_ns()
    ages = [now - stamp[-1] for stamp in stamps if stamp]
    return min((age for age in ages if age >= 0), default=10**12) / 1e9

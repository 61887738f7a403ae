"""Copy a folder of data aside, so that what is read, hashed, prepared and given out is one and the same.

What cannot be copied (no file, not readable, too large) is linked, and refused by whoever reads it, in the same words
as without a copy.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final
from weakref import finalize

from geo import read
from geo.errors import DataError
from geo.intake import folder, load

PREFIX: Final = "granica-data-"
DATA_FILES: Final = (*folder.FILES, *folder.TABLE_FILES)


class Snapshot:
    """A private copy of data as a folder. It goes when nobody refers to it any more, and when the process ends.

    Parameters
    ----------
    source
        The folder that is copied, or what writes the files into the folder that it is given.

    Raises
    ------
    OSError
        If there is no room for a copy.
    """

    def __init__(self, source: Path | Callable[[Path], object]) -> None:
        fill = partial(_copy, source.absolute()) if isinstance(source, Path) else source
        self.folder: Final = Path(tempfile.mkdtemp(prefix=PREFIX))
        lock = os.open(self.folder, os.O_RDONLY)
        self._gone = finalize(self, _remove, self.folder, lock)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            fill(self.folder)
        except BaseException:
            self.remove()
            raise

    def remove(self) -> None:
        """Take the copy away now."""
        self._gone()


def _copy(directory: Path, goal: Path) -> None:
    told = directory / folder.STORIES_FOLDER
    if told.is_dir():
        (goal / told.name).mkdir()
    for name in (*DATA_FILES, *(f"{told.name}/{path.name}" for path in folder.stories(directory))):
        try:
            content = read.whole(directory / name, max_bytes=load.MAX_BYTES)
        except DataError:
            (goal / name).symlink_to(directory / name)
        else:
            (goal / name).write_bytes(content)
    for name in _others(directory):
        (goal / name).symlink_to(directory / name)


def _others(directory: Path) -> list[str]:
    """What else stands in the folder: the base map, schemas, earlier versions."""
    try:
        return [path.name for path in directory.iterdir() if path.name not in DATA_FILES and not _is_told(path)]
    except OSError:
        return []


def _is_told(path: Path) -> bool:
    return path.name == folder.STORIES_FOLDER and path.is_dir()


def _remove(path: Path, lock: int) -> None:
    shutil.rmtree(path, ignore_errors=True)
    os.close(lock)


def sweep() -> None:
    """Take away the copies of processes that are gone; such a process can no longer hold the lock of its copy."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            continue
        try:
            if os.fstat(lock).st_uid == os.getuid():
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path, ignore_errors=True)
        except OSError:
            continue  # in use
        finally:
            os.close(lock)

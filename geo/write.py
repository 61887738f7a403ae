"""Replace files in one step: a reader sees the old content or the new, never half of it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final

from geo.errors import RequestError

FILE_MODE: Final = 0o644


def replace(path: Path, content: bytes) -> None:
    """Write a file next to its place, put it on the disk, then move it there.

    Parameters
    ----------
    path
        Where the content shall stand; its folder must be there.
    content
        All of it.

    Raises
    ------
    RequestError
        If the folder is not there or cannot be written to; what stood at `path` still stands there.
    """
    try:
        handle, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        message = f"{path}: cannot be written there: {error.strerror}"
        raise RequestError(message) from error
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(partial).chmod(FILE_MODE)
        Path(partial).replace(path)
    except OSError as error:
        message = f"{path}: could not be written: {error.strerror}"
        raise RequestError(message) from error
    finally:
        Path(partial).unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Replace files in one step: a reader sees the old content or the new, never half of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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
    with replacing(path) as partial:
        partial.write_bytes(content)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a file next to its place to write to; at the end it is put on the disk and moved there.

    Parameters
    ----------
    path
        Where the content shall stand; its folder must be there.

    Raises
    ------
    RequestError
        If the folder is not there or cannot be written to; what stood at `path` still stands there.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        message = f"{path}: cannot be written there: {error.strerror}"
        raise RequestError(message) from error
    partial = Path(name)
    try:
        os.close(handle)
        yield partial
        _sync(partial)
        partial.chmod(FILE_MODE)
        partial.replace(path)
    except OSError as error:
        message = f"{path}: could not be written: {error.strerror}"
        raise RequestError(message) from error
    finally:
        partial.unlink(missing_ok=True)
    _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Read a file whole, whatever stands at its path: nothing waits for ever, nothing is read without a bound."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from geo.errors import MissingFileError, TooLargeError, UnreadableFileError

PART: Final = 1024 * 1024
KINDS: Final = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
WITHOUT_WAITING: Final = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
)
"""A pipe that nobody writes to is opened at once."""


def whole(path: Path, *, max_bytes: int) -> bytes:
    """Read a regular file.

    Parameters
    ----------
    path
        Of a file, or of a link to one.
    max_bytes
        More is refused, also of a file that says nothing of its size or grows while it is read.

    Raises
    ------
    MissingFileError
        If there is nothing.
    UnreadableFileError
        If it may not be read, or is no file: a folder, a pipe, a device.
    TooLargeError
        If it is larger than `max_bytes`.
    """
    try:
        _refuse_kind(path, path.stat().st_mode)  # before it is opened: to open a device may set it going
        handle = os.open(path, WITHOUT_WAITING)
        try:
            _refuse_kind(path, os.fstat(handle).st_mode)
            return _bounded(handle, name=path.name, max_bytes=max_bytes)
        finally:
            os.close(handle)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise MissingFileError(path.name, "the file is missing", f"a file at {path.resolve()}") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableFileError(path.name, f"cannot be read: {reason}", "a file that may be read") from error


def _refuse_kind(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        kind = next((name for test, name in KINDS if test(mode)), "no file")
        raise UnreadableFileError(path.name, f"is {kind}", "a file")


def _bounded(handle: int, *, name: str, max_bytes: int) -> bytes:
    said = os.fstat(handle).st_size
    if said > max_bytes:
        raise TooLargeError(name, f"{said:,} bytes", f"at most {max_bytes:,} bytes")
    parts: list[bytes] = []
    length = 0
    while part := os.read(handle, PART):
        parts.append(part)
        length += len(part)
        if length > max_bytes:
            raise TooLargeError(name, f"more than {max_bytes:,} bytes", f"at most {max_bytes:,} bytes")
    return b"".join(parts)


def parts(path: Path) -> Iterator[bytes]:
    """Give the bytes of a regular file in parts, as many as it says it has; none of what cannot be read.

    Parameters
    ----------
    path
        Of a file, or of a link to one.
    """
    try:
        if not path.is_file():
            return
        with os.fdopen(os.open(path, WITHOUT_WAITING), "rb", buffering=0) as stream:
            left = os.fstat(stream.fileno()).st_size
            while left > 0 and (part := stream.read(min(PART, left))):
                left -= len(part)
                yield part
    except (OSError, ValueError):
        return

"""Replace files in one step: a reader sees the old content or the new, never half of it.

What stands at a path is respected: a link stays and its file is replaced, a file keeps its mode, a pipe or a device is
written to. Partial files of a process that was killed are swept by the next that writes there.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from geo.errors import RequestError

try:
    import fcntl
except ImportError:  # where files cannot be locked partial files of a killed process stay
    LOCKS = False
else:
    LOCKS = True

NEW_MODE: Final = 0o666
"""What the process's mask leaves of it is the mode of a new file."""
PARTIAL: Final = ".granica-{}.part"


def replace(path: Path, content: bytes) -> None:
    """Write a file next to its place, put it on the disk, then move it there.

    Parameters
    ----------
    path
        Where the content shall stand; its folder must be there. A pipe or a device is written to as it is.
    content
        All of it.

    Raises
    ------
    RequestError
        If it cannot be written; what stood at `path` still stands there.
    """
    if _is_stream(path):
        _pour(path, content)
        return
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
    goal = _goal(path)
    with _partial(goal, said=path) as partial:
        yield partial
        _sync(partial)
        partial.replace(goal)
    _sync(goal.parent)


def replace_all(contents: Mapping[Path, bytes], *, read: Mapping[Path, bytes | None]) -> None:
    """Replace several files together, if nobody has changed what they were made of.

    All are written and on the disk before the first is moved, so that a folder is old or new.

    Parameters
    ----------
    contents
        What shall stand where.
    read
        Files that the contents were made of, as they were read; None for one that was not there.

    Raises
    ------
    RequestError
        If one cannot be written, or a file is not as it was read; nothing is replaced then.
    """
    goals = {path: _goal(path) for path in contents}
    with ExitStack() as stack:
        partials = {path: stack.enter_context(_partial(goals[path], said=path)) for path in contents}
        for path, content in contents.items():
            partials[path].write_bytes(content)
            _sync(partials[path])
        changed = [str(path) for path, before in read.items() if content_of(path) != before]
        if changed:
            message = f"{', '.join(changed)}: changed meanwhile, so that nothing was written: run the command again"
            raise RequestError(message)
        for path, partial in partials.items():
            partial.replace(goals[path])
    for folder in {goal.parent for goal in goals.values()}:
        _sync(folder)


def content_of(path: Path) -> bytes | None:
    """Give the bytes of a regular file; None if there is none."""
    return path.read_bytes() if path.is_file() else None


def _is_stream(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _pour(path: Path, content: bytes) -> None:
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | getattr(os, "O_NOCTTY", 0)), "wb") as stream:
            stream.write(content)
    except BrokenPipeError:
        raise
    except OSError as error:
        message = f"{path}: could not be written: {error.strerror}"
        raise RequestError(message) from error


def _goal(path: Path) -> Path:
    """The file that a path means: that of a link."""
    try:
        goal = path.resolve() if path.is_symlink() else path
        said = goal.stat() if goal.exists() else None
    except (OSError, RuntimeError, ValueError) as error:
        message = f"{path}: cannot be written there: {getattr(error, 'strerror', None) or error}"
        raise RequestError(message) from error
    if said and stat.S_ISDIR(said.st_mode):
        message = f"{path}: cannot be written there: it is a folder"
        raise RequestError(message)
    if said and not os.access(goal, os.W_OK):
        message = f"{path}: cannot be written there: it is closed to changes"
        raise RequestError(message)
    return goal


@contextmanager
def _partial(goal: Path, *, said: Path) -> Iterator[Path]:
    """Make an empty file next to a goal, with the mode that it has or would have; in the end it is gone or moved."""
    try:
        partial, handle = _open_next_to(goal)
    except OSError as error:
        message = f"{said}: cannot be written there: {error.strerror}"
        raise RequestError(message) from error
    try:
        if goal.exists():
            partial.chmod(stat.S_IMODE(goal.stat().st_mode))
        yield partial
    except BrokenPipeError:
        raise
    except OSError as error:
        message = f"{said}: could not be written: {error.strerror}"
        raise RequestError(message) from error
    finally:
        os.close(handle)
        partial.unlink(missing_ok=True)


def _open_next_to(goal: Path) -> tuple[Path, int]:
    _sweep(goal.parent)
    while True:
        partial = goal.parent / PARTIAL.format(secrets.token_hex(8))
        handle = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, NEW_MODE)
        if not LOCKS:
            return partial, handle
        fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return partial, handle
        os.close(handle)  # another process swept it before it was locked


def _sweep(folder: Path) -> None:
    """Take away partial files whose process is gone: their locks are free."""
    if not LOCKS:
        return
    for stray in folder.glob(PARTIAL.format("*")):
        with suppress(OSError), os.fdopen(os.open(stray, os.O_RDWR | os.O_NOFOLLOW), "rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            stray.unlink()


def _sync(path: Path) -> None:
    with suppress(PermissionError):  # a folder that may be written to and not read, or a system that cannot sync one
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

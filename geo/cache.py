"""The folder for what may be made again: safe to delete, ours alone, and nowhere if the environment says so."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Final

VARIABLE: Final = "GRANICA_CACHE"
"""Environment variable that names the folder; empty for none."""
PRIVATE: Final = 0o700
OF_OTHERS: Final = 0o022

log = logging.getLogger(__name__)


def folder() -> Path | None:
    """Where it is; None where there shall be none."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    named = os.environ.get(VARIABLE, str(Path(base) / "granica"))
    return Path(named) if named else None


def is_ours(path: Path) -> bool:
    """Whether only we can have written a file or a folder in it."""
    for part in (path, path.parent):
        stat = part.stat()
        if stat.st_uid != os.getuid() or stat.st_mode & OF_OTHERS:
            log.warning("%s is not used: others can write to %s", path, part)
            return False
    return True

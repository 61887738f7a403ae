"""A prepared copy of a large study, so that the next start need not read, check and join it again.

The copy is never asked what the data are: its name is a digest of every byte of the data folder and of the code that
prepared it, so that it is found only where making it again would give the same. It may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import logging
import mmap
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Final

import pyarrow as pa

from geo import cache
from geo.errors import RequestError
from geo.intake import load
from geo.model import Finding, Intake
from geo.write import replacing

FOLDER_VARIABLE: Final = cache.VARIABLE
MAKERS: Final = ("pyarrow", "pandas", "shapely", "pyproj", "jsonschema-rs")
"""Libraries that a copy depends on, beside our own code."""
COPIED_BYTES: Final = 8 * 1024 * 1024
COPIES: Final = 3
"""Copies that are left; of a study that is edited often, each edit makes one."""
ABOUT: Final = b"granica"
BROKEN: Final = "%s is broken and is made again: %s"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Prepared:
    """Records that are read, checked and joined.

    Attributes
    ----------
    table
        ``file``, the given fields, ``geometry`` as WKB, the computed fields; in the order start, id.
    intakes, findings
        Of the files of records.
    across
        Findings across the files.
    """

    table: pa.Table
    intakes: tuple[Intake, ...]
    findings: tuple[Finding, ...]
    across: tuple[Finding, ...]


def place(digest: str) -> Path | None:
    """Where the copy of data with a digest stands; none where the environment says that there shall be none."""
    home = cache.folder()
    return home / f"{_key(digest)}.arrow" if home else None


def _key(digest: str) -> str:
    return hashlib.sha256(f"{digest} {_maker()}".encode()).hexdigest()


@lru_cache(maxsize=1)
def _maker() -> str:
    """Digest of the code, ours and others', that a copy depends on."""
    own = load.digest(sorted(Path(__file__).parent.parent.rglob("*.py")))
    return " ".join([own, *(f"{name} {metadata.version(name)}" for name in MAKERS)])


def read(path: Path) -> Prepared | None:
    """Open a prepared copy; none if there is none of ours, or it is broken.

    Parameters
    ----------
    path
        Of `place`.
    """
    table = table_at(path)
    if table is None:
        return None
    try:
        about = json.loads(table.schema.metadata[ABOUT])
        return Prepared(
            table=table,
            intakes=tuple(Intake(**intake) for intake in about["intakes"]),
            findings=tuple(Finding(**finding) for finding in about["findings"]),
            across=tuple(Finding(**finding) for finding in about["across"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        log.warning(BROKEN, path, error)
        return None


def table_at(path: Path) -> pa.Table | None:
    """Map a table that `write_table` wrote; none if there is none of ours, or it is broken."""
    if not path.is_file() or not cache.is_ours(path):
        return None
    try:
        return pa.ipc.open_file(pa.BufferReader(_mapped(path))).read_all()
    except (OSError, ValueError, pa.ArrowException) as error:
        log.warning(BROKEN, path, error)
        return None


def _mapped(path: Path) -> pa.Buffer:
    """Map a copy of a file that has no name: one that somebody cuts while it is mapped ends the process."""
    with path.open("rb") as named, tempfile.TemporaryFile(dir=path.parent) as nameless:
        shutil.copyfileobj(named, nameless, COPIED_BYTES)
        nameless.flush()
        return pa.py_buffer(mmap.mmap(nameless.fileno(), 0, access=mmap.ACCESS_READ))


def write(path: Path, prepared: Prepared) -> None:
    """Write a prepared copy; without a place for it the next start takes as long as this one, which is told.

    Parameters
    ----------
    path
        Of `place`.
    prepared
        The records.
    """
    about = {
        "intakes": [asdict(intake) for intake in prepared.intakes],
        "findings": [asdict(finding) for finding in prepared.findings],
        "across": [asdict(finding) for finding in prepared.across],
    }
    write_table(path, prepared.table.replace_schema_metadata({ABOUT: json.dumps(about).encode()}))
    _leave_few(path)


def write_table(path: Path, table: pa.Table) -> None:
    """Write a table that may be mapped; without a place for it the next start takes as long as this one, which is told.

    Parameters
    ----------
    path
        Of `place`, or beside it with another suffix, so that it goes with the copy.
    table
        Is written in the pieces that it is in.
    """
    try:
        path.parent.mkdir(mode=cache.PRIVATE, parents=True, exist_ok=True)
        with _written(path) as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
    except (OSError, RequestError) as error:
        log.warning("no prepared copy could be written, so that the next start takes as long: %s", error)


@contextmanager
def _written(path: Path) -> Iterator[pa.OSFile]:
    with replacing(path) as partial, pa.OSFile(str(partial), "wb") as sink:
        yield sink


def _leave_few(path: Path) -> None:
    copies = sorted(path.parent.glob("*.arrow"), key=lambda copy: copy.stat().st_mtime, reverse=True)
    for copy in copies[COPIES:]:
        for part in path.parent.glob(f"{copy.stem}.*"):
            part.unlink(missing_ok=True)

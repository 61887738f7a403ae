"""Read what a stranger hands us into rows, within limits, by the standard library and calamine; never by GDAL."""

from __future__ import annotations

from geo.errors import MalformedFileError, TooLargeError
from geo.foreign.limits import FILE_MAX_BYTES
from geo.foreign.read import delimited, documents, kml, workbook
from geo.foreign.read.archive import MAGIC, Archive
from geo.foreign.read.text import decode
from geo.foreign.sheet import Sheet

__all__ = ["read"]

_LINES = (".jsonl", ".ndjson", ".geojsonl", ".geojsons", ".geojsonseq")


def read(content: bytes, *, file: str, max_bytes: int = FILE_MAX_BYTES) -> Sheet:
    """Read a file into rows; what it is, its first bytes say, and only between lines and documents its name.

    Parameters
    ----------
    content
        All of it.
    file
        Its name.
    max_bytes
        How much is read.

    Raises
    ------
    DataError
        If it cannot be used at all; the message says why, and what would have been right.
    """
    if len(content) > max_bytes:
        raise TooLargeError(file, f"{len(content):,} bytes", f"at most {max_bytes:,} bytes; split the file")
    if not content.strip(b"\0 \t\r\n"):
        raise MalformedFileError(file, "it is empty", "a file with rows")
    sheet = _read_archive(content, file=file) if content.startswith(MAGIC) else _read_text(content, file=file)
    if not sheet.rows:
        raise MalformedFileError(file, "it has no rows", "at least one")
    return sheet


def _read_archive(content: bytes, *, file: str) -> Sheet:
    archive = Archive(content, file=file)
    return workbook.read(content, file=file) if workbook.is_workbook(archive.names) else kml.read_archive(archive)


def _read_text(content: bytes, *, file: str) -> Sheet:
    start = decode(content, file=file).content.lstrip("\ufeff\x1e \t\r\n")
    if start.startswith("<"):
        if start[:200].lstrip().lower().startswith(("<!doctype html", "<html")):
            raise MalformedFileError(file, "it is a web page", "the file itself, not the page that offers it")
        return kml.read(content, file=file)
    if start.startswith(("{", "[")):
        if file.lower().endswith(_LINES) or _is_lines(start):
            return documents.read_lines(content, file=file)
        return documents.read(content, file=file)
    return delimited.read(content, file=file)


def _is_lines(start: str) -> bool:
    """Whether the first two lines are each an object of their own."""
    lines = [line.strip() for line in start[:200_000].splitlines()[:3] if line.strip()]
    return len(lines) > 1 and all(line.startswith("{") and line.endswith("}") for line in lines[:2])

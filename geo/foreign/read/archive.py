"""Archives (XLSX, ODS, KMZ): counted and measured before anything is unpacked."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from io import BytesIO
from typing import Final

from geo.errors import MalformedFileError, TooLargeError
from geo.foreign.limits import ARCHIVE_MAX_BYTES, ARCHIVE_MAX_FILES

MAGIC: Final = b"PK\x03\x04"
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What the library raises on archives that are cut, damaged, encrypted or packed in a way that it does not know."""


class Archive:
    """An archive whose directory has been checked; files are unpacked in memory, up to a limit, never to the disk.

    Parameters
    ----------
    content
        Its bytes.
    file
        Its name.

    Raises
    ------
    DataError
        If it is broken, encrypted, or would unpack to more than we read.
    """

    def __init__(self, content: bytes, *, file: str) -> None:
        self.file = file
        try:
            self._archive = zipfile.ZipFile(BytesIO(content))
            entries = self._archive.infolist()
        except _BROKEN as error:
            raise MalformedFileError(file, "a broken archive", "an archive that opens") from error
        if len(entries) > ARCHIVE_MAX_FILES:
            raise TooLargeError(file, f"{len(entries):,} files in the archive", f"at most {ARCHIVE_MAX_FILES:,}")
        total = sum(entry.file_size for entry in entries)
        if total > ARCHIVE_MAX_BYTES:
            raise TooLargeError(file, f"it unpacks to {total:,} bytes", f"at most {ARCHIVE_MAX_BYTES:,}")
        self.names = tuple(entry.filename for entry in entries)

    def read(self, name: str, *, max_bytes: int = ARCHIVE_MAX_BYTES) -> bytes:
        """Unpack one file; the size that the directory states is not believed.

        Parameters
        ----------
        name
            The file's, as the directory has it.
        max_bytes
            How much of it is read.

        Raises
        ------
        DataError
            If it cannot be unpacked or holds more than we read.
        """
        try:
            with self._archive.open(name) as stream:
                content = stream.read(max_bytes + 1)
        except _BROKEN as error:
            raise MalformedFileError(
                self.file, f"{name} cannot be unpacked", "a whole archive, not encrypted"
            ) from error
        if len(content) > max_bytes:
            raise TooLargeError(self.file, f"{name} unpacks to too much", f"at most {max_bytes:,} bytes")
        return content

"""How much of a stranger's file is read: each limit once, each refusal with the limit in it."""

from __future__ import annotations

from typing import Final

UPLOAD_MAX_BYTES: Final = 10 * 1024 * 1024
"""Of a file that a page takes."""
FILE_MAX_BYTES: Final = 50 * 1024 * 1024
"""Of a file that the command takes."""
MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 500
MAX_CELL_CHARS: Final = 100_000
MAX_HEADER_CHARS: Final = 200
MAX_DEPTH: Final = 100
"""Elements of XML, and lists and objects of JSON in one cell or geometry, inside one another."""
MAX_VERTICES: Final = 20_000
"""Positions of one geometry."""
MAX_POSITIONS: Final = 2_000_000
"""Positions of all geometries of a KML document, of which an archive of a megabyte can hold fifty times as many."""
MAX_POSITION_CHARS: Final = 64
"""Of one position, as written."""
ARCHIVE_MAX_FILES: Final = 2_000
ARCHIVE_MAX_BYTES: Final = 200 * 1024 * 1024
"""Of all files in an archive, unpacked."""

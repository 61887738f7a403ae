"""Columns of numbers as one binary file that a browser reads without a library.

``GRC1``, the length of a heading as a whole number of four bytes, the heading as JSON, and then the columns one after
another, each as long as there are rows. All numbers are little-endian. Of a number of several bytes the first bytes of
all rows come first, then the second ones, and so on: bytes that are alike lie together, and pack to half the size.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

MAGIC: Final = b"GRC1"
LENGTH_BYTES: Final = 4
TYPES: Final = ("uint8", "uint16", "uint32", "int32", "float64")
"""What a column can be made of; a browser has an array of each."""
FEWER_BITS: Final = 32
"""Whole numbers of more bits travel as ``float64``, which is exact up to 53."""

Column = npt.NDArray[Any]


def pack(heading: Mapping[str, Any], columns: Mapping[str, Column]) -> bytes:
    """Write columns as one file.

    Parameters
    ----------
    heading
        What else the file says, as JSON has it; ``rows`` and ``columns`` are added.
    columns
        Columns of equal length by name, of whole numbers.

    Raises
    ------
    ValueError
        If a column is of another length or of a type that no browser has.
    """
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1:
        message = f"columns are of different lengths: {sorted(lengths)}"
        raise ValueError(message)
    plain = {name: _plain(name, column) for name, column in columns.items()}
    about = {
        **heading,
        "rows": next(iter(lengths), 0),
        "columns": [[name, column.dtype.name] for name, column in plain.items()],
    }
    said = json.dumps(about, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return b"".join((MAGIC, len(said).to_bytes(LENGTH_BYTES, "little"), said, *map(_planes, plain.values())))


def unpack(body: bytes) -> tuple[dict[str, Any], dict[str, Column]]:
    """Read a file as the browser does.

    Parameters
    ----------
    body
        What `pack` made.

    Returns
    -------
    heading, columns
        As they were given to `pack`, whole numbers of many bits as ``float64``.
    """
    begin = len(MAGIC) + LENGTH_BYTES
    at = begin + int.from_bytes(body[len(MAGIC) : begin], "little")
    heading = json.loads(body[begin:at])
    rows, columns = heading.pop("rows"), {}
    for name, kind in heading.pop("columns"):
        width = np.dtype(kind).itemsize
        planes = np.frombuffer(body, np.uint8, count=rows * width, offset=at).reshape(width, rows)
        columns[name] = np.ascontiguousarray(planes.T).reshape(-1).view(np.dtype(kind).newbyteorder("<"))
        at += rows * width
    return heading, columns


def _plain(name: str, column: Column) -> Column:
    """A column of a type that browsers have."""
    if column.dtype.kind in "iu" and column.dtype.itemsize * 8 > FEWER_BITS:
        return column.astype(np.float64)
    if column.dtype.name not in TYPES:
        message = f"the column {name} is of {column.dtype}, not of {', '.join(TYPES)}"
        raise ValueError(message)
    return column


def _planes(column: Column) -> bytes:
    little = np.ascontiguousarray(column, dtype=column.dtype.newbyteorder("<"))
    return little.view(np.uint8).reshape(len(column), -1).T.tobytes() if len(column) else b""

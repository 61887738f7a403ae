"""Lay out a workbook in a process of its own, started by `geo.foreign.read.workbook` and by nobody else.

The library is Rust: on some broken files it panics, and on some it asks for more memory than there is, which ends the
process that it runs in. That must not be the one that serves everybody else. The bytes come by standard input, the rows
go by standard output as JSON, one a line: a text names a sheet, a list is a row of it. Of the sheets after the first
that holds anything, only a first row goes: they are named, not read. The one argument says how many characters may go,
because one text of a workbook can stand in a million cells.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

MEMORY_BYTES: Final = 1024 * 1024 * 1024
CPU_SECONDS: Final = 60
UNREADABLE: Final = 3
"""Exit status for a file that the library refuses."""
TOO_MUCH: Final = 4
"""Exit status for a file whose cells hold more than may go."""


def main() -> int:
    """Read a workbook from standard input and write its rows to standard output.

    Returns
    -------
    status
        Exit status.
    """
    _limit()
    left, found = int(sys.argv[1]), False
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
        for sheet in workbook.sheets_metadata:
            if sheet.visible == SheetVisibleEnum.Visible:
                _write(sheet.name)
                held = False
                for row in workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=True):
                    cells = [_cell(value) for value in row]
                    held = held or any(cells)
                    left -= sum(map(len, cells))
                    if left < 0:
                        return TOO_MUCH
                    _write(cells)
                    if found and held:
                        break
                found = found or held
    except MemoryError:
        return TOO_MUCH
    except (CalamineError, OSError, ValueError, OverflowError):
        return UNREADABLE
    return 0


def _limit() -> None:
    """Take no more memory and time than a workbook within our limits needs; where the system knows such limits."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _write(line: Any) -> None:
    sys.stdout.write(json.dumps(line) + "\n")


def _cell(value: Any) -> str:
    """Write a cell as text: a day as ISO 8601 has it, with the time of day only where there is one."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


if __name__ == "__main__":
    sys.exit(main())

"""How much a field may hold."""

from __future__ import annotations

from typing import Final

TITLE_MAX_CHARS: Final = 90
SUMMARY_MAX_CHARS: Final = 400
NOTE_MAX_CHARS: Final = 600
NAME_MAX_CHARS: Final = 160
SOURCE_TITLE_MAX_CHARS: Final = 300
VALUE_MAX: Final = 100_000_000
UNCERTAINTY_MAX_M: Final = 500_000
SAYS_MAX_CHARS: Final = 200
ADDRESS_MAX_CHARS: Final = 2_000
WHOLE_MAX_CHARS: Final = 100_000
"""Of a text that is kept whole beside a record in which it is shortened."""
CODES_MAX: Final = 500
"""Columns of somebody else's data set that are kept with a record."""

"""Words by which others name columns, categories, months and weekdays, in eight languages; read from `words.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from geo.foreign.letters import fold

_WORDS: Final[Mapping[str, Any]] = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))

NAMES: Final[Mapping[str, frozenset[str]]] = {
    target: frozenset(map(fold, names)) for target, names in _WORDS["columns"].items()
}
"""Names of columns by what they mean, folded."""
PAIRS: Final = tuple((fold(lat), fold(lon)) for lat, lon in _WORDS["names"]["pairs"])
"""Names, latitude and longitude, that mean so only where both stand in a table; folded."""
NOISE: Final = frozenset(word for name in _WORDS["names"]["noise"] for word in fold(name).split())
"""Words of a column's name that say nothing of what it means: units, reference systems, “number of”."""
NUMBERED: Final = frozenset(map(fold, _WORDS["names"]["numbered"]))
"""Words of a column's name that say that it numbers what stands beside them."""
CATEGORIES: Final[Mapping[str, str]] = {
    fold(name): code for code, names in _WORDS["categories"].items() for name in (code, *names)
}
"""Our category of the usual words for it, folded."""
WEEKDAYS: Final[Mapping[str, int]] = {
    fold(name): number for number, names in enumerate(_WORDS["dates"]["weekdays"]) for name in names
}
"""Number of the weekday, Monday 0, by its name, folded."""
MONTHS: Final[Mapping[str, int]] = {
    fold(name): number for number, names in enumerate(_WORDS["dates"]["months"], start=1) for name in names
}
"""Number of the month by its name, folded."""
WIDE: Final = frozenset(map(fold, _WORDS["places"]["wide"]))
"""Countries, seas and continents, folded."""
FILLERS: Final = frozenset(_WORDS["places"]["fillers"])
"""Words that name no place of their own."""
EXAMPLE: Final[Mapping[str, str]] = _WORDS["example"]
"""A row of the table that a new study starts with."""

"""The names of regions and areas, with their codes: `facts/regions.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import facts


@dataclass(frozen=True)
class RegionName:
    """A region's code (ISO 3166-2 where there is one) and its names.

    Attributes
    ----------
    local
        Names by ISO 639-1 language; the first is the main one on the ground.
    """

    code: str
    english: str
    local: Mapping[str, str]

    @property
    def main_local(self) -> str:
        """Return the main local name."""
        return next(iter(self.local.values()))


KEPT: Final = facts.read("regions")


def named(kept: Mapping[str, Any]) -> RegionName:
    """Return the names of a region, or of the region that an area is."""
    if "as" in kept:
        table, key = kept["as"]
        return named(KEPT[table][key])
    return RegionName(**kept)


def names(table: str) -> dict[str, RegionName]:
    """Return the names in a table, by the key that the source of the outlines has."""
    return {key: named(kept) for key, kept in KEPT[table].items()}


POLISH: Final = names("voivodeships")
BELARUSIAN: Final = names("belarus")
LITHUANIAN: Final = names("lithuania")
UKRAINIAN: Final = names("ukraine")
AREA_NAMES: Final = names("areas")

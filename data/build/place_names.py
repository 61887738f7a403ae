"""The places of the base map as English readers of this subject meet them: `facts/places.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import facts


@dataclass(frozen=True)
class HandPlace:
    """A place that no package has, or has wrongly: set by hand."""

    name: str
    second: str
    lon: float
    lat: float


KEPT: Final = facts.read("places")
BELARUSIAN_PLACES: Final = {listed: (name, second) for listed, name, second in KEPT["belarusian"]}
OTHER_SPELLINGS: Final[dict[str, str]] = dict(KEPT["other_spellings"])
HAND_PLACES: Final = tuple(HandPlace(**place) for place in KEPT["by_hand"])
DISTRICTS: Final = frozenset(KEPT["districts"])
FEATURED_POLISH: Final = frozenset((name, county) for name, county in KEPT["featured_polish"])
FEATURED_OTHER: Final = frozenset(KEPT["featured_other"])
FEATURED_POST_OFFICES: Final = frozenset(KEPT["featured_post_offices"])
CYRILLIC: Final = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
LATIN: Final = dict(
    zip(
        CYRILLIC,
        [*"abvgde", "zh", *"ziiklmnoprstuf", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya", "yo"],
        strict=True,
    )
)


def latin(russian: str) -> str:
    """Return a Russian place name in Latin letters, simplified for a map."""
    word = "".join(LATIN.get(letter, letter) for letter in russian.lower())
    shortened = word.replace("iy", "y").replace("yi", "y")
    return "-".join(" ".join(w.capitalize() for w in p.split(" ")) for p in shortened.split("-"))

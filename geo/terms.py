"""What a controlled vocabulary is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a controlled vocabulary and the definition that the codebook shows."""

    code: str
    label: str
    definition: str


@dataclass(frozen=True, slots=True)
class Family(Term):
    """A family of categories, and whether its records are drawn on the map as events."""

    drawn: bool = True


@dataclass(frozen=True, slots=True)
class Category(Term):
    """A category of record, and the symbol family it is drawn with."""

    family: str


@dataclass(frozen=True, slots=True)
class Measure(Term):
    """What a figure counts, and its unit."""

    unit: str


@dataclass(frozen=True, slots=True)
class Side(Term):
    """A side of the line, and the ISO 3166-1 code of the country that lies on it."""

    country: str


AnyTerm = TypeVar("AnyTerm", bound=Term)


def index(*terms: AnyTerm) -> dict[str, AnyTerm]:
    """Put terms in a vocabulary: each by its code, in the given order."""
    return {term.code: term for term in terms}

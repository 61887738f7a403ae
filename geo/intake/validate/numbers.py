"""What a schema cannot say of a record's numbers: their sign, the place they count for, what a title makes of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from geo import schema, study
from geo.intake.validate.result import Found, Json

NUMBERS: Final = ("value", "min", "max")
BELOW_NOTHING: Final = frozenset({"temperature"})
"""Measures that may be less than nothing."""
COUNTED: Final = (
    "people|persons|migrants|refugees|men|women|children|attempts|soldiers|troops|officers|guards|police|dead|deaths|"
    "bodies|arrests|detained|injured"
)
"""Words for what a number in a title counts."""
NUMBERED: Final = re.compile(
    r"(?<![\w.,-])(?<!\b[Ii]n )(?P<number>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)\s+"
    r"(?:(?!(?:and|at|by|days|euros|for|hours|in|km|metres|of|or|to|tonnes)\b)[\w’'-]+\s+){0,2}?"
    rf"(?:{COUNTED})\b"
)
CLAUSES: Final = re.compile(r"[,.;:]\s")
PRECISIONS: Final = tuple(schema.PRECISIONS)
"""From the most exact place to the widest."""


def check_signs(record: Json) -> Iterator[Found]:
    """Only a temperature is less than nothing."""
    for number, figure in enumerate(record["figures"]):
        for name in NUMBERS:
            if figure["measure"] not in BELOW_NOTHING and (figure[name] or 0) < 0:
                yield f"figures.{number}.{name}", f"{figure[name]} {figure['measure']}", "zero or more", "error"


def check_scopes(record: Json) -> Iterator[Found]:
    """A number that counts for more than the record's place says for what."""
    own = PRECISIONS.index(record["geo_precision"])
    for number, figure in enumerate(record["figures"]):
        field, scope = f"figures.{number}.scope", figure.get("scope")
        if scope and PRECISIONS.index(scope["precision"]) < own:
            problem = f"{scope['precision']} is more exact than the record's {record['geo_precision']}"
            yield field, problem, "a place as wide as the record's or wider, or null", "error"
        if not scope and record["geo_precision"] in schema.POINT_PRECISIONS and (word := _wider(record, figure)):
            yield field, f"null, although the number is said to be {word!r}", "the place that it counts for", "warning"


def _wider(record: Json, figure: Json) -> str | None:
    """Give the words by which a figure counts for a wider place: in its note, or beside its number in our text."""
    clauses = [clause for text in (record["title"], record["summary"]) for clause in CLAUSES.split(text)]
    numbers = {figure[name] for name in NUMBERS} - {None}
    beside = (clause for clause in clauses if numbers & set(numbers_in(clause)))
    texts = [text.casefold() for text in (figure["note"] or "", *beside)]
    words = study.current().words_of_a_wider_place
    return next((word for word in words if any(word.casefold() in text for text in texts)), None)


def numbers_in(text: str) -> list[int]:
    """Give the whole numbers that a text says in digits."""
    return [int(found.replace(",", "")) for found in re.findall(r"(?<![\w.])[0-9]+(?:,[0-9]{3})*", text)]


def counted_in(title: str) -> list[int]:
    """Give the numbers of people or attempts that a title says in digits."""
    return [int(found["number"].replace(",", "")) for found in NUMBERED.finditer(title)]


def check_title(record: Json) -> Iterator[Found]:
    """A title says no number that no figure has."""
    given = {figure[name] for figure in record["figures"] for name in NUMBERS}
    for number in counted_in(record["title"]):
        if number not in given:
            yield "title", f"says {number:,}, which no figure has", "a number of the figures, or none", "warning"

"""The rules that a schema cannot say, in the order in which they speak.

A rule is a check of one record in Python. With a question by columns in `doubt` it is asked of few records; without one
of all of them, which is slower and finds the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from geo.intake.validate import doubt
from geo.intake.validate.numbers import check_scopes, check_signs, check_title
from geo.intake.validate.place import check_place
from geo.intake.validate.records import (
    check_bearings,
    check_claims,
    check_dates,
    check_deniers,
    check_figures,
    check_letters,
    check_own,
    check_references,
    check_terms,
    check_tone,
    is_foreign,
)
from geo.intake.validate.reference import References
from geo.intake.validate.result import Found, Json


@dataclass(frozen=True, slots=True)
class Case:
    """A record, its geometry and what it may refer to."""

    record: Json
    geometry: Json | None
    references: References


@dataclass(frozen=True, slots=True)
class Rule:
    """What is said of a case, and of which records by columns there could be something to say.

    An ``own`` rule is one of our curation: it says nothing of the rows of other people's data sets.
    """

    check: Callable[[Case], Iterator[Found]]
    doubt: Callable[[doubt.Columns, References], doubt.Mask] = doubt.everyone
    own: bool = False


RULES: Final = (
    Rule(lambda case: check_own(case.record), doubt.own, own=True),
    Rule(lambda case: check_letters(case.record), doubt.letters),
    Rule(lambda case: check_dates(case.record), doubt.dates),
    Rule(lambda case: check_terms(case.record), doubt.terms),
    Rule(lambda case: check_references(case.record, references=case.references), doubt.references),
    Rule(lambda case: check_claims(case.record), doubt.claims),
    Rule(lambda case: check_deniers(case.record), doubt.deniers, own=True),
    Rule(lambda case: check_bearings(case.record), doubt.bearings, own=True),
    Rule(lambda case: check_figures(case.record), doubt.figures),
    Rule(lambda case: check_signs(case.record), doubt.signs),
    Rule(lambda case: check_scopes(case.record), doubt.scopes, own=True),
    Rule(lambda case: check_title(case.record), doubt.title, own=True),
    Rule(lambda case: check_place(case.record, case.geometry, references=case.references), doubt.place),
    Rule(lambda case: check_tone(case.record), doubt.tone, own=True),
)


def check(case: Case) -> Iterator[Found]:
    """Ask all rules of one record."""
    foreign = is_foreign(case.record)
    for rule in RULES:
        if not (rule.own and foreign):
            yield from rule.check(case)


def doubtful(records: doubt.Columns, references: References) -> doubt.Mask:
    """Find the records that any rule could have something to say about, (n,)."""
    found = doubt.everyone(records, references) & False
    for rule in RULES:
        found |= rule.doubt(records, references)
    return found

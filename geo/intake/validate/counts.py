"""Published counts of crossing attempts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from geo import schema, study
from geo.intake.validate.records import check_letters
from geo.intake.validate.reference import References
from geo.intake.validate.result import Sorted, shorten
from geo.intake.validate.structure import is_day
from geo.model import Finding


def sort_counts(rows: Sequence[Mapping[str, str]], *, file: str, references: References) -> Sorted:
    """Sort published counts of crossing attempts into kept and rejected.

    Parameters
    ----------
    rows
        Cells as text, as a CSV file has them.
    file
        The file's name.
    references
        What the counts may refer to.
    """
    ids = Counter(row.get("id", "") for row in rows)
    found = [
        (row, [Finding(file, row.get("id") or f"row {number}", *doubt) for doubt in _check_count(row, references)])
        for number, row in enumerate(rows, start=2)
    ]
    twice = [
        Finding(file, name, "id", "the id stands twice", "each id once") for name, times in ids.items() if times > 1
    ]
    kept = tuple(row for row, doubts in found if not doubts and ids[row["id"]] == 1)
    none = [] if rows else [Finding(file, "the whole file", "file", "no count", "at least one row", "warning")]
    findings = (*none, *(doubt for _, doubts in found for doubt in doubts), *twice)
    return Sorted(read=len(rows), kept=kept, findings=findings, lost=tuple(row for row in rows if row not in kept))


def _check_count(row: Mapping[str, str], references: References) -> Iterator[tuple[str, str, str]]:
    for name, problem, right, _ in check_letters({name: text or None for name, text in row.items()}):
        yield name, problem, right
    if not row["claimed_by"]:
        yield "claimed_by", "missing", "who counted"
    yield from _check_days(row)
    if not (row["attempts"].isascii() and row["attempts"].isdecimal()):
        yield "attempts", f"{shorten(row['attempts'])} is not a whole number", "digits only"
    elif len(row["attempts"]) > len(str(schema.VALUE_MAX)) or int(row["attempts"]) > schema.VALUE_MAX:
        yield "attempts", f"{shorten(row['attempts'])} is too large", f"at most {schema.VALUE_MAX:,}"
    for name in ("rounded", "date_inferred"):
        if row[name] not in ("true", "false"):
            yield name, f"{shorten(row[name])} is neither", "true or false"
    if row["source"] not in references.sources:
        yield "source", f"{shorten(row['source'])} is not in sources.json", "the id of a source"


def _check_days(row: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Check the period; one day of which only the two are known that it is one of is said to be inferred."""
    first, last = (_day(row[name]) for name in ("date_start", "date_end"))
    for name, day in (("date_start", first), ("date_end", last)):
        if day is None:
            yield name, f"{shorten(row[name])} is not a calendar date", f"a date like {study.current().first}"
    if first and last and last < first:
        yield "date_end", "before date_start", "a day on or after it"
    elif first and last and first < last and row["period_type"] == "day" and row["date_inferred"] != "true":
        yield "date_end", "another day than date_start", "one day, or date_inferred true where it is one of them"
    if row["period_type"] not in schema.PERIOD_TYPES:
        yield (
            "period_type",
            f"{shorten(row['period_type'])} is not in the vocabulary",
            f"one of {', '.join(schema.PERIOD_TYPES)}",
        )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if is_day(text) else None

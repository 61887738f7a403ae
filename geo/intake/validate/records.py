"""What a schema cannot say of a record: letters, dates, words, references, claims, figures and tone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Any, Final

from geo import schema, study
from geo.intake.validate.reference import References
from geo.intake.validate.result import Found, Json, shorten

HALF_A_LETTER: Final = re.compile("[\ud800-\udfff]")
CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters other than tab and line ends."""
INVISIBLE: Final = (
    "\\s\u0085\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Letters that leave nothing on a page, as they stand in a regular expression's class."""
BLANK: Final = re.compile(f"[{INVISIBLE}]+")
COMPUTED: Final = re.compile(
    r"\b(?:computed|day before|approximate|expected|inferred|estimated|assumed)\b", re.IGNORECASE
)
"""Words by which a note says that nobody gave the end."""
TONED: Final = ("title", "summary", "note")
"""Fields in which we speak ourselves."""


def check_letters(record: Json) -> Iterator[Found]:
    """JSON can hold half a letter (a lone surrogate), a control character, or a text in which nothing can be seen."""
    for name, value in record.items():
        texts = list(texts_in(value))
        if any(HALF_A_LETTER.search(text) for text in texts):
            yield name, f"{shorten(value)} holds an unpaired surrogate", "text that can be written as UTF-8", "error"
        if any(CONTROL.search(text) for text in texts):
            yield name, f"{shorten(value)} holds a control character", "letters and line breaks only", "error"
        if any(BLANK.fullmatch(text) for text in texts):
            yield name, f"{shorten(value)} holds a text in which nothing can be seen", "words", "error"


def texts_in(value: Any) -> Iterator[str]:
    """All texts in a value, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts_in(item)


def is_foreign(record: Json) -> bool:
    """Whether a record is a row of somebody else's data set, to which the rules of our own curation do not apply."""
    return bool(record.get("origin"))


def check_own(record: Json) -> Iterator[Found]:
    """What a record of ours must have, and one of others need not: an id of ours, a day of publication."""
    if not re.fullmatch(schema.RECORD_ID, record["id"]):
        yield (
            "id",
            f"{shorten(record['id'])} does not match the pattern",
            f"text that matches ^{schema.RECORD_ID}$",
            "error",
        )
    if record["reported"] is None:
        yield "reported", "None is of the wrong type", "string", "error"


def check_dates(record: Json) -> Iterator[Found]:
    """Days in the order that they must have; those of our own records inside the period."""
    start = date.fromisoformat(record["start"])
    end = date.fromisoformat(record["end"]) if record["end"] else start
    if end < start:
        yield "end", f"{end} is before the start {start}", "a day on or after the start", "error"
    if is_foreign(record):
        return
    first, last = study.current().first, study.current().last
    for name, day in (("start", start), ("end", end)):
        if not first <= day <= last:
            yield name, f"{day} lies outside the study period", f"a day from {first} to {last}", "error"
    reported = date.fromisoformat(record["reported"]) if record["reported"] else start
    if reported < start and record["kind"] == "incident" and record["date_precision"] == "day":
        yield (
            "reported",
            f"{reported} is before it happened ({start})",
            "the day of publication, on or after the start",
            "error",
        )


def check_terms(record: Json) -> Iterator[Found]:
    """Words of the vocabularies that go together."""
    if (record["kind"] == "statistic") != (record["category"] == "statistics"):
        yield (
            "category",
            f"{record['category']} does not go with kind {record['kind']}",
            "statistics with kind statistic",
            "error",
        )
    status = record.get("end_status")
    if record["kind"] == "deployment" and not status:
        yield "end_status", "missing for a deployment", f"one of {', '.join(schema.END_STATUSES)}", "error"
    if status in schema.OPEN_ENDS and record["end"]:
        yield "end_status", f"{status} although there is an end, {record['end']}", "known, or no end", "error"
    if status == "known" and not record["end"]:
        yield "end", "missing although its status is known", "a date, or end_status unknown", "error"
    if status == "superseded" and not record["end"]:
        yield "end", "missing although it was superseded", "the day before the next count or announcement", "error"
    if status == "known" and (said := COMPUTED.search(record["note"] or "")):
        yield (
            "end_status",
            f"known, although the note says {said[0]!r}",
            "superseded or unknown, unless somebody said that it ended",
            "warning",
        )
    if status == "same_day" and record["end"] not in (None, record["start"]):
        yield "end", "not the start although its status is same_day", "null, the start, or end_status known", "error"


def check_references(record: Json, *, references: References) -> Iterator[Found]:
    """Sources and areas that are there; figures whose source the record cites."""
    cited = [citation["id"] for citation in record["sources"]]
    for source in cited:
        if source not in references.sources:
            yield "sources", f"{source} is not in sources.json", "the id of a source", "error"
    for number, figure in enumerate(record["figures"]):
        if figure["source"] not in cited:
            yield (
                f"figures.{number}.source",
                f"{figure['source']} is none of the record's sources",
                f"one of {', '.join(cited)}",
                "error",
            )
    for source, times in Counter(cited).items():
        if times > 1:
            yield "sources", f"{source} is cited twice", "each source once, with all locators", "error"
    area = record.get("area")
    if area and area not in references.areas:
        yield "area", f"{area} is not in areas.geojson", "the id of an area", "error"


def check_claims(record: Json) -> Iterator[Found]:
    """A confidence that goes with who claims and who denies."""
    if (record["confidence"] == "disputed") != bool(record["disputed_by"]):
        yield (
            "confidence",
            f"{record['confidence']} with {len(record['disputed_by'])} who deny it",
            "disputed if, and only if, somebody is named",
            "error",
        )
    sides = frozenset(record["claimant_sides"])
    if record["confidence"] == "confirmed_multiple" and not corroborate(sides):
        problem = "one side only" if len(sides) == 1 else f"{' and '.join(sorted(sides))}, which are not independent"
        yield "confidence", f"corroborated by {problem}", "single_source, or two independent sides", "error"


def check_deniers(record: Json) -> Iterator[Found]:
    """The sides of those who deny it, and none where nobody does."""
    if bool(record.get("denier_sides")) != bool(record["disputed_by"]):
        yield (
            "denier_sides",
            f"{len(record.get('denier_sides') or [])} sides for {len(record['disputed_by'])} who deny it",
            "the sides of those who deny it, and none if nobody does",
            "warning",
        )


def corroborate(sides: frozenset[str]) -> bool:
    """Whether two of the sides are independent of one another, as the study in use says."""
    dependent = study.current().dependent_sides
    return any(frozenset(pair) not in dependent for pair in combinations(sides, 2))


def check_bearings(record: Json) -> Iterator[Found]:
    """A citation bears only what is there: a denial of somebody, a number of the figures, and what it says."""
    there = {"claim": True, "denial": bool(record["disputed_by"]), "figure": bool(record["figures"])}
    for number, citation in enumerate(record["sources"]):
        field, bears = f"sources.{number}.bears", citation.get("bears") or []
        for name in bears:
            if not there[name]:
                yield field, f"a {name}, but the record has none", "only what the record holds", "warning"
        if bears and not citation.get("says"):
            yield (
                field,
                f"{', '.join(bears)}, but not what it says",
                "what this source says, or an empty list",
                "warning",
            )


def check_figures(record: Json) -> Iterator[Found]:
    """A number in each figure, and no least above its most."""
    for number, figure in enumerate(record["figures"]):
        low, high = figure["min"], figure["max"]
        if figure["value"] is None and low is None and high is None:
            yield f"figures.{number}", "no number", "a value, a min or a max", "error"
        if low is not None and high is not None and low > high:
            yield f"figures.{number}.min", f"{low} is above the max {high}", "min ≤ max", "error"


def check_tone(record: Json) -> Iterator[Found]:
    """Words that take sides, in what we say ourselves."""
    for name in TONED:
        text = (record[name] or "").casefold()
        for word in study.current().words_never_used:
            if re.search(rf"\b{re.escape(word)}\b", text):
                yield (
                    name,
                    f"says {word!r} in our own voice",
                    "neutral words, or a quotation in the source only",
                    "warning",
                )

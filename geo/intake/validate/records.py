"""What a schema cannot say of a record: letters, dates, words, references, claims, figures and tone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from geo import schema, study
from geo.intake.validate.reference import References
from geo.intake.validate.result import Found, Json, shorten

HALF_A_LETTER: Final = re.compile("[\ud800-\udfff]")
CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters other than tab and line ends."""
TONED: Final = ("title", "summary", "note")
"""Fields in which we speak ourselves."""


def check_letters(record: Json) -> Iterator[Found]:
    """JSON can hold half of a letter (a lone surrogate) or a control character, which not every file and page can."""
    for name, value in record.items():
        texts = list(texts_in(value))
        if any(HALF_A_LETTER.search(text) for text in texts):
            yield name, f"{shorten(value)} holds an unpaired surrogate", "text that can be written as UTF-8", "error"
        if any(CONTROL.search(text) for text in texts):
            yield name, f"{shorten(value)} holds a control character", "letters and line breaks only", "error"


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
    if record["confidence"] == "confirmed_multiple" and len(set(record["claimant_sides"])) == 1:
        yield "confidence", "corroborated by one side only", "single_source, or two sides", "error"


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

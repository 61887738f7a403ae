"""Drafts to records of our form and sources: nothing is cut without the whole being kept beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from geo import schema
from geo.foreign.draft import Count, Draft, Publication
from geo.foreign.letters import clean, fold, is_blank, shorten
from geo.foreign.numbers import whole

Json = dict[str, Any]

ID_PART: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,58}[A-Za-z0-9])?")
_LEAST_WORD: Final = 3
MAX_CODES: Final = 200
MAX_WHOLE_CHARS: Final = 100_000
NOT_SAID: Final = "not said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """Whose rows these are.

    Attributes
    ----------
    code
        Its code: the beginning of source ids, and ``origin.dataset`` of each record.
    title, publisher, url
        What it is called, whose it is, and where; publisher and address may be empty.
    licence, attribution
        What must be said with it.
    passing_on
        Whether its licence allows links, exports and embedding.
    prefix
        What ids of its records begin with.
    """

    code: str
    title: str
    publisher: str = ""
    url: str = ""
    licence: str = ""
    attribution: str = ""
    passing_on: bool = True
    prefix: str = "DATA"


def code_of(name: str) -> str:
    """Make a data set's code of a name: small letters, digits and hyphens."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(name).encode("ascii", "ignore").decode()).strip("-")[:40].strip("-")
    return slug if len(slug) >= _LEAST_WORD else f"data-{sha256(name.encode('utf-8', 'replace')).hexdigest()[:6]}"


def prefix_of(code: str) -> str:
    """Make the beginning of ids of a data set's code; two data sets that begin alike differ in its end."""
    return f"{letters_of(code)}{sha256(code.encode()).hexdigest()[:4].upper()}"


def letters_of(code: str) -> str:
    """Two to four capital letters of a code, such as the records of a study of its own begin with."""
    return (re.sub("[^A-Z]", "", code.upper())[:4] or "DATA").ljust(2, "X")


def record_id(prefix: str, own_id: str, *, turn: int = 1) -> str:
    """Make our id of theirs, the same whenever the row is read again.

    Parameters
    ----------
    prefix
        The data set's.
    own_id
        As the data set has it.
    turn
        Which of several different rows with that id.
    """
    slug = re.sub("[^A-Za-z0-9._-]+", "-", own_id).strip("-._")
    if slug != own_id or not ID_PART.fullmatch(slug):
        slug = f"{slug[:40].strip('-._') or 'row'}-{sha256(own_id.encode('utf-8', 'replace')).hexdigest()[:8]}"
    return f"{prefix}-{slug}" + (f"_{turn}" if turn > 1 else "")


@dataclass(frozen=True, slots=True)
class Made:
    """A record, the sources that it cites, and which of its texts had to be shortened."""

    feature: Json
    sources: Mapping[str, Json]
    shortened: tuple[str, ...]


def make(draft: Draft, *, dataset: Dataset, own: str, related: Sequence[str] = ()) -> Made:
    """Make a record and its sources.

    Parameters
    ----------
    draft
        The row, understood.
    dataset
        Whose it is.
    own
        Our id of it.
    related
        Our ids of records that share its id in the data set.

    Returns
    -------
    made
        The record as a GeoJSON feature, WGS 84.
    """
    shelf = _Shelf()
    sources = {dataset.code: source_of(dataset)} | {
        source["id"]: source for publication in draft.publications for source in [_published(publication, dataset)]
    }
    locator = shorten(clean(draft.id), schema.SUMMARY_MAX_CHARS)
    claimants = shelf.names("claimed_by", draft.claimed_by) or [shorten(dataset.title, schema.NAME_MAX_CHARS)]
    title = shelf.text("title", draft.title.split("\n")[0] or draft.title, schema.TITLE_MAX_CHARS) or f"Row {draft.id}"
    summary = shelf.text("summary", draft.summary, schema.SUMMARY_MAX_CHARS) or title
    properties: Json = {
        "id": own,
        "kind": draft.kind,
        "category": draft.category,
        "title": title,
        "summary": summary,
        "start": draft.start.isoformat(),
        "end": draft.end.isoformat() if draft.end else None,
        "date_precision": draft.date_precision,
        "place": shelf.text("place", draft.place.name, schema.NAME_MAX_CHARS) or None,
        "geo_precision": draft.place.precision,
        "uncertainty_m": draft.place.uncertainty_m,
        "area": None,
        "location_note": shelf.text("location_note", _place_note(draft), schema.NOTE_MAX_CHARS) or None,
        "actors": shelf.names("actors", draft.actors),
        "claimed_by": claimants,
        "disputed_by": shelf.names("disputed_by", draft.disputed_by),
        "claimant_sides": list(draft.sides),
        "confidence": "disputed" if draft.disputed_by else "single_source",
        "figures": [_figure(count, claimant=claimants[0], source=dataset.code) for count in draft.counts],
        "sources": [{"id": name, "locator": locator if name == dataset.code else None} for name in sources],
        "reported": draft.reported.isoformat() if draft.reported else None,
        "related": list(related),
        "note": shelf.text("note", draft.note, schema.NOTE_MAX_CHARS) or None,
        "origin": {"dataset": dataset.code, "id": clean(draft.id)[:MAX_WHOLE_CHARS], "codes": _codes(draft.codes)},
    }
    if shelf.whole:
        properties["origin"]["whole"] = shelf.whole
    feature = {"type": "Feature", "id": own, "properties": properties, "geometry": _geometry(draft)}
    return Made(feature, sources, tuple(shelf.whole))


class _Shelf:
    """Keeps the whole of each text that does not fit."""

    def __init__(self) -> None:
        self.whole: dict[str, str] = {}

    def text(self, field: str, text: str, limit: int) -> str:
        whole = clean(text)
        if is_blank(whole):
            return ""
        if len(whole) > limit:
            self.whole[field] = whole[:MAX_WHOLE_CHARS]
        return shorten(whole, limit)

    def names(self, field: str, names: Sequence[str]) -> list[str]:
        cleaned = [name for name in map(clean, names) if not is_blank(name)]
        if any(len(name) > schema.NAME_MAX_CHARS for name in cleaned):
            self.whole[field] = "; ".join(cleaned)[:MAX_WHOLE_CHARS]
        return list(dict.fromkeys(shorten(name, schema.NAME_MAX_CHARS) for name in cleaned))


def _place_note(draft: Draft) -> str:
    """How the point was chosen, or why there is none."""
    why = draft.place.why_no_point
    return f"No point: {why}." if why else draft.place.note


def _geometry(draft: Draft) -> Json | None:
    return dict(draft.place.geometry) if draft.place.geometry else None


def _codes(codes: Mapping[str, str]) -> dict[str, str]:
    kept = {clean(name): clean(value) for name, value in list(codes.items())[:MAX_CODES]}
    return {name: value for name, value in kept.items() if name and value}


def _figure(count: Count, *, claimant: str, source: str) -> Json:
    return {
        "measure": count.measure,
        "value": _number(count.value),
        "min": _number(count.low),
        "max": _number(count.high),
        "unit": count.unit,
        "as_of": None,
        "attributed_to": claimant,
        "source": source,
        "note": shorten(count.note, schema.SUMMARY_MAX_CHARS) or None,
    }


def _number(number: float | None) -> float | None:
    return None if number is None else whole(number)


def source_of(dataset: Dataset) -> Json:
    """Give the data set itself as a source: what each of its records cites, with the row's id as locator."""
    address = {"URL": dataset.url} if dataset.url else {}
    return {
        "id": dataset.code,
        "type": "dataset",
        "title": shorten(dataset.title, schema.SOURCE_TITLE_MAX_CHARS),
        "container-title": shorten(dataset.publisher or dataset.title, schema.NAME_MAX_CHARS),
        "language": "und",
        **address,
        "custom": {"title_basis": "descriptive", "archive_url": None},
    }


def _published(publication: Publication, dataset: Dataset) -> Json:
    """Give a publication that a row names; its id is made of its address: one source wherever it stands."""
    name = f"{dataset.code[:60]}-{sha256(publication.url.encode('utf-8', 'replace')).hexdigest()[:12]}"
    host = re.sub(r"(?i)^https?://(?:www\.)?", "", publication.url).split("/")[0].split("?")[0]
    issued = publication.issued
    entry: Json = {
        "id": name,
        "type": "webpage",
        "title": shorten(publication.title or publication.url, schema.SOURCE_TITLE_MAX_CHARS),
        "container-title": shorten(publication.publisher or host or NOT_SAID, schema.NAME_MAX_CHARS),
        "language": "und",
    }
    if issued:
        entry["issued"] = {"date-parts": [[issued.year, issued.month, issued.day]]}
    custom = {"title_basis": "descriptive", "archive_url": None}
    return entry | {"URL": publication.url, "custom": custom}

"""Put records into words: plain text that says what, when, where and how exactly, who claims it and who denies it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit

import pandas as pd

from geo import schema
from geo.present.bearing import Bearing
from geo.query.words import day, period

METRES_PER_KM: Final = 1000
LINKABLE: Final = frozenset({"http", "https"})


NOWHERE: Final = Bearing()
NOT_KNOWN: Final = "not known"
NEVER_CHECKED: Final = "Never, as far as is recorded."
ADDRESS_NEVER_CHECKED: Final = "address never checked"
TITLE_NOTES: Final[Mapping[str, str]] = {
    "excerpt": "words of the page, not its headline",
    "url_slug": "title rebuilt from the address, not a headline",
    "descriptive": "our description, not a headline",
}
"""What a title is that is no headline."""


@dataclass(frozen=True, slots=True)
class FigureText:
    """One published number: what it counts, the number, who gives it, as of when, and what to know.

    ``scope`` names the place that the number counts for where that is wider than the record's; empty where it is not.
    """

    measure: str
    number: str
    scope: str
    attributed_to: str
    as_of: str
    note: str


@dataclass(frozen=True, slots=True)
class SourceText:
    """One source: its label, where in it, when and where published, and its address if that is http(s).

    ``says`` is what it says for the record, in our words, and ``bears`` what of the record that is: the claim, the
    denial, a figure; empty where it is not known. ``number`` is its place among the record's sources, from 1. ``basis``
    says what the label's title is where it is no headline. ``state`` is what became of the address, or that nobody has
    looked; ``copy`` is the address of an archived copy, ``copied`` the day on which it was made.
    """

    number: int
    publisher: str
    label: str
    says: str
    bears: tuple[str, ...]
    locator: str
    published: str
    href: str | None
    basis: str
    state: str
    moved_to: str | None
    copy: str | None
    copied: str


@dataclass(frozen=True, slots=True)
class Card:
    """All that a reader can know of one record, as plain text."""

    id: str
    title: str
    kind: str
    category: str
    family: str
    summary: str
    when: str
    where: str
    exactness: str
    border: str
    claimed_by: str
    claimant_sides: str
    disputed_by: str
    denier_sides: str
    confidence: str
    confidence_meaning: str
    single_claimant: bool
    figures: tuple[FigureText, ...]
    sources: tuple[SourceText, ...]
    reported: str
    actors: str
    status: str
    related: tuple[str, ...]
    note: str
    checked: str
    limitation: str
    dataset: str

    def bearing(self, name: str) -> tuple[SourceText, ...]:
        """Give the sources of which it is known what they say of the ``claim``, the ``denial`` or a ``figure``."""
        return tuple(source for source in self.sources if name in source.bears and source.says)


def number(figure: Mapping[str, Any]) -> str:
    """Write a figure's number with its unit: ``about`` is left to the note, ``at least`` and ranges are said."""
    low, high, value = (figure[name] for name in ("min", "max", "value"))
    if value is not None:
        text = _plain(value)
    elif low is not None and high is not None:
        text = f"{_plain(low)}–{_plain(high)}"
    elif low is not None:
        text = f"at least {_plain(low)}"
    else:
        text = f"at most {_plain(high)}"
    return f"{text} {figure['unit']}"


def _plain(value: float) -> str:
    return f"{value:,.10g}"


def card(
    record: Mapping[str, Any],
    *,
    sources: Mapping[str, Mapping[str, Any]],
    areas: Mapping[str, str],
    limitation: str = "",
    bearing: Bearing = NOWHERE,
) -> Card:
    """Describe one record.

    Parameters
    ----------
    record
        A row of ``Dataset.records``.
    sources
        CSL-JSON entries by id.
    areas
        Names of areas by id.
    limitation
        What records of its category cannot say.
    bearing
        Where it lies from the line and the nearest crossing, if that is to be said.
    """
    return Card(
        id=record["id"],
        title=record["title"],
        kind=schema.KINDS[record["kind"]].label,
        category=schema.CATEGORIES[record["category"]].label,
        family=schema.CATEGORIES[record["category"]].family,
        summary=record["summary"],
        when=when(record),
        where=_where(record, areas=areas),
        exactness=_exactness(record),
        border=_border(record, bearing),
        claimed_by=", ".join(record["claimed_by"]),
        claimant_sides=", ".join(schema.CLAIMANT_SIDES[side].label for side in dict.fromkeys(record["claimant_sides"])),
        disputed_by=", ".join(record["disputed_by"]),
        denier_sides=", ".join(
            schema.CLAIMANT_SIDES[side].label for side in dict.fromkeys(_list(record.get("denier_sides")))
        ),
        confidence=schema.CONFIDENCES[record["confidence"]].label,
        confidence_meaning=schema.CONFIDENCES[record["confidence"]].definition,
        single_claimant=bool(record["single_claimant"]),
        figures=tuple(_figure(figure) for figure in record["figures"]),
        sources=tuple(
            _source(citation, entry=sources[citation["id"]], number=place)
            for place, citation in enumerate(record["sources"], start=1)
        ),
        reported=day(record["reported"]) if record["reported"] else NOT_KNOWN,
        actors=", ".join(record["actors"]),
        status=_status(record),
        related=tuple(record["related"]),
        note=" ".join(filter(None, [record["note"], record["location_note"]])),
        checked=_checked(record.get("checked")),
        limitation=limitation,
        dataset=_dataset(record),
    )


def dataset_of(record: Mapping[str, Any]) -> str:
    """Code of the data set that a record is of; that of the study's own for any that the study does not know."""
    origin = record.get("origin")
    name = origin["dataset"] if isinstance(origin, Mapping) else schema.OWN
    return name if name in schema.DATASETS else schema.OWN


def _dataset(record: Mapping[str, Any]) -> str:
    """Name of the data set, where the study holds more than its own."""
    return schema.DATASETS[dataset_of(record)].label if len(schema.DATASETS) > 1 else ""


def _list(value: object) -> Sequence[str]:
    return [] if _missing(value) else list(value)  # type: ignore[call-overload]  # a list where it is not missing


def _checked(check: object) -> str:
    """Say on which day and how a record was checked."""
    if not isinstance(check, Mapping):
        return NEVER_CHECKED
    how = schema.CHECKS[check["how"]]
    return f"{day(date.fromisoformat(str(check['day'])))}. {how.label}: {how.definition}"


def _missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and pd.isna(value)) or value is pd.NaT or value is pd.NA


def when(record: Mapping[str, Any]) -> str:
    """When a record was, as exactly as its sources say it; both ends inclusive."""
    text = period(record["start"], None if _missing(record["end"]) else record["end"])
    if record["end_status"] in schema.OPEN_ENDS:
        text = f"from {text}, {schema.END_STATUSES[record['end_status']].label.lower()}"
    precision = record["date_precision"]
    return {"approx": f"about {text}", "month": f"some time in {record['start']:%B %Y}"}.get(precision, text)


def _where(record: Mapping[str, Any], *, areas: Mapping[str, str]) -> str:
    names = [record["place"], areas.get(record["area"]) if not _missing(record["area"]) else None]
    local = record["place_local"] if isinstance(record["place_local"], dict) else {}
    others = [name for name in dict.fromkeys(local.values()) if name not in names]
    here = " · ".join(dict.fromkeys(name for name in names if name))
    return f"{here} ({' / '.join(others)})" if others and here else here or "no place named"


def _exactness(record: Mapping[str, Any]) -> str:
    label = schema.PRECISIONS[record["geo_precision"]].label
    if _missing(record["uncertainty_m"]):
        return f"{label}; no point"
    return f"{label}, within {_distance(record['uncertainty_m'])}"


def _distance(metres: float) -> str:
    return f"{metres / METRES_PER_KM:,.3g} km" if metres >= METRES_PER_KM else f"{metres:,.0f} m"


def _border(record: Mapping[str, Any], bearing: Bearing) -> str:
    side = schema.SIDES[record["side"]].label
    if _missing(record["border_m"]):
        return side
    reach = " (the uncertainty reaches over the line)" if record["uncertainty_m"] >= record["border_m"] else ""
    direction = f"{bearing.from_line} of" if bearing.from_line else "from"
    away = f"{side}, {_distance(record['border_m'])} {direction} the line{reach}, at its kilometre"
    crossing = record["nearest_crossing"]
    if bearing.crossing_m is None:
        return f"{away} {record['border_km']:.0f}, nearest crossing {crossing}"
    from_crossing = f"{_distance(bearing.crossing_m)} {bearing.from_crossing} of the nearest crossing, {crossing}"
    return f"{away} {record['border_km']:.0f}, {from_crossing}"


def _figure(figure: Mapping[str, Any]) -> FigureText:
    return FigureText(
        measure=schema.MEASURES[figure["measure"]].label,
        number=number(figure),
        scope=scope(figure),
        attributed_to=figure["attributed_to"],
        as_of=day(date.fromisoformat(figure["as_of"])) if figure["as_of"] else "",
        note=figure["note"] or "",
    )


def scope(figure: Mapping[str, Any]) -> str:
    """Name the place that a figure counts for, where that is wider than its record's; empty where it is not."""
    wider = figure.get("scope")
    return f"for {wider['place']}" if isinstance(wider, Mapping) else ""


def _source(citation: Mapping[str, Any], *, entry: Mapping[str, Any], number: int) -> SourceText:
    publisher = entry.get("container-title") or entry.get("publisher") or ""
    custom = entry.get("custom", {})
    return SourceText(
        number=number,
        publisher=publisher or citation["id"],
        says=citation.get("says") or "",
        bears=tuple(schema.BEARINGS[name].code for name in citation.get("bears") or ()),
        label=f"{publisher}: {entry.get('title', citation['id'])}" if publisher else entry.get("title", citation["id"]),
        locator=citation["locator"] or "",
        published=published(entry),
        href=safe_href(entry.get("URL")),
        basis=TITLE_NOTES.get(custom.get("title_basis", ""), ""),
        state=address_state(entry),
        moved_to=safe_href(custom.get("moved_to")),
        copy=safe_href(custom.get("archive_url")),
        copied=day(date.fromisoformat(custom["archived"][: len("YYYY-MM-DD")])) if custom.get("archived") else "",
    )


def address_state(entry: Mapping[str, Any]) -> str:
    """Say what became of a source's address, and when that was seen; or that nobody has looked; empty without one."""
    custom = entry.get("custom", {})
    if not entry.get("URL"):
        return ""
    if "state" not in custom:
        return ADDRESS_NEVER_CHECKED
    seen = f"{schema.ADDRESS_STATES[custom['state']].label.lower()} on {day(date.fromisoformat(custom['checked']))}"
    if custom["archive_url"] or "archive_checked" not in custom:
        return f"address {seen}"
    return f"address {seen}; no archived copy found on {day(date.fromisoformat(custom['archive_checked']))}"


def published(entry: Mapping[str, Any]) -> str:
    """Publication date of a CSL-JSON entry, as exactly as it is known: a day, a month, a year or empty."""
    parts: Sequence[Sequence[int]] = entry.get("issued", {}).get("date-parts", [[]])
    return "-".join(f"{part:02d}" for part in parts[0]) if parts else ""


def safe_href(address: object) -> str | None:
    """Give an address back if it is http or https and nothing else; a link to anything else is not made."""
    if not isinstance(address, str) or any(letter.isspace() or not letter.isprintable() for letter in address):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in LINKABLE and parts.netloc else None


def _status(record: Mapping[str, Any]) -> str:
    if record["kind"] != "deployment":
        return ""
    unit = schema.UNIT_TYPES[record["unit_type"]].label
    return f"{record['force']} ({record['country']}, {unit}), {schema.STATUSES[record['status']].label.lower()}"

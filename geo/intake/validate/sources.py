"""Sources, as CSL-JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from geo import schema, study
from geo.intake.validate.records import INVISIBLE, check_letters
from geo.intake.validate.result import Json, Sorted, id_of, shorten
from geo.intake.validate.structure import Structure, faults, field_of, in_words, is_day, is_sound, structure
from geo.model import Finding

ADDRESSES: Final = ("archive_url", "moved_to")
UNSEEN: Final = re.compile(f"[{INVISIBLE}]")


def sort_sources(sources: Mapping[str, Json], *, file: str) -> Sorted:
    """Sort sources into kept and rejected; a record that cites a rejected one is rejected with it.

    Parameters
    ----------
    sources
        CSL-JSON entries by id.
    file
        The file's name.
    """
    form = structure(schema.SOURCE, dates=False)
    names = [id_of({"properties": entry}, position=position) for position, entry in enumerate(sources.values())]
    found = [
        (entry, [Finding(file, name, *doubt) for doubt in _check_source(form, entry)])
        for name, entry in zip(names, sources.values(), strict=True)
    ]
    kept = tuple(entry for entry, doubts in found if not doubts)
    lost = tuple(entry for entry, doubts in found if doubts)
    findings = tuple(doubt for _, doubts in found for doubt in doubts)
    return Sorted(read=len(sources), kept=kept, findings=findings, lost=lost)


def _check_source(form: Structure, entry: Json) -> Iterator[tuple[str, str, str]]:
    broken = [] if is_sound(form, entry) else faults(form, entry)
    yield from ((field_of(fault), *in_words(fault)) for fault in broken)
    if broken:
        return
    for name, problem, right, _ in check_letters(entry):
        yield name, problem, right
    if "URL" not in entry and entry["type"] != "dataset":
        yield "URL", "missing", "an address; only a data set may have none"
    addresses = {"URL": entry.get("URL"), **{f"custom.{name}": entry["custom"].get(name) for name in ADDRESSES}}
    for name, address in addresses.items():
        if address and not _leads_somewhere(address):
            yield name, f"{shorten(address)} leads nowhere", "https://host/path, without a user and in plain letters"
    yield from _check_address(entry["custom"])
    parts: Sequence[int] = entry.get("issued", {}).get("date-parts", [[study.current().first.year]])[0]
    if not _is_day(parts):
        yield "issued", f"{shorten(parts)} is not a calendar date", "[year], [year, month] or [year, month, day]"


def _check_address(custom: Json) -> Iterator[tuple[str, str, str]]:
    """Check that what was found of an address and its copies holds together."""
    if ("state" in custom) != ("checked" in custom):
        yield "custom.checked", "a state without the day, or a day without the state", "both or neither"
    if ("moved_to" in custom) != (custom.get("state") == "moved"):
        yield "custom.moved_to", f"{custom.get('moved_to')!r} with state {custom.get('state')!r}", "an address if moved"
    if "archived" in custom and not custom["archive_url"]:
        yield "custom.archived", "the time of a copy, and no copy", "an address in archive_url"
    days = {
        name: custom[name][: len("YYYY-MM-DD")] for name in ("checked", "archive_checked", "archived") if name in custom
    }
    for name, said in days.items():
        if not is_day(said):
            yield f"custom.{name}", f"{said} is not a calendar date", f"a date like {study.current().first}"


def _leads_somewhere(address: str) -> bool:
    """Whether a browser finds a host in an address, and shows the host that it goes to."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and parts.username is None and (parts.port or 1) > 0 and not UNSEEN.search(address)
    except ValueError:  # a port or an address in brackets that is none
        return False


def _is_day(parts: Sequence[int]) -> bool:
    try:
        return bool(date(*[*parts, 1, 1][:3]))  # what is not said begins with 1
    except (OverflowError, ValueError):
        return False

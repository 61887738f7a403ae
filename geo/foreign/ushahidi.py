"""Ushahidi, both of its exports. What people said of themselves when they reported is left out."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from geo.foreign.free import complete
from geo.foreign.letters import fold, plain
from geo.foreign.mapping import Choice, ColumnMapping
from geo.foreign.sheet import Row, Sheet, as_text

CODE: Final = "ushahidi"
_SECOND: Final = {
    "title": ("incident title",),
    "start": ("incident date",),
    "place": ("location",),
    "summary": ("description",),
    "category": ("category",),
    "latitude": ("latitude",),
    "longitude": ("longitude",),
    "id": ("#", "serial", "id"),
}
"""Columns of version 2, folded, by what they mean."""
_POST: Final = ("post date", "created", "created utc", "date created", "post created", "created at")
_FORM: Final = (
    "post status",
    "status",
    "survey",
    "form name",
    "form",
    "post id",
    "contact id",
    "post date",
    "unstructured",
)
PRIVATE: Final = frozenset(
    {
        "first name",
        "last name",
        "email",
        "e mail",
        "phone",
        "phone number",
        "contact",
        "contact id",
        "author",
        "author email",
        "author realname",
        "author name",
        "user",
        "user id",
        "username",
        "reporter",
    }
)
"""Columns that name or reach private persons, folded."""
INFERRED: Final = "day of the post"
"""The column that the day is taken from where the report gives none; such a day is approximate."""


def matches(sheet: Sheet) -> bool:
    """Whether a table has the columns of an export of version 2, or those of a survey's posts with a place."""
    names = {fold(name) for name in sheet.columns}
    if {"incident title", "incident date", "location"} <= names:
        return True
    lat, lon = _pair(sheet)
    return bool(lat and lon and "title" in names and len(names & set(_FORM)) >= 2)  # noqa: PLR2004 - one may be anybody's


def _pair(sheet: Sheet) -> tuple[str, str]:
    """The columns of a survey's place: ``Where.lat`` and ``Where.lon``."""
    for name in sheet.columns:
        stem, dot, last = name.rpartition(".")
        if dot and last.lower() == "lat":
            other = next(
                (item for item in sheet.columns if item.lower() in (f"{stem}.lon".lower(), f"{stem}.lng".lower())), ""
            )
            if other:
                return name, other
    return "", ""


def mapped(sheet: Sheet, mapping: ColumnMapping | None) -> tuple[Sheet, ColumnMapping]:
    """Give the table without private columns, and what its columns mean.

    Parameters
    ----------
    sheet
        The table.
    mapping
        As given; None leaves the choice to us.
    """
    own = {fold(name) or name: name for name in sheet.columns}
    public = _without_private(sheet)
    if mapping and mapping.columns:
        return public, complete(public, mapping)
    if "incident title" in own:
        columns = {
            target: Choice(own[name], reason="Ushahidi 2")
            for target, names in _SECOND.items()
            for name in names
            if name in own
        }
        return public, complete(public, replace(mapping or ColumnMapping(), columns=columns))
    return _posts(public, mapping, own)


def _posts(sheet: Sheet, mapping: ColumnMapping | None, own: dict[str, str]) -> tuple[Sheet, ColumnMapping]:
    found = complete(sheet, mapping)
    lat, lon = _pair(sheet)
    columns = dict(found.columns) | {
        "latitude": Choice(lat, reason="Ushahidi"),
        "longitude": Choice(lon, reason="Ushahidi"),
        "title": Choice(own["title"], reason="Ushahidi"),
    }
    columns.pop("coordinates", None)
    post = next((own[name] for name in _POST if name in own), "")
    if post:
        columns["reported"] = Choice(post, reason="Ushahidi: when it was posted")
        if columns.get("start", Choice(post)).column == post:
            columns["start"] = Choice(INFERRED, reason="no day of the event; taken from the post")
            rows = tuple(_with_day(row, post) for row in sheet.rows)
            sheet = replace(sheet, columns=(*sheet.columns, INFERRED), rows=rows)
    identity = next((own[name] for name in ("post id", "id") if name in own), "")
    if identity:
        columns["id"] = Choice(identity, reason="Ushahidi")
    return sheet, replace(found, columns=columns)


def _with_day(row: Row, post: str) -> Row:
    day = row.text(post)
    return replace(row, cells={**row.cells, INFERRED: f"{day.split(' ')[0].split('T')[0]}~"}) if day else row


def _without_private(sheet: Sheet) -> Sheet:
    private = {
        name for name in sheet.columns if fold(name) in PRIVATE or fold(name).removeprefix("reporter ") in PRIVATE
    }
    rows = tuple(
        replace(row, cells={name: _plain(name, value) for name, value in row.cells.items() if name not in private})
        for row in sheet.rows
    )
    notes = (
        *sheet.notes,
        *((f"left out, because they name persons: {', '.join(sorted(private))}",) if private else ()),
    )
    return replace(sheet, columns=tuple(name for name in sheet.columns if name not in private), rows=rows, notes=notes)


def _plain(name: str, value: object) -> object:
    return plain(as_text(value)) if fold(name) in {"description", "content"} else value

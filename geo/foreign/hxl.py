"""Tables with HXL hashtags: the tags say what the columns mean, whatever their names."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from geo.foreign.free import complete
from geo.foreign.mapping import Choice, ColumnMapping
from geo.foreign.sheet import Sheet

CODE: Final = "hxl"
_TAGS: Final = {
    "id": ("#event+code", "#event+id", "#id", "#meta+id", "#activity+code"),
    "title": ("#event+name", "#event", "#crisis+name", "#description+title"),
    "summary": ("#description", "#event+description", "#meta+description"),
    "start": ("#date+occurred", "#date+start", "#date", "#date+event", "#date+reported"),
    "end": ("#date+end",),
    "latitude": ("#geo+lat", "#geo+latitude"),
    "longitude": ("#geo+lon", "#geo+long", "#geo+lng", "#geo+longitude"),
    "coordinates": ("#geo+coord", "#geo+coords"),
    "place": ("#loc+name", "#loc", "#adm3+name", "#adm2+name"),
    "region": ("#adm1+name", "#region+name", "#adm1"),
    "country": ("#country+name", "#country"),
    "precision": ("#geo+precision",),
    "category": ("#event+type+sub", "#event+type", "#cause"),
    "actors": ("#group+name+first", "#group+name", "#group"),
    "url": ("#meta+url", "#meta+link"),
    "source": ("#meta+source", "#org+source", "#source"),
    "reported": ("#date+reported", "#date+published"),
    "killed": ("#affected+killed", "#affected+dead", "#affected+deaths"),
    "injured": ("#affected+injured",),
    "missing": ("#affected+missing",),
    "detained": ("#affected+detained",),
}
"""Tags by what they mean, the best first."""
_LEAST: Final = 2


def matches(sheet: Sheet) -> bool:
    """Whether a table has the row of hashtags."""
    return len(sheet.tags) >= _LEAST


def mapped(sheet: Sheet, mapping: ColumnMapping | None) -> tuple[Sheet, ColumnMapping]:
    """Give the table, and what its tags say that the columns mean.

    Parameters
    ----------
    sheet
        The table.
    mapping
        As given; None leaves the choice to the tags, and to the columns' names where they are silent.
    """
    if mapping and mapping.columns:
        return sheet, complete(sheet, mapping)
    columns: dict[str, Choice] = {}
    taken: set[str] = set()
    for target, tags in _TAGS.items():
        name = next(
            (column for tag in tags for column, given in sheet.tags.items() if _is(given, tag) and column not in taken),
            "",
        )
        if name:
            columns[target] = Choice(name, reason=f"tagged {sheet.tags[name]}")
            taken.add(name)
    if not {"start"} <= columns.keys():
        found = complete(sheet, mapping)
        columns = {
            **{target: choice for target, choice in found.columns.items() if choice.column not in taken},
            **columns,
        }
    return sheet, complete(sheet, replace(mapping or ColumnMapping(), columns=columns))


def _is(given: str, tag: str) -> bool:
    """Whether a hashtag is the tag with its attributes, in any order, languages aside."""
    name, *attributes = given.split("+")
    wanted_name, *wanted = tag.split("+")
    return name == wanted_name and set(attributes) - {"en", "fr", "es", "i_en", "i_fr", "i_es"} == set(wanted)

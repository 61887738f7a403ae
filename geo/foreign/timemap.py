"""TimeMap: its users' export (JSON and CSV) and the events of its server; dates are month first by its own format."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from geo.foreign import coordinates, dates
from geo.foreign.draft import Draft, Outcome, Place, Publication
from geo.foreign.free import addresses, category_of
from geo.foreign.letters import clean
from geo.foreign.mapping import ColumnMapping
from geo.foreign.sheet import Fault, Json, Row, Sheet, as_text

CODE: Final = "timemap"
COLUMNS: Final = frozenset({"date", "latitude", "longitude", "description"})
SOURCE_COLUMNS: Final = frozenset({"id", "paths"})
_OWN: Final = frozenset(
    {"filters", "associations", "civId", "weapon_system", "impact", "category_full", "time_display"}
)
_KEPT: Final = frozenset({"id", "date", "latitude", "longitude", "description", "location", "sources"})
AT_M: Final = 2_000
WHY_NONE: Final = "no coordinates given"


def matches(sheet: Sheet) -> bool:
    """Whether a table has the common columns of the exports, and one that only TimeMap has."""
    names = set(sheet.columns)
    return names >= COLUMNS and bool(names & _OWN) and bool(names & {"id", "civId"})


def are_sources(sheet: Sheet) -> bool:
    """Whether a table is the file of sources that lies beside the events of a TimeMap server."""
    names = set(sheet.columns)
    return names >= SOURCE_COLUMNS and not names & {"latitude", "longitude"}


def with_sources(events: Sheet, sources: Sheet) -> tuple[Sheet, tuple[str, ...]]:
    """Put the sources that events name by id into them.

    Parameters
    ----------
    events, sources
        The two tables.

    Returns
    -------
    events, notes
        Each source as the exports have it, with its address and description; and how many ids have no source.
    """
    known = {row.text("id"): _source(row) for row in sources.rows if row.text("id")}
    missed: set[str] = set()

    def joined(row: Row) -> Row:
        named = row.cells.get("sources")
        if not isinstance(named, list):
            return row
        ids = [item if isinstance(item, str) else None for item in named]
        missed.update(name for name in ids if name is not None and name not in known)
        found = [item if name is None else known.get(name, name) for item, name in zip(named, ids, strict=True)]
        return replace(row, cells={**row.cells, "sources": found})

    rows = tuple(map(joined, events.rows))
    listed = ", ".join(sorted(missed)[:5])
    lacking = (f"{len(missed):,} sources that events name are not in {sources.file}: {listed}",) if missed else ()
    return replace(events, rows=rows), (f"{len(known):,} sources from {sources.file}", *lacking)


def _source(row: Row) -> Json:
    paths = row.cells.get("paths")
    address = next((text for text in map(as_text, paths if isinstance(paths, list) else ()) if addresses(text)), "")
    return {"path": row.text("url") or address, "description": row.text("title") or row.text("description")}


def converter(sheet: Sheet) -> tuple[Callable[[Row], Outcome], tuple[str, ...]]:
    """Make the function that turns a row into a record or a refusal; and what to say of the reading.

    Parameters
    ----------
    sheet
        The table.
    """
    order = dates.learn((row.text("date") for row in sheet.rows), default="MDY")
    said = order.words()
    category = category_of(ColumnMapping())
    return lambda row: _convert(row, order.code, category), (f"dates: {said}",) if said else ()


def _convert(row: Row, order: dates.OrderCode | None, category: Callable[[str], str]) -> Outcome:
    if row.fault:
        return row.fault
    own_id = row.text("id", "civId")
    if not own_id:
        return Fault("id", "missing", "the event's id")
    try:
        days = dates.read(row.text("date"), order)
    except dates.UnreadableDateError as error:
        return Fault("date", error.problem, error.expected)
    located = _place(row)
    if isinstance(located, Fault):
        return located
    place, warnings = located
    description = clean(row.text("description"))
    tags = _tags(row)
    return Draft(
        id=own_id,
        title=description.split("\n")[0] or place.name or own_id,
        summary=description,
        start=days.start,
        end=days.end,
        date_precision=days.precision,
        place=place,
        category=category("; ".join((row.text("category"), row.text("type"), *tags.values()))),
        publications=_publications(row),
        codes={name: clean(as_text(value)) for name, value in row.cells.items() if name not in _KEPT | {"filters"}}
        | tags,
        warnings=(*warnings, *(("time of day left out",) if days.timed or row.text("time") else ())),
    )


def _place(row: Row) -> tuple[Place, tuple[str, ...]] | Fault:
    name = clean(row.text("location"))
    lat, lon = row.text("latitude"), row.text("longitude")
    if not lat and not lon:
        return Place(name=name, precision="region" if name else "country", why_no_point=WHY_NONE), ()
    spot = coordinates.locate(lat, lon, field="latitude, longitude")
    if isinstance(spot, Fault):
        return spot
    if spot.lat == 0 and spot.lon == 0:
        return Place(name=name, precision="region" if name else "country", why_no_point="placeholder coordinates"), ()
    if not spot.decimals:
        return Place(
            name=name,
            precision="region" if name else "country",
            why_no_point="coordinates in whole degrees, which name no place",
        ), ()
    radius = max(AT_M, coordinates.radius_m(spot.decimals))
    warnings = ["precision of the point not given"]
    if spot.is_rounded:
        warnings.append(f"coordinates rounded to {coordinates.DECIMALS} decimals")
    place = Place(
        name=name,
        geometry={"type": "Point", "coordinates": [spot.lon, spot.lat]},
        precision="locality" if radius == AT_M else "district",
        uncertainty_m=radius,
        note="The data set does not say how exact the point is; the circle is ours.",
    )
    return place, tuple(warnings)


def _tags(row: Row) -> dict[str, str]:
    """Filters (``[{key, value}]``) and the CSV's ``key=value`` pairs."""
    tags: dict[str, list[str]] = {}
    filters = row.cells.get("filters")
    for item in filters if isinstance(filters, list) else ():
        if isinstance(item, Mapping) and isinstance(item.get("key"), str):
            tags.setdefault(item["key"], []).append(as_text(item.get("value")))
    associations = row.cells.get("associations")
    for pair in re.split(r",\s*(?=[^,=]+=)", associations) if isinstance(associations, str) else ():
        key, mark, value = pair.partition("=")
        if mark:
            tags.setdefault(key.strip(), []).append(value.strip())
    return {clean(key)[:100]: clean("; ".join(filter(None, values))) for key, values in tags.items() if any(values)}


def _publications(row: Row) -> tuple[Publication, ...]:
    sources: Any = row.cells.get("sources")
    if isinstance(sources, list):
        found = [
            Publication(url=url, title=clean(as_text(item.get("description") if isinstance(item, Mapping) else "")))
            for item in sources
            for url in addresses(_path(item))
        ]
        return tuple({publication.url: publication for publication in found}.values())
    return tuple(Publication(url=url) for url in addresses(as_text(sources).replace(",", " ")))


def _path(item: Any) -> str:
    if isinstance(item, Mapping):
        return as_text(item.get("path") or item.get("url") or item.get("paths"))  # it may be the word HIDDEN
    return as_text(item)

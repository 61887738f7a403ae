"""Bring a data set into a folder that may hold it already: upsert by its own ids, hand edits kept, nothing dropped.

Each record says in ``origin.brought`` what each of its fields was when it was brought, as a short digest. A field that
still is what it was is taken from the new file; one that a person has changed stays, and is reported where the file
has changed it too.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

Json = Mapping[str, Any]

FIELDS: Final = (
    "kind",
    "category",
    "title",
    "summary",
    "start",
    "end",
    "date_precision",
    "place",
    "geo_precision",
    "uncertainty_m",
    "area",
    "location_note",
    "actors",
    "claimed_by",
    "disputed_by",
    "claimant_sides",
    "confidence",
    "figures",
    "sources",
    "reported",
    "related",
    "note",
    "geometry",
)
"""Fields that are told apart, in the order of their digests; never reordered, only added to at the end."""
_DIGITS: Final = 5
"""Of each digest: one edit in a million could be taken for none."""
_ALIKE: Final = 0.6
"""Share of the telling fields that two rows without ids must have in common to be one row, corrected."""
_TELLING: Final = ("title", "summary", "start", "end", "place", "category", "claimed_by", "figures", "note", "geometry")
_COMPARED_MAX: Final = 2_000
"""Rows without ids on either side that are compared each with each."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that both a person and the data set have changed; the person's stays."""

    id: str
    field: str
    theirs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A folder's records after a data set was brought in.

    Attributes
    ----------
    features
        All of them, those of others untouched.
    new, changed, unchanged, vanished
        Our ids of this data set's records. Those that vanished from its file stay in the folder.
    edited
        Ids of records in which hand edits were kept.
    conflicts
        Fields that both sides have changed.
    """

    features: tuple[Json, ...]
    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    vanished: tuple[str, ...]
    edited: tuple[str, ...]
    conflicts: tuple[Conflict, ...]


def sealed(feature: Json) -> Json:
    """Give a record with the digests of its fields, as it is brought."""
    properties = feature["properties"]
    origin = {**properties["origin"], "brought": "".join(_digests(feature).values())}
    return {**feature, "properties": {**properties, "origin": origin}}


def merge(
    old: Sequence[Json], brought: Sequence[Json], *, dataset: str, made_ids: Collection[str] = frozenset()
) -> Merged:
    """Bring records in.

    Parameters
    ----------
    old
        The folder's features.
    brought
        Those of the data set, as just read.
    dataset
        Its code.
    made_ids
        Ids among the brought ones that were made of a row's content.
    """
    mine = {feature["properties"]["id"]: feature for feature in old if _is_of(feature, dataset)}
    renamed = _same_rows(mine, brought, made_ids=made_ids)
    fresh = [_renamed(feature, renamed) for feature in brought]
    results = {feature["properties"]["id"]: _one(mine.get(feature["properties"]["id"]), feature) for feature in fresh}
    kept = [feature for feature in old if feature["properties"].get("id") not in results]
    before = {name: mine[name] for name in results if name in mine}
    changed = [name for name, feature in before.items() if results[name].feature != feature]
    return Merged(
        features=(*kept, *(result.feature for result in results.values())),
        new=tuple(name for name in results if name not in mine),
        changed=tuple(changed),
        unchanged=tuple(name for name in before if name not in set(changed)),
        vanished=tuple(name for name in mine if name not in results),
        edited=tuple(name for name, result in results.items() if result.edited),
        conflicts=tuple(conflict for result in results.values() for conflict in result.conflicts),
    )


@dataclass(frozen=True, slots=True)
class _Result:
    feature: Json
    edited: bool = False
    conflicts: tuple[Conflict, ...] = ()


def _one(old: Json | None, new: Json) -> _Result:
    """Merge one record field by field: what it was when brought, what a person made of it, what the file now says."""
    if old is None:
        return _Result(sealed(new))
    was, now, theirs = _digests_of(old), _digests(old), _digests(new)
    edited = [name for name in FIELDS if now[name] != was.get(name)]
    conflicts = tuple(
        Conflict(new["properties"]["id"], name, json.dumps(_value(new, name), ensure_ascii=False)[:200])
        for name in edited
        if theirs[name] not in (was.get(name), now[name])
    )
    values = {name: _value(old if name in edited else new, name) for name in FIELDS}
    geometry = values.pop("geometry")
    properties = {**old["properties"], **values, "origin": sealed(new)["properties"]["origin"]}
    return _Result({**old, "properties": properties, "geometry": geometry}, bool(edited), conflicts)


def _is_of(feature: Json, dataset: str) -> bool:
    origin = feature["properties"].get("origin")
    return isinstance(origin, Mapping) and origin.get("dataset") == dataset


def _value(feature: Json, name: str) -> Any:
    return feature.get("geometry") if name == "geometry" else feature["properties"].get(name)


def _digests(feature: Json) -> dict[str, str]:
    return {name: _digest(_value(feature, name)) for name in FIELDS}


def _digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=True, sort_keys=True)
    return sha256(text.encode()).hexdigest()[:_DIGITS]


def _digests_of(feature: Json) -> dict[str, str]:
    """What each field was when it was brought; nothing where the record does not say."""
    brought = str(feature["properties"]["origin"].get("brought", ""))
    parts = [brought[place : place + _DIGITS] for place in range(0, len(brought), _DIGITS)]
    return dict(zip(FIELDS, parts, strict=False))


def _renamed(feature: Json, names: Mapping[str, str]) -> Json:
    own = feature["properties"]["id"]
    if own not in names:
        return feature
    old = names[own]
    properties = {**feature["properties"], "id": old}
    return {**feature, "id": old, "properties": properties}


# --- rows without ids ----------------------------------------------------------------


def _same_rows(mine: Mapping[str, Json], brought: Sequence[Json], *, made_ids: Collection[str]) -> dict[str, str]:
    """Find the old record of each corrected row of a table without ids: the likest of those that are gone."""
    theirs = {feature["properties"]["id"]: feature for feature in brought}
    gone = [feature for name, feature in mine.items() if name not in theirs]
    fresh = [theirs[name] for name in theirs if name in made_ids and name not in mine]
    if not gone or not fresh or max(len(gone), len(fresh)) > _COMPARED_MAX:
        return {}
    pairs = sorted(
        ((_likeness(old, new), number, place) for number, new in enumerate(fresh) for place, old in enumerate(gone)),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    names: dict[str, str] = {}
    taken: set[int] = set()
    for likeness, number, place in pairs:
        own = fresh[number]["properties"]["id"]
        if likeness < _ALIKE or own in names or place in taken:
            continue
        names[own] = gone[place]["properties"]["id"]
        taken.add(place)
    return names


def _likeness(one: Json, other: Json) -> float:
    """Share of the telling fields, filled on either side, that are the same on both; 2 for the very same row.

    A row that was corrected once keeps its first id in the folder, while its content gives it another.
    """
    if one["properties"]["origin"]["id"] == other["properties"]["origin"]["id"]:
        return 2.0
    filled = [name for name in _TELLING if _value(one, name) or _value(other, name)]
    same = sum(_value(one, name) == _value(other, name) for name in filled)
    return same / len(filled) if filled else 0.0


def sources_after(
    old: Sequence[Json], brought: Mapping[str, Json], *, features: Iterable[Json], dataset: str
) -> list[Json]:
    """Give the folder's sources with those of a data set: one that is there stays as it is.

    An entry of the data set's own making that no record cites any more goes with it.

    Parameters
    ----------
    old
        The folder's entries.
    brought
        The data set's, by id.
    features
        The folder's records after it was brought in.
    dataset
        Its code.
    """
    cited = {citation["id"] for feature in features for citation in feature["properties"].get("sources", ())}
    kept = [entry for entry in old if entry["id"] in cited or not _is_made(entry["id"], dataset)]
    there = {entry["id"] for entry in kept}
    return [*kept, *(entry for name, entry in brought.items() if name not in there and name in cited)]


def _is_made(name: str, dataset: str) -> bool:
    return name == dataset or name.startswith(f"{dataset[:60]}-")

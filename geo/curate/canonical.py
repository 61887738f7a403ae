"""Put the files that people edit into their canonical form, so that a change to one record is a change to one line.

One feature or source a line, in the order start, id (sources by id), properties in the order of the codebook. Nothing
is dropped, added or repaired: a file that holds what the form has no place for is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from geo import schema
from geo.errors import MalformedFileError

FEATURE_MEMBERS: Final = ("type", "id", "properties", "geometry")
SOURCE_MEMBERS: Final = tuple(schema.SOURCE["properties"])

Json = Mapping[str, Any]


def records(document: Any, *, file: str) -> bytes:
    """Write a file of records in the canonical form.

    Parameters
    ----------
    document
        A parsed GeoJSON FeatureCollection; WGS 84, coordinates are left as they are.
    file
        Its name; ``deployments.geojson`` has the fields of deployments.

    Raises
    ------
    MalformedFileError
        If something in it has no place in the form; the message names the feature and the member.
    """
    whole = _members(document, ("type", "features"), where="the collection", file=file)
    fields = [field.name for field in schema.given_fields(deployments=file.startswith("deployments"))]
    features = [
        _feature(item, fields=fields, where=f"feature {number}", file=file)
        for number, item in enumerate(_items(whole.get("features"), file=file), start=1)
    ]
    features.sort(key=lambda feature: (feature["properties"]["start"], feature["properties"]["id"]))
    return collection(features)


def collection(features: Iterable[Json]) -> bytes:
    """Write GeoJSON features, WGS 84, one a line, in their order and as they are."""
    return f'{{"type":"FeatureCollection","features":[\n{_lines(features)}\n]}}\n'.encode()


def sources(document: Any, *, file: str) -> bytes:
    """Write the sources in the canonical form.

    Parameters
    ----------
    document
        A parsed CSL-JSON array.
    file
        Its name.

    Raises
    ------
    MalformedFileError
        If an entry is not an object with an id, or has a member that the form has no place for.
    """
    entries = [
        _members(item, SOURCE_MEMBERS, where=f"entry {number}", file=file)
        for number, item in enumerate(_items(document, file=file), start=1)
    ]
    for number, entry in enumerate(entries, start=1):
        _need_texts(entry, ("id",), where=f"entry {number}", file=file)
    return f"[\n{_lines(sorted(entries, key=lambda entry: str(entry['id'])))}\n]\n".encode()


def _feature(item: Any, *, fields: Sequence[str], where: str, file: str) -> Json:
    feature = _members(item, FEATURE_MEMBERS, where=where, file=file)
    properties = _members(feature.get("properties"), fields, where=where, file=file)
    _need_texts(properties, ("start", "id"), where=where, file=file)
    return {**feature, "properties": properties}


def _items(value: Any, *, file: str) -> list[Any]:
    if not isinstance(value, list):
        raise MalformedFileError(file, "no list of entries", "a list")
    return value


def _members(value: Any, order: Sequence[str], *, where: str, file: str) -> Json:
    """Give an object with its members in an order; refuse one that has others."""
    if not isinstance(value, dict):
        raise MalformedFileError(file, f"{where} is not an object", "{…}")
    others = [name for name in value if name not in order]
    if others:
        raise MalformedFileError(
            file, f"{where} has {', '.join(others)}, which would be lost", f"only {', '.join(order)}"
        )
    return {name: value[name] for name in order if name in value}


def _need_texts(value: Json, names: Sequence[str], *, where: str, file: str) -> None:
    for name in names:
        if not isinstance(value.get(name), str):
            raise MalformedFileError(file, f"{where} has no {name}", "a text to sort by")


def _lines(items: Iterable[Json]) -> str:
    return ",\n".join(json.dumps(item, ensure_ascii=False, separators=(",", ":"), allow_nan=False) for item in items)

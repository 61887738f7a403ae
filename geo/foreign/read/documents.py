"""JSON, JSON lines and GeoJSON: objects as rows, nested members under dotted names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from geo.errors import MalformedFileError, TooLargeError
from geo.foreign.letters import clean
from geo.foreign.limits import MAX_COLUMNS, MAX_DEPTH, MAX_HEADER_CHARS, MAX_VERTICES
from geo.foreign.read.text import decode
from geo.foreign.sheet import Fault, Json, Row, Sheet, check_columns, check_rows, oversized
from geo.intake.load import parse_json

_LISTS: Final = ("features", "data", "results", "events", "posts", "placemarks", "rows", "records", "items", "value")
"""Members under which services put their rows."""
_LEVELS: Final = 4
"""Levels of objects that become dotted names; what lies deeper stays together."""
_WGS84: Final = ("CRS84", "EPSG::4326", "EPSG:4326", "WGS84", "WGS 84")
_SEPARATOR: Final = "\x1e"
"""RFC 8142 begins each text of a sequence with it."""


def read(content: bytes, *, file: str) -> Sheet:
    """Read a JSON document: a list of objects, an object that holds one, or GeoJSON.

    Parameters
    ----------
    content
        Its bytes.
    file
        Its name.

    Raises
    ------
    DataError
        If it is not JSON, or holds no list of objects, or is larger than we read.
    """
    text = decode(content, file=file)
    document = parse_json(text.content.encode("utf-8", "surrogatepass"), file=file)
    if _is_geojson(document):
        return _from_features(_features(document, file=file), file=file, kind="geojson")
    members = _members(document, file=file)
    if members and all(isinstance(item, dict) and item.get("type") == "Feature" for item in members):
        return _from_features(members, file=file, kind="geojson")
    columns, rows = rows_of(members, file=file)
    return Sheet(file, "json", columns, rows)


def read_lines(content: bytes, *, file: str) -> Sheet:
    """Read JSON lines (or a sequence of RFC 8142): an object a line; a line that is none costs itself alone.

    Parameters
    ----------
    content
        Its bytes.
    file
        Its name.

    Raises
    ------
    DataError
        If it is not text, or larger than we read.
    """
    text = decode(content, file=file).content.replace(_SEPARATOR, "")
    lines = [line for line in text.splitlines() if line.strip()]
    check_rows(len(lines), file=file)
    read_ones = [_line(line, file=file) for line in lines]
    items = [item for item, _ in read_ones]
    if items and all(isinstance(item, dict) and item.get("type") == "Feature" for item in items if item is not None):
        return _from_features(items, file=file, kind="jsonl", faults=[fault for _, fault in read_ones])
    columns, rows = rows_of([item or {} for item in items], faults=[fault for _, fault in read_ones], file=file)
    return Sheet(file, "jsonl", columns, rows)


def _line(line: str, *, file: str) -> tuple[Any, Fault | None]:
    try:
        item = parse_json(line.encode("utf-8", "surrogatepass"), file=file)
    except MalformedFileError as error:
        return None, Fault("line", error.problem, error.right)
    return (item, None) if isinstance(item, dict) else (None, Fault("line", "not an object", "{…}"))


def _is_geojson(document: Any) -> bool:
    return isinstance(document, dict) and document.get("type") in {"FeatureCollection", "Feature"}


def _features(document: Json, *, file: str) -> Sequence[Any]:
    if "crs" in document and not any(name in str(document["crs"]) for name in _WGS84):
        raise MalformedFileError(file, f"a crs member: {str(document['crs'])[:80]}", "longitude and latitude, WGS 84")
    if isinstance(document.get("crs"), dict) and document["crs"].get("type") == "link":
        raise MalformedFileError(file, "a crs member that is a link", "WGS 84 without one, as RFC 7946 says")
    if document["type"] == "Feature":
        return [document]
    features = document.get("features")
    if not isinstance(features, list):
        raise MalformedFileError(file, "no list of features", '"features": […]')
    return features


def _members(document: Any, *, file: str) -> Sequence[Any]:
    if isinstance(document, list):
        return document
    if isinstance(document, dict):
        named = [document[name] for name in _LISTS if isinstance(document.get(name), list)]
        lists = named or [value for value in document.values() if isinstance(value, list)]
        if len(lists) >= 1 and (named or len(lists) == 1):
            return list(lists[0])
        entries = list(document.values())
        if len(entries) > 1 and all(isinstance(entry, dict) for entry in entries):
            return [{"id": key, **entry} for key, entry in document.items()]
    raise MalformedFileError(file, "no list of objects", "[{…}, …], or an object that holds one such list")


def _from_features(
    features: Sequence[Any], *, file: str, kind: str, faults: Sequence[Fault | None] | None = None
) -> Sheet:
    items, geometries, found = [], [], []
    for position, feature in enumerate(features):
        whole = feature if isinstance(feature, dict) else {}
        properties = whole.get("properties")
        own = dict(properties) if isinstance(properties, dict) else {}
        if isinstance(whole.get("id"), str | int) and "id" not in own:
            own["id"] = whole["id"]
        geometry = whole.get("geometry")
        items.append(own)
        geometries.append(geometry if isinstance(geometry, dict) and not _is_deep(geometry) else None)
        given = faults[position] if faults else None
        found.append(given or _fault_of(feature, geometry))
    columns, rows = rows_of(items, geometries=geometries, faults=found, file=file)
    return Sheet(file, kind, columns, rows)


def _fault_of(feature: Any, geometry: Any) -> Fault | None:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return Fault("feature", "not a feature", '{"type": "Feature", …}')
    if geometry is not None and not isinstance(geometry, dict):
        return Fault("geometry", "not an object", "a geometry or null")
    if _is_deep(geometry):
        return Fault("geometry", "nested too deeply", f"at most {MAX_DEPTH} lists and objects inside one another")
    if geometry and sum(1 for _ in _numbers(geometry.get("coordinates"))) > 2 * MAX_VERTICES:
        return Fault("geometry", f"more than {MAX_VERTICES:,} positions", f"at most {MAX_VERTICES:,}")
    return None


def _is_deep(value: Any) -> bool:
    """Whether lists and objects lie deeper in one another than we read, told without recursion."""
    level = [value] if isinstance(value, list | dict) else []
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, list | dict)
        ]
        if not level:
            return False
    return True


def _numbers(coordinates: Any) -> Iterator[float]:
    """Numbers at any depth, without recursion."""
    waiting = [coordinates]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        else:
            yield value


def rows_of(
    items: Sequence[Any],
    *,
    geometries: Sequence[Json | None] | None = None,
    faults: Sequence[Fault | None] | None = None,
    file: str,
) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Make rows of objects.

    Parameters
    ----------
    items
        The objects; what is none becomes a row with a fault.
    geometries, faults
        One for each item.
    file
        The file's name.

    Returns
    -------
    columns, rows
        Names in the order in which they first appear.

    Raises
    ------
    TooLargeError
        If there are more rows or names than we read.
    """
    check_rows(len(items), file=file)
    columns: dict[str, None] = {}
    rows = []
    for number, item in enumerate(items, start=1):
        fault = faults[number - 1] if faults else None
        cells, slip = _cells(item, file=file) if isinstance(item, dict) else ({}, None)
        fault = fault or slip
        if not isinstance(item, dict):
            fault = fault or Fault("row", "not an object", "{…}")
        columns.update(dict.fromkeys(cells))
        check_columns(len(columns), file=file)
        geometry = geometries[number - 1] if geometries else None
        rows.append(Row(number, cells, geometry=geometry, fault=fault or oversized(cells)))
    return tuple(columns), tuple(rows)


def _cells(item: Json, *, file: str) -> tuple[dict[str, Any], Fault | None]:
    """Lay an object out; a member that cannot be held is left out and costs the row."""
    cells: dict[str, Any] = {}
    fault = None
    for name, value in _flat(item, file=file):
        if _is_deep(value):
            fault = Fault(name, "nested too deeply", f"at most {MAX_DEPTH} lists and objects inside one another")
        elif name in cells:
            fault = Fault(name, "two members have this name", "each name once, as a row of a table has it")
        else:
            cells[name] = value
    return cells, fault


def _flat(item: Mapping[str, Any], *, file: str, prefix: str = "", level: int = 1) -> Iterator[tuple[str, Any]]:
    if len(item) > MAX_COLUMNS:
        raise TooLargeError(file, f"{len(item):,} members in one object", f"at most {MAX_COLUMNS:,}")
    for key, value in item.items():
        name = clean(f"{prefix}{key}"[:MAX_HEADER_CHARS])
        if isinstance(value, dict) and value and level < _LEVELS:
            yield from _flat(value, file=file, prefix=f"{name}.", level=level + 1)
        elif value not in (None, "", [], {}):
            yield name, _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return value

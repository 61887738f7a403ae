"""Sort what a file holds into kept and rejected, each rejected feature with its reasons.

The structure is checked by JSON Schema (2020-12, made from `geo.schema`); what a schema cannot say is checked here. An
error costs the feature; a warning does not. Nothing is repaired.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache, partial
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from pyproj import Transformer

from geo import schema
from geo.model import Finding

FIRST_DAY: Final = date(2021, 1, 1)
LAST_DAY: Final = date(2022, 12, 31)
PLACEHOLDER_DECIMALS: Final = 1
"""A coordinate pair with no more decimals than this names a ten-kilometre cell, not a place."""
CENTROID_M: Final = 200
"""A point nearer than this to an area's centroid was probably put there by a geocoder."""
COORDINATE_DECIMALS_MAX: Final = 7
MAX_LONGITUDE: Final = 180
MAX_LATITUDE: Final = 90
MAX_SHOWN_CHARS: Final = 60
MAX_SAID_CHARS: Final = 160
HALF_A_LETTER: Final = re.compile("[\ud800-\udfff]")
CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters other than tab and line ends."""

_TO_METRIC: Final = Transformer.from_crs(schema.WGS84, schema.METRIC, always_xy=True)

Json = Mapping[str, Any]


@dataclass(frozen=True)
class References:
    """What records may refer to, prepared for many look-ups.

    Attributes
    ----------
    sources, areas
        Known ids.
    land
        First-level units, WGS 84; a point outside all of them is not on our map.
    centroid_names, centroids
        Centroids of units and areas, metres in EPSG:2180.
    """

    sources: frozenset[str]
    areas: frozenset[str]
    land: shapely.STRtree
    centroid_names: tuple[str, ...]
    centroids: shapely.STRtree


def references(*, sources: Collection[str], areas: gpd.GeoDataFrame, regions: gpd.GeoDataFrame) -> References:
    """Prepare what records may refer to.

    Parameters
    ----------
    sources
        Ids in ``sources.json``.
    areas, regions
        WGS 84 layers with ``id`` and ``name``.
    """
    shapes = pd.concat([regions.to_crs(schema.METRIC), areas.to_crs(schema.METRIC)])
    return References(
        sources=frozenset(sources),
        areas=frozenset(areas["id"]),
        land=shapely.STRtree(regions.geometry.to_numpy()),
        centroid_names=tuple(shapes["name"]),
        centroids=shapely.STRtree(shapes.geometry.centroid.to_numpy()),
    )


@dataclass(frozen=True, slots=True)
class Sorted:
    """What one file holds, sorted: ``read == len(kept) + len(lost)``; of one that is not readable nothing is known."""

    read: int
    kept: tuple[Json, ...]
    findings: tuple[Finding, ...]
    lost: tuple[Any, ...] = ()
    readable: bool = True


def sort_features(features: Iterable[Any], *, file: str, references: References) -> Sorted:
    """Sort a file's features into kept and rejected.

    Parameters
    ----------
    features
        As read, unchecked.
    file
        The file's name; ``deployments.geojson`` is checked for the fields of deployments too.
    references
        What the records may refer to.

    Returns
    -------
    result
        The kept features in their order and all findings.
    """
    items = list(features)
    deployments = file.startswith("deployments")
    ids = Counter(_id_of(item, position=position) for position, item in enumerate(items))
    kept: list[Json] = []
    lost: list[Any] = []
    findings: list[Finding] = []
    for position, item in enumerate(items):
        name = _id_of(item, position=position)
        found = [
            Finding(file, name, where, problem, right, severity)
            for where, problem, right, severity in _check(
                item, deployments=deployments, twice=ids[name] > 1, references=references
            )
        ]
        findings.extend(found)
        (lost if any(finding.severity == "error" for finding in found) else kept).append(item)
    return Sorted(read=len(items), kept=tuple(kept), findings=tuple(findings), lost=tuple(lost))


def _id_of(item: Any, *, position: int) -> str:
    properties = item.get("properties") if isinstance(item, dict) else None
    given = properties.get("id") if isinstance(properties, dict) else None
    if isinstance(given, str) and len(given) <= MAX_SAID_CHARS and given.isprintable():
        return given
    return f"feature {position + 1}"


Found = tuple[str, str, str, Any]
"""Field, problem, what would be right, severity."""


def _check(item: Any, *, deployments: bool, twice: bool, references: References) -> Iterator[Found]:
    broken = list(_structure(item, deployments=deployments))
    yield from broken
    if broken:
        return
    if twice:
        yield "id", "the id stands twice", "each id once", "error"
    record, geometry = item["properties"], item["geometry"]
    yield from _letters(record)
    yield from _dates(record)
    yield from _terms(record)
    yield from _references(record, references=references)
    yield from _claims(record)
    yield from _figures(record)
    yield from _place(record, geometry)
    if geometry and geometry["type"] == "Point":
        yield from _point(geometry["coordinates"], references=references)
    elif geometry:
        yield from _line_or_area(geometry, references=references)
    yield from _tone(record)


# --- structure -----------------------------------------------------------------------


@lru_cache(maxsize=2)
def _validator(*, deployments: bool) -> Draft202012Validator:
    return Draft202012Validator(schema.feature_schema(deployments=deployments), format_checker=FormatChecker())


def _structure(item: Any, *, deployments: bool) -> Iterator[Found]:
    for error in sorted(
        _validator(deployments=deployments).iter_errors(item), key=lambda error: list(map(str, error.absolute_path))
    ):
        yield _field_of(error), *_say(error), "error"
    if isinstance(item, dict) and isinstance(item.get("properties"), dict):
        own, outer = item["properties"].get("id"), item.get("id")
        if outer is not None and outer != own:
            yield "id", f"the feature's id is {outer!r}, its property {own!r}", "the same id in both", "error"


def _field_of(error: ValidationError) -> str:
    path = [_cut(str(part)) for part in error.absolute_path if part != "properties"]
    missing = re.match(r"'(\w+)' is a required property", error.message)
    return ".".join([*path, missing[1]] if missing else path) or "feature"


def _say(error: ValidationError) -> tuple[str, str]:
    """Put a schema error into a sentence and what would have been right."""
    deepest = _deepest(error)
    value = _shorten(deepest.instance)
    limit = deepest.validator_value
    say: dict[str, tuple[str, str]] = {
        "required": ("missing", "every required field, null where it may be"),
        "enum": (
            f"{value} is not in the vocabulary",
            f"one of {', '.join(map(str, limit)) if isinstance(limit, list) else limit}",
        ),
        "format": (f"{value} is not a calendar date", "a date like 2021-11-08"),
        "pattern": (f"{value} has another form", f"text that matches {limit}"),
        "maxLength": (f"{len(str(deepest.instance))} characters", f"at most {limit}"),
        "minLength": ("empty text", "text, or null where it may be"),
        "minItems": ("an empty list", f"at least {limit}"),
        "maxItems": ("too long a list", f"at most {limit}"),
        "type": (f"{value} is of the wrong type", f"{limit}"),
        "minimum": (f"{value} is too small", f"at least {limit}"),
        "maximum": (f"{value} is too large", f"at most {limit}"),
        "additionalProperties": (_cut(deepest.message), "only the fields of the codebook"),
    }
    return say.get(str(deepest.validator), (_cut(deepest.message), str(limit)))


def _deepest(error: ValidationError) -> ValidationError:
    """Step into ``anyOf``: a nullable field fails for the reason that is not 'it is not null'."""
    reasons = [reason for reason in error.context or () if reason.validator_value != "null"]
    return _deepest(reasons[0]) if reasons else error


def _shorten(value: object) -> str:
    text = repr(value)
    return text if len(text) <= MAX_SHOWN_CHARS else text[: MAX_SHOWN_CHARS - 1] + "…"


def _cut(text: str) -> str:
    """Keep a message short, with nothing in it that is invisible or half a letter."""
    return text if len(text) <= MAX_SAID_CHARS and text.isprintable() else repr(text)[:MAX_SAID_CHARS] + "…"


# --- what a schema cannot say --------------------------------------------------------


def _letters(record: Json) -> Iterator[Found]:
    """JSON can hold half of a letter (a lone surrogate) or a control character, which not every file and page can."""
    for name, value in record.items():
        texts = list(_texts(value))
        if any(HALF_A_LETTER.search(text) for text in texts):
            yield name, f"{_shorten(value)} holds half a letter", "text that can be written as UTF-8", "error"
        if any(CONTROL.search(text) for text in texts):
            yield name, f"{_shorten(value)} holds a control character", "letters and line breaks only", "error"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def _dates(record: Json) -> Iterator[Found]:
    start, reported = date.fromisoformat(record["start"]), date.fromisoformat(record["reported"])
    end = date.fromisoformat(record["end"]) if record["end"] else start
    if end < start:
        yield "end", f"{end} is before the start {start}", "a day on or after the start", "error"
    for name, day in (("start", start), ("end", end)):
        if not FIRST_DAY <= day <= LAST_DAY:
            yield name, f"{day} lies outside the crisis", f"a day from {FIRST_DAY} to {LAST_DAY}", "error"
    if reported < start and record["kind"] == "incident" and record["date_precision"] == "day":
        yield (
            "reported",
            f"{reported} is before it happened ({start})",
            "the day of publication, on or after the start",
            "error",
        )


def _terms(record: Json) -> Iterator[Found]:
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


def _references(record: Json, *, references: References) -> Iterator[Found]:
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


def _claims(record: Json) -> Iterator[Found]:
    if (record["confidence"] == "disputed") != bool(record["disputed_by"]):
        yield (
            "confidence",
            f"{record['confidence']} with {len(record['disputed_by'])} who deny it",
            "disputed if, and only if, somebody is named",
            "error",
        )
    if record["confidence"] == "confirmed_multiple" and len(set(record["claimant_sides"])) == 1:
        yield "confidence", "corroborated by one side only", "single_source, or two sides", "error"


def _figures(record: Json) -> Iterator[Found]:
    for number, figure in enumerate(record["figures"]):
        low, high = figure["min"], figure["max"]
        if figure["value"] is None and low is None and high is None:
            yield f"figures.{number}", "no number", "a value, a min or a max", "error"
        if low is not None and high is not None and low > high:
            yield f"figures.{number}.min", f"{low} is above the max {high}", "min ≤ max", "error"


def _place(record: Json, geometry: Json | None) -> Iterator[Found]:
    precision, area = record["geo_precision"], record.get("area")
    has_point = bool(geometry) and geometry is not None and geometry["type"] == "Point"
    if precision in schema.POINT_PRECISIONS and not geometry:
        yield "geometry", f"null with precision {precision}", "a geometry, or precision region or country", "error"
    if precision not in schema.POINT_PRECISIONS and has_point:
        yield "geometry", f"a point with precision {precision}", "null, and the area that it concerns", "error"
    if has_point != (record["uncertainty_m"] is not None):
        yield "uncertainty_m", "a point without it, or it without a point", "metres with a point, else null", "error"
    if area and precision != "region":
        yield "area", f"given with precision {precision}", "only with precision region", "error"
    if precision == "region" and not area and not geometry:
        yield "area", "missing with precision region", "the id of an area, a geometry, or precision country", "error"


def _point(coordinates: list[float], *, references: References) -> Iterator[Found]:
    lon, lat = coordinates[0], coordinates[1]
    if abs(lon) > MAX_LONGITUDE or abs(lat) > MAX_LATITUDE:
        yield "geometry", f"{lon}, {lat} is out of range", "longitude −180…180, latitude −90…90", "error"
        return
    if any(len(repr(value).partition(".")[2]) > COORDINATE_DECIMALS_MAX for value in (lon, lat)):
        yield (
            "geometry",
            f"{lon}, {lat} has more decimals than a centimetre",
            f"at most {COORDINATE_DECIMALS_MAX}",
            "error",
        )
    if not _on_land(lon, lat, references=references):
        swapped = _on_land(lat, lon, references=references)
        hint = "longitude and latitude the other way round" if swapped else "a place in Poland, Belarus or a neighbour"
        yield "geometry", f"{lon}, {lat} lies in no region of the map", hint, "error"
        return
    if all(round(value, PLACEHOLDER_DECIMALS) == value for value in (lon, lat)):
        yield "geometry", f"{lon}, {lat} looks like a placeholder", "the coordinates of the place", "warning"
    if (name := _centroid_of(lon, lat, references=references)) is not None:
        yield (
            "geometry",
            f"{lon}, {lat} is the centroid of {name}",
            "the place itself, or precision region and the area",
            "warning",
        )


def _line_or_area(geometry: Json, *, references: References) -> Iterator[Found]:
    try:
        shape = shapely.geometry.shape(dict(geometry))
        west, south, east, north = shape.bounds
    except (OverflowError, TypeError, ValueError, shapely.errors.ShapelyError) as error:
        yield "geometry", f"cannot be read: {_cut(str(error))}", "positions of two numbers each", "error"
        return
    if max(-west, east) > MAX_LONGITUDE or max(-south, north) > MAX_LATITUDE:
        yield "geometry", "a position out of range", "longitude −180…180, latitude −90…90", "error"
    elif geometry["type"] == "Polygon" and any(ring[0] != ring[-1] for ring in geometry["coordinates"]):
        yield "geometry", "a ring that is not closed", "the first position again at the end", "error"
    elif not shape.is_valid:
        yield "geometry", "crosses or touches itself", "a simple line or area", "error"
    elif not references.land.query(shape, predicate="intersects").size:
        yield "geometry", "lies in no region of the map", "a place in Poland, Belarus or a neighbour", "error"


def _on_land(lon: float, lat: float, *, references: References) -> bool:
    return bool(references.land.query(shapely.Point(lon, lat), predicate="intersects").size)


def _centroid_of(lon: float, lat: float, *, references: References) -> str | None:
    here = shapely.Point(_TO_METRIC.transform(lon, lat))
    near = references.centroids.query(here, predicate="dwithin", distance=CENTROID_M)
    return references.centroid_names[near[0]] if near.size else None


def _tone(record: Json) -> Iterator[Found]:
    for name in ("title", "summary", "note"):
        text = (record[name] or "").casefold()
        for word in schema.TONE_WORDS:
            if re.search(rf"\b{re.escape(word)}\b", text):
                yield (
                    name,
                    f"says {word!r} in our own voice",
                    "neutral words, or a quotation in the source only",
                    "warning",
                )


# --- counts ------------------------------------------------------------------------


def sort_counts(rows: Sequence[Mapping[str, str]], *, file: str, references: References) -> Sorted:
    """Sort published counts of crossing attempts into kept and rejected.

    Parameters
    ----------
    rows
        Cells as text, as a CSV file has them.
    file
        The file's name.
    references
        What the counts may refer to.
    """
    ids = Counter(row.get("id", "") for row in rows)
    found = [
        (row, [Finding(file, row.get("id") or f"row {number}", *doubt) for doubt in _check_count(row, references)])
        for number, row in enumerate(rows, start=2)
    ]
    twice = [
        Finding(file, name, "id", "the id stands twice", "each id once") for name, times in ids.items() if times > 1
    ]
    kept = tuple(row for row, doubts in found if not doubts and ids[row["id"]] == 1)
    findings = (*(doubt for _, doubts in found for doubt in doubts), *twice)
    return Sorted(read=len(rows), kept=kept, findings=findings, lost=tuple(row for row in rows if row not in kept))


def _check_count(row: Mapping[str, str], references: References) -> Iterator[tuple[str, str, str]]:
    missing = [name for name in schema.COUNT_COLUMNS if name not in row]
    if missing:
        yield ", ".join(missing), "missing", f"the columns {', '.join(schema.COUNT_COLUMNS)}"
        return
    days = {name: _day(row[name]) for name in ("date_start", "date_end")}
    for name, day in days.items():
        if day is None:
            yield name, f"{_shorten(row[name])} is not a calendar date", "a date like 2021-11-08"
    if days["date_start"] and days["date_end"] and days["date_end"] < days["date_start"]:
        yield "date_end", "before date_start", "a day on or after it"
    if not (row["attempts"].isascii() and row["attempts"].isdecimal()):
        yield "attempts", f"{_shorten(row['attempts'])} is not a whole number", "digits only"
    if row["period_type"] not in schema.PERIOD_TYPES:
        yield (
            "period_type",
            f"{_shorten(row['period_type'])} is not in the vocabulary",
            f"one of {', '.join(schema.PERIOD_TYPES)}",
        )
    for name in ("rounded", "date_inferred"):
        if row[name] not in ("true", "false"):
            yield name, f"{_shorten(row[name])} is neither", "true or false"
    if row["source"] not in references.sources:
        yield "source", f"{_shorten(row['source'])} is not in sources.json", "the id of a source"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# --- sources -----------------------------------------------------------------------


@cache
def _source_validator() -> Draft202012Validator:
    return Draft202012Validator(schema.SOURCE)


def sort_sources(sources: Mapping[str, Json], *, file: str) -> Sorted:
    """Sort sources into kept and rejected; a record that cites a rejected one is rejected with it.

    Parameters
    ----------
    sources
        CSL-JSON entries by id.
    file
        The file's name.
    """
    found = [
        (
            entry,
            [Finding(file, _id_of({"properties": entry}, position=position), *doubt) for doubt in _check_source(entry)],
        )
        for position, entry in enumerate(sources.values())
    ]
    kept = tuple(entry for entry, doubts in found if not doubts)
    lost = tuple(entry for entry, doubts in found if doubts)
    findings = tuple(doubt for _, doubts in found for doubt in doubts)
    return Sorted(read=len(sources), kept=kept, findings=findings, lost=lost)


def _check_source(entry: Json) -> Iterator[tuple[str, str, str]]:
    broken = [(_field_of(error), *_say(error)) for error in _source_validator().iter_errors(entry)]
    yield from broken
    if broken:
        return
    for name, problem, right, _ in _letters(entry):
        yield name, problem, right
    parts: Sequence[int] = entry.get("issued", {}).get("date-parts", [[FIRST_DAY.year]])[0]
    if not _is_day(parts):
        yield "issued", f"{_shorten(parts)} is not a calendar date", "[year], [year, month] or [year, month, day]"


def _is_day(parts: Sequence[int]) -> bool:
    try:
        return bool(date(*[*parts, 1, 1][:3]))  # what is not said begins with 1
    except (OverflowError, ValueError):
        return False


# --- across files, after the join ----------------------------------------------------


def cross_check(
    records: gpd.GeoDataFrame, *, sources: Collection[str], used: Collection[str], files: Collection[Sorted] = ()
) -> tuple[Finding, ...]:
    """Check what only shows when all records stand together and are joined with the border.

    Parameters
    ----------
    records
        All kept records with the columns of the border join, and ``file``.
    sources
        Ids in ``sources.json``.
    used
        Ids of sources that something other than a record uses.
    files
        What became of the files. What was rejected is taken to be there, so that one mistake is told once; if a file
        could not be read at all, nothing is told to be missing.

    Returns
    -------
    findings
        Warnings: nobody loses a row here.
    """
    readable = all(file.readable for file in files)
    mentioned = {text for file in files for item in file.lost for text in _texts(item)}
    rows: Sequence[Any] = records.drop(columns="geometry").to_dict("records")
    checks = (partial(_related, mentioned=mentioned, readable=readable), _declared_sides, _same_events)
    found = [
        Finding(row["file"], row["id"], field, problem, right, "warning")
        for check in checks
        for row, field, problem, right in check(rows)
    ]
    cited = {citation["id"] for row in rows for citation in row["sources"]} | set(used) | mentioned
    unused = [
        Finding("sources.json", name, "id", "no record uses it", "a record, or no entry", "warning")
        for name in sources
        if readable and name not in cited
    ]
    return (*found, *unused)


Doubt = tuple[Json, str, str, str]
"""Row, field, problem, what would be right."""


def _related(rows: Sequence[Json], *, mentioned: Collection[str], readable: bool) -> Iterator[Doubt]:
    links = {row["id"]: set(row["related"]) for row in rows}
    for row in rows:
        for other in row["related"]:
            if other not in links:
                if readable and other not in mentioned:
                    yield row, "related", f"{other} does not exist", "the id of a record"
            elif row["id"] not in links[other]:
                yield row, "related", f"{other} does not name it back", "links in both directions"


def _declared_sides(rows: Sequence[Json]) -> Iterator[Doubt]:
    """Compare what the source says with where the point lies, unless its circle reaches over the line."""
    for row in rows:
        declared, side = row["declared_side"], row["side"]
        if not declared or "line" in (declared, side) or declared == side:
            continue
        if not _within_doubt(row["border_m"], row["uncertainty_m"]):
            yield row, "declared_side", f"{declared}, but it lies on side {side}", "the side, or another place"


def _within_doubt(border_m: Any, uncertainty_m: Any) -> bool:
    return bool(pd.notna(border_m) and border_m <= uncertainty_m)


def _same_events(rows: Sequence[Json]) -> Iterator[Doubt]:
    first: dict[tuple[Any, ...], Json] = {}
    for row in rows:
        twin = first.setdefault((row["start"], row["category"], row["title"]), row)
        if twin is not row:
            yield row, "title", f"the same day, category and title as {twin['id']}", "one record with all sources"

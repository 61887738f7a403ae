"""Turn records into plain rows: JSON-ready ones, flat ones, and long tables of figures and citations.

Every row has the fields of `geo.schema.fields()` in their order, given and computed. Rows stand in the order start, id.
"""

from __future__ import annotations

import json
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal

import geopandas as gpd
import pandas as pd
import shapely

from geo import schema
from geo.intake.columns import not_null
from geo.publish.export.extract import Extract

SEPARATOR: Final = "; "
"""Between the items of a list in a flat row; a semicolon or backslash within an item has a backslash before it."""
COORDINATE_DECIMALS: Final = 7

Row = dict[str, Any]
Kind = Literal["text", "date", "integer", "number", "boolean", "texts", "names", "figures", "sources"]
"""What a field holds, as the formats need to know it."""


def kind_of(field: schema.Field) -> Kind:
    """Tell what a field holds from its JSON Schema."""
    rule = not_null(field.json)
    if field.name in ("figures", "sources"):
        return "figures" if field.name == "figures" else "sources"
    if rule["type"] == "string":
        return "date" if rule.get("format") == "date" else "text"
    kinds: Mapping[str, Kind] = {
        "integer": "integer",
        "number": "number",
        "boolean": "boolean",
        "array": "texts",
        "object": "names",
    }
    return kinds[rule["type"]]


def kinds() -> Mapping[str, Kind]:
    """Kind of each field of a record, in the fields' order."""
    return {field.name: kind_of(field) for field in schema.fields()}


def ordered(records: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the records in the order start, id, on an index of their own."""
    return records.sort_values(["start", "id"], ignore_index=True)


def properties(records: gpd.GeoDataFrame) -> list[Row]:
    """Give each record's fields as JSON holds them, in the order start, id; dates are ISO 8601 texts.

    Parameters
    ----------
    records
        Rows of ``Dataset.records``.
    """
    table = pd.DataFrame(ordered(records)[list(schema_names())])
    return [_whole({name: plain(value) for name, value in row.items()}) for row in _dicts(table)]


def _whole(row: Row) -> Row:
    """A record whose figures and citations have all their fields, those that a file may leave out too."""
    figures = [{"scope": None, **figure} for figure in row["figures"]]
    return row | {
        "figures": [{name: figure[name] for name in schema.FIGURE["properties"]} for figure in figures],
        "sources": [{"says": None, "bears": [], **citation} for citation in row["sources"]],
    }


def schema_names() -> tuple[str, ...]:
    """Names of all fields, given and computed, in their order."""
    return tuple(kinds())


def _dicts(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows: list[dict[Hashable, Any]] = table.to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


def plain(value: Any) -> Any:
    """Make a value of a frame plain: missing ones are None, dates ISO texts, whole numbers integers."""
    if value is None or isinstance(value, str | bool):  # most values are: the quick way out
        return value
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if pd.isna(value):
        return None
    value = value.item() if hasattr(value, "item") else value
    return int(value) if isinstance(value, float) and value.is_integer() else value


def geometries(records: gpd.GeoDataFrame) -> list[shapely.Geometry | None]:
    """Give each record's own geometry, WGS 84, in the order start, id; None where it has none."""
    shapes = ordered(records).geometry
    return [shapely.orient_polygons(shape) if shape is not None else None for shape in shapes.to_numpy()]


def flat(extract: Extract) -> list[Row]:
    """Give each record as texts, numbers and truth values: what a table holds.

    Lists are joined by `SEPARATOR`; ``place_local`` is JSON; ``figures`` and ``sources`` are written out for reading,
    and stand in full in `figures` and `citations`.
    """
    known = kinds()
    return [
        {name: _cell(value, kind=known[name], sources=extract.sources) for name, value in row.items()}
        for row in properties(extract.records)
    ]


def _cell(value: Any, *, kind: Kind, sources: Mapping[str, Mapping[str, Any]]) -> Any:
    if value is None:
        return None
    if kind == "texts":
        return join(value) or None
    if kind == "names":
        return compact(value)
    if kind == "figures":
        return SEPARATOR.join(map(_figure_text, value)) or None
    if kind == "sources":
        return SEPARATOR.join(_citation_text(item, entry=sources.get(item["id"], {})) for item in value) or None
    return value


def join(items: Iterable[str]) -> str:
    """Join texts by `SEPARATOR` so that `split` gives them back."""
    return SEPARATOR.join(re.sub(r"([\\;])", r"\\\1", item) for item in items)


def split(text: str) -> list[str]:
    """Take apart what `join` joined."""
    items = re.findall(r"((?:[^\\;]|\\.)+)(?:; |$)", text, flags=re.DOTALL)
    return [re.sub(r"\\(.)", r"\1", item, flags=re.DOTALL) for item in items]


def compact(value: Any) -> str:
    """Write JSON without spaces, letters beyond ASCII kept, finite numbers only."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def indented(value: Any) -> str:
    """Write JSON for people to read, letters beyond ASCII kept, finite numbers only, a line end last."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _figure_text(figure: Row) -> str:
    when = f", {figure['as_of']}" if figure["as_of"] else ""
    where = f", for {figure['scope']['place']}" if figure["scope"] else ""
    return f"{figure['measure']}: {_amount(figure)} {figure['unit']} ({figure['attributed_to']}{when}{where})"


def _amount(figure: Row) -> str:
    low, high, value = figure["min"], figure["max"], figure["value"]
    if value is not None:
        return str(value)
    if low is not None and high is not None:
        return f"{low}–{high}"
    return f"at most {high}" if low is None else f"at least {low}"


def _citation_text(citation: Row, *, entry: Mapping[str, Any]) -> str:
    parts = [publisher_of(entry), titled(entry, otherwise=citation["id"]), published(entry), entry.get("URL")]
    return ", ".join(part for part in parts if part)


def titled(entry: Mapping[str, Any], *, otherwise: str) -> str:
    """Give a source's title; in square brackets, as APA has it for descriptions, where it is no headline."""
    title: str = entry.get("title", otherwise)
    return title if entry.get("custom", {}).get("title_basis", HEADLINE) == HEADLINE else f"[{title}]"


def publisher_of(entry: Mapping[str, Any]) -> str | None:
    """Who published a CSL-JSON entry."""
    name: str | None = entry.get("container-title") or entry.get("publisher")
    return name


def published(entry: Mapping[str, Any]) -> str | None:
    """Publication date of a CSL-JSON entry as exactly as it is known: a day, a month, a year or None."""
    parts: Sequence[Sequence[int]] = entry.get("issued", {}).get("date-parts") or [[]]
    return "-".join(f"{part:02d}" for part in parts[0]) or None


HEADLINE: Final = "headline"
"""The basis of a title that may stand as one."""
SCOPE_FIELDS: Final = ("scope_place", "scope_precision")
FIGURE_FIELDS: Final = (*(name for name in schema.FIGURE["properties"] if name != "scope"), *SCOPE_FIELDS)
"""Columns of the long table of figures; the place that a figure counts for is two of them."""
CITATION_FIELDS: Final = (
    "record",
    "number",
    "source",
    "locator",
    "says",
    "bears",
    "title",
    "title_basis",
    "publisher",
    "published",
    "language",
    "url",
    "address_state",
    "address_checked",
    "moved_to",
    "archive_url",
    "archived",
    "archive_checked",
)


def figures(records: gpd.GeoDataFrame) -> list[Row]:
    """Give the figures as a long table: ``record``, ``number`` from 1, then the fields of a figure."""
    return [
        {"record": row["id"], "number": number, **_figure(figure)}
        for row in properties(records)
        for number, figure in enumerate(row["figures"], start=1)
    ]


def _figure(figure: Row) -> Row:
    place = figure["scope"] or {"place": None, "precision": None}
    scope = dict(zip(SCOPE_FIELDS, (place["place"], place["precision"]), strict=True))
    return {name: value for name, value in figure.items() if name != "scope"} | scope


def citations(extract: Extract) -> list[Row]:
    """Give the citations as a long table, one row a source of a record: the fields in `CITATION_FIELDS`."""
    return [
        {
            "record": row["id"],
            "number": number,
            "source": citation["id"],
            "locator": citation["locator"],
            "says": citation["says"],
            "bears": join(citation["bears"]) or None,
            **_bibliography(extract.sources.get(citation["id"], {})),
        }
        for row in properties(extract.records)
        for number, citation in enumerate(row["sources"], start=1)
    ]


def _bibliography(entry: Mapping[str, Any]) -> Row:
    custom = entry.get("custom", {})
    return {
        "title": entry.get("title"),
        "title_basis": custom.get("title_basis"),
        "publisher": publisher_of(entry),
        "published": published(entry),
        "language": entry.get("language"),
        "url": entry.get("URL"),
        "address_state": custom.get("state"),
        "address_checked": custom.get("checked"),
        "moved_to": custom.get("moved_to"),
        "archive_url": custom.get("archive_url"),
        "archived": custom.get("archived"),
        "archive_checked": custom.get("archive_checked"),
    }


def cited(extract: Extract) -> list[Mapping[str, Any]]:
    """Give the CSL-JSON entries that the records cite, by id."""
    ids = {citation["id"] for citations in extract.records["sources"] for citation in citations}
    return [extract.sources[name] for name in sorted(ids) if name in extract.sources]


def named_areas(extract: Extract) -> gpd.GeoDataFrame:
    """Give the areas that the records name, WGS 84, in the order of their ids."""
    named = extract.areas["id"].isin(set(extract.records["area"].dropna()))
    return extract.areas[named].sort_values("id", ignore_index=True)


def _listed(words: Mapping[str, schema.AnyTerm]) -> str:
    return " ".join(f"{word.code}: {word.definition}" for word in words.values())


FILE_WORDS: Final[Mapping[str, str]] = {
    "lon, lat": "Longitude and latitude of the record's point in WGS 84 degrees; empty without a point.",
    "wkt": "The record's own geometry as well-known text, WGS 84, longitude first; not that of an area it names.",
    "figures_json, sources_json": "In CSV: the figures and the citations in full, as JSON.",
    "record, number": "In tables of figures and sources: the record's id, and the place in its list, from 1.",
    "title_basis": f"What a source's title is: {_listed(schema.TITLE_BASES)}",
    "address_state": "What became of a source's address; empty if it was never checked. "
    + _listed(schema.ADDRESS_STATES),
    "address_checked": "The day on which that was seen.",
    "moved_to": "Where a source's address sends on to for good.",
    "archive_url, archived": "An archived copy of a source, and when it was made (UTC); empty if none is known.",
    "archive_checked": "The day on which an archive was asked for a copy; empty if none was ever asked.",
    ";": "In a list: stands between items, with a space after it; within an item it has a backslash before it.",
    "'": "In CSV and Excel: an apostrophe before a text that begins like a formula; take it away to have the text.",
}
"""What a file has that is neither a field nor a word of a vocabulary."""


def explained() -> Mapping[str, str]:
    """What each column of a file holds, where a field or the file itself says it."""
    fields = {field.name: field.rule for field in schema.fields()}
    return fields | {name: rule for names, rule in FILE_WORDS.items() for name in names.split(", ")}


def codebook() -> list[Row]:
    """Explain every field, every word and what a file adds: ``of``, ``code``, ``label``, ``definition``."""
    fields = [
        {"of": f"{field.origin} field", "code": field.name, "label": kind_of(field), "definition": field.rule}
        for field in schema.fields()
    ]
    words = [
        {"of": name, "code": term.code, "label": term.label, "definition": term.definition}
        for name, vocabulary in schema.VOCABULARIES.items()
        for term in vocabulary.values()
    ]
    others = [{"of": "file", "code": name, "label": "", "definition": rule} for name, rule in FILE_WORDS.items()]
    return fields + words + others

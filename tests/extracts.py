"""Extracts for tests: random records with hostile texts, and readers that give an exported file's records back."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import shapely
from hypothesis import strategies as st
from pyarrow import parquet

from geo import crs, schema
from geo.intake.columns import not_null
from geo.publish.export import About, Extract, rows, text

Row = dict[str, Any]

HOSTILE: Final = (
    "=1+1",
    '=HYPERLINK("http://x.example","y")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "|calc",
    "%x",
    "＝1",
    "'=1",
    "''=1",
    "'quoted' already",
    "'",
    "a;b; c\\",
    "\\;",
    'he said "no", twice',
    "two\nlines",
    "two\r\nlines",
    "{{ 7*7 }}",
    "${7*7}",
    "<script>alert(1)</script>",
    "\u202eright to left\u202c",
    "NaN",
    "None",
    "null",
    "007",
    "1e5",
    "true",
    "2021-11-08",
    " space before",
    "space after ",
    "\ufeffmark",
    "Кузница · 國界 · 🜂",
    "https://x.example/?a=1&b=2",
    "long " * 120,
)
TEXTS: Final = st.sampled_from(HOSTILE) | st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn"], include_characters="\t\n\r"), min_size=1, max_size=30
)
NUMBERS: Final = st.none() | st.integers(-100, 10**8) | st.floats(-100, 1e8, allow_nan=False).map(lambda x: round(x, 3))
DAYS: Final = st.dates(date(2021, 1, 1), date(2022, 12, 31))
DEGREES: Final = st.integers(-850_000_000, 850_000_000).map(lambda value: value / 10_000_000)
POSITIONS: Final = st.tuples(DEGREES, DEGREES)
SHAPES: Final = (
    st.none()
    | POSITIONS.map(shapely.Point)
    | st.lists(POSITIONS, min_size=2, max_size=4, unique=True).map(shapely.LineString)
)
SOURCE_IDS: Final = ("alpha", "beta", "gamma")
AREA_IDS: Final = ("north", "south")


def _codes(vocabulary: dict[str, Any]) -> st.SearchStrategy[str]:
    return st.sampled_from(list(vocabulary))


FIGURES: Final = st.fixed_dictionaries(
    {
        "measure": _codes(schema.MEASURES),
        "value": NUMBERS,
        "min": NUMBERS,
        "max": NUMBERS,
        "unit": st.sampled_from(schema.UNITS),
        "as_of": st.none() | DAYS.map(date.isoformat),
        "attributed_to": TEXTS,
        "source": st.sampled_from(SOURCE_IDS),
        "note": st.none() | TEXTS,
        "scope": st.none() | st.fixed_dictionaries({"place": TEXTS, "precision": _codes(schema.PRECISIONS)}),
    }
)
CITATIONS: Final = st.fixed_dictionaries(
    {
        "id": st.sampled_from(SOURCE_IDS),
        "locator": st.none() | TEXTS,
        "says": st.none() | TEXTS,
        "bears": st.lists(_codes(schema.BEARINGS), max_size=3, unique=True),
    }
)
OF_FIELD: Final[dict[str, st.SearchStrategy[Any]]] = {
    "start": DAYS,
    "end": st.none() | DAYS,
    "reported": DAYS,
    "uncertainty_m": st.none() | st.integers(0, 500_000),
    "area": st.none() | st.sampled_from(AREA_IDS),
    "place_local": st.none() | st.dictionaries(st.sampled_from(["pl", "be", "ru"]), TEXTS),
    "figures": st.lists(FIGURES, max_size=3),
    "sources": st.lists(CITATIONS, max_size=3),
    "checked": st.none() | st.fixed_dictionaries({"day": DAYS.map(date.isoformat), "how": _codes(schema.CHECKS)}),
    "origin": st.none()
    | st.fixed_dictionaries(
        {
            "dataset": st.sampled_from(SOURCE_IDS),
            "id": TEXTS,
            "codes": st.dictionaries(TEXTS, TEXTS, max_size=3),
            "whole": st.dictionaries(TEXTS, TEXTS, max_size=2),
            "brought": st.just("0a1b2"),
        }
    ),
    "single_claimant": st.booleans(),
    "border_m": st.none() | st.integers(0, 10**6).map(float),
    "border_km": st.none() | st.integers(0, 4190).map(lambda tenths: tenths / 10),
}


@st.composite
def extracts(draw: st.DrawFn) -> Extract:
    """An extract of some records, all texts in it hostile."""
    number = draw(st.integers(0, 4))
    found = [
        {field.name: draw(_of(field)) for field in schema.fields()}
        | {"id": f"PLBY-{place:04d}", "geometry": draw(SHAPES)}
        for place in range(number)
    ]
    columns = [*(field.name for field in schema.fields()), "geometry"]
    table = pd.DataFrame(found, columns=columns, dtype=object)
    numeric = table.assign(**{name: table[name].astype(float) for name in ("border_m", "border_km")})
    return Extract(
        records=gpd.GeoDataFrame(numeric, geometry="geometry", crs=crs.WGS84),
        sources={name: source(name, title=draw(TEXTS)) for name in SOURCE_IDS},
        areas=areas(),
        about=About("1.2.3", "0" * 64, draw(TEXTS), "q=%3D1", number, 9),
    )


def _of(field: schema.Field) -> st.SearchStrategy[Any]:
    if field.name in OF_FIELD:
        return OF_FIELD[field.name]
    if not_null(field.json)["type"] == "array":
        return st.lists(TEXTS, max_size=3)
    return st.none() | TEXTS if "anyOf" in field.json else TEXTS


def source(name: str, *, title: str) -> Row:
    """A source with a title."""
    return {
        "id": name,
        "type": "webpage",
        "title": title,
        "container-title": "=Paper",
        "language": "en",
        "issued": {"date-parts": [[2021, 11]]},
        "URL": f"https://x.example/{name}",
        "custom": {"title_basis": "excerpt", "archive_url": None},
    }


def areas() -> gpd.GeoDataFrame:
    """Two areas, WGS 84."""
    shapes = [shapely.box(23, 52, 24, 53), shapely.LineString([(23, 51), (24, 51.5)])]
    columns = {"id": AREA_IDS, "name": ["North", "South"], "name_local": [{"pl": "Północ"}, None]}
    return gpd.GeoDataFrame({**columns, "km_from": [None, 1.5]}, geometry=shapes, crs=crs.WGS84)


# --- reading back: each gives `rows.properties` and the geometries as WKT -------------

Back = tuple[list[Row], list[str | None]]


def expected(extract: Extract) -> Back:
    """The records that a file of this extract must give back."""
    return rows.properties(extract.records), [_wkt(shape) for shape in rows.geometries(extract.records)]


def _wkt(shape: shapely.Geometry | None) -> str | None:
    return None if shape is None else shapely.to_wkt(shape, rounding_precision=7)


def from_csv(content: bytes, *, hashtags: bool = False) -> Back:
    """Read CSV back."""
    lines = list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    if hashtags:
        lines = lines[1:]
    texts = [{name: text.unguard(cell) or None for name, cell in line.items()} for line in lines]
    found = [
        {
            name: _parsed(row[name], kind=kind)
            for name, kind in rows.kinds().items()
            if kind not in ("figures", "sources")
        }
        | {field: json.loads(row[name] or "") for name, field in text.JSON_COLUMNS.items()}
        for row in texts
    ]
    return [_in_order(row) for row in found], [row["wkt"] for row in texts]


def _parsed(cell: Any, *, kind: rows.Kind) -> Any:
    """Take a flat cell, as text or already typed, back to the value of a record."""
    if kind == "texts":
        return rows.split(cell or "")
    if cell is None or (not isinstance(cell, str) and pd.isna(cell)):
        return None
    if kind == "names" or (kind in ("integer", "number", "boolean") and isinstance(cell, str)):
        return json.loads(cell)
    if kind == "date" and not isinstance(cell, str):
        return pd.Timestamp(cell).date().isoformat()
    return rows.plain(cell)


def _in_order(row: Row) -> Row:
    return {name: row[name] for name in rows.kinds()}


def from_geojson(content: bytes) -> Back:
    """Read GeoJSON back, strictly: no key twice, no NaN, every feature whole."""
    document = json.loads(content.decode(), object_pairs_hook=_once, parse_constant=_never)
    features = document["features"]
    assert document["type"] == "FeatureCollection"
    assert "crs" not in document
    assert all(set(item) == {"type", "id", "properties", "geometry"} for item in features)
    assert all(item["id"] == item["properties"]["id"] for item in features)
    shapes = [item["geometry"] and _wkt(shapely.geometry.shape(item["geometry"])) for item in features]
    return [item["properties"] for item in features], shapes


def _once(pairs: list[tuple[str, Any]]) -> Row:
    assert len({name for name, _ in pairs}) == len(pairs)
    return dict(pairs)


def _never(name: str) -> float:
    raise AssertionError(name)


def geoparquet(content: bytes) -> gpd.GeoDataFrame:
    """Open GeoParquet with geopandas."""
    return gpd.read_parquet(BytesIO(content))  # type: ignore[arg-type] # it takes files, and its stubs do not say so


def from_parquet(content: bytes) -> Back:
    """Read GeoParquet back: nested values with pyarrow, geometry with geopandas."""
    shapes = geoparquet(content).geometry
    table = parquet.read_table(BytesIO(content))
    found = table.select(list(rows.kinds())).to_pylist(maps_as_pydicts="strict")
    return [rows.plain(row) for row in found], [_wkt(shape) for shape in shapes]


def from_geopackage(content: bytes, *, folder: Path) -> Back:
    """Read GeoPackage back with GDAL: flat columns, and the figures and sources from their tables."""
    path = folder / "back.gpkg"
    path.write_bytes(content)
    records = pyogrio.read_dataframe(path, layer="records")
    figures = pyogrio.read_dataframe(path, layer="figures").to_dict("records")
    citations = pyogrio.read_dataframe(path, layer="sources").to_dict("records")
    shapes = [_wkt(shape) for shape in records.geometry]
    return _with_tables(records.drop(columns="geometry").to_dict("records"), figures, citations), shapes


def _with_tables(flat: list[Any], figures: list[Any], citations: list[Any]) -> list[Row]:
    own = {row["id"]: ([], []) for row in flat}  # type: dict[str, tuple[list[Row], list[Row]]]
    for figure in figures:
        own[figure["record"]][0].append(_figure({name: figure[name] for name in rows.FIGURE_FIELDS}))
    for citation in citations:
        own[citation["record"]][1].append(
            {
                "id": citation["source"],
                "locator": rows.plain(citation["locator"]),
                "says": rows.plain(citation["says"]),
                "bears": rows.split(rows.plain(citation["bears"]) or ""),
            }
        )
    return [
        {
            name: _parsed(rows.plain(row[name]) if kind == "texts" else row[name], kind=kind)
            for name, kind in rows.kinds().items()
        }
        | {"figures": own[row["id"]][0], "sources": own[row["id"]][1]}
        for row in flat
    ]


def _figure(row: Row) -> Row:
    row = {name: value if name == "as_of" else rows.plain(value) for name, value in row.items()}
    place, precision = (row.pop(name) for name in rows.SCOPE_FIELDS)
    row["as_of"] = _parsed(row["as_of"], kind="date")
    return row | {"scope": place and {"place": place, "precision": precision}}


def from_workbook(content: bytes) -> Back:
    """Read an Excel workbook back with openpyxl."""
    book = openpyxl.load_workbook(BytesIO(content))
    flat, figures, citations = (_sheet(book[name]) for name in ("Records", "Figures", "Sources"))
    return _with_tables(flat, figures, citations), [row["wkt"] for row in flat]


def _sheet(sheet: Any) -> list[Row]:
    header, *lines = sheet.iter_rows()
    assert all(cell.data_type != "f" for line in lines for cell in line)
    names = [_text(cell.value) for cell in header]
    return [{name: _text(cell.value) for name, cell in zip(names, line, strict=True)} for line in lines]


def _text(value: Any) -> Any:
    """Take off our guard, and the escape for a carriage return, which openpyxl leaves where Excel decodes it."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return text.unguard(value.replace("_x000D_", "\r")) if isinstance(value, str) else value

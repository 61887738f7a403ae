from __future__ import annotations

import csv
import json
import re
import zipfile
from collections import Counter
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from geo import schema
from geo.errors import RequestError
from geo.model import Dataset, Link, Selection
from geo.publish import compose, export
from geo.publish.export import Extract, rows, text
from geo.query import select
from geo.query.view import DataView
from tests import extracts, strategies

SLOW = settings(max_examples=12)


@pytest.fixture(scope="module")
def everything(dataset: Dataset, index: select.Index) -> Extract:
    return compose.extract(DataView(dataset, index, Link(selection=Selection())))


# --- what is written reads back equal ------------------------------------------------


@given(extract=extracts.extracts())
def test_csv_reads_back(extract: Extract) -> None:
    expected = extracts.expected(extract)
    assert extracts.from_csv(export.encode(extract, format="csv")) == expected
    assert extracts.from_csv(export.encode(extract, format="csv", hxl=True, bom=True), hashtags=True) == expected


def test_the_schema_is_read_once_a_file_and_not_for_each_cell(
    everything: Extract, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: Counter[str] = Counter()
    kind_of = rows.kind_of

    def counted(field: schema.Field) -> rows.Kind:
        asked[field.name] += 1
        return kind_of(field)

    monkeypatch.setattr(rows, "kind_of", counted)
    rows.flat(everything)
    assert 0 < max(asked.values()) < len(everything.records)


@given(extract=extracts.extracts())
def test_geojson_reads_back(extract: Extract) -> None:
    assert extracts.from_geojson(export.encode(extract, format="geojson")) == extracts.expected(extract)


@SLOW
@given(extract=extracts.extracts())
def test_geoparquet_reads_back(extract: Extract) -> None:
    assert extracts.from_parquet(export.encode(extract, format="parquet")) == extracts.expected(extract)


@SLOW
@given(extract=extracts.extracts())
def test_geopackage_reads_back(extract: Extract, tmp_path: Path) -> None:
    content = export.encode(extract, format="gpkg")
    assert extracts.from_geopackage(content, folder=tmp_path) == extracts.expected(extract)


@SLOW
@given(extract=extracts.extracts())
def test_workbook_reads_back(extract: Extract) -> None:
    assert extracts.from_workbook(export.encode(extract, format="xlsx")) == extracts.expected(extract)


@given(items=st.lists(extracts.TEXTS, max_size=5))
def test_joined_texts_come_apart(items: list[str]) -> None:
    assert rows.split(rows.join(items)) == items


@given(value=extracts.TEXTS)
def test_the_guard_can_be_taken_away(value: str) -> None:
    guarded = text.guard(value)
    assert text.unguard(guarded) == value
    assert guarded[0] not in "=+-@|%\t\r\n＝＋－＠"


@given(value=st.integers() | st.floats() | st.booleans() | st.none())
def test_the_guard_leaves_numbers_alone(value: object) -> None:
    assert text.guard(value) is value


# --- exactly the selection -----------------------------------------------------------


@SLOW
@given(selection=strategies.selections())
def test_every_format_holds_exactly_the_selection(dataset: Dataset, index: select.Index, selection: Selection) -> None:
    ids = list(dataset.records["id"].iloc[select.rows(index, selection)])
    extract = compose.extract(DataView(dataset, index, Link(selection=selection)))
    assert extract.about.shown == len(ids)
    assert [row["id"] for row in extracts.from_csv(export.encode(extract, format="csv"))[0]] == ids
    assert [row["id"] for row in extracts.from_geojson(export.encode(extract, format="geojson"))[0]] == ids
    assert list(extracts.geoparquet(export.encode(extract, format="parquet"))["id"]) == ids


def test_all_shipped_records_survive_every_format(everything: Extract, tmp_path: Path) -> None:
    expected = extracts.expected(everything)
    assert len(expected[0]) == everything.about.total
    files = {code: export.encode(everything, format=code) for code in export.FORMATS}
    assert extracts.from_csv(files["csv"]) == expected
    assert extracts.from_geojson(files["geojson"]) == expected
    assert extracts.from_parquet(files["parquet"]) == expected
    assert extracts.from_geopackage(files["gpkg"], folder=tmp_path) == expected
    assert extracts.from_workbook(files["xlsx"]) == expected


def test_an_empty_selection_is_a_file_without_rows(dataset: Dataset, index: select.Index, tmp_path: Path) -> None:
    extract = compose.extract(DataView(dataset, index, Link(selection=Selection(text="nowhere at all"))))
    assert len(export.encode(extract, format="csv").splitlines()) == 1
    assert extracts.from_geojson(export.encode(extract, format="geojson")) == ([], [])
    assert extracts.from_parquet(export.encode(extract, format="parquet")) == ([], [])
    assert extracts.from_geopackage(export.encode(extract, format="gpkg"), folder=tmp_path) == ([], [])
    assert extracts.from_workbook(export.encode(extract, format="xlsx")) == ([], [])


def test_records_are_not_changed(everything: Extract) -> None:
    before = everything.records.copy(deep=True)
    for code in export.FORMATS:
        export.encode(everything, format=code)
    assert everything.records.equals(before)


# --- the same bytes ------------------------------------------------------------------


@pytest.mark.parametrize("code", export.FORMATS)
def test_no_file_holds_the_time(everything: Extract, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = export.encode(everything, format=code)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    monkeypatch.setenv("TZ", "America/New_York")
    monkeypatch.setattr("time.time", lambda: 86_400.0)
    assert export.encode(everything, format=code) == first


def test_the_workbook_bears_the_day_of_the_data(everything: Extract) -> None:
    with zipfile.ZipFile(BytesIO(export.encode(everything, format="xlsx"))) as archive:
        assert {item.date_time[0] for item in archive.infolist()} == {1980}
        assert f"{everything.about.day}T00:00:00Z".encode() in archive.read("docProps/core.xml")


# --- what each file says of itself ---------------------------------------------------


def test_csv_is_plain(everything: Extract) -> None:
    content = export.encode(everything, format="csv")
    lines = list(csv.reader(StringIO(content.decode(), newline=""), strict=True))
    assert len(lines) == everything.about.shown + 1
    assert lines[0] == [*rows.kinds(), "figures_json", "sources_json", "lon", "lat", "wkt"]
    assert content.endswith(b"\r\n")


def test_hashtags_stand_under_the_header(everything: Extract) -> None:
    content = export.encode(everything, format="csv", hxl=True)
    header, tags, *lines = csv.reader(StringIO(content.decode(), newline=""))
    tagged = dict(zip(header, tags, strict=True))
    assert len(lines) == everything.about.shown
    assert set(text.HASHTAGS) <= set(header)
    assert (tagged["id"], tagged["start"], tagged["lat"], tagged["region"]) == (
        "#event+code",
        "#date+start",
        "#geo+lat",
        "#adm1+name",
    )
    assert all(re.fullmatch(r"(#[a-z]+\d?(\+[a-z][a-z0-9_]*)*)?", tag) for tag in tags)


def test_geojson_carries_its_sources_areas_and_licence(everything: Extract) -> None:
    document = json.loads(export.encode(everything, format="geojson"))
    cited = {item["id"] for feature in document["features"] for item in feature["properties"]["sources"]}
    named = {feature["properties"]["area"] for feature in document["features"]} - {None}
    assert document["granica"] == everything.about.lines()
    assert {source["id"] for source in document["sources"]} == cited
    assert {area["id"] for area in document["areas"]["features"]} == named


def test_a_region_never_becomes_the_geometry_of_a_record(everything: Extract) -> None:
    regional = everything.records[everything.records["geo_precision"] == "region"]
    assert len(regional)
    document = json.loads(export.encode(everything, format="geojson"))
    shapes = {feature["id"]: feature["geometry"] for feature in document["features"]}
    own = regional[regional.geometry.notna()]["id"]
    assert all(shapes[name] is None for name in regional["id"] if name not in set(own))
    table = extracts.geoparquet(export.encode(everything, format="parquet")).set_index("id")
    with_area = regional[regional["area"].notna()]["id"]
    assert table.loc[with_area, "area_geometry"].notna().all()
    assert table.loc[table["area"].isna(), "area_geometry"].isna().all()


def test_exterior_rings_run_anticlockwise(everything: Extract) -> None:
    document = json.loads(export.encode(everything, format="geojson"))
    shapes = [shapely.geometry.shape(area["geometry"]) for area in document["areas"]["features"]]
    rings = [
        part.exterior for shape in shapes for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon"
    ]
    assert rings
    assert all(ring.is_ccw for ring in rings)


def test_geoparquet_says_what_it_is(everything: Extract) -> None:
    content = export.encode(everything, format="parquet")
    metadata = parquet.read_metadata(BytesIO(content)).metadata
    assert json.loads(metadata[b"granica"]) == everything.about.lines()
    assert json.loads(metadata[b"geo"])["version"] == "1.1.0"
    table = extracts.geoparquet(content)
    assert table.crs == "OGC:CRS84"
    assert table.active_geometry_name == "geometry"


def test_geopackage_opens_in_gdal(everything: Extract, tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    path.write_bytes(export.encode(everything, format="gpkg"))
    layers = dict(pyogrio.list_layers(path))
    assert list(layers) == ["records", "areas", "figures", "sources", "codebook", "about", "layer_styles"]
    assert pyogrio.read_info(path, layer="records")["crs"] == "EPSG:4326"
    about = pyogrio.read_dataframe(path, layer="about")
    assert dict(zip(about["name"], about["text"].fillna(""), strict=True)) == everything.about.lines()
    starts = pyogrio.read_dataframe(path, layer="records")["start"]
    assert str(starts.min().date()) == min(row["start"] for row in rows.properties(everything.records))


def test_the_workbook_has_its_sheets(everything: Extract) -> None:
    book = openpyxl.load_workbook(BytesIO(export.encode(everything, format="xlsx")))
    assert book.sheetnames == ["Records", "Figures", "Sources", "Codebook", "About"]
    assert book["Records"].max_row == everything.about.shown + 1
    assert book["Figures"].max_row == 1 + sum(map(len, everything.records["figures"]))
    assert book["Sources"].max_row == 1 + sum(map(len, everything.records["sources"]))
    explained = {cell.value for cell in book["Codebook"]["B"]}
    assert {field.name for field in schema.fields()} <= explained
    assert set(schema.CATEGORIES) <= explained
    assert dict(book["About"].iter_rows(min_row=2, values_only=True))["licence"] == "CC-BY-4.0"


def test_the_workbook_escapes_what_looks_like_an_escape(everything: Extract) -> None:
    records = everything.records.head(1).assign(summary="_x0041_")
    extract = Extract(records, everything.sources, everything.areas, everything.about)
    with zipfile.ZipFile(BytesIO(export.encode(extract, format="xlsx"))) as archive:
        assert b"<t>_x005F_x0041_</t>" in archive.read("xl/sharedStrings.xml")


def test_what_cannot_be_done_is_refused(everything: Extract) -> None:
    with pytest.raises(RequestError, match="there are csv, geojson, parquet, gpkg, xlsx, zip"):
        export.encode(everything, format="shp")
    with pytest.raises(RequestError, match="go with csv"):
        export.encode(everything, format="xlsx", hxl=True)
    endless = everything.records.head(1).assign(summary="x" * 40_000)
    with pytest.raises(RequestError, match="summary: 40,000 characters"):
        export.encode(Extract(endless, everything.sources, everything.areas, everything.about), format="xlsx")


def test_files_are_named_after_version_and_rows(everything: Extract) -> None:
    about = everything.about
    named = export.filename(everything, format="csv")
    assert re.fullmatch(rf"granica-{about.version}-{about.shown}-records-[0-9a-f]{{8}}\.csv", named)

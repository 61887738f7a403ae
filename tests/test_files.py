"""The files say what they are: packages that validators accept, days and links that programs know, fixed types."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import frictionless
import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely

from geo import __main__ as cli
from geo import crs, schema, study
from geo.curate import files
from geo.errors import RequestError
from geo.intake import folder
from geo.model import Link, Selection
from geo.publish import compose, export
from geo.publish.export import About, Extract, layer_styles, text
from geo.query import select
from geo.query.view import DataView
from geo.symbols import SYMBOLS
from tests import building, folders

ADDRESS = "https://maps.example/granica/"
DENIED = building.feature(
    id="PLBY-0002",
    start="2021-11-09",
    reported="2021-11-09",
    confidence="disputed",
    disputed_by=["Belarusian Border Committee"],
    denier_sides=["BY state"],
    geo_precision="district",
    figures=[building.figure(value=None, min=5, max=None)],
)
REGIONAL = building.feature(
    at=None, id="PLBY-0003", start="2021-11-10", reported="2021-11-10", geo_precision="region", area=building.AREA
)
HOSTILE = building.feature(
    id="PLBY-0004", title="=1+1", summary='a "b"\r\n;c', start="2021-11-11", reported="2021-11-11"
)


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> DataView:
    """Four records: one at a village, one denied somewhere in a district, one of a region, one with hostile texts."""
    items = (building.feature(figures=[building.figure()]), DENIED, REGIONAL, HOSTILE)
    data = building.dataset(tmp_path_factory.mktemp("files"), *items)
    assert len(data.records) == len(items)
    return DataView(data, select.index(data.records), Link())


@pytest.fixture(scope="module")
def extract(view: DataView) -> Extract:
    return compose.extract(view, address=ADDRESS)


def chosen(view: DataView, **selection: Any) -> Extract:
    """The extract of another selection of the same data."""
    link = Link(selection=Selection(**selection))
    return compose.extract(DataView(view.dataset, view.index, link), address=ADDRESS)


def unpacked(extract: Extract, path: Path) -> Path:
    """The data package, unpacked; its descriptor."""
    with zipfile.ZipFile(BytesIO(export.encode(extract, format="zip"))) as archive:
        archive.extractall(path)
    return path / "datapackage.json"


# --- the data package ----------------------------------------------------------------


def test_frictionless_accepts_the_zip_and_finds_what_is_put_in(extract: Extract, tmp_path: Path) -> None:
    descriptor = unpacked(extract, tmp_path / "good")
    report = frictionless.validate(str(descriptor))
    assert report.valid, report.flatten(["type", "message"])
    assert [task.name for task in report.tasks] == ["records", "figures", "sources", "sources-json", "areas"]
    broken = unpacked(extract, tmp_path / "bad").parent / "figures.csv"
    broken.write_bytes(broken.read_bytes().replace(b"PLBY-0001", b"PLBY-9999"))
    found = frictionless.validate(str(broken.parent / "datapackage.json")).flatten(["type"])
    assert ["foreign-key"] in found
    assert ["hash-count"] in found


def test_the_package_of_no_record_is_valid_too(view: DataView, tmp_path: Path) -> None:
    report = frictionless.validate(str(unpacked(chosen(view, text="no such words"), tmp_path)))
    assert report.valid, report.flatten(["type", "message"])


def test_frictionless_accepts_the_package_of_the_data() -> None:
    report = frictionless.validate(str(folder.DATA / folder.PACKAGE_FILE))
    assert report.valid, report.flatten(["type", "message"])


def test_the_records_of_the_package_are_the_csv(extract: Extract, tmp_path: Path) -> None:
    there = unpacked(extract, tmp_path).parent
    assert (there / "records.csv").read_bytes() == export.encode(extract, format="csv")
    figures = list(csv.DictReader(StringIO((there / "figures.csv").read_text(encoding="utf-8"))))
    assert [(row["record"], row["number"], row["value"], row["min"]) for row in figures] == [
        ("PLBY-0001", "1", "100", ""),
        ("PLBY-0002", "1", "", "5"),
    ]
    areas = json.loads((there / "areas.geojson").read_bytes())
    assert [item["id"] for item in areas["features"]] == [building.AREA]
    assert [entry["id"] for entry in json.loads((there / "sources.json").read_bytes())] == [building.SOURCE]


def test_the_package_says_licence_version_selection_and_link(view: DataView, tmp_path: Path) -> None:
    told = json.loads(unpacked(chosen(view, start=date(2021, 11, 9)), tmp_path).read_bytes())
    assert [item["name"] for item in told["licenses"]] == ["CC-BY-4.0", "ODbL-1.0"]
    assert told["homepage"] == told["granica"]["link"] == f"{ADDRESS}?from=2021-11-09"
    assert told["version"] == view.dataset.version
    assert told["description"].startswith("9–11 November 2021")
    assert datetime.fromisoformat(told["created"]).date() == chosen(view).about.day


def test_every_file_of_the_package_bears_the_day_of_the_data(extract: Extract) -> None:
    day = date(2026, 11, 22)
    about = replace(extract.about, released=day)
    with zipfile.ZipFile(BytesIO(export.encode(replace(extract, about=about), format="zip"))) as archive:
        assert {item.date_time for item in archive.infolist()} == {(2026, 11, 22, 0, 0, 0)}
    early = replace(extract, about=replace(extract.about, released=date(1914, 7, 28)))
    with zipfile.ZipFile(BytesIO(export.encode(early, format="zip"))) as archive:
        assert {item.date_time[0] for item in archive.infolist()} == {1980}


@pytest.mark.parametrize("code", ["zip", "gpkg", "xlsx", "parquet"])
def test_a_process_of_its_own_writes_the_same_bytes(tmp_path: Path, code: str) -> None:
    data = building.folder(tmp_path / "data", building.feature(), DENIED, REGIONAL)
    command = [sys.executable, "-m", "geo", "export", "--data", str(data), "--format", code, "--address", ADDRESS]
    written = []
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.{code}"
        environment = {"PYTHONHASHSEED": seed, "PATH": "", "TZ": f"Etc/GMT+{seed}"}
        subprocess.run([*command, "-o", str(path)], check=True, cwd=folder.DATA.parent, env=environment)
        written.append(path.read_bytes())
    assert written[0] == written[1]


# --- names, links, hindsight ---------------------------------------------------------


def test_two_selections_of_as_many_records_are_two_names(view: DataView) -> None:
    one, other = chosen(view, start=date(2021, 11, 9)), chosen(view, end=date(2021, 11, 10))
    assert one.about.shown == other.about.shown
    names = {export.filename(item, format="csv") for item in (one, other, chosen(view, start=date(2021, 11, 9)))}
    assert len(names) == 2


@pytest.mark.parametrize(("address", "link"), [(ADDRESS, f"{ADDRESS}?to=2021-11-09"), ("", "?to=2021-11-09")])
def test_the_link_in_a_file_is_absolute_where_the_site_is_known(view: DataView, address: str, link: str) -> None:
    shown = DataView(view.dataset, view.index, Link(selection=Selection(end=date(2021, 11, 9))))
    assert compose.extract(shown, address=address).about.lines()["link"] == link


def test_the_command_writes_absolute_links(tmp_path: Path) -> None:
    data = building.folder(tmp_path / "data", building.feature())
    out = tmp_path / "out.geojson"
    chosen = ["--to", "2021-11-09", "--address", ADDRESS, "--format", "geojson", "-o", str(out)]
    assert cli.main(["export", "--data", str(data), *chosen]) == cli.FINE
    assert json.loads(out.read_bytes())["granica"]["link"] == f"{ADDRESS}?to=2021-11-09"


def test_a_file_of_a_past_day_says_what_is_of_today(view: DataView, tmp_path: Path) -> None:
    past, today = chosen(view, known=date(2021, 11, 9)), chosen(view)
    said = json.loads(unpacked(past, tmp_path).read_bytes())["granica"]["known"]
    assert said.startswith("2021-11-09: ")
    assert all(word in said for word in ("titles", "summaries", "claimants", "denials", "confidence", "of today"))
    assert "known" not in today.about.lines()
    assert "-known-2021-11-09-" in export.filename(past, format="csv")
    assert "known" not in export.filename(today, format="csv")


def test_commands_take_the_folder_that_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = building.folder(tmp_path / "data", building.feature(title="Only here"))
    monkeypatch.setenv(study.VARIABLE, str(data))
    assert cli.main(["show"]) == cli.FINE
    assert "Only here" in capsys.readouterr().out
    (data / "sources.json").write_bytes(b"[")
    assert cli.main(["validate"]) == cli.FINDINGS


def test_the_precision_of_a_date_is_no_date() -> None:
    assert text.HASHTAGS["date_precision"] == "#meta+date_precision"


# --- Excel ---------------------------------------------------------------------------


def cells(extract: Extract, sheet: str) -> list[dict[str, Any]]:
    """The cells of a sheet below its header, by column."""
    header, *lines = openpyxl.load_workbook(BytesIO(export.encode(extract, format="xlsx")))[sheet].iter_rows()
    return [dict(zip((cell.value for cell in header), line, strict=True)) for line in lines]


def test_days_are_days_in_excel(extract: Extract) -> None:
    first = cells(extract, "Records")[0]
    assert first["start"].value == datetime(2021, 11, 8)  # noqa: DTZ001 - a day of a calendar
    assert (first["start"].number_format, first["reported"].number_format) == ("yyyy-mm-dd", "yyyy-mm-dd")
    assert first["end"].value is None
    assert cells(extract, "Figures")[0]["as_of"].value == datetime(2021, 11, 8)  # noqa: DTZ001


def test_a_day_that_excel_cannot_count_stays_text(extract: Extract) -> None:
    for day, is_day in ((date(1900, 2, 28), False), (date(1900, 3, 1), True)):
        records = extract.records.head(1).assign(start=[day])
        start = cells(replace(extract, records=records), "Records")[0]["start"]
        assert start.is_date is is_day
        assert str(start.value)[:10] == str(day)


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("https://news.example/a?b=1&c=%20#d", True),
        ("internal:Records!A1", False),
        ("external:c:/x.exe", False),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("=HYPERLINK(1)", False),
        ("https://a.example/ and more", False),
        (f"https://a.example/{'x' * 2_061}", True),
        (f"https://a.example/{'x' * 2_062}", False),
    ],
)
def test_addresses_can_be_followed_and_nothing_else(extract: Extract, url: str, *, followed: bool) -> None:
    source = {**extract.sources[building.SOURCE], "URL": url}
    cell = cells(replace(extract, sources={building.SOURCE: source}), "Sources")[0]["url"]
    assert text.unguard(cell.value) == url
    assert (cell.hyperlink is not None) is followed
    if followed:
        link = cell.hyperlink
        assert link.target + (f"#{link.location}" if link.location else "") == url


# --- GeoPackage ----------------------------------------------------------------------


def opened(extract: Extract, path: Path) -> sqlite3.Connection:
    path.write_bytes(export.encode(extract, format="gpkg"))
    return sqlite3.connect(path)


def test_a_geopackage_is_of_version_1_3_and_described(extract: Extract, tmp_path: Path) -> None:
    base = opened(extract, tmp_path / "a.gpkg")
    assert base.execute("pragma user_version").fetchone() == (10_300,)
    told = dict(base.execute("select table_name, description from gpkg_contents"))
    assert "Never add up figures" in told["records"]
    assert told["areas"]


def test_the_types_of_columns_do_not_change_with_the_content(view: DataView, tmp_path: Path) -> None:
    everything, nothing = chosen(view), chosen(view, text="no such words")
    zeros = replace(everything, areas=everything.areas.assign(km_from=0.0, note=7))
    found = []
    for number, extract in enumerate((everything, nothing, zeros)):
        base = opened(extract, tmp_path / f"{number}.gpkg")
        tables = [name for (name,) in base.execute("select table_name from gpkg_contents order by 1")]
        found.append({name: dict(_types(base, name)) for name in tables})
    note = found[2]["areas"].pop("note")
    assert found[0] == found[1] == found[2]
    assert found[0]["areas"]["km_from"] == "REAL"
    assert found[0]["figures"]["as_of"] == "DATE"
    assert note == "TEXT"


def _types(base: sqlite3.Connection, table: str) -> list[tuple[str, str]]:
    return [(row[1], row[2]) for row in base.execute(f'pragma table_info("{table}")')]


def test_a_number_of_an_area_that_is_none_is_refused(extract: Extract) -> None:
    areas = extract.areas.assign(km_from="twenty")
    with pytest.raises(RequestError, match=r"areas.geojson: km_from is 'twenty'"):
        export.encode(replace(extract, areas=areas), format="gpkg")


def test_qgis_finds_a_style_for_each_layer(extract: Extract, tmp_path: Path) -> None:
    base = opened(extract, tmp_path / "a.gpkg")
    asked = "select styleQML from layer_styles where f_table_schema='' and f_table_name=? and f_geometry_column='geom'"
    (records,), (areas,) = (base.execute(asked, [name]).fetchone() for name in ("records", "areas"))
    root = ET.fromstring(records)  # noqa: S314  # our own style
    rules = root.findall(".//rule")
    symbols = {item.get("name") for item in root.findall("./renderer-v2/symbols/symbol")}
    assert {rule.get("symbol") for rule in rules} == symbols
    where = " ".join(rule.get("filter", "") for rule in rules)
    assert all(f"'{code}'" in where for code in schema.CATEGORIES)
    red, green, blue = (int(SYMBOLS["death"].light[place : place + 2], 16) for place in (1, 3, 5))
    assert f"{red},{green},{blue},255" in records
    assert "uncertainty_m" in records
    assert str(crs.metric()) in records
    assert {item.get("type") for item in ET.fromstring(areas).findall(".//renderer-v2/symbols/symbol")} == {  # noqa: S314
        "fill",
        "line",
    }


def test_every_record_has_one_rule_of_the_style(extract: Extract, tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    base = opened(extract, path)
    (qml,) = base.execute("select styleQML from layer_styles where f_table_name='records'").fetchone()
    filters = [rule.get("filter", "") for rule in ET.fromstring(qml).findall(".//rule")]  # noqa: S314
    found = [pyogrio.read_dataframe(path, layer="records", where=where)["id"] for where in filters]
    assert sorted(pd.concat(found)) == sorted(extract.records["id"])


def test_every_family_has_a_marker_of_qgis() -> None:
    assert {symbol.shape for symbol in SYMBOLS.values()} == set(layer_styles.SHAPES)


def test_a_line_of_a_record_reads_back(extract: Extract, tmp_path: Path) -> None:
    line = shapely.LineString([building.place(0, 0), building.place(0, 1000)])
    records = extract.records.head(1).set_geometry(
        gpd.GeoSeries([line], crs=crs.WGS84, index=extract.records.index[:1])
    )
    path = tmp_path / "a.gpkg"
    path.write_bytes(export.encode(replace(extract, records=records), format="gpkg"))
    assert pyogrio.read_dataframe(path, layer="records").geometry.iloc[0].equals(line)


def test_what_a_file_says_of_itself_has_no_empty_lines(extract: Extract) -> None:
    about: About = extract.about
    assert all(about.lines().values())


def test_the_corrections_are_a_resource_of_the_package(tmp_path: Path) -> None:
    folder = folders.build(tmp_path / "data")
    (described,) = (
        item
        for item in json.loads(next(iter(files.packaged(folder).values())))["resources"]
        if item["path"] == "corrections.json"
    )
    assert described["mediatype"] == "application/json"
    names = [field["name"] for field in described["schema"]["fields"]]
    assert names == ["record", "version", "field", "was", "is", "why"]
    assert all(field["description"] for field in described["schema"]["fields"])
    assert described["hash"] == f"sha256:{hashlib.sha256((folder / 'corrections.json').read_bytes()).hexdigest()}"
    (folder / "corrections.json").unlink()
    assert "corrections.json" not in next(iter(files.packaged(folder).values())).decode()

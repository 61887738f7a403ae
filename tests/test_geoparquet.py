"""Records from GeoParquet are those from GeoJSON; a prepared copy gives them again, and only where it should."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from pyarrow import parquet

from geo.__main__ import main
from geo.curate.convert import converted
from geo.errors import DataError, RequestError
from geo.intake import columns, frames, geoparquet, prepare, prepared
from geo.intake import folder as files
from geo.intake.ondemand import OnDemandArray
from geo.model import Dataset, Link
from geo.present import webmap
from geo.publish import compose, export
from geo.query import select
from geo.query.view import DataView
from tests import building, folders
from tests.serving import ROOT

Json = dict[str, Any]
INCIDENTS, TABLE = "incidents.geojson", "incidents.parquet"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of prepared copies of each test's own."""
    monkeypatch.setenv(prepared.FOLDER_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def as_tables(folder: Path) -> Path:
    """Turn the files of records of a folder into GeoParquet."""
    for name, table in zip(files.RECORD_FILES, files.TABLE_FILES, strict=True):
        (folder / table).write_bytes(converted(folder / name, target=folder / table))
        (folder / name).unlink()
    return folder


def some_records() -> list[Json]:
    """Records with every sort of value."""
    return [
        building.feature(
            id="PLBY-0003", start="2021-11-09", reported="2021-11-09", place_local={"pl": "Wieś", "be": "Вёска"}
        ),
        building.feature(id="PLBY-0001", figures=[building.figure(), building.figure(value=None, min=1.5, max=2)]),
        building.feature(id="PLBY-0002", at=None, geo_precision="region", area=building.AREA, related=["PLBY-0001"]),
        building.feature(id="PLBY-0004", title="A horde at the gates", note="Line one\nline two"),
        building.feature(id="PLBY-0005", confidence="disputed", disputed_by=["Somebody", "Somebody else"]),
        building.feature(id="PLBY-0006", kind="deployment"),
    ]


def without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_nulls(item) for name, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def values(records: pd.DataFrame) -> dict[str, list[Any]]:
    """Every value of every column but the name of the file, with its type; null is as what may be left out."""
    return {str(name): [typed(value) for value in column] for name, column in records.drop(columns="file").items()}


def typed(value: Any) -> tuple[type[Any], Any] | None:
    if isinstance(value, list | dict):
        return type(value), without_nulls(value)
    return None if pd.isna(value) else (type(value), value)


def assert_same(table: Dataset, plain: Dataset) -> None:
    assert list(table.records.columns) == list(plain.records.columns)
    assert values(table.records) == values(plain.records)
    assert [str(finding).replace(".parquet", ".geojson") for finding in table.findings] == list(
        map(str, plain.findings)
    )
    assert [(intake.read, intake.kept) for intake in table.intakes] == [
        (intake.read, intake.kept) for intake in plain.intakes
    ]
    assert table.coverage == plain.coverage


def test_tables_give_the_same_data_cold_and_warm(tmp_path: Path, cache: Path) -> None:
    plain = building.dataset(tmp_path / "plain", *some_records())
    folder = as_tables(building.folder(tmp_path / "tables", *some_records()))
    cold = prepare.dataset(folder)
    assert len(list(cache.glob("*.arrow"))) == 1
    warm = prepare.dataset(folder)
    assert len(plain.findings) > 1
    assert_same(cold, plain)
    assert_same(warm, plain)
    assert cold.digest == warm.digest


def test_the_shipped_data_are_the_same_as_tables(tmp_path: Path, dataset: Dataset) -> None:
    assert_same(prepare.dataset(as_tables(folders.build(tmp_path / "data"))), dataset)


def test_one_file_may_be_a_table_and_the_other_not(tmp_path: Path) -> None:
    plain = building.dataset(tmp_path / "plain", *some_records())
    folder = building.folder(tmp_path / "mixed", *some_records())
    (folder / TABLE).write_bytes(converted(folder / INCIDENTS, target=folder / TABLE))
    (folder / INCIDENTS).unlink()
    assert_same(prepare.dataset(folder), plain)


def test_no_record_at_all_is_a_dataset(tmp_path: Path) -> None:
    assert_same(prepare.dataset(as_tables(building.folder(tmp_path / "tables"))), building.dataset(tmp_path / "plain"))


@pytest.mark.parametrize("rows", [1, 2, 1000])
def test_how_many_are_read_at_a_time_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(geoparquet, "ROW_GROUP", rows)
    plain = building.dataset(tmp_path / "plain", *some_records())
    assert_same(prepare.dataset(as_tables(building.folder(tmp_path / "tables", *some_records()))), plain)


def test_figures_sources_and_long_texts_stay_columns_until_asked_for(tmp_path: Path) -> None:
    records = prepare.dataset(as_tables(building.folder(tmp_path / "tables", *some_records()))).records
    for name in ("figures", "sources", "summary", "note"):
        assert isinstance(records[name].array, OnDemandArray)
    some = records[records["id"].isin(["PLBY-0001", "PLBY-0002"])].iloc[::-1]
    assert [len(figures) for figures in some["figures"]] == [0, 2]
    assert some["figures"].map(len).tolist() == [0, 2]
    assert some.to_dict("records")[1]["figures"][1]["min"] == 1.5
    assert pd.concat([some, records])["sources"].map(len).tolist() == [1] * 8
    assert records["figures"].notna().all()
    assert records["note"].notna().sum() == 1
    assert records["note"].fillna("").map(len).max() == len("Line one\nline two")
    assert records["note"].reindex([0, 99]).tolist() == [None, None]


def test_maps_and_files_of_tables_are_the_same_bytes(tmp_path: Path) -> None:
    plain = building.dataset(tmp_path / "plain", *some_records())
    table = prepare.dataset(as_tables(building.folder(tmp_path / "tables", *some_records())))
    table = replace(table, digest=plain.digest)
    views = [DataView(data, select.index(data.records), Link()) for data in (plain, table)]
    assert webmap.payload(table, views[1].index) == webmap.payload(plain, views[0].index)
    for format_ in ("csv", "geojson", "parquet"):
        plain_bytes, table_bytes = (export.encode(compose.extract(view), format=format_) for view in views)
        assert table_bytes == plain_bytes


# --- what is wrong in a table --------------------------------------------------------

Change = Callable[[pa.Table], pa.Table]


def with_column(name: str, column: list[Any], kind: pa.DataType) -> Change:
    return lambda table: table.set_column(table.column_names.index(name), name, pa.array(column, kind))


def changed(folder: Path, change: Change) -> Path:
    """Rewrite the table of incidents."""
    table = change(parquet.read_table(folder / TABLE))
    parquet.write_table(table, folder / TABLE)
    return folder


def two_records(tmp_path: Path) -> Path:
    items = [building.feature(id="PLBY-0001"), building.feature(id="PLBY-0002", title="Another thing")]
    return as_tables(building.folder(tmp_path / "tables", *items))


POINT = shapely.to_wkb(shapely.Point(building.place(-2000, 20_000)))
WRONG: Mapping[str, tuple[Change, str]] = {
    "a day that does not exist": (with_column("start", ["2021-11-08", "2021-02-30"], pa.string()), "start"),
    "a time of day": (
        with_column("start", [datetime(2021, 11, 8), datetime(2021, 11, 8, 10)], pa.timestamp("us")),  # noqa: DTZ001
        "start",
    ),
    "a word that is not in the vocabulary": (with_column("category", ["death", "magic"], pa.string()), "category"),
    "a null that may not be": (with_column("title", ["x", None], pa.string()), "title"),
    "too long a title": (with_column("title", ["x", "x" * 91], pa.string()), "title"),
    "no title": (with_column("title", ["x", ""], pa.string()), "title"),
    "an id of another form": (with_column("id", ["PLBY-0001", "PLBY-1"], pa.string()), "id"),
    "an empty list": (with_column("claimed_by", [["x"], []], pa.list_(pa.string())), "claimed_by"),
    "a list of numbers": (with_column("claimed_by", [[1], [2]], pa.list_(pa.int64())), "claimed_by.0"),
    "a number too large": (with_column("uncertainty_m", [0, 500_001], pa.int64()), "uncertainty_m"),
    "no number": (with_column("uncertainty_m", [1.0, float("nan")], pa.float64()), "uncertainty_m"),
    "half a metre": (with_column("uncertainty_m", [1.0, 0.5], pa.float64()), "uncertainty_m"),
    "a language of three letters": (
        with_column("place_local", [None, [("pol", "Wieś")]], pa.map_(pa.string(), pa.string())),
        "place_local",
    ),
    "names as a list": (with_column("place_local", [["Wieś"]] * 2, pa.list_(pa.string())), "place_local"),
    "bytes that are no geometry": (with_column("geometry", [POINT, b"\x01\x02"], pa.binary()), "geometry"),
    "an empty point": (with_column("geometry", [POINT, shapely.to_wkb(shapely.Point())], pa.binary()), "geometry"),
    "a point without bounds": (
        with_column("geometry", [POINT, shapely.to_wkb(shapely.Point(np.inf, 52))], pa.binary()),
        "geometry",
    ),
    "several points": (
        with_column("geometry", [POINT, shapely.to_wkb(shapely.MultiPoint([(23, 52)]))], pa.binary()),
        "geometry",
    ),
}


@pytest.mark.parametrize(("change", "field"), WRONG.values(), ids=WRONG.keys())
def test_a_mistake_in_a_row_costs_the_row_and_names_its_field(tmp_path: Path, change: Change, field: str) -> None:
    dataset = prepare.dataset(changed(two_records(tmp_path), change))
    assert {finding.file for finding in dataset.errors} == {TABLE}
    assert field in {
        finding.field.removeprefix("geometry.") if field != "geometry" else finding.field.partition(".")[0]
        for finding in dataset.errors
    }
    intake = next(intake for intake in dataset.intakes if intake.file == TABLE)
    assert intake.read == 2
    assert intake.rejected >= 1
    assert len(dataset.records) == intake.kept


def test_an_id_that_stands_twice_costs_both_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = changed(two_records(tmp_path), with_column("id", ["PLBY-0001"] * 2, pa.string()))
    monkeypatch.setattr(geoparquet, "ROW_GROUP", 1)
    dataset = prepare.dataset(folder)
    assert [finding.problem for finding in dataset.errors] == ["the id stands twice"] * 2
    assert len(dataset.records) == 0


def geo(**changes: Any) -> Change:
    """Change what the metadata say of the geometry."""
    about = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB"} | changes}}
    return lambda table: table.replace_schema_metadata({"geo": json.dumps(about)})


UNUSABLE: Mapping[str, tuple[Change, str]] = {
    "a field that is missing": (lambda table: table.drop_columns("summary"), "no column summary"),
    "a field that is not in the codebook": (
        lambda table: table.append_column("colour", pa.array(["red", "blue"])),
        "the column colour",
    ),
    "no metadata": (lambda table: table.replace_schema_metadata({}), "no GeoParquet metadata"),
    "another reference system": (geo(crs={"id": {"authority": "EPSG", "code": 3857}}), "coordinates in EPSG:3857"),
    "no reference system": (geo(crs=None), "no GeoParquet metadata"),
    "another encoding": (geo(encoding="point"), "geometry as point"),
    "no geometry": (lambda table: table.drop_columns("geometry"), "WKB"),
}


@pytest.mark.parametrize(("change", "problem"), UNUSABLE.values(), ids=UNUSABLE.keys())
def test_a_table_that_is_none_of_ours_is_refused_in_words(tmp_path: Path, change: Change, problem: str) -> None:
    dataset = prepare.dataset(changed(two_records(tmp_path), change))
    assert [finding.file for finding in dataset.errors] == [TABLE]
    assert problem in str(dataset.errors[0])
    assert len(dataset.records) == 0


@pytest.mark.parametrize(
    "crs", [{"id": {"authority": "EPSG", "code": 4326}}, {"id": {"authority": "OGC", "code": "CRS84"}}]
)
def test_degrees_may_be_said_in_two_ways(tmp_path: Path, crs: Json) -> None:
    assert len(prepare.dataset(changed(two_records(tmp_path), geo(crs=crs))).records) == 2


@pytest.mark.parametrize("body", [b"", b"PAR1", b"{}", b"PAR1" + b"\0" * 100 + b"PAR1"])
def test_what_is_no_parquet_is_refused_in_words(tmp_path: Path, body: bytes) -> None:
    folder = two_records(tmp_path)
    (folder / TABLE).write_bytes(body)
    dataset = prepare.dataset(folder)
    assert [(finding.file, finding.id) for finding in dataset.errors] == [(TABLE, "the whole file")]


def test_a_table_cut_in_half_is_refused_in_words(tmp_path: Path) -> None:
    folder = two_records(tmp_path)
    (folder / TABLE).write_bytes(folders.cut_in_half((folder / TABLE).read_bytes()))
    assert [finding.file for finding in prepare.dataset(folder).errors] == [TABLE]


def test_a_table_beside_its_text_is_refused_for_nobody_knows_which_counts(tmp_path: Path) -> None:
    folder = two_records(tmp_path)
    (folder / INCIDENTS).write_bytes(folders.collection([]))
    with pytest.raises(DataError, match=r"incidents\.geojson too"):
        prepare.dataset(folder)


def test_a_table_that_needs_more_memory_than_there_is_is_refused_with_both_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geoparquet, "_free_bytes", lambda: 1000)
    dataset = prepare.dataset(two_records(tmp_path))
    assert "2 records" in dataset.errors[0].problem
    assert "free on this machine" in dataset.errors[0].right


# --- the prepared copy ---------------------------------------------------------------


def the_copy(cache: Path) -> Path:
    (copy,) = cache.glob("*.arrow")
    return copy


def test_a_copy_is_made_again_where_it_is_gone_or_broken(
    tmp_path: Path, cache: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = two_records(tmp_path)
    first = prepare.dataset(folder)
    for body in (b"", b"ARROW1", the_copy(cache).read_bytes()[:-10]):
        copy = the_copy(cache)
        copy.unlink()  # not cut in place: the first data still read it where it lies
        copy.write_bytes(body)
        assert_same(prepare.dataset(folder), first)
        assert "is broken and is made again" in caplog.text
        caplog.clear()
    the_copy(cache).unlink()
    assert_same(prepare.dataset(folder), first)
    assert_same(prepare.dataset(folder), first)
    assert not caplog.text


@pytest.mark.parametrize("name", ["incidents.parquet", "sources.json", "areas.geojson", "crossings.geojson"])
def test_a_copy_of_other_data_is_not_found(tmp_path: Path, cache: Path, name: str) -> None:
    folder = two_records(tmp_path)
    prepare.dataset(folder)
    if name == TABLE:
        changed(folder, with_column("title", ["One thing", "Another"], pa.string()))
    else:
        (folder / name).write_bytes((folder / name).read_bytes() + b"\n")
    dataset = prepare.dataset(folder)
    assert len(list(cache.glob("*.arrow"))) == 2
    assert ("Another" in dataset.records["title"].tolist()) == (name == TABLE)


def test_a_copy_made_by_other_code_is_not_found(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = prepared.place("digest")
    monkeypatch.setattr(prepared, "_maker", lambda: "another")
    assert before
    assert before.parent == cache
    assert prepared.place("digest") != before != prepared.place("another digest")


@pytest.mark.parametrize("who", ["file", "folder"])
def test_a_copy_that_others_can_write_to_is_not_believed(
    tmp_path: Path, cache: Path, caplog: pytest.LogCaptureFixture, who: str
) -> None:
    folder = two_records(tmp_path)
    prepare.dataset(folder)
    copy = the_copy(cache)
    found = prepared.read(copy)
    assert found
    prepared.write(copy, prepared.Prepared(found.table.slice(1), (), (), ()))
    assert len(prepare.dataset(folder).records) == 1, "the test shows nothing: the copy is not read"
    (copy if who == "file" else cache).chmod(0o777)
    assert len(prepare.dataset(folder).records) == 2
    assert "others can write to" in caplog.text


def test_without_a_place_for_a_copy_all_works_and_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv(prepared.FOLDER_VARIABLE, str(tmp_path / "file" / "cache"))
    assert len(prepare.dataset(two_records(tmp_path)).records) == 2
    assert "no prepared copy could be written" in caplog.text


def test_no_copy_is_made_where_none_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    monkeypatch.setenv(prepared.FOLDER_VARIABLE, "")
    monkeypatch.chdir(tmp_path)
    folder = two_records(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    assert len(prepare.dataset(folder).records) == 2
    assert sorted(tmp_path.rglob("*")) == before
    assert not caplog.text


def test_a_copy_that_is_cut_while_it_is_in_use_ends_nothing(tmp_path: Path, cache: Path) -> None:
    prepare.dataset(two_records(tmp_path))
    copy = the_copy(cache)
    code = f"""
import os
from pathlib import Path
from geo.intake import prepared
found = prepared.read(Path({str(copy)!r}))
os.truncate({str(copy)!r}, 0)
print(found.table["title"].to_pylist())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, "the process was ended by a fault of the bus"
    assert "Another thing" in done.stdout


def test_few_copies_are_left(tmp_path: Path, cache: Path) -> None:
    folder = two_records(tmp_path)
    for number in range(prepared.COPIES + 2):
        changed(folder, with_column("title", ["One thing", f"Another {number}"], pa.string()))
        prepare.dataset(folder)
    assert len(list(cache.glob("*.arrow"))) == prepared.COPIES
    assert "Another 4" in prepare.dataset(folder).records["title"].tolist()


def test_data_that_change_while_they_are_read_leave_no_copy(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = two_records(tmp_path)
    digests = iter(["before", "after"])
    monkeypatch.setattr(files, "digest", lambda _: next(digests))
    prepare.dataset(folder)
    assert not list(cache.glob("*.arrow"))


# --- convert -------------------------------------------------------------------------


@pytest.mark.parametrize("name", files.RECORD_FILES)
def test_there_and_back_is_the_same_but_for_nulls_that_may_be_left_out(tmp_path: Path, name: str) -> None:
    there, back = tmp_path / Path(name).with_suffix(".parquet").name, tmp_path / name
    assert main(["convert", str(files.DATA / name), "-o", str(there)]) == 0
    assert main(["convert", str(there), "-o", str(back)]) == 0
    assert without_nulls(json.loads(back.read_bytes())) == without_nulls(json.loads((files.DATA / name).read_bytes()))


def test_what_is_written_is_geoparquet_that_others_read(tmp_path: Path) -> None:
    import geopandas as gpd  # noqa: PLC0415

    folder = as_tables(building.folder(tmp_path / "tables", *some_records()))
    frame = gpd.read_parquet(folder / TABLE)
    assert str(frame.crs) in ("OGC:CRS84", "EPSG:4326")
    assert sorted(frame.geom_type.dropna()) == ["Point"] * 4


def test_a_record_that_columns_have_no_place_for_is_refused_by_name(tmp_path: Path) -> None:
    wrong = building.feature(id="PLBY-0002", colour="red")
    path = tmp_path / INCIDENTS
    path.write_bytes(folders.collection([building.feature(), wrong]))
    with pytest.raises(DataError, match="PLBY-0002"):
        converted(path, target=tmp_path / TABLE)
    half = building.feature(id="PLBY-0002", title="half \ud83d")
    path.write_bytes(folders.collection([building.feature(), half]))
    with pytest.raises(DataError, match="no column has"):
        converted(path, target=tmp_path / TABLE)


@pytest.mark.parametrize(("source", "target"), [("a.geojson", "b.geojson"), ("a.parquet", "b.parquet"), ("a.csv", "b")])
def test_a_conversion_into_the_same_is_refused(tmp_path: Path, source: str, target: str) -> None:
    with pytest.raises(RequestError, match="one ends in"):
        converted(tmp_path / source, target=tmp_path / target)


def test_more_than_is_read_of_text_is_not_written_as_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = two_records(tmp_path)
    monkeypatch.setattr("geo.intake.load.MAX_FEATURES", 1)
    with pytest.raises(DataError, match="2 records"):
        converted(folder / TABLE, target=folder / INCIDENTS)


@pytest.mark.parametrize(
    ("value", "said"),
    [(5.0, 5), (5.5, 5.5), (float("inf"), "inf"), (datetime(2021, 11, 8), "2021-11-08 00:00:00"), (b"x", "b'x'")],  # noqa: DTZ001
)
def test_a_value_of_a_column_is_what_json_has(value: Any, said: Any) -> None:
    plain = columns.plain(value, {"type": "number"})
    assert (plain, type(plain)) == (said, type(said))


def test_a_column_on_demand_that_is_looked_at_whole_is_not_copied() -> None:
    given = pa.array([["a"], [], None, ["b", "c"]])
    column = OnDemandArray(given, lambda value: value)
    for part in (slice(None), slice(1, 3), slice(3, 1), slice(-2, None), slice(None, None, 2), slice(None, None, -1)):
        assert list(column[part]) == given.to_pylist()[part]
    before = pa.total_allocated_bytes()
    views = [column[:], column[1:]]
    assert pa.total_allocated_bytes() == before
    assert [len(view) for view in views] == [4, 3]
    assert pd.Series(column)[1:].tolist() == given.to_pylist()[1:]


def test_different_structs_are_made_once_and_nothing_is_nothing() -> None:
    days = [
        {"day": "2021-11-08", "how": "page"},
        None,
        {"day": "2021-11-08", "how": None},
        {"day": None, "how": "page"},
    ]
    kind = pa.struct([("day", pa.string()), ("how", pa.string())])
    rule = {"type": "object", "properties": {"day": {}, "how": {}}, "required": ["day"]}
    made = frames.shared_structs(pa.array(days * 2, kind), rule)
    expected = [days[0], None, {"day": "2021-11-08"}, {"day": None, "how": "page"}]
    assert made.tolist() == expected * 2
    assert all(made[row] is made[row + 4] for row in range(4))

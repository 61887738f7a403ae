"""Files are read strictly: what is not exactly what it should be is refused in words."""

from __future__ import annotations

import gzip
import json
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.errors import DataError, GranicaError, MalformedFileError, MissingFileError, TooLargeError
from geo.intake import folder, load
from tests import folders


def written(folder: Path, body: bytes) -> Path:
    path = folder / "incidents.geojson"
    path.write_bytes(body)
    return path


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b"{", "line 1, column 2"),
        (b'{"type":"FeatureCollection","features":[', "not valid JSON"),
        (b"[1, \xff]", "byte 4 is not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[]", "not a FeatureCollection"),
        (b'{"type":"Feature"}', "not a FeatureCollection"),
        (b'{"type":"FeatureCollection"}', "no list of features"),
        (b'{"type":"FeatureCollection","features":{}}', "no list of features"),
        (b'{"type":"FeatureCollection","features":[],"features":[]}', "'features' stands twice"),
        (b'{"type":"FeatureCollection","features":[NaN]}', "NaN is not a JSON number"),
        (b'{"type":"FeatureCollection","features":[-Infinity]}', "-Infinity is not a JSON number"),
        (b'{"type":"FeatureCollection","features":[1e999]}', "1e999"),
        (b'{"type":"FeatureCollection","features":[],"crs":{}}', "a crs member"),
    ],
)
def test_a_broken_collection_is_refused_with_its_name_and_what_is_wrong(
    tmp_path: Path, body: bytes, problem: str
) -> None:
    with pytest.raises(MalformedFileError) as caught:
        load.read_features(written(tmp_path, body))
    assert "incidents.geojson" in str(caught.value)
    assert problem in str(caught.value)


@pytest.mark.parametrize("name", ["incidents.geojson", "sources.json", "attempts.csv", "border.geojson"])
@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"PK\x03\x04\x14\x00", "a zip archive, as .xlsx and .ods are"),
        (b"SQLite format 3\x00\x10\x00", "a GeoPackage or another SQLite file"),
        (b"PAR1\x15\x04", "a Parquet file"),
        (pickle.dumps({"features": []}), "a Python pickle"),
        (b"\xef\xbb\xbf <!DOCTYPE html><html>", "a web page"),
        (b"\n<HTML><body>503", "a web page"),
        (b'<?xml version="1.0"?><kml>', "XML, as KML and SVG are"),
        (gzip.compress(b"[]", mtime=0), "a gzip archive"),
        (b"%PDF-1.7", "a PDF"),
        (b"\xff\xfe{\x00}\x00", "text in UTF-16"),
        (b"id\x00,name\x00", "no text: it has bytes of zero"),
        (b"", "empty"),
    ],
)
def test_a_refusal_says_what_a_file_is(tmp_path: Path, name: str, body: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(body)
    readers: dict[str, Callable[[Path], object]] = {
        "attempts.csv": load.read_table,
        "sources.json": load.read_sources,
    }
    read = readers.get(name, load.read_features)
    with pytest.raises(MalformedFileError) as caught:
        read(path)
    assert caught.value.problem == f"the file is {said}"


def test_a_file_cut_in_half_is_refused_with_line_and_column(tmp_path: Path) -> None:
    body = (folder.DATA / "incidents.geojson").read_bytes()
    with pytest.raises(MalformedFileError, match=r"line \d+, column \d+"):
        load.read_features(written(tmp_path, folders.cut_in_half(body)))


def test_a_missing_file_says_where_it_should_be(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="the file is missing"):
        load.read_features(tmp_path / "incidents.geojson")


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    path = written(tmp_path, b"x" * 11)
    with pytest.raises(TooLargeError, match="11 bytes"):
        load.read_bytes(path, max_bytes=10)


def test_too_many_features_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "MAX_FEATURES", 2)
    with pytest.raises(TooLargeError, match="3 features"):
        load.read_features(written(tmp_path, folders.collection([1, 2, 3])))


def test_features_come_as_they_stand_and_unchecked(tmp_path: Path) -> None:
    assert load.read_features(written(tmp_path, folders.collection([None, 1, {"a": []}]))) == [None, 1, {"a": []}]


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    assert load.read_features(written(tmp_path, b"\xef\xbb\xbf" + folders.collection([]))) == []


def test_a_layer_has_the_reference_system_it_is_said_to_have() -> None:
    layer = load.read_layer(folder.DATA / "crossings.geojson")
    assert layer.crs == "EPSG:4326"
    assert list(layer.index) == list(range(len(layer)))


@pytest.mark.parametrize("feature", [None, 1, {}, {"properties": {}, "geometry": {"type": "Point"}}])
def test_a_layer_with_an_unreadable_feature_is_refused(tmp_path: Path, feature: object) -> None:
    with pytest.raises(MalformedFileError, match="a feature that cannot be read"):
        load.read_layer(written(tmp_path, folders.collection([feature])))


@pytest.mark.parametrize("entries", [{}, [1], [{"title": "no id"}], [{"id": 1}]])
def test_sources_without_ids_are_refused(tmp_path: Path, entries: object) -> None:
    path = tmp_path / "sources.json"
    path.write_text(json.dumps(entries), encoding="utf-8")
    with pytest.raises(MalformedFileError, match="not a list of entries with ids"):
        load.read_sources(path)


def test_a_source_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sources.json"
    path.write_text('[{"id": "a"}, {"id": "a"}]', encoding="utf-8")
    with pytest.raises(MalformedFileError, match="stands twice"):
        load.read_sources(path)


@pytest.mark.parametrize("body", [b"a,b\n1\n", b"a,b\n1,2,3\n", b"a,b\n\xff,2\n", b'a,b\n"1,2\n'])
def test_a_table_with_rows_of_another_length_or_no_text_is_refused(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "attempts.csv"
    path.write_bytes(body)
    with pytest.raises(MalformedFileError, match=r"attempts\.csv"):
        load.read_table(path)


def test_a_table_keeps_every_cell_as_text(tmp_path: Path) -> None:
    path = tmp_path / "attempts.csv"
    path.write_bytes(b'a,b\n"1,5","=2+3"\n007,\n')
    assert load.read_table(path) == [{"a": "1,5", "b": "=2+3"}, {"a": "007", "b": ""}]


def test_the_digest_changes_with_any_byte_and_with_a_missing_file(tmp_path: Path) -> None:
    paths = [tmp_path / "a", tmp_path / "b"]
    paths[0].write_bytes(b"1")
    paths[1].write_bytes(b"2")
    digests = {load.digest(paths)}
    paths[0].write_bytes(b"3")
    digests.add(load.digest(paths))
    paths[0].unlink()
    digests.add(load.digest(paths))
    paths[1].rename(paths[0])
    digests.add(load.digest(paths))
    assert len(digests) == 4


def test_every_error_of_a_file_is_one_that_a_reader_can_mend() -> None:
    for error in (MissingFileError, TooLargeError, MalformedFileError):
        assert issubclass(error, DataError)
    assert issubclass(DataError, GranicaError)

from __future__ import annotations

import json
import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest

from geo.errors import DataError, MalformedFileError, TooLargeError
from geo.foreign import limits
from geo.foreign.read import read
from tests.tables import csv_of, geojson_of, kml_of, ods_of, placemark, xlsx_of, zip_of

POLISH = "Data;Miejsce;Szerokość\n08.11.2021;Kuźnica żółć;53,512\n"
RUSSIAN = "Дата;Место\n08.11.2021;Кузница Белостоцкая\n"
GERMAN = "Datum;Straße;Größe\n08.11.2021;Fußgängerzone;1,55\n"


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (POLISH, "utf-8", "UTF-8"),
        (POLISH, "utf-8-sig", "UTF-8"),
        (POLISH, "utf-16", "UTF-16"),
        (POLISH, "utf-16-le", "UTF-16"),
        (POLISH, "utf-16-be", "UTF-16"),
        (POLISH, "utf-32", "UTF-32"),
        (POLISH, "cp1250", "Windows-1250"),
        (POLISH, "iso8859-2", "ISO 8859-2"),
        (RUSSIAN, "cp1251", "Windows-1251"),
        (GERMAN, "cp1252", "Windows-1252"),
    ],
)
def test_an_encoding_is_recognised_and_said(text: str, encoding: str, name: str) -> None:
    sheet = read(text.encode(encoding), file="a.csv")

    lines = text.splitlines()
    assert sheet.columns == tuple(lines[0].split(";"))
    assert list(sheet.rows[0].cells.values()) == lines[1].split(";")
    assert name in sheet.notes[0]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_separator_is_found(separator: str) -> None:
    content = csv_of({"a": "1", "b": "2,5 or so", "c": "x"}, {"a": "3", "b": "4; 5", "c": "y"}, separator=separator)

    assert read(content, file="a.csv").columns == ("a", "b", "c")


def test_a_cell_may_hold_line_breaks_and_quotes() -> None:
    sheet = read(csv_of({"id": "1", "text": 'one\ntwo "three", four'}), file="a.csv")

    assert sheet.rows[0].cells["text"] == 'one\ntwo "three", four'


def test_a_row_with_more_cells_than_columns_costs_itself_alone() -> None:
    sheet = read(b"a,b\n1,2\n1,2,3\n1,2\n", file="a.csv")

    assert [row.fault is None for row in sheet.rows] == [True, False, True]
    assert sheet.rows[1].number == 2


def test_a_column_named_twice_or_not_at_all_keeps_its_cells() -> None:
    sheet = read(b"a,a,\n1,2,3\n", file="a.csv")

    assert dict(sheet.rows[0].cells) == {"a": "1", "a (2)": "2", "column 3": "3"}


def test_a_row_of_hxl_tags_is_no_row_of_data() -> None:
    sheet = read(csv_of({"a": "1", "b": "2"}, tags=("#event+code", "#date +occurred")), file="a.csv")

    assert sheet.tags == {"a": "#event+code", "b": "#date+occurred"}
    assert [row.number for row in sheet.rows] == [1]


def test_a_workbook_gives_days_as_days_and_numbers_as_numbers() -> None:
    content = xlsx_of(
        ["Day", "When", "Number", "Text", "Yes"],
        [date(2021, 11, 8), datetime(2021, 11, 8, 14, 30), 3.0, "+1 is text", True],  # noqa: DTZ001 - as sheets hold it
    )

    assert dict(read(content, file="a.xlsx").rows[0].cells) == {
        "Day": "2021-11-08",
        "When": "2021-11-08T14:30:00",
        "Number": "3",
        "Text": "+1 is text",
        "Yes": "true",
    }


def test_an_ods_workbook_is_read_and_its_empty_repetitions_are_no_rows() -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(
        f"<table:table-row>{''.join(cell.format(text) for text in line)}"
        '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        for line in (("id", "place"), ("1", "Kuźnica"))
    )
    empty = (
        '<table:table-row table:number-rows-repeated="1048574">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )

    sheet = read(ods_of(rows + empty), file="a.ods")

    assert [dict(row.cells) for row in sheet.rows] == [{"id": "1", "place": "Kuźnica"}]


def test_json_comes_as_a_list_as_a_named_list_and_as_lines() -> None:
    items = [{"id": 1, "at": {"lat": 53.5, "lon": 23.6}}, {"id": 2, "tags": ["a", "b"]}]

    for content, name in (
        (json.dumps(items), "a.json"),
        (json.dumps({"count": 2, "results": items}), "a.json"),
        ("\n".join(map(json.dumps, items)), "a.jsonl"),
        ("\n".join(map(json.dumps, items)), "a.json"),
    ):
        sheet = read(content.encode(), file=name)
        assert sheet.columns == ("id", "at.lat", "at.lon", "tags")
        assert sheet.rows[0].text("at.lat") == "53.5"
        assert sheet.rows[1].text("tags") == "a; b"


def test_a_line_that_is_no_json_costs_itself_alone() -> None:
    sheet = read(b'{"id":1}\n{"id":\n{"id":3}\n', file="a.jsonl")

    assert [row.fault is None for row in sheet.rows] == [True, False, True]


def test_geojson_keeps_properties_geometry_and_the_features_own_id() -> None:
    point = {"type": "Point", "coordinates": [23.6, 53.5]}
    sheet = read(geojson_of(({"name": "A"}, point), ({"name": "B"}, None)), file="a.geojson")

    assert [row.geometry for row in sheet.rows] == [point, None]


def test_kml_gives_placemarks_with_layer_address_times_and_data() -> None:
    more = (
        "<address>Somewhere 1</address><TimeStamp><when>2021-11-08</when></TimeStamp>"
        '<ExtendedData><Data name="dead"><value>2</value></Data></ExtendedData>'
    )
    sheet = read(kml_of(placemark("A &amp; B", "text", more=more), placemark(point="")), file="a.kml")

    assert dict(sheet.rows[0].cells) == {
        "name": "A & B",
        "description": "text",
        "address": "Somewhere 1",
        "when": "2021-11-08",
        "dead": "2",
        "folder": "A layer",
    }
    assert sheet.rows[0].geometry == {"type": "Point", "coordinates": [23.6486, 53.5113]}
    assert sheet.rows[1].geometry is None


def test_kmz_gives_its_document() -> None:
    content = zip_of({"images/a.png": b"x", "doc.kml": kml_of(placemark())})

    assert len(read(content, file="a.kmz").rows) == 1


def test_links_to_other_files_are_said_and_not_followed() -> None:
    link = "<NetworkLink><Link><href>http://example.org/x.kml</href></Link></NetworkLink>"

    assert "not followed" in read(kml_of(link, placemark()), file="a.kml").notes[0]


# --- hostile files -------------------------------------------------------------------

BOMB = '<!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def _overgrown_archive() -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("doc.kml", "w") as entry:
        for _ in range(limits.ARCHIVE_MAX_BYTES // (8 * 1024 * 1024) + 1):
            entry.write(b" " * (8 * 1024 * 1024))
    return stream.getvalue()


HOSTILE = {
    "empty.csv": b"",
    "zeros.csv": b"\0" * 1000,
    "columns.csv": b"a," * 1_000_000 + b"\n1",
    "ragged.csv": b"a,b\n" + b"1," * 1_000_000,
    "quote.csv": b'a,b\n"open,2\n' + b"1,2\n" * 50_000,
    "bytes.csv": b"a,b\n\x81\x8d\x8f\x90,\xff\n",
    "parquet.csv": b"PAR1" + b"x" * 100,
    "old.xls": b"\xd0\xcf\x11\xe0" + b"x" * 100,
    "page.csv": b"<!DOCTYPE html><html><body>Please sign in</body></html>",
    "nan.json": b'[{"lat": NaN}]',
    "infinite.json": b'[{"lat": 1e999}]',
    "twice.json": b'[{"a": 1, "a": 2}]',
    "deep.json": b"[" * 200_000 + b"]" * 200_000,
    "deep_object.json": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "long_number.json": b'[{"a": ' + b"9" * 5_000 + b"}]",
    "members.json": b"[{" + b",".join(b'"k%d":1' % number for number in range(1_000)) + b"}]",
    "columns.json": b"[" + b",".join(b'{"k%d":1}' % number for number in range(1_000)) + b"]",
    "scalar.json": b'"only text"',
    "crs.geojson": b'{"type":"FeatureCollection","crs":{"type":"link","properties":{"href":"http://x/"}},"features":[]}',
    "metres.geojson": (
        b'{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:2180"}},"features":[]}'
    ),
    "entities.kml": kml_of(placemark("&b;"), before=BOMB),
    "outside.kml": kml_of(placemark("&a;"), before=OUTSIDE),
    "deep.kml": b"<kml>" + b"<Folder>" * 500 + b"</Folder>" * 500 + b"</kml>",
    "open.kml": b"<kml><Document>",
    "other.xml": b"<svg></svg>",
    "broken.kmz": b"PK\x03\x04" + b"x" * 100,
    "no_kml.kmz": zip_of({"a.txt": b"x"}),
    "many.kmz": zip_of({f"{number}.txt": b"" for number in range(limits.ARCHIVE_MAX_FILES + 1)}),
    "spans.xlsx": xlsx_of(["a"], cells={"XFD1048576": 1}),
    "tall.xlsx": xlsx_of(["a"], cells={"A900000": 1}),
    "wide.ods": ods_of(
        '<table:table-row><table:table-cell table:number-columns-repeated="16384" office:value-type="float" '
        'office:value="1"><text:p>1</text:p></table:table-cell></table:table-row>'
    ),
    "tall.ods": ods_of(
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" '
        'office:value="1"><text:p>1</text:p></table:table-cell></table:table-row>'
    ),
    "empty.xlsx": xlsx_of(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_name_with_what_would_have_been_right(name: str) -> None:
    with pytest.raises(DataError) as caught:
        read(HOSTILE[name], file=name)

    assert caught.value.file == name
    assert caught.value.problem
    assert caught.value.right


def test_an_archive_is_refused_by_what_it_would_unpack_to() -> None:
    with pytest.raises(TooLargeError, match="unpacks to"):
        read(_overgrown_archive(), file="bomb.kmz")


def test_a_document_type_in_a_workbook_is_refused() -> None:
    content = xlsx_of(["a"], ["1"])
    with zipfile.ZipFile(BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    sheet = files["xl/worksheets/sheet1.xml"]
    files["xl/worksheets/sheet1.xml"] = b'<!DOCTYPE a [<!ENTITY x "y">]>' + sheet.partition(b"?>")[2]

    with pytest.raises(MalformedFileError, match="document type"):
        read(zip_of(files), file="a.xlsx")


def _with_sheet(sheet: bytes) -> bytes:
    """A workbook whose one sheet is what somebody made of it."""
    with zipfile.ZipFile(BytesIO(xlsx_of(["a"], ["1"]))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return zip_of({**files, "xl/worksheets/sheet1.xml": sheet})


def test_an_encoding_that_does_not_exist_is_refused() -> None:
    with pytest.raises(MalformedFileError):
        read(_with_sheet(b'<?xml version="1.0" encoding="UTF-8-1"?><worksheet/>'), file="a.xlsx")


def test_a_workbook_that_ends_the_process_that_reads_it_ends_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.foreign.read.workbook._measure", lambda *_args, **_options: None)

    with pytest.raises(MalformedFileError, match="cannot be read"):
        read(xlsx_of(["a"], cells={"XFD1048576": 1}), file="a.xlsx")


def test_a_file_at_the_limit_is_read_and_one_byte_more_is_not() -> None:
    content = csv_of({"a": "1"})

    assert read(content, file="a.csv", max_bytes=len(content)).rows
    with pytest.raises(TooLargeError):
        read(content, file="a.csv", max_bytes=len(content) - 1)


def test_a_table_at_the_limit_of_columns_is_read_and_one_more_is_not() -> None:
    names = [f"c{number}" for number in range(limits.MAX_COLUMNS)]

    assert len(read(csv_of(dict.fromkeys(names, "1")), file="a.csv").columns) == limits.MAX_COLUMNS
    with pytest.raises(TooLargeError):
        read(csv_of(dict.fromkeys([*names, "one more"], "1")), file="a.csv")


def test_a_cell_beyond_the_limit_costs_its_row_alone() -> None:
    long = "x" * (limits.MAX_CELL_CHARS + 1)
    sheet = read(json.dumps([{"a": long}, {"a": "short"}]).encode(), file="a.json")

    assert [row.fault is None for row in sheet.rows] == [False, True]


def test_a_geometry_with_too_many_positions_costs_its_row_alone() -> None:
    line = {"type": "LineString", "coordinates": [[0.5, 0.5]] * (limits.MAX_VERTICES + 1)}
    sheet = read(geojson_of(({"name": "A"}, line), ({"name": "B"}, None)), file="a.geojson")

    assert [row.fault is None for row in sheet.rows] == [False, True]

"""Files made to break the import: each is refused by name or accounted for, row by row, whatever is in it."""

from __future__ import annotations

import json
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.__main__ import main
from geo.errors import DataError, GranicaError, MalformedFileError, TooLargeError
from geo.foreign import limits
from geo.foreign.bring import Brought, bring
from geo.foreign.read import read
from tests.hostile import payloads
from tests.tables import (
    ACLED,
    FREE,
    IOM,
    UCDP,
    csv_of,
    geojson_of,
    kml_of,
    many,
    ods_of,
    placemark,
    xlsx_of,
    zip_of,
)

PAGE: Final = limits.UPLOAD_MAX_BYTES
OPEN: Final = b'id,date,title\n1,2021-11-08,a\n2,2021-11-08,"never closed\n'
SHARED: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def taken(content: bytes, file: str) -> Brought:
    """Bring a file as the page does; what comes of it adds up and can be written."""
    brought = bring(content, file=file, max_bytes=PAGE)
    account = brought.account
    assert account.adds_up
    assert len(brought.features) == account.taken
    assert all(remark.row and remark.field and remark.problem and remark.expected for remark in account.refused)
    json.dumps([*brought.features, *brought.sources.values(), account.report()], ensure_ascii=False).encode()
    return brought


def nested(depth: int, inside: str = "1") -> str:
    return "[" * depth + inside + "]" * depth


def feature_with(geometry: str) -> bytes:
    return (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"1","date":"2021-11-08"},'
        f'"geometry":{geometry}}}]}}'
    ).encode()


def workbook_of(rows: str, *, shared: str = "x") -> bytes:
    """A workbook whose one sheet has rows as XML, and one shared text."""
    with zipfile.ZipFile(BytesIO(xlsx_of(["a"], ["1"]))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    sheet = f'<worksheet xmlns="{SHARED}"><sheetData>{rows}</sheetData></worksheet>'
    texts = f'<sst xmlns="{SHARED}" count="1" uniqueCount="1"><si><t>{shared}</t></si></sst>'
    return zip_of({**files, "xl/worksheets/sheet1.xml": sheet.encode(), "xl/sharedStrings.xml": texts.encode()})


def line_of(positions: int) -> str:
    more = f"<LineString><coordinates>{'1,1 ' * positions}</coordinates></LineString>"
    return placemark(point="", more=more)


REFUSED: Final[dict[str, tuple[bytes, type[DataError], str]]] = {
    "columns.csv": (b"c," * 1_000_000 + b"\n1", TooLargeError, "1,000,001 columns"),
    "rows.csv": (b"id,date\n" + b"1,2\n" * 1_000_000, TooLargeError, "more than 200,000 rows"),
    "cell.csv": (b"id,date\n1," + b"x" * (PAGE - 20), TooLargeError, "line 2.*a cell of more than"),
    "open.csv": (OPEN + b"3,2021-11-08,b\n" * 100_000, TooLargeError, "line 3.*a cell of more than"),
    "open_short.csv": (OPEN, MalformedFileError, "line 3"),
    "header.csv": (b"id,date,title\n", MalformedFileError, "no rows"),
    "bom.csv": (b"\xef\xbb\xbf", MalformedFileError, "empty"),
    "zero.csv": (b"id,date\n1,a\0b\n", MalformedFileError, "byte 11 is zero"),
    "half.csv": (FREE["title"].encode("utf-16-le") + b"x", MalformedFileError, "not UTF-16"),
    "deep.json": (nested(100_000).encode(), MalformedFileError, "nested too deeply"),
    "lists.json": (b"[" + b"[]," * 300_000 + b"[]]", TooLargeError, "more than 200,000 rows"),
    "nested.kmz": (zip_of({"a.kmz": zip_of({"doc.kml": kml_of(placemark())})}), MalformedFileError, "without a KML"),
    "inside.kmz": (zip_of({"doc.kml": zip_of({"doc.kml": b""})}), MalformedFileError, "not valid XML"),
    "nested.xlsx": (
        zip_of({"xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": xlsx_of(["a"])}),
        MalformedFileError,
        "not valid XML",
    ),
    "parameter.kml": (
        kml_of(placemark(), before='<!DOCTYPE kml [<!ENTITY % a SYSTEM "http://a.example/a"> %a;]>'),
        MalformedFileError,
        "document type",
    ),
    "outside.kml": (
        kml_of(placemark(), before='<!DOCTYPE kml SYSTEM "http://a.example/a">'),
        MalformedFileError,
        "document type",
    ),
    "wide.kml": (
        kml_of(placemark("&a;"), before='<!DOCTYPE kml [<!ENTITY a "x">]>')
        .replace(b"UTF-8", b"UTF-16")
        .decode()
        .encode("utf-16"),
        MalformedFileError,
        "document type",
    ),
    "unpacked.kmz": (
        zip_of({"doc.kml": b"<kml>" + b" " * limits.FILE_MAX_BYTES + b"</kml>"}),
        TooLargeError,
        "doc.kml unpacks to too much",
    ),
    "text.xlsx": (
        workbook_of(("<row>" + '<c t="s"><v>0</v></c>' * 100 + "</row>") * 600, shared="x" * 1_000),
        TooLargeError,
        "its cells hold more than",
    ),
    "text.ods": (
        ods_of(
            '<table:table-row table:number-rows-repeated="600"><table:table-cell '
            'table:number-columns-repeated="100" office:value-type="string">'
            f"<text:p>{'x' * 1_000}</text:p></table:table-cell></table:table-row>"
        ),
        TooLargeError,
        "its cells hold more than",
    ),
}


@pytest.mark.parametrize("file", REFUSED)
def test_a_file_made_to_break_the_import_is_refused_by_name(file: str) -> None:
    content, kind, said = REFUSED[file]

    with pytest.raises(kind, match=said) as caught:
        taken(content, file)

    assert caught.value.file == file
    assert caught.value.right


FREE_POINTS: Final = many(FREE, [{"id": str(number)} for number in range(2, 8)])


def one_bad(**change: str) -> bytes:
    """Six rows that are fine and, before them, one that is not."""
    return csv_of({**FREE, **change}, *FREE_POINTS)


COSTS_ONE_ROW: Final[dict[str, tuple[bytes, str, str]]] = {
    "infinite.csv": (one_bad(latitude="1e999"), "latitude, longitude", "not two numbers"),
    "nan.csv": (one_bad(latitude="NaN"), "latitude, longitude", "one of the two coordinates is missing"),
    "metres.csv": (one_bad(latitude="634123", longitude="721456"), "latitude, longitude", "metres"),
    "range.csv": (one_bad(latitude="95", longitude="181"), "latitude, longitude", "out of range"),
    "swapped.csv": (one_bad(latitude="123.5", longitude="53.5"), "latitude, longitude", "swapped"),
    "deep.json": (
        f'[{{"id":"1","date":"2021-11-08","x":{nested(limits.MAX_DEPTH + 1)}}}]'.encode(),
        "x",
        "nested too deeply",
    ),
    "deep.geojson": (
        feature_with(f'{{"type":"Polygon","coordinates":{nested(limits.MAX_DEPTH)}}}'),
        "geometry",
        "nested too deeply",
    ),
    "collections.geojson": (
        feature_with('{"type":"GeometryCollection","geometries":[' * 300 + "]}" * 300),
        "geometry",
        "nested too deeply",
    ),
    "names.json": (b'[{"id":"1","date":"2021-11-08","a.b":1,"a":{"b":2}}]', "a.b", "two members"),
}


@pytest.mark.parametrize("file", COSTS_ONE_ROW)
def test_a_row_made_to_break_the_import_costs_itself_alone(file: str) -> None:
    content, field, said = COSTS_ONE_ROW[file]

    account = taken(content, file).account

    assert [(remark.row, remark.id, remark.field) for remark in account.refused] == [(1, "1", field)]
    assert said in account.refused[0].problem
    assert account.taken == account.rows - 1


def test_what_lies_as_deep_as_is_read_is_taken() -> None:
    whole = f'[{{"id":"1","date":"2021-11-08","x":{nested(limits.MAX_DEPTH, "")}}}]'.encode()

    assert taken(whole, "deep.json").account.taken == 1


def test_positions_are_counted_before_they_are_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.foreign.read.kml.MAX_POSITIONS", 30)

    assert len(read(kml_of(line_of(15), line_of(15)), file="a.kml").rows) == 2
    with pytest.raises(TooLargeError, match="30 positions"):
        read(kml_of(line_of(15), line_of(16)), file="a.kml")


def test_coordinates_longer_than_any_line_cost_their_placemark_alone() -> None:
    most = limits.MAX_VERTICES * limits.MAX_POSITION_CHARS
    padded = placemark(point="1,1" + " " * (most + 1))

    sheet = read(kml_of(padded, placemark(point="1,1")), file="a.kml")

    assert [row.fault is None for row in sheet.rows] == [False, True]


def test_cells_without_a_reference_are_counted_row_by_row() -> None:
    row = "<row>" + "<c><v>1</v></c>" * 2 + "</row>"

    assert len(read(workbook_of(row * (limits.MAX_COLUMNS + 1)), file="a.xlsx").rows) == limits.MAX_COLUMNS


def test_the_process_that_reads_workbooks_writes_no_backtrace(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one, a library that is out of memory never ends."""
    monkeypatch.setenv("RUST_BACKTRACE", "1")
    given: dict[str, Any] = {}
    run = subprocess.run

    def note(*command: Any, **options: Any) -> Any:
        given.update(options)
        return run(*command, **options)

    monkeypatch.setattr(subprocess, "run", note)
    read(xlsx_of(["a"], ["1"]), file="a.xlsx")

    assert given["env"]["RUST_BACKTRACE"] == "0"


def test_sheets_that_are_not_read_are_named_whatever_they_hold() -> None:
    import openpyxl  # noqa: PLC0415 - for this test alone

    book = openpyxl.Workbook()
    for name in ("empty", "first", "second"):
        sheet = book.create_sheet(name)
        for _ in range(0 if name == "empty" else 3):
            sheet.append([name])
    stream = BytesIO()
    book.save(stream)

    sheet = read(stream.getvalue(), file="a.xlsx")

    assert sheet.notes == ("sheet “first”", "not read: “second”")
    assert len(sheet.rows) == 2


@pytest.mark.parametrize(("lat", "lon"), [("0", "0"), ("0.0", "0,0")])
def test_null_island_is_no_place(lat: str, lon: str) -> None:
    account = taken(csv_of({**FREE, "latitude": lat, "longitude": lon}, separator=";"), "a.csv").account

    assert (account.taken, account.with_point) == (1, 0)


@pytest.mark.parametrize("row", [FREE, ACLED, UCDP, IOM], ids=["free", "acled", "ucdp", "iom"])
def test_markup_and_formulas_in_every_text_are_text(row: dict[str, str]) -> None:
    """In each column in turn, so that no other column hides it."""
    for text in payloads(Path("never")):
        rows = [{**row, name: text} for name in row]
        brought = taken(csv_of(*rows), "list.csv")
        assert brought.account.rows == len(row)


def test_half_letters_and_control_characters_reach_no_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, report = tmp_path / "a.json", tmp_path / "report.json"
    bad = {"id": "\x1b[2J\ud800", "date": "\x1b]0;x\x07\ud83d", "title": "a"}
    path.write_text(json.dumps([{**FREE, "\x1b[31m\ud800": "1"}, bad]), encoding="ascii")

    assert main(["import", str(path), "--report", str(report)]) == 1

    out = capsys.readouterr()
    said = out.out + out.err + report.read_text(encoding="utf-8")
    assert "\x1b" not in said
    assert "\\u001b" not in said
    said.encode()


def test_what_is_no_file_is_refused_by_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import os  # noqa: PLC0415 - for this test alone

    folder, pipe = tmp_path / "a.csv", tmp_path / "b.csv"
    folder.mkdir()
    os.mkfifo(pipe)

    for path, said in ((folder, "is a folder"), (pipe, "is a pipe"), (tmp_path / "c.csv", "missing")):
        assert main(["import", str(path)]) == 2
        err = capsys.readouterr().err
        assert said in err
        assert path.name in err


# --- fuzz ----------------------------------------------------------------------------

SAMPLES: Final = {
    "a.csv": csv_of(*FREE_POINTS),
    "b.csv": csv_of(ACLED, {**ACLED, "event_id_cnty": "POL2"}),
    "c.csv": csv_of(UCDP, {**UCDP, "id": "2"}),
    "d.csv": csv_of(IOM),
    "e.json": json.dumps(FREE_POINTS).encode(),
    "f.geojson": geojson_of((FREE, {"type": "Point", "coordinates": [23.6, 53.5]})),
    "g.kml": kml_of(placemark("8 November 2021", "date: 2021-11-08<br>dead: 2")),
}
BYTES: Final = st.one_of(
    st.binary(max_size=6),
    st.sampled_from(
        [b'"', b"\n", b"\0", b",", b"<", b"&a;", b"{", b"]", b"NaN", b"1e999", b"\xed\xa0\x80", b"\\ud800"]
    ),
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.sampled_from(sorted(SAMPLES)),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 8), BYTES), min_size=1, max_size=5),
)
def test_a_damaged_sample_is_refused_or_accounted_for(name: str, cuts: list[tuple[float, int, bytes]]) -> None:
    content = SAMPLES[name]
    for where, width, put in cuts:
        start = int(where * len(content))
        content = content[:start] + put + content[start + width :]

    said = name
    try:
        taken(content, name)
    except GranicaError as error:
        said = str(error)
    assert name in said

"""The app's own addresses: the same rows and bytes as everywhere, and the manners of the web."""

from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import brotli
import pytest

from geo.curate import files
from geo.model import Dataset, Link
from geo.publish import compose, export
from geo.query import link as links
from geo.query import select
from geo.query.view import DataView
from server import addresses
from tests.asking import get
from tests.serving import ROOT, Server

SELECTIONS = ["", "from=2021-11-08&to=2021-11-08", "category=death,camp&side=PL,BY&known=2021-12-01", "q=kuznica"]


def view_of(query: str, dataset: Dataset, index: select.Index) -> DataView:
    """The view of a query string."""
    asked = {name: [text] for name, text in (pair.split("=") for pair in query.split("&") if pair)}
    link, problems = links.parse(asked, record_ids=set(dataset.records["id"]))
    assert not problems
    return DataView(dataset, index, link)


# --- the same as everywhere ----------------------------------------------------------


@pytest.mark.parametrize("query", SELECTIONS)
@pytest.mark.parametrize("code", export.FORMATS)
def test_a_file_is_the_extracts(server: Server, dataset: Dataset, index: select.Index, query: str, code: str) -> None:
    got = get(f"{server.url}/data/records.{code}?{query}")
    extract = compose.extract(view_of(query, dataset, index), address=f"{server.url}/")
    assert got.status == 200
    assert got.body == export.encode(extract, format=code)
    assert got.headers["content-disposition"] == f'attachment; filename="{export.filename(extract, format=code)}"'
    assert got.headers["content-type"].partition(";")[0] == export.FORMATS[code].media_type


@pytest.mark.parametrize("code", ["csv", "xlsx"])
def test_a_file_is_the_command_lines(server: Server, tmp_path: Path, code: str) -> None:
    chosen = ["--from", "2021-11-08", "--to", "2021-11-16", "--side", "PL"]
    command = [
        sys.executable,
        "-m",
        "geo",
        "export",
        "--data",
        str(server.folder),
        *chosen,
        "--address",
        f"{server.url}/",
    ]
    command += ["--address", f"{server.url}/"]
    subprocess.run([*command, "--format", code, "-o", str(tmp_path / "out")], cwd=ROOT, check=True)
    got = get(f"{server.url}/data/records.{code}?from=2021-11-08&to=2021-11-16&side=PL")
    assert got.body == (tmp_path / "out").read_bytes()


@pytest.mark.parametrize(("asked", "options"), [("hxl=1", {"hxl": True}), ("bom=1", {"bom": True})])
def test_csv_comes_with_tags_or_a_mark(
    server: Server, dataset: Dataset, index: select.Index, asked: str, options: dict[str, bool]
) -> None:
    got = get(f"{server.url}/data/records.csv?to=2021-07-30&{asked}")
    extract = compose.extract(view_of("to=2021-07-30", dataset, index), address=f"{server.url}/")
    assert got.body == export.encode(extract, format="csv", **options)


def test_where_the_map_looks_and_what_is_open_choose_nothing(server: Server) -> None:
    plain = get(f"{server.url}/data/records.csv?to=2021-07-30").body
    assert get(f"{server.url}/data/records.csv?to=2021-07-30&lat=53&lon=23&z=9&id=PLBY-0080").body == plain


def test_a_record_comes_with_its_sources_in_full(server: Server, dataset: Dataset) -> None:
    record = dataset.records.set_index("id").loc["PLBY-0080"]
    got = get(f"{server.url}/data/records/PLBY-0080.json").json
    assert got["record"]["title"] == record["title"]
    assert got["claimed_by"] == record["claimed_by"]
    assert got["denied_by"] == record["disputed_by"]
    assert got["sources"] == [dataset.sources[citation["id"]] for citation in record["sources"]]
    assert got["page"] == f"{server.url}/?id=PLBY-0080"
    (feature,) = get(f"{server.url}/data/records/PLBY-0080.geojson").json["features"]
    assert feature["properties"] == got["record"]
    assert feature["geometry"] == got["geometry"]
    bibliography = get(f"{server.url}/data/records/PLBY-0080.bib").text
    assert bibliography.count("\n@") == len(record["sources"])
    assert record["title"].split(";")[0] in bibliography


def test_published_files_are_given_as_they_stand(server: Server) -> None:
    for name in ("attempts.csv", "sources.json", "datapackage.json"):
        assert get(f"{server.url}/data/{name}").body == (server.folder / name).read_bytes()
    for path, body in files.schema_files(server.folder).items():
        assert get(f"{server.url}/data/schema/{path.name}").body == body


def test_all_sources_come_as_bibtex(server: Server, dataset: Dataset) -> None:
    text = get(f"{server.url}/data/sources.bib").text
    assert f"\n{text}".count("\n@") == len(dataset.sources)


def test_a_figure_is_the_composed_one(server: Server, dataset: Dataset, index: select.Index) -> None:
    query = "category=death&lat=53.5&lon=23.6&z=9"
    got = get(f"{server.url}/data/figure.svg?{query}&title={quote('Deaths <b>')}")
    view = view_of(query, dataset, index)
    assert got.body == compose.figure(view, format="svg", title="Deaths <b>", address=f"{server.url}/")
    assert "script-src" not in got.headers["content-security-policy"]
    assert "sandbox" in got.headers["content-security-policy"]


# --- what cannot be used -------------------------------------------------------------


def test_what_cannot_be_used_is_said_and_the_rest_applies(server: Server) -> None:
    got = get(f"{server.url}/data/records.csv?to=2021-07-30&category=deth&q={quote('Łódź' * 99)}&hxl=maybe")
    said = got.headers.get_all("granica-not-used", [])
    assert len(said) == 3
    assert said[0].startswith("category: deth; given: all of them")
    assert any(line.startswith("hxl: maybe; given: no HXL row") for line in said)
    assert all(line.isascii() for line in said)
    assert got.body == get(f"{server.url}/data/records.csv?to=2021-07-30").body
    assert get(f"{server.url}/data/counts.json?category=deth").json["not_used"][0]["parameter"] == "category"


def test_strict_refuses_it(server: Server) -> None:
    got = get(f"{server.url}/data/records.csv?category=deth&strict=1")
    assert (got.status, got.headers["content-type"]) == (400, "application/problem+json")
    assert got.json["not_used"] == [{"parameter": "category", "asked": "deth", "given": "all of them"}]
    assert get(f"{server.url}/data/counts.json?category=death&strict=1").status == 200


def test_an_address_without_filters_says_that_it_has_none(server: Server) -> None:
    assert get(f"{server.url}/data/attempts.csv?from=2021-11-08").headers["granica-not-used"].startswith("from: ")
    assert get(f"{server.url}/data/attempts.csv?utm_source=x").headers["granica-not-used"] is None


@pytest.mark.parametrize(
    "path",
    [
        "/nonexistent",
        "/nonexistent/",
        "/export.csv",
        "/wp-login.php",
        "/map",
        "/records/PLBY-0080",
        "/x/component/y",
        "/static/js/none.js",
        "/data/records.xml",
        "/data/records/PLBY-9999.json",
        "/data/records/PLBY-0080.pdf",
        "/data/incidents.geojson",
        "/data/none.csv",
        "/data/",
        "/data/schema/none.json",
        "/data/figure.gif",
        "/_stcore/none",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_is_not_there_is_a_404(server: Server, path: str, method: str) -> None:
    got = get(server.url + path, method=method)
    assert got.status == 404
    assert "immutable" not in (got.headers["cache-control"] or "")


def test_a_browser_is_told_as_a_page(server: Server) -> None:
    got = get(f"{server.url}/nonexistent", headers={"Accept": "text/html,*/*"})
    assert (got.status, got.headers.get_content_type()) == (404, "text/html")
    assert "There is nothing at this address." in got.text


@pytest.mark.parametrize("page", addresses.PAGES)
def test_every_page_is_there_and_its_document_is_not_given_as_data(server: Server, page: str) -> None:
    got = get(f"{server.url}/{page}")
    assert (got.status, got.headers.get_content_type()) == (200, "text/html")
    assert b"Granica</title>" in got.body
    assert got.headers["access-control-allow-origin"] is None


def test_the_table_of_pages_is_the_folder() -> None:
    files = {path.stem for path in (ROOT / "pages").glob("*.py")} - {"__init__", "shell"}
    assert {name or "map" for name in addresses.PAGES} == files


@pytest.mark.parametrize("path", ["/_stcore/health", "/_stcore/host-config", "/favicon.png"])
def test_the_frameworks_own_addresses_go_on_working(server: Server, path: str) -> None:
    assert get(server.url + path).status == 200


# --- manners -------------------------------------------------------------------------


def test_what_has_not_changed_is_not_sent_again(server: Server) -> None:
    address = f"{server.url}/data/records.csv?to=2021-07-30"
    first = get(address)
    assert get(address, headers={"If-None-Match": first.headers["etag"]}).status == 304
    assert get(address, headers={"If-None-Match": f'"x", W/{first.headers["etag"]}'}).status == 304
    assert get(address, headers={"If-None-Match": '"x"'}).status == 200
    assert get(address, headers={"If-Modified-Since": first.headers["last-modified"]}).status == 304
    assert get(address, headers={"If-Modified-Since": "Mon, 01 Nov 2021 00:00:00 GMT"}).status == 200
    other = get(f"{server.url}/data/records.csv?to=2021-07-31", headers={"If-None-Match": first.headers["etag"]})
    assert other.status == 200
    assert first.headers["cache-control"] == "public, max-age=300"


def test_a_link_written_otherwise_is_the_same_thing(server: Server) -> None:
    tags = {
        get(f"{server.url}/data/records.csv?{query}").headers["etag"]
        for query in ("side=PL,BY&to=2021-07-30", "to=2021-07-30&side=BY,PL&utm_source=x")
    }
    assert len(tags) == 1


@pytest.mark.parametrize("code", ["csv", "parquet"])
def test_ranges_are_parts_of_the_whole(server: Server, code: str) -> None:
    address = f"{server.url}/data/records.{code}?to=2021-07-30"
    whole = get(address)
    size = len(whole.body)
    for asked, part in [
        ("0-9", slice(0, 10)),
        ("10-", slice(10, None)),
        ("-7", slice(-7, None)),
        ("5-999999999", slice(5, None)),
    ]:
        got = get(address, headers={"Range": f"bytes={asked}", "Accept-Encoding": "gzip, br"})
        assert (got.status, got.body) == (206, whole.body[part])
        start, stop, _ = part.indices(size)
        assert got.headers["content-range"] == f"bytes {start}-{stop - 1}/{size}"
    assert get(address, headers={"Range": f"bytes={size}-"}).status == 416
    assert get(address, headers={"Range": f"bytes={size}-"}).headers["content-range"] == f"bytes */{size}"
    for nonsense in ("bytes=9-1", "bytes=-", "lines=1-2", "bytes=0-1,3-4"):
        assert get(address, headers={"Range": nonsense}).body == whole.body
    tagged = {"Range": "bytes=0-9", "If-Range": whole.headers["etag"]}
    assert get(address, headers=tagged).status == 206
    assert get(address, headers={**tagged, "If-Range": '"x"'}).status == 200


def test_text_is_packed_for_those_who_unpack_and_files_that_are_packed_are_not(server: Server) -> None:
    address = f"{server.url}/data/records.geojson?to=2021-07-30"
    plain = get(address)
    packers = {"gzip": gzip.decompress, "br": brotli.decompress}
    for encoding, unpack in packers.items():
        got = get(address, headers={"Accept-Encoding": encoding})
        assert got.headers["content-encoding"] == encoding
        assert unpack(got.body) == plain.body
        assert got.headers["etag"] != plain.headers["etag"]
        assert got.headers["vary"] == "Accept-Encoding"
    assert get(address, headers={"Accept-Encoding": "gzip;q=0"}).headers["content-encoding"] is None
    packed = get(f"{server.url}/data/records.parquet", headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["content-encoding"] is None


def test_head_says_what_get_would_send(server: Server) -> None:
    address = f"{server.url}/data/records.parquet?to=2021-07-30"
    got, said = get(address), get(address, method="HEAD")
    assert said.body == b""
    for name in ("content-length", "content-type", "etag", "last-modified", "accept-ranges"):
        assert said.headers[name] == got.headers[name]


def test_pages_of_other_sites_may_read_data_and_nothing_else(server: Server) -> None:
    asked = {"Origin": "https://elsewhere.example"}
    assert get(f"{server.url}/data/counts.json", headers=asked).headers["access-control-allow-origin"] == "*"
    preflight = get(f"{server.url}/data/records.csv", method="OPTIONS", headers=asked)
    assert preflight.status == 204
    assert "Range" in preflight.headers["access-control-allow-headers"]
    assert get(f"{server.url}/data/records.csv", method="POST").status == 405
    assert get(f"{server.url}/records", headers=asked).headers["access-control-allow-origin"] is None


# --- counts --------------------------------------------------------------------------


def test_counts_say_what_they_count(server: Server) -> None:
    got = get(f"{server.url}/data/counts.json?from=2021-11-08&to=2021-11-18&by=week,category").json
    rows = list(csv.DictReader(io.StringIO(get(f"{server.url}/data/records.csv?from=2021-11-08&to=2021-11-18").text)))
    counted = sum(row["records"] for row in got["rows"])
    left = sum(item["records"] for item in got["not_counted"])
    assert counted + left == len(rows)
    assert left == sum(row["date_precision"] == "month" for row in rows)
    assert set(got["by"]) == {"week", "category"}
    assert json.dumps(got["rows"]) == json.dumps(sorted(got["rows"], key=lambda row: row["week"]))


def test_counts_by_nothing_are_the_number_of_records(server: Server, dataset: Dataset) -> None:
    assert get(f"{server.url}/data/counts.json").json["rows"] == [{"records": len(dataset.records)}]
    refused = get(f"{server.url}/data/counts.json?by=week,week")
    assert refused.json["rows"] == [{"records": len(dataset.records)}]
    assert refused.headers["granica-not-used"].startswith("by: week,week")


# --- how addresses are written -------------------------------------------------------


def test_the_site_is_read_off_a_pages_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(addresses.ADDRESS_VARIABLE, raising=False)
    assert addresses.site("https://site.example/records?from=2021-11-08") == "https://site.example"
    monkeypatch.setenv(addresses.ADDRESS_VARIABLE, "https://public.example/granica/")
    assert addresses.site("http://10.0.0.1:8501/") == "https://public.example/granica"


def test_an_address_holds_the_link_as_it_is_written() -> None:
    link, _ = links.parse({"q": ["a&b"], "to": ["2021-11-08"], "id": ["X"]}, record_ids=["X"])
    assert addresses.data(link, "csv", hxl=True, site="https://a.example") == (
        "https://a.example/data/records.csv?to=2021-11-08&q=a%26b&hxl=1"
    )
    assert addresses.page(link, name="records", site="https://a.example", embed=True) == (
        "https://a.example/records?to=2021-11-08&q=a%26b&id=X&embed=true"
    )
    assert addresses.data(Link(), "csv") == "/data/records.csv"

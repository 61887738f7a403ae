"""The addresses as the clients read them that people have: GDAL, OWSLib, pandas, pyarrow, a feed reader, a fuzzer."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import feedparser
import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest
import schemathesis
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from owslib.ogcapi.features import Features
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from geo.model import Dataset, Link, Selection
from geo.publish import export
from geo.query import link as links
from geo.query import select
from geo.query.view import DataView
from geo.summarise.tabulate import tabulate
from server import addresses
from tests.asking import get
from tests.serving import Server
from tests.strategies import selections

KUZNICA = (23.4, 53.3, 23.9, 53.7)
"""West, south, east, north."""


def oapif(server: Server) -> str:
    return f"OAPIF:{server.url}/ogc"


def ids(frame: pd.DataFrame) -> list[str]:
    return sorted(frame["id"])


# --- GDAL ----------------------------------------------------------------------------


def test_gdal_lists_the_collections(server: Server) -> None:
    assert list(gpd.list_layers(oapif(server))["name"]) == ["records", "deployments", "crossings", "border", "areas"]


def test_gdal_reads_every_record_with_and_without_a_place(server: Server, dataset: Dataset) -> None:
    frame = gpd.read_file(oapif(server), layer="records")
    assert ids(frame) == ids(dataset.records)
    assert frame.geometry.isna().sum() == dataset.records.geometry.isna().sum() > 0
    assert str(frame["start"].dtype).startswith("datetime")


def test_gdal_reads_what_records_refer_to(server: Server, dataset: Dataset) -> None:
    for name in ("crossings", "border", "areas"):
        frame = gpd.read_file(oapif(server), layer=name)
        assert ids(frame) == ids(getattr(dataset, name))
    deployed = dataset.records[dataset.records["kind"] == "deployment"]
    assert ids(gpd.read_file(oapif(server), layer="deployments")) == ids(deployed)


def test_gdal_pushes_a_box_down(server: Server, dataset: Dataset) -> None:
    frame = gpd.read_file(oapif(server), layer="records", bbox=KUZNICA)
    assert ids(frame) == ids(dataset.records[dataset.records.geometry.intersects(shapely.box(*KUZNICA))])


def test_gdal_pushes_dates_down_and_loses_none(server: Server, dataset: Dataset) -> None:
    """GDAL asks for the records that have a day in the range, and filters no more: it gets those that only last."""
    where = "start >= '2021-11-08' AND start <= '2021-11-10'"
    frame = gpd.read_file(oapif(server), layer="records", where=where)
    lasting = get(f"{server.url}/ogc/collections/records/items?from=2021-11-08&to=2021-11-10").json
    assert ids(frame) == sorted(item["id"] for item in lasting["features"])
    begun = dataset.records["start"].between(date(2021, 11, 8), date(2021, 11, 10))
    assert set(ids(dataset.records[begun])) <= set(ids(frame))
    assert frame.geometry.isna().any()


def test_gdal_pushes_a_category_down(server: Server, dataset: Dataset) -> None:
    frame = gpd.read_file(oapif(server), layer="records", where="category = 'death'")
    assert ids(frame) == ids(dataset.records[dataset.records["category"] == "death"])


@pytest.mark.filterwarnings("ignore:.*non conformant file extension")
@pytest.mark.parametrize("code", ["geojson", "gpkg"])
def test_geopandas_reads_a_file_by_its_address(
    server: Server, dataset: Dataset, index: select.Index, code: str
) -> None:
    link, _ = links.parse({"from": ["2021-11-08"], "to": ["2021-11-18"]}, record_ids=())
    address = addresses.data(link, code, site=server.url)
    frame = gpd.read_file(address, layer="records" if code == "gpkg" else None)
    assert ids(frame) == ids(DataView(dataset, index, link).records)


def test_an_items_address_is_a_geojson_file(server: Server, dataset: Dataset) -> None:
    frame = gpd.read_file(f"{server.url}/ogc/collections/records/items?category=death")
    assert ids(frame) == ids(dataset.records[dataset.records["category"] == "death"])


# --- OGC API -------------------------------------------------------------------------


def test_owslib_finds_its_way(server: Server, dataset: Dataset) -> None:
    service = Features(f"{server.url}/ogc/")
    assert service.feature_collections() == ["records", "deployments", "crossings", "border", "areas"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in service.conformance()["conformsTo"]
    assert service.api()["openapi"].startswith("3.0")
    assert "category" in service.collection_queryables("records")["properties"]
    page = service.collection_items("records", bbox=list(KUZNICA), limit=3, category="death")
    assert page["numberReturned"] <= 3
    one = service.collection_item("records", "PLBY-0080")
    assert one["properties"]["title"] == dataset.records.set_index("id").loc["PLBY-0080", "title"]


def test_pages_follow_one_another_and_hold_each_record_once(server: Server, dataset: Dataset) -> None:
    address, found = f"{server.url}/ogc/collections/records/items?limit=100&side=PL", []
    while address:
        page = get(address).json
        assert page["numberReturned"] == len(page["features"]) <= 100
        found += [feature["id"] for feature in page["features"]]
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    assert len(found) == page["numberMatched"]
    assert sorted(found) == ids(dataset.records[dataset.records["side"] == "PL"])


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ("2021-11-08", ("2021-11-08", "2021-11-08")),
        ("2021-11-08T23:59:59Z", ("2021-11-08", "2021-11-08")),
        ("2021-11-01T/2021-11-30T", ("2021-11-01", "2021-11-30")),
        ("2021-11-01T00:00:00Z/2021-11-30T23:59:59+01:00", ("2021-11-01", "2021-11-30")),
        ("2021-11-01/..", ("2021-11-01", "")),
        ("/2021-11-30T", ("", "2021-11-30")),
        ("../..", ("", "")),
    ],
)
def test_datetime_is_calendar_days_both_inclusive(server: Server, asked: str, days: tuple[str, str]) -> None:
    got = get(f"{server.url}/ogc/collections/records/items?datetime={asked.replace('+', '%2B')}").json
    bounds = "&".join(f"{name}={day}" for name, day in zip(("from", "to"), days, strict=True) if day)
    same = get(f"{server.url}/ogc/collections/records/items?{bounds}").json
    assert [item["id"] for item in got["features"]] == [item["id"] for item in same["features"]]
    assert got["numberMatched"] > 0


def test_datetime_narrows_the_links_days(server: Server) -> None:
    """A record must have a day in each: one that ends before the second begins is in neither."""
    both = get(f"{server.url}/ogc/collections/records/items?to=2021-11-08&datetime=2021-11-08/..").json
    day = get(f"{server.url}/ogc/collections/records/items?from=2021-11-08&to=2021-11-08").json
    assert {item["id"] for item in both["features"]} == {item["id"] for item in day["features"]}


def test_a_box_says_how_many_records_are_in_none(server: Server, dataset: Dataset) -> None:
    got = get(f"{server.url}/ogc/collections/records/items?bbox=-180,-90,180,90").json
    assert got["without_geometry"]["records"] == dataset.records.geometry.isna().sum()
    assert got["numberMatched"] + got["without_geometry"]["records"] == len(dataset.records)
    over = get(f"{server.url}/ogc/collections/records/items?bbox=170,-90,40,90").json
    assert over["numberMatched"] == got["numberMatched"]
    assert get(f"{server.url}/ogc/collections/records/items?bbox=170,-90,10,90").json["numberMatched"] == 0
    deep = get(f"{server.url}/ogc/collections/records/items?bbox=-180,-90,0,180,90,0").json
    assert deep["numberMatched"] == got["numberMatched"]


@pytest.mark.parametrize(
    "wrong",
    [
        "bbox=1,2,3",
        "bbox=a,b,c,d",
        "bbox=0,9,1,8",
        "bbox=nan,0,1,1",
        "datetime=yesterday",
        "datetime=2021-11-09/2021-11-08",
        "datetime=..",
        "datetime=2021-13-01",
        "limit=0",
        "limit=-1",
        "limit=ten",
        "offset=-1",
        "crs=http://www.opengis.net/def/crs/EPSG/0/2180",
        "category=deth",
        "unheard=of",
    ],
)
def test_what_cannot_be_used_is_refused_as_the_standard_asks(server: Server, wrong: str) -> None:
    address = f"{server.url}/ogc/collections/records/items?{wrong}"
    got = get(address)
    assert (got.status, got.headers["content-type"]) == (400, "application/problem+json")
    assert got.json["not_used"][0]["parameter"] == wrong.partition("=")[0]
    assert get(f"{address}&strict=0").status == 200


@pytest.mark.parametrize(
    "path", ["/collections/none", "/collections/none/items", "/collections/records/items/NONE-1", "/none"]
)
def test_what_is_not_there_is_a_404(server: Server, path: str) -> None:
    assert get(f"{server.url}/ogc{path}").status == 404


# --- the same rows everywhere --------------------------------------------------------


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(selection=selections())
def test_every_address_gives_the_rows_of_the_view(
    server: Server, dataset: Dataset, index: select.Index, selection: Selection
) -> None:
    view = DataView(dataset, index, Link(selection=selection))
    rows = list(view.records["id"])
    csv = get(addresses.data(view.link, "csv", site=server.url))
    assert "granica-not-used" not in csv.headers
    assert list(pd.read_csv(io.BytesIO(csv.body))["id"]) == rows
    features = get(addresses.items(view.link, site=server.url)).json
    assert [item["id"] for item in features["features"]] == rows
    assert [item["properties"] for item in features["features"]] == export.properties(view.records)
    counted = get(addresses.counts(view.link, by=["family"], site=server.url)).json
    assert counted["rows"] == [dict(row) for row in tabulate(view.records, by=["family"]).rows]
    assert sum(row["records"] for row in counted["rows"]) == len(rows)
    entries = feedparser.parse(get(addresses.feed(view.link, site=server.url)).body).entries
    assert sorted(entry.link.rpartition("=")[2] for entry in entries) == sorted(rows)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(selection=selections(), code=st.sampled_from([*export.FORMATS]))
def test_an_address_gives_the_bytes_of_the_command_line(
    server: Server, tmp_path: Path, selection: Selection, code: str
) -> None:
    link = Link(selection=selection)
    options = [f"--{name.replace('_', '-')}={value}" for name, value in links.write(link).items()]
    out = tmp_path / "out"
    command = [sys.executable, "-m", "geo", "export", "--data", str(server.folder), "--format", code, "-o", str(out)]
    subprocess.run([*command, "--address", f"{server.url}/", *options], check=True)
    assert get(addresses.data(link, code, site=server.url)).body == out.read_bytes()


# --- tables --------------------------------------------------------------------------


def test_pandas_reads_csv_and_parquet(server: Server, dataset: Dataset) -> None:
    frame = pd.read_csv(f"{server.url}/data/records.csv?category=death", parse_dates=["start"])
    deaths = dataset.records[dataset.records["category"] == "death"]
    assert ids(frame) == ids(deaths)
    assert len(pd.read_parquet(f"{server.url}/data/records.parquet?category=death")) == len(deaths)
    assert len(pd.read_csv(f"{server.url}/data/attempts.csv")) == len(dataset.attempts)
    assert len(
        pd.read_excel(f"{server.url}/data/records.xlsx?category=death", sheet_name="Records", engine="openpyxl")
    ) == len(deaths)


class Ranges(io.RawIOBase):
    """A file at an address, read in ranges."""

    def __init__(self, address: str) -> None:
        """Learn its length."""
        super().__init__()
        self.address, self.at, self.read_bytes = address, 0, 0
        self.size = int(get(address, method="HEAD").headers["content-length"])

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """Any part of it can be read."""
        return True

    def tell(self) -> int:
        """Where the next byte is."""
        return self.at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a byte."""
        self.at = {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.size}[whence] + offset
        return self.at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # a buffer is a buffer
        """Read as many bytes as a buffer holds."""
        stop = min(self.at + len(buffer), self.size)
        if stop <= self.at:
            return 0
        got = get(self.address, headers={"Range": f"bytes={self.at}-{stop - 1}"})
        assert got.status == 206
        buffer[: len(got.body)] = got.body
        self.at += len(got.body)
        self.read_bytes += len(got.body)
        return len(got.body)


def test_pyarrow_reads_a_column_over_ranges(server: Server, dataset: Dataset) -> None:
    far = Ranges(f"{server.url}/data/records.parquet")
    table = pa.parquet.read_table(pa.PythonFile(far, mode="r"), columns=["id"])
    assert sorted(table.column("id").to_pylist()) == ids(dataset.records)
    assert far.read_bytes < far.size


# --- feed ----------------------------------------------------------------------------


def test_a_feed_reader_reads_the_feed(server: Server, dataset: Dataset) -> None:
    feed = feedparser.parse(get(f"{server.url}/data/feed.atom?category=death").body)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
    assert feed.feed.links[1].href == f"{server.url}/data/feed.atom?category=death"
    records = dataset.records.set_index("id")
    for entry in feed.entries:
        record = records.loc[entry.link.rpartition("=")[2]]
        assert entry.title == record["title"]
        assert record["claimed_by"][0] in entry.summary.replace("&amp;", "&").replace("&#x27;", "'")
        assert entry.updated == f"{dataset.released}T00:00:00+00:00"


def test_an_empty_feed_does_not_tell_the_time(server: Server, dataset: Dataset) -> None:
    feed = feedparser.parse(get(f"{server.url}/data/feed.atom?q=nowhereatall").body)
    assert feed.entries == []
    assert feed.feed.updated == f"{dataset.released}T00:00:00+00:00"


# --- the whole API -------------------------------------------------------------------

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
SKIPPED = {"/data/figure.{format}", "/data/preview.png"}
"""Dear, and tried above."""


def test_a_fuzzer_breaks_no_promise_of_the_openapi_document(server: Server) -> None:
    api = schemathesis.openapi.from_url(f"{server.url}/openapi.json")
    tried = []
    for found in api.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]  # an error would say what is wrong with the document
        if operation.path in SKIPPED:
            continue

        @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            case.call_and_validate(checks=CHECKS, base_url=server.url, timeout=60)

        ask()
        tried.append(operation.path)
    assert len(tried) > 15

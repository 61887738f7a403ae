"""What the map fetches of the data: the columns once, texts of the rows that are asked for, and nothing else."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from geo import store
from geo.errors import RequestError
from geo.present import webmap
from server import assets, held, mapdata
from tests import building
from tests.test_safety import asked, given_out


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> store.Prepared:
    """One record, served by this process."""
    monkeypatch.setenv(store.DATA_VARIABLE, str(building.folder(tmp_path, building.feature(title="The first"))))
    return store.settled()


@pytest.mark.parametrize(
    ("text", "rows"),
    [("0", (0,)), ("3,17-19", (3, 17, 18, 19)), ("999999-1000000", (999_999, 1_000_000)), ("5,5", (5, 5))],
)
def test_rows_are_numbers_and_ranges(text: str, rows: tuple[int, ...]) -> None:
    assert mapdata.rows(text, total=1_000_001) == rows


@pytest.mark.parametrize(
    "text",
    [
        "",
        ",",
        "a",
        "-1",
        "1-",
        "3-2",
        "01",
        "1.0",
        "1 ",
        "٣",
        "0x1",
        "1;2",
        "20",
        "0-20",
        "1-2-3",
        "9" * 12,
        "1," * 1300,
    ],
)
def test_what_names_no_row_that_there_is_is_refused(text: str) -> None:
    with pytest.raises(RequestError, match="below 20"):
        mapdata.rows(text, total=20)


def test_no_more_rows_are_given_at_once_than_there_is_room_for() -> None:
    assert len(mapdata.rows("0-999", total=5000)) == mapdata.MOST_ROWS
    for text in ("0-1000", "0-998,1500-1501", "0-999999999"):
        with pytest.raises(RequestError):
            mapdata.rows(text, total=5000 if text != "0-999999999" else 10**9)


def test_a_small_study_is_asked_for_whole_by_who_draws_it_first() -> None:
    asked_for = [mapdata.whole(rows) for rows in (0, 1, 404, 1000, 1001)]
    assert asked_for == ["", "?rows=0-0", "?rows=0-403", "?rows=0-999", ""]


def test_texts_are_given_for_good_and_what_cannot_be_read_is_said(served: store.Prepared) -> None:
    address = assets.addresses(served).texts
    assert json.loads(given_out(f"{address}?rows=0")[2])["title"] == ["The first"]
    status, headers, body = given_out(f"{address}?rows=1")
    assert (status, body) == (400, b"rows are asked for as 3,17-20, below 1 and at most 1000 at once")
    assert "immutable" not in headers.get("cache-control", "")
    assert given_out(address.replace("texts.json", "others.json"))[0] == 404


def test_columns_are_packed_once_for_all_readers_but_not_those_of_one_session(
    served: store.Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[int] = []
    pack: Callable[[bytes], bytes] = mapdata._pack  # noqa: SLF001  # counted here

    def counted(body: bytes) -> bytes:
        times.append(len(body))
        return pack(body)

    monkeypatch.setattr(mapdata, "_pack", counted)
    mapdata.packed.cache_clear()
    mine = held.Held(mapdata.of(served))

    def fetch(address: str, routes: Any) -> bytes:
        status, headers, body = asked(Starlette(routes=routes), "/" + address.removeprefix("../../"), accept="gzip")
        assert (status, headers["content-encoding"]) == (200, "gzip")
        assert headers["content-type"] == "application/octet-stream"
        return gzip.decompress(body)

    for _ in range(2):
        assert fetch(assets.addresses(served).records, assets.routes()) == served.columns
    assert len(times) == 1
    for _ in range(2):
        assert fetch(assets.addresses(served, held=mine).records, held.routes()) == served.columns
    assert len(times) == 3
    assert mapdata.packed.cache_info().currsize == 1


def test_what_a_search_found_is_fetched_once_a_version_and_kept_for_good(served: store.Prepared) -> None:
    address = assets.addresses(served).found
    status, headers, body = given_out(f"{address}?q={webmap.search_name('first')}")
    assert (status, body) == (200, bytes([1]))
    assert headers["cache-control"] == assets.FOR_GOOD
    assert given_out(f"{address}?q={webmap.search_name('second')}")[2] == b""


@pytest.mark.parametrize("name", ["", "!", "a", webmap.search_name("--"), webmap.search_name("x" * 300), "_w"])
def test_a_search_that_no_link_could_ask_for_is_refused(served: store.Prepared, name: str) -> None:
    status, _, body = given_out(f"{assets.addresses(served).found}?q={name}")
    assert (status, b"a search is asked for" in body) == (400, True)


def test_columns_that_a_browser_may_not_keep_are_not_fetched_ahead(served: store.Prepared) -> None:
    most = replace(served, columns=b"x" * assets.MOST_PREFETCHED)
    assert f"/{mapdata.COLUMNS}" in assets.later(most)
    assert f"/{mapdata.COLUMNS}" not in assets.later(replace(most, columns=most.columns + b"x"))

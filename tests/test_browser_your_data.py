"""Two readers with files of their own at once: each sees only theirs, and nothing is left when they are gone."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from geo.model import Dataset
from tests.browsing import Reader, readers, until
from tests.serving import Server, serving

pytestmark = pytest.mark.browser

HELD = "/granica/held/"


@pytest.fixture
def forgetful(shipped_folder: Path, tmp_path: Path) -> Iterator[Server]:
    """A server that lets a session go a second after its tab was closed, with a temporary folder of its own."""
    (tmp_path / "temporary").mkdir()
    settings = {"STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "1", "TMPDIR": str(tmp_path / "temporary")}
    with serving(shipped_folder, log=tmp_path / "log", settings=settings) as server:
        yield server


def table(name: str, *, rows: int, east: float) -> bytes:
    lines = [f"{n};2019-04-{n + 1:02};-1.{n};{east + n / 10};{name} number {n};{name} place" for n in range(rows)]
    return "\n".join(["id;date;lat;lon;title;place", *lines, ""]).encode()


def bring(reader: Reader, name: str, content: bytes, *, records: int) -> str:
    """Bring a file, show it, and go to the map: the path of what the map fetched."""
    fetched: list[str] = []
    reader.page.on("request", lambda request: fetched.append(request.url))
    reader.open("/your_data")
    reader.page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(
        {"name": f"{name}.csv", "mimeType": "text/csv", "buffer": content}
    )
    reader.page.get_by_role("button", name=f"Show these {records} records on every page").click()
    reader.page.locator(".granica-whose").wait_for()
    reader.go("Map")
    reader.map.wait_for()
    until(lambda: reader.drawn() == records, what=f"{records} records on the map")
    return next(address for address in fetched if HELD in address and address.endswith("records.bin"))


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310  # our own server
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_two_readers_see_each_only_their_own_data_and_nothing_is_left_of_them(
    browser: Browser, forgetful: Server, tmp_path: Path, dataset: Dataset
) -> None:
    with readers(browser, forgetful) as another:
        make: Callable[..., Reader] = another
        one, two, third = make(), make(), make()
        addresses = [
            bring(one, "first", table("Alpha", rows=3, east=36), records=3),
            bring(two, "second", table("Omega", rows=5, east=100), records=5),
        ]
        for reader, own, other in ((one, "Alpha", "Omega"), (two, "Omega", "Alpha")):
            reader.go("Records")
            reader.page.get_by_text(f"{own} number 1").first.wait_for()
            assert other not in reader.page.content()
        third.open("/records")
        assert third.shown() == len(dataset.records)
        assert not any(name in third.page.content() for name in ("Alpha", "Omega"))

        one.page.get_by_role("button", name="Back to Granica’s data").click()
        until(lambda: one.shown() == len(dataset.records), what="our data again")
        until(lambda: status(addresses[0]) == 404, what="nothing at the address of what was left")
        assert status(addresses[1]) == 200
        two.page.close()
        until(lambda: status(addresses[1]) == 404, what="nothing at the address of a tab that was closed")
    for path in (tmp_path / "temporary").rglob("*"):
        assert not path.is_file() or not any(name in path.read_bytes() for name in (b"Alpha", b"Omega")), path
    assert "Alpha" not in forgetful.said()
    assert "Omega" not in forgetful.said()

"""A server that is killed and started again: what readers hold of it still answers, and says the same."""

from __future__ import annotations

import re
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from tests import building
from tests.serving import POLL_S, START_DEADLINE_S, Server, free_port, serving

pytestmark = pytest.mark.faults
FROM = "from=2021-11-01&to=2021-11-30"
HELD = (
    f"/?{FROM}&id=PLBY-0001",
    f"/records?{FROM}",
    f"/data/records.csv?{FROM}",
    f"/data/records.geojson?{FROM}",
    "/data/records/PLBY-0001.json",
    "/data/sources.bib",
)
"""Addresses that a reader may have kept: pages, files, a record."""


def answered(server: Server, path: str) -> tuple[int, bytes]:
    with urllib.request.urlopen(server.url + path, timeout=60) as answer:  # noqa: S310  # our own server
        return answer.status, answer.read()


def settle(server: Server) -> None:
    """Wait until the data are in service: a page that is asked for before names no file of them."""
    deadline = time.monotonic() + START_DEADLINE_S
    while len(hashes(answered(server, HELD[0])[1])) == 1:
        assert time.monotonic() < deadline
        with suppress(urllib.error.HTTPError):  # they are being prepared
            answered(server, HELD[2])
        time.sleep(POLL_S)


def hashes(page: bytes) -> set[str]:
    """Hashes in those addresses: of the code and, when they are in service, of the data."""
    return {path.split("/")[2] for path in hashed(page)}


def hashed(page: bytes) -> list[str]:
    """Addresses in a page that carry the hash of the code or of the data."""
    return sorted(set(re.findall(r'(?:src|href)="\.(/granica/[^"]+)"', page.decode())))


def test_links_that_readers_hold_outlive_a_server_that_is_killed(tmp_path: Path) -> None:
    folder, port = building.folder(tmp_path / "data", building.feature(), counts=[building.count()]), free_port()
    with serving(folder, log=tmp_path / "first.txt", port=port) as server:
        settle(server)
        before = {path: answered(server, path) for path in HELD}
        own = {path: answered(server, path) for path in hashed(before[HELD[0]][1])}
        assert server.process
        server.process.kill()
        server.process.wait()
    with serving(folder, log=tmp_path / "second.txt", port=port) as server:
        settle(server)
        assert {path: answered(server, path) for path in own} == own
        after = {path: answered(server, path) for path in HELD}
    assert after == before

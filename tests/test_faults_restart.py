"""A server that is killed and started again: what readers hold of it still answers, and says the same."""

from __future__ import annotations

import re
import urllib.request
from pathlib import Path

import pytest

from tests import building
from tests.serving import Server, free_port, serving

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


def hashed(page: bytes) -> list[str]:
    """Addresses in a page that carry the hash of the code or of the data."""
    return sorted(set(re.findall(r'(?:src|href)="\.(/granica/[^"]+)"', page.decode())))


def test_links_that_readers_hold_outlive_a_server_that_is_killed(tmp_path: Path) -> None:
    folder, port = building.folder(tmp_path / "data", building.feature(), counts=[building.count()]), free_port()
    with serving(folder, log=tmp_path / "first.txt", port=port) as server:
        before = {path: answered(server, path) for path in HELD}
        own = {path: answered(server, path) for path in hashed(before[HELD[0]][1])}
        assert server.process
        server.process.kill()
        server.process.wait()
    assert own, "the page has files of its own"
    assert any(path.endswith("/records.json") for path in own)
    with serving(folder, log=tmp_path / "second.txt", port=port) as server:
        assert {path: answered(server, path) for path in own} == own
        after = {path: answered(server, path) for path in HELD}
    assert after == before

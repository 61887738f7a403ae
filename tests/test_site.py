"""What is asked of every site, and how it is embedded elsewhere."""

from __future__ import annotations

from io import BytesIO
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import quote

import pytest
from lxml import etree, html
from PIL import Image

from geo.model import Dataset
from server import addresses, site
from tests.asking import get
from tests.serving import Server


def test_crawlers_find_the_map_of_the_site(server: Server, dataset: Dataset) -> None:
    robots = get(f"{server.url}/robots.txt")
    assert robots.headers["content-type"] == "text/plain; charset=utf-8"
    assert f"Sitemap: {server.url}/sitemap.xml" in robots.text
    assert "Disallow: /data/figure." in robots.text
    tree = etree.fromstring(get(f"{server.url}/sitemap.xml").body)
    found = [node.text for node in tree.iter("{*}loc")]
    assert found[: len(addresses.PAGES)] == [f"{server.url}/{page}" for page in addresses.PAGES]
    assert found[len(addresses.PAGES) :] == [f"{server.url}/?id={name}" for name in dataset.records["id"]]


def test_agents_are_told_what_a_record_is(server: Server) -> None:
    text = get(f"{server.url}/llms.txt").text
    assert text.startswith("# ")
    assert "Never add up figures" in text
    for address in {word.partition(")")[0] for word in text.split("](")[1:]}:
        assert get(address).status == 200, address


def test_who_finds_a_hole_is_told_whom_to_tell(
    server: Server, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert get(f"{server.url}/.well-known/security.txt").status == 404
    asked = SimpleNamespace(site="https://granica.example")
    monkeypatch.setenv(site.CONTACT_VARIABLE, "mailto:someone@granica.example")
    lines = dict(line.split(": ", 1) for line in site.security(cast("Any", asked)).body.decode().splitlines())
    assert lines["Contact"] == "mailto:someone@granica.example"
    assert lines["Expires"] > f"{dataset.released}"
    assert lines["Canonical"] == "https://granica.example/.well-known/security.txt"


def test_the_browsers_tab_has_our_sign(server: Server) -> None:
    got = get(f"{server.url}/favicon.ico")
    assert got.headers["content-type"] == "image/vnd.microsoft.icon"
    assert Image.open(BytesIO(got.body)).info["sizes"] == {(16, 16), (32, 32), (48, 48)}


def test_the_picture_of_a_link_has_the_size_that_is_said(server: Server, dataset: Dataset) -> None:
    pointless = dataset.records[dataset.records.geometry.isna()].iloc[0]["id"]
    for query in ("from=2021-11-08&to=2021-11-18", "id=PLBY-0080", f"id={pointless}", "q=nowhereatall"):
        got = get(f"{server.url}/data/preview.png?{query}")
        assert (got.status, got.headers["content-type"]) == (200, "image/png")
        assert Image.open(BytesIO(got.body)).size == (1200, 630)


def test_an_editors_system_gets_a_frame(server: Server) -> None:
    page = f"{server.url}/?category=death&q=%22%3E%3Cscript%3E"
    got = get(f"{server.url}/oembed?url={quote(page, safe='')}&maxwidth=500&maxheight=400").json
    assert (got["version"], got["type"]) == ("1.0", "rich")
    assert got["width"] == 500
    assert got["height"] <= 400
    frame = html.fragment_fromstring(got["html"])
    assert frame.tag == "iframe"
    assert frame.get("src") == f"{page}&embed=true"
    assert frame.get("title") == got["title"]
    assert get(got["thumbnail_url"]).headers["content-type"] == "image/png"


@pytest.mark.parametrize(
    "address",
    ["", "https://elsewhere.example/", "javascript:alert(1)", "http://[", "{site}/nonexistent", "{site}.evil/"],
)
def test_only_pages_of_the_app_are_embedded(server: Server, address: str) -> None:
    asked = quote(address.format(site=server.url), safe="")
    assert get(f"{server.url}/oembed?url={asked}").status == 404

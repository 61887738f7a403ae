"""Nobody else is asked, and nothing in the data or in a link runs: not in the page, not on the server."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from geo.intake import folder, prepare
from tests import folders, hostile
from tests.browsing import Reader, until
from tests.serving import Server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def mark(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that an evaluated template would create; a short path, so that the payload fits into a title."""
    return Path("/tmp") / f"g{tmp_path_factory.mktemp('mark').stat().st_ino}"  # noqa: S108


@pytest.fixture(scope="module")
def hostile_folder(tmp_path_factory: pytest.TempPathFactory, mark: Path) -> Path:
    return hostile.build(tmp_path_factory.mktemp("hostile"), mark=mark)


@pytest.fixture
def server(serve: Callable[[Path], Server], hostile_folder: Path) -> Server:
    """The app over hostile data."""
    return serve(hostile_folder)


def nothing_ran(reader: Reader, mark: Path) -> None:
    assert not mark.exists(), "a template was evaluated on the server"
    for frame in reader.page.frames:
        assert frame.evaluate("window.ran === undefined && top.ran === undefined"), "a script of the data ran"
    schemes = "nodes => nodes.map(node => new URL(node.href, location.href).protocol)"
    for links in (reader.page.locator("a[href]"), reader.frame.locator("a[href]")):
        assert set(links.evaluate_all(schemes)) <= {"http:", "https:"}
    bad = "img[src='x'], svg[onload], [onerror], [onmouseover], [onfocus], iframe[srcdoc]"
    assert reader.page.locator(bad).count() == 0
    assert reader.outside == []


def test_the_hostile_folder_is_what_it_should_be(hostile_folder: Path, mark: Path) -> None:
    dataset = prepare.dataset(hostile_folder)
    titles = set(dataset.records["title"])
    assert set(hostile.payloads(mark)) <= titles
    named = set(hostile.payloads(mark)) - {hostile.PROTOTYPE}
    assert named <= set(dataset.attempts["claimed_by"])
    assert set(hostile.payloads(mark)) <= set(dataset.attempts["note"])
    rejected = {intake.file: intake.rejected for intake in dataset.intakes if intake.rejected}
    assert rejected == {"incidents.geojson": 2, "sources.json": len(hostile.REFUSED_ADDRESSES)}
    assert len(dataset.records) == sum(len(folders.features(name)) for name in folder.RECORD_FILES)


def test_the_map_of_hostile_records_draws_names_its_markers_and_runs_nothing(
    reader: Reader, hostile_folder: Path, mark: Path
) -> None:
    reader.open_map()
    assert reader.drawn() == reader.shown() == len(prepare.dataset(hostile_folder).records)
    markers = reader.frame.locator(".g-single, .g-cluster, .g-area-anchor")
    assert markers.count() > 10
    until(
        lambda: all(markers.evaluate_all("nodes => nodes.map(node => node.getAttribute('aria-label') || '')")),
        what="names on all markers",
    )
    reader.press_marker(".g-cluster")
    until(lambda: reader.listed.count() + reader.frame.locator(".g-single").count() > 0, what="a list or symbols")
    nothing_ran(reader, mark)


def test_lists_popups_and_cards_show_hostile_text_as_text(reader: Reader, mark: Path) -> None:
    reader.open_map("/?lat=53.51&lon=23.65&z=12")
    until(lambda: reader.frame.locator(".g-cluster").count() > 0, what="a cluster")
    reader.press_marker(".g-cluster")
    reader.listed.first.wait_for()
    titles = reader.listed.locator(".granica-title").all_inner_texts()
    assert set(titles) <= {" ".join(text.split()) for text in hostile.payloads(mark)}
    reader.listed.first.hover()
    reader.listed.first.click()
    reader.card.wait_for()
    nothing_ran(reader, mark)


def test_labels_of_hostile_areas_open_and_run_nothing(reader: Reader, mark: Path) -> None:
    reader.open_map("/?layers=deployments,border,crossings")
    label = reader.frame.locator(".g-area").first
    label.wait_for()
    label.click()
    reader.listed.first.wait_for()
    assert reader.page.locator(".granica-list h2").inner_text()
    nothing_ran(reader, mark)


def ids_for_payloads(folder: Path) -> list[str]:
    """One record for each hostile title."""
    records = prepare.dataset(folder).records
    return list(records.drop_duplicates("title")["id"])


def test_a_card_for_each_hostile_title_runs_nothing(reader: Reader, hostile_folder: Path, mark: Path) -> None:
    ids = ids_for_payloads(hostile_folder)
    assert len(ids) > 15
    reader.open("/records?id=" + ids[0])
    reader.card.wait_for()
    for name in ids[1:]:
        reader.visit(f"/records?id={name}")
        until(lambda name=name: name in reader.card.inner_text(), what=f"the card of {name}")  # type: ignore[misc]
    nothing_ran(reader, mark)


@pytest.mark.parametrize("page", ["records", "timeline", "along", "claims", "deployments", "compare", "method"])
def test_every_other_page_draws_hostile_data_and_runs_nothing(reader: Reader, mark: Path, page: str) -> None:
    reader.open(f"/{page}")
    until(lambda: reader.page.get_by_test_id("stCaptionContainer").count() > 0, what="the footer")
    assert reader.page.get_by_text("could not be drawn").count() == 0
    reader.page.locator("[data-testid=stDataFrame], .granica-table").first.wait_for(state="attached")
    nothing_ran(reader, mark)


@pytest.mark.parametrize("label", ["CSV", "GeoJSON"])
def test_hostile_records_can_be_downloaded_and_stay_text(
    another: Callable[..., Reader], hostile_folder: Path, mark: Path, label: str
) -> None:
    reader = another(accept_downloads=True).open("/records")
    with reader.page.expect_download() as waited:
        reader.page.get_by_test_id("stMain").get_by_role("link", name=label, exact=True).click()
    body = Path(waited.value.path()).read_bytes().decode("utf-8-sig")
    if label == "GeoJSON":
        given = {item["properties"]["title"] for item in json.loads(body)["features"]}
        assert given == set(prepare.dataset(hostile_folder).records["title"])
    else:
        assert not [line for line in body.splitlines() if line.startswith(("=", "+", "@"))]
        assert ",=HYPERLINK" not in body
    nothing_ran(reader, mark)


def test_rejected_hostile_rows_are_told_in_short(reader: Reader, mark: Path) -> None:
    reader.open("/")
    notice = reader.page.get_by_text("incidents.geojson:")
    notice.wait_for()
    assert "2 rejected" in notice.inner_text()
    nothing_ran(reader, mark)


LINKS = [
    "q={{ cycler.__init__.__globals__.os.system('touch MARK') }}",
    "q=<img src=x onerror=top.ran=1>",
    "q=</script><script>top.ran=1</script>",
    "q=![x](http://evil.example/a.png)",
    "q=${top.ran=1}",
    "q=%7B%25 raw %25%7D",
    "id=<img src=x onerror=top.ran=1>",
    "id=![x](http://evil.example/a.png)",
    "id={{ 7*7 }}",
    "from=<svg onload=top.ran=1>",
    "to=2021-11-08'><script>top.ran=1</script>",
    "layers=incidents,<img src=x onerror=top.ran=1>",
    "category=${top.ran=1}",
    "side=%00%01%02",
    "lat={{7*7}}&lon=`top.ran=1`&z=${1}",
    "lat=53&lon=23&z=99999999999999999999",
    "<img src=x onerror=top.ran=1>=1",
    "![x](http://evil.example/a.png)=1",
    "__proto__=1&constructor=2&toString=3",
    "known=" + "9" * 5_000,
    "border_km=" + "x" * 10_000,
    "embed=true&q=javascript:top.ran=1",
    "streamlitUrl=http://evil.example&page=http://evil.example",
]


def test_hostile_links_run_nothing_and_the_map_still_works(reader: Reader, mark: Path) -> None:
    reader.open_map()
    for number, link in enumerate(LINKS):
        side, said = (("PL", "Polish side"), ("BY", "Belarusian side"))[number % 2]
        address = f"/?side={side}&{quote(link.replace('MARK', str(mark)), safe='=&%,')}"
        if number % 5:
            reader.visit(address)
        else:
            reader.open_map(address)
        # Streamlit drops an attribute that holds the end of a script: then the chip of the side alone says it.
        reader.selecting(said).or_(reader.page.get_by_role("link", name=f"Remove the filter {said}")).first.wait_for()
        until(lambda: reader.shown() == reader.drawn(), what="heading and map in agreement")
        nothing_ran(reader, mark)
    reader.page.goto(reader.server.url + "/#<img src=x onerror=top.ran=1>")
    reader.map.wait_for()
    nothing_ran(reader, mark)


def test_everything_that_is_loaded_comes_from_the_app_itself(reader: Reader) -> None:
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))
    sockets: list[str] = []
    reader.page.on("websocket", lambda socket: sockets.append(socket.url))
    reader.open_map()
    for page in ("records", "timeline", "method"):
        reader.open(f"/{page}")
    assert len(asked) > 10
    assert [url for url in asked if not url.startswith((reader.server.url, "data:", "blob:"))] == []
    assert [url for url in sockets if not url.startswith(reader.server.url.replace("http", "ws"))] == []


def test_safety_headers_are_on_the_page_the_frame_and_the_files(reader: Reader) -> None:
    policies: dict[str, str] = {}
    headers: dict[str, dict[str, str]] = {}

    def note(url: str, given: dict[str, str]) -> None:
        path = url.removeprefix(reader.server.url).partition("?")[0]
        policies[path] = given.get("content-security-policy", "")
        headers[path] = given

    reader.page.on("response", lambda answer: note(answer.url, answer.headers))
    reader.open_map()
    own = {path: given for path, given in headers.items() if path.startswith("/")}
    assert any(path.startswith("/granica/") for path in own)
    for path, given in own.items():
        assert given.get("x-content-type-options") == "nosniff", path
        assert given.get("referrer-policy") == "no-referrer", path
        assert "default-src 'none'" in policies[path], path
    frame = next(policy for path, policy in policies.items() if path.startswith("/component/"))
    assert "connect-src 'self'" in frame
    assert "frame-ancestors 'self' https:" in frame
    script = next(part for part in policies["/"].split(";") if part.strip().startswith("script-src"))
    assert "unsafe-inline" not in script
    assert "'unsafe-eval'" not in script


def test_files_of_the_map_may_be_kept_for_good_and_others_are_not_found(server: Server, reader: Reader) -> None:
    found: list[tuple[str, str]] = []
    reader.page.on(
        "response",
        lambda answer: (
            found.append((answer.url, answer.headers.get("cache-control", ""))) if "/granica/" in answer.url else None
        ),
    )
    reader.open_map()
    assert len(found) > 5
    assert all("immutable" in kept for _, kept in found)
    for path in (
        "/granica/0000/records.bin",
        "/granica/0000/../../data/incidents.geojson",
        "/granica/x/assets/map.js",
    ):
        request = urllib.request.Request(server.url + path)  # noqa: S310  # our own server
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(request, timeout=10)  # noqa: S310
        assert caught.value.code in (400, 404)
        caught.value.close()


def test_a_foreign_page_cannot_talk_to_the_server(reader: Reader) -> None:
    answer = reader.page.request.get(reader.server.url + "/_stcore/health", headers={"Origin": "http://evil.example"})
    assert answer.headers.get("access-control-allow-origin") in (None, reader.server.url)

"""What became of the addresses of sources is found out politely, and nothing that a server says is believed blindly."""

from __future__ import annotations

import gc
import json
import socket
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from geo import __main__ as cli
from geo.curate import archive, asking
from geo.curate.archive import ALIVE, GONE, MOVED, Copy, Found, Page
from geo.errors import RequestError
from geo.intake.validate.sources import sort_sources
from geo.present import card
from tests import building
from tests.asked_site import Reply, Site, site

TODAY = date(2026, 11, 24)
NEVER = Reply(404)
TIMES = "20211109101112"
COPY = f"http://web.archive.org/web/{TIMES}/https://news.example/a"
CLOSEST = {"status": "200", "available": True, "url": COPY, "timestamp": TIMES}

Json = dict[str, Any]
Printed = pytest.CaptureFixture[str]


def snapshots(closest: Mapping[str, Any] | None) -> Reply:
    """The answer of the Wayback Machine's availability address."""
    found = {"archived_snapshots": {} if closest is None else {"closest": closest}}
    return Reply(body=json.dumps({"url": "news.example/a"} | found).encode())


def asker(**options: Any) -> asking.Asker:
    """One that pauses for nobody."""
    plain: Json = {"pause_s": 0.0, "timeout_s": 5.0, "sleep": lambda _: None}
    return asking.Asker(**plain | options)


def looked(pages: Mapping[str, Reply], path: str = "/a") -> Page:
    """Look at a page of a site that has these pages."""
    with site(lambda _, asked: pages.get(asked, NEVER)) as found:
        return archive.look(found.address + path, ask=asker().ask)


def sent(status: int, to: str) -> Reply:
    return Reply(status, {"Location": to})


# --- the page ------------------------------------------------------------------------


def test_a_page_that_answers_is_alive() -> None:
    assert looked({"/a": Reply()}) == Page(ALIVE)


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_not_there_is_gone(status: int) -> None:
    assert looked({"/a": Reply(status)}) == Page(GONE)


@pytest.mark.parametrize("status", [301, 308])
def test_a_page_that_sends_on_for_good_has_moved(status: int) -> None:
    with site(lambda _, path: sent(status, "/b#part") if path == "/a" else Reply()) as found:
        assert archive.look(f"{found.address}/a", ask=asker().ask) == Page(MOVED, f"{found.address}/b")


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_page_that_sends_on_for_now_is_where_it_was(status: int) -> None:
    assert looked({"/a": sent(status, "/consent"), "/consent": Reply()}) == Page(ALIVE)


def test_a_page_has_moved_as_far_as_it_sends_on_for_good() -> None:
    pages = {"/a": sent(301, "/b"), "/b": sent(302, "/c"), "/c": sent(301, "/d"), "/d": Reply()}
    with site(lambda _, path: pages[path]) as found:
        assert archive.look(f"{found.address}/a", ask=asker().ask) == Page(MOVED, f"{found.address}/b")


@pytest.mark.parametrize("status", [301, 302])
def test_a_page_that_sends_on_to_the_front_page_is_gone(status: int) -> None:
    assert looked({"/a": sent(status, "/"), "/": Reply()}) == Page(GONE)


def test_a_front_page_may_be_a_source() -> None:
    assert looked({"/": Reply()}, path="/") == Page(ALIVE)


def test_what_sends_on_to_nothing_is_gone() -> None:
    assert looked({"/a": sent(301, "/b")}) == Page(GONE)


@pytest.mark.parametrize("status", [401, 403, 405, 451, 500, 502, 304, 206, 999])
def test_an_answer_that_does_not_tell_is_unclear(status: int) -> None:
    with pytest.raises(archive.UnclearError, match=str(status)):
        looked({"/a": Reply(status)})


@pytest.mark.parametrize("status", [403, 404, 405, 500, 501])
def test_a_server_that_knows_no_head_is_asked_for_the_page(status: int) -> None:
    with site(lambda method, _: Reply(status) if method == "HEAD" else Reply(body=b"page")) as found:
        assert archive.look(f"{found.address}/a", ask=asker().ask) == Page(ALIVE)
        assert [method for method, _, _ in found.asked] == ["HEAD", "GET"]


def test_a_head_that_is_answered_is_enough() -> None:
    with site(lambda *_: Reply()) as found:
        archive.look(f"{found.address}/a", ask=asker().ask)
        assert found.paths("GET") == []


@pytest.mark.parametrize(
    "pages",
    [
        {"/a": sent(301, "/a")},
        {"/a": sent(302, "/b"), "/b": sent(302, "/a")},
        {"/a": sent(301, "/a#again")},
    ],
)
def test_a_circle_is_left(pages: Mapping[str, Reply]) -> None:
    with pytest.raises(archive.UnclearError, match="circle"):
        looked(pages)


@pytest.mark.parametrize(("hops", "found"), [(archive.MAX_HOPS - 1, True), (archive.MAX_HOPS, False)])
def test_a_page_may_send_on_so_often(hops: int, *, found: bool) -> None:
    pages = {f"/{step}": sent(302, f"/{step + 1}") for step in range(hops)} | {f"/{hops}": Reply()}
    if found:
        assert looked(pages, path="/0") == Page(ALIVE)
    else:
        with pytest.raises(archive.UnclearError, match="too often"):
            looked(pages, path="/0")


@pytest.mark.parametrize(
    "goal",
    ["javascript:alert(1)", "file:///etc/passwd", "ftp://a.example/", "", "http://a b/", "http://[::1",
     "http://me:secret@a.example/", f"/{'x' * 2_000}"],
)  # fmt: skip
def test_a_page_that_sends_on_to_what_is_no_page_is_unclear(goal: str) -> None:
    with pytest.raises(archive.UnclearError, match="no page"):
        looked({"/a": sent(301, goal)})


def test_a_body_without_end_is_not_waited_for() -> None:
    with site(lambda method, _: Reply(405 if method == "HEAD" else 200, {"Content-Length": str(10**12)})) as found:
        assert archive.look(f"{found.address}/a", ask=asker().ask) == Page(ALIVE)


# --- servers that are none -----------------------------------------------------------


@pytest.fixture
def raw() -> Iterator[socket.socket]:
    """A listening socket."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def address_of(server: socket.socket) -> str:
    return f"http://127.0.0.1:{server.getsockname()[1]}/a"


@pytest.mark.parametrize("said", [b"", b"\0" * 100, b"SSH-2.0-x\r\n", b"HTTP/1.1 2\xff0 OK\r\n\r\n"])
def test_what_speaks_no_http_is_no_answer(raw: socket.socket, said: bytes) -> None:
    def speak() -> None:
        for _ in range(2):
            with raw.accept()[0] as visitor:
                visitor.recv(1000)
                visitor.sendall(said)

    thread = Thread(target=speak, daemon=True)
    thread.start()
    with pytest.raises(asking.NoAnswerError) as caught:
        archive.look(address_of(raw), ask=asker().ask)
    assert caught.value.reached


def test_a_server_that_says_nothing_is_given_up(raw: socket.socket) -> None:
    with pytest.raises(asking.NoAnswerError, match="in time"):
        asker(timeout_s=0.1).ask("HEAD", address_of(raw))


def test_a_server_that_drips_is_given_up(raw: socket.socket) -> None:
    """Each byte comes in time; the whole does not."""
    stop: list[bool] = []

    def drip() -> None:
        with raw.accept()[0] as visitor:
            visitor.sendall(b"HTTP/1.1 200 OK\r\n")
            while not stop:
                visitor.sendall(b"X: y\r\n"[:1])
                visitor.settimeout(0.02)
                try:
                    visitor.recv(1)
                except TimeoutError:
                    continue

    thread = Thread(target=drip, daemon=True)
    thread.start()
    try:
        with pytest.raises(asking.NoAnswerError, match="too long"):
            asker(whole_s=0.5).ask("HEAD", address_of(raw))
    finally:
        stop.append(True)
        thread.join(5)


def test_nobody_at_home_is_not_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = address_of(server)
    with pytest.raises(asking.NoAnswerError) as caught:
        asker().ask("HEAD", address)
    assert not caught.value.reached


# --- manners -------------------------------------------------------------------------


def test_a_host_has_its_pause_between_two_requests() -> None:
    """Time stands still but for what is slept."""
    now = [100.0]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    polite = asking.Asker(pause_s=7.0, clock=lambda: now[0], sleep=sleep)
    with site(lambda *_: Reply()) as one, site(lambda *_: Reply()) as other:
        for address in (one.address, one.address, other.address, one.address):
            polite.ask("HEAD", address)
    assert slept == [0.0, 7.0, 0.0, 7.0]


def test_the_user_agent_says_who_asks_and_whom_to_write_to() -> None:
    with site(lambda *_: Reply()) as found:
        asker(contact="mailto:me@study.example").ask("HEAD", found.address)
        assert "granica-archive" in found.asked[0][2]
        assert "mailto:me@study.example" in found.asked[0][2]


def test_what_robots_may_not_read_is_not_asked() -> None:
    rules = Reply(body=b"User-agent: *\nDisallow: /closed/\n")
    with site(lambda _, path: rules if path == "/robots.txt" else Reply()) as found:
        manners = archive.Manners(asker())
        with pytest.raises(archive.UnclearError, match=r"robots\.txt"):
            archive.look(f"{found.address}/closed/a", ask=manners.ask)
        assert archive.look(f"{found.address}/open", ask=manners.ask) == Page(ALIVE)
        assert found.paths("GET") == ["/robots.txt"]
        assert found.paths("HEAD") == ["/open"]


@pytest.mark.parametrize("status", [404, 500])
def test_a_site_without_robots_txt_closes_nothing(status: int) -> None:
    closed = Reply(status, body=b"User-agent: *\nDisallow: /\n")
    with site(lambda _, path: closed if path == "/robots.txt" else Reply()) as found:
        assert archive.look(f"{found.address}/a", ask=archive.Manners(asker()).ask) == Page(ALIVE)


@pytest.mark.parametrize("status", [429, 503])
def test_a_site_that_asks_to_be_left_alone_is_left_alone(status: int) -> None:
    with site(lambda _, path: NEVER if path == "/robots.txt" else Reply(status)) as found:
        manners = archive.Manners(asker())
        for path in ("/a", "/b", "/c"):
            with pytest.raises(archive.UnclearError):
                archive.look(found.address + path, ask=manners.ask)
        assert found.paths("HEAD") == ["/a"]


def test_sources_of_one_host_are_far_apart() -> None:
    entries = [building.source(id=name, URL=f"https://{name[0]}.example/{name}") for name in ("a1", "a2", "a3", "b1")]
    assert [entry["id"] for entry in archive.open_entries(entries, archive="")] == ["a1", "b1", "a2", "a3"]


def test_a_machine_that_reaches_nobody_is_told_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    entries = [building.source(id=f"s{n}", URL=f"http://127.0.0.{n}:{port}/") for n in range(1, 20)]
    found: list[Found] = []
    with pytest.raises(RequestError, match="network"):
        found.extend(archive.check(entries, asker=asker(), archive=""))


# --- the copy ------------------------------------------------------------------------


def copied(reply: Reply, *issued: int) -> tuple[Copy | None, Site]:
    with site(lambda *_: reply) as found:
        entry = building.source(*issued, URL="https://news.example/a?b=1&c=ü")
        return archive.nearest_copy(entry, asker=asker(), archive=f"{found.address}/wayback/available"), found


def test_the_copy_nearest_to_the_publication_is_asked_for_and_taken() -> None:
    copy, asked = copied(snapshots(CLOSEST), 2021, 11, 8)
    assert copy == Copy(COPY, datetime(2021, 11, 9, 10, 11, 12, tzinfo=UTC))
    query = parse_qs(urlsplit(asked.paths("GET")[0]).query)
    assert query == {"url": ["https://news.example/a?b=1&c=ü"], "timestamp": ["20211108"]}


@pytest.mark.parametrize(("issued", "timestamp"), [((2021, 11), ["202111"]), ((2021,), ["2021"]), ((), None)])
def test_what_of_the_day_is_known_is_asked(issued: tuple[int, ...], timestamp: list[str] | None) -> None:
    _, asked = copied(snapshots(None), *issued)
    assert parse_qs(urlsplit(asked.paths("GET")[0]).query).get("timestamp") == timestamp


@pytest.mark.parametrize("closest", [None, CLOSEST | {"available": False}, CLOSEST | {"status": "404"}])
def test_an_archive_without_a_copy_has_none(closest: Mapping[str, Any] | None) -> None:
    assert copied(snapshots(closest))[0] is None


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=b""),
        Reply(body=b"<html>"),
        Reply(body=b"[]"),
        Reply(body=b"null"),
        Reply(body=b'"x"'),
        Reply(body=b'{"archived_snapshots": [1]}'),
        Reply(body=b'{"archived_snapshots": {"closest": 7}}'),
        Reply(body=b"\xff\xfe"),
        Reply(body=snapshots(CLOSEST).body + b" " * archive.MAX_BODY),
        Reply(status=404),
        Reply(status=302, headers={"Location": "/"}),
        snapshots(CLOSEST | {"timestamp": "20211340000000"}),
        snapshots(CLOSEST | {"timestamp": 20211109101112}),
        snapshots(CLOSEST | {"url": "javascript:alert(1)"}),
        snapshots(CLOSEST | {"url": "https://a.example/\u202e"}),
        snapshots(CLOSEST | {"url": "https://a.example/ onclick="}),
        snapshots(CLOSEST | {"url": f"https://a.example/{'x' * 2_000}"}),
        snapshots({name: value for name, value in CLOSEST.items() if name != "url"}),
    ],
)
def test_an_archive_of_another_form_is_not_believed(reply: Reply) -> None:
    with pytest.raises(archive.UnclearError):
        copied(reply)


def test_an_archive_that_nests_without_end_is_not_believed() -> None:
    gc.disable()  # what is swept at the bottom of the recursion has no room to be swept in
    try:
        with pytest.raises(archive.UnclearError):
            copied(Reply(body=b"[" * 50_000))
    finally:
        gc.enable()


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_archive_is_waited_for_as_long_as_it_says(status: int) -> None:
    replies = [Reply(status, {"Retry-After": "9"}), Reply(status, {"Retry-After": "99999"}), snapshots(CLOSEST)]
    waited: list[float] = []
    with site(lambda *_: replies.pop(0)) as found:
        patient = asking.Asker(pause_s=0, sleep=waited.append)
        copy = archive.nearest_copy(building.source(), asker=patient, archive=found.address)
    assert copy is not None
    assert [seconds for seconds in waited if seconds] == [9.0, archive.MAX_WAIT_S]


def test_an_archive_that_stays_busy_is_left() -> None:
    with pytest.raises(archive.UnclearError, match="429"):
        copied(Reply(429))


# --- what is kept --------------------------------------------------------------------


def found_for(entry: Json, **changes: Any) -> Found:
    plain = {"page": Page(ALIVE), "copy": None, "archive_asked": True}
    return Found(id=entry["id"], address=entry["URL"], **plain | changes)


def kept(entry: Json, **changes: Any) -> Json:
    custom: Json = archive.recorded([entry], [found_for(entry, **changes)], day=TODAY)[0]["custom"]
    return custom


def test_what_was_found_is_kept_with_its_day() -> None:
    copy = Copy(COPY, datetime(2021, 11, 9, 10, 11, 12, tzinfo=UTC))
    custom = kept(building.source(), page=Page(MOVED, "https://b.example/"), copy=copy)
    assert custom == {
        "title_basis": "headline",
        "archive_url": COPY,
        "archived": "2021-11-09T10:11:12Z",
        "archive_checked": "2026-11-24",
        "state": "moved",
        "checked": "2026-11-24",
        "moved_to": "https://b.example/",
    }
    entry = building.source(custom=custom)
    assert not sort_sources({entry["id"]: entry}, file="sources.json").findings


def test_what_is_not_known_stays_as_it_was() -> None:
    before = building.source(
        custom={"title_basis": "excerpt", "archive_url": COPY, "state": "gone", "checked": "2020-01-01"}
    )
    assert kept(before, page=None, archive_asked=False) == before["custom"]
    assert kept(before)["archive_url"] == COPY


def test_a_page_that_is_back_has_moved_nowhere() -> None:
    before = {
        "title_basis": "excerpt",
        "archive_url": None,
        "state": "moved",
        "checked": "2020-01-01",
        "moved_to": "https://b.example/",
    }
    assert "moved_to" not in kept(building.source(custom=before))


def test_a_source_whose_address_was_changed_meanwhile_is_left() -> None:
    entry = building.source()
    edited = entry | {"URL": "https://other.example/"}
    assert archive.recorded([edited], [found_for(entry)], day=TODAY) == [edited]


CHECKED = {"title_basis": "headline", "archive_url": None, "state": "alive", "checked": "2026-11-24"}


@pytest.mark.parametrize(
    ("custom", "service", "again", "left"),
    [
        ({"title_basis": "headline", "archive_url": None}, "", False, True),
        (CHECKED, "", False, False),
        (CHECKED, "https://archive.example/", False, True),
        (CHECKED | {"archive_checked": "2026-11-24"}, "https://archive.example/", False, False),
        (CHECKED | {"archive_url": COPY}, "https://archive.example/", False, False),
        (CHECKED, "", True, True),
    ],
)
def test_what_is_left_to_ask(custom: Json, service: str, *, again: bool, left: bool) -> None:
    assert bool(archive.open_entries([building.source(custom=custom)], archive=service, again=again)) == left


# --- the schema ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("custom", "field"),
    [
        ({"state": "alive"}, "custom.checked"),
        ({"checked": "2026-11-24"}, "custom.checked"),
        ({"state": "moved", "checked": "2026-11-24"}, "custom.moved_to"),
        ({"state": "gone", "checked": "2026-11-24", "moved_to": "https://b.example/"}, "custom.moved_to"),
        ({"archived": "2021-11-09T10:11:12Z"}, "custom.archived"),
        ({"state": "alive", "checked": "2026-02-30"}, "custom.checked"),
        ({"archive_checked": "2026-02-30"}, "custom.archive_checked"),
        ({"archive_url": COPY, "archived": "2021-02-30T10:11:12Z"}, "custom.archived"),
        ({"state": "asleep", "checked": "2026-11-24"}, "custom.state"),
        ({"state": "moved", "checked": "2026-11-24", "moved_to": "javascript:x"}, "custom.moved_to"),
    ],
)
def test_what_does_not_hold_together_is_found(custom: Json, field: str) -> None:
    entry = building.source(custom={"title_basis": "headline", "archive_url": None} | custom)
    found = sort_sources({entry["id"]: entry}, file="sources.json").findings
    assert [finding.field for finding in found] == [field]


# --- the card ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("custom", "state"),
    [
        ({}, "address never checked"),
        ({"state": "alive", "checked": "2026-11-24"}, "address still there on 24 November 2026"),
        (
            {"state": "gone", "checked": "2026-11-24", "archive_checked": "2026-11-25"},
            "address gone on 24 November 2026; no archived copy found on 25 November 2026",
        ),
    ],
)
def test_the_card_says_what_became_of_an_address(custom: Json, state: str) -> None:
    entry = building.source(custom={"title_basis": "headline", "archive_url": None} | custom)
    assert card.card(building.record(), sources={building.SOURCE: entry}, areas={}).sources[0].state == state


def test_the_card_has_the_copy_and_its_day() -> None:
    custom = {"title_basis": "headline", "archive_url": COPY, "archived": "2021-11-09T23:59:59Z"}
    told = card.card(building.record(), sources={building.SOURCE: building.source(custom=custom)}, areas={}).sources[0]
    assert (told.copy, told.copied) == (COPY, "9 November 2021")


# --- the command ---------------------------------------------------------------------


@pytest.fixture
def archived_site() -> Iterator[Site]:
    """Pages that are there, gone and moved, and an archive that has a copy of what is gone."""

    def reply(_: str, path: str) -> Reply:
        if path.startswith("/wayback"):
            return snapshots(CLOSEST if "gone" in path else None)
        return {"/here": Reply(), "/moved": sent(301, "/here")}.get(path, NEVER)

    with site(reply) as found:
        yield found


def of(path: Path) -> dict[str, Json]:
    return {entry["id"]: entry["custom"] for entry in json.loads((path / "sources.json").read_bytes())}


def test_the_command_keeps_what_it_finds(archived_site: Site, tmp_path: Path, capsys: Printed) -> None:
    data = building.folder(tmp_path, sources=[
        building.source(id=f"paper-{name}", URL=f"{archived_site.address}/{name}") for name in ("gone", "here", "moved")
    ])  # fmt: skip
    command = ["archive", str(data), "--archive-url", f"{archived_site.address}/wayback", "--pause", "0"]
    assert cli.main(command) == cli.FINE
    assert {name: custom["state"] for name, custom in of(data).items()} == {
        "paper-gone": GONE, "paper-here": ALIVE, "paper-moved": MOVED,
    }  # fmt: skip
    assert of(data)["paper-gone"]["archive_url"] == COPY
    assert of(data)["paper-here"]["archive_url"] is None
    assert "1 alive, 1 moved, 1 gone, 0 unclear; 1 archived copies found" in capsys.readouterr().out
    before = len(archived_site.asked)
    assert cli.main(command) == cli.FINE
    assert len(archived_site.asked) == before, "what was checked is not asked again"


def test_a_run_that_is_broken_off_goes_on_where_it_was(
    archived_site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = building.folder(tmp_path, sources=[
        building.source(id=f"paper-{name}", URL=f"{archived_site.address}/{name}") for name in ("gone", "here", "moved")
    ])  # fmt: skip
    whole = archive.look

    def broken(address: str, **options: Any) -> Page:
        if address.endswith("/moved"):
            raise KeyboardInterrupt
        return whole(address, **options)

    monkeypatch.setattr(archive, "look", broken)
    command = ["archive", str(data), "--archive-url", "", "--pause", "0"]
    with pytest.raises(KeyboardInterrupt):
        cli.main(command)
    assert [name for name, custom in of(data).items() if "checked" in custom] == ["paper-gone", "paper-here"]
    monkeypatch.setattr(archive, "look", whole)
    archived_site.asked.clear()
    assert cli.main(command) == cli.FINE
    assert archived_site.paths("HEAD") == ["/moved", "/here"]
    assert of(data)["paper-moved"]["state"] == MOVED


def test_an_editors_save_made_meanwhile_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "sources.json"

    def reply(method: str, _: str) -> Reply:
        if method == "HEAD":
            entries = json.loads(path.read_bytes())
            entries[0]["title"] = "A better title"
            path.write_text(json.dumps(entries), encoding="utf-8")
        return Reply() if method == "HEAD" else NEVER

    with site(reply) as found:
        data = building.folder(tmp_path, sources=[building.source(URL=f"{found.address}/a")])
        assert cli.main(["archive", str(data), "--archive-url", "", "--pause", "0"]) == cli.FINE
    entry = json.loads(path.read_bytes())[0]
    assert (entry["title"], entry["custom"]["state"]) == ("A better title", ALIVE)


def test_a_limit_leaves_the_rest_for_another_time(archived_site: Site, tmp_path: Path, capsys: Printed) -> None:
    data = building.folder(tmp_path, sources=[
        building.source(id=f"paper-{name}", URL=f"{archived_site.address}/{name}") for name in ("gone", "here", "moved")
    ])  # fmt: skip
    assert cli.main(["archive", str(data), "--archive-url", "", "--pause", "0", "--limit", "2"]) == cli.FINE
    assert "2 of 3 sources asked, 1 left" in capsys.readouterr().out
    assert sum("checked" in custom for custom in of(data).values()) == 2


@pytest.mark.parametrize("options", [["--archive-url", "ftp://a.example"], ["--archive-url", "x"]])
def test_an_archive_that_is_no_address_is_refused(options: list[str], tmp_path: Path, capsys: Printed) -> None:
    assert cli.main(["archive", str(building.folder(tmp_path)), *options]) == cli.REFUSED
    assert "--archive-url" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options", [["--pause", "-1"], ["--pause", "nan"], ["--pause", "601"], ["--limit", "0"], ["--limit", "x"]]
)
def test_what_is_no_number_is_refused(options: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        cli.main(["archive", str(building.folder(tmp_path)), *options])


def test_a_file_that_could_not_be_written_is_refused_before_anybody_is_asked(tmp_path: Path) -> None:
    with site(lambda *_: Reply()) as found:
        data = building.folder(tmp_path, sources=[building.source(URL=f"{found.address}/a", DOI="10.1/2")])
        assert cli.main(["archive", str(data), "--pause", "0"]) == cli.REFUSED
        assert found.asked == []

"""A selection that was cited: the same later, or what has changed; what is new and corrected as a feed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import store
from geo.errors import RequestError
from geo.model import Link, Pin, Selection
from geo.publish import cite, compose, history, pin
from geo.query import link as links
from geo.query import select
from geo.query.view import DataView
from server import addresses
from server.changes import SAME, compare
from tests import building
from tests.asking import get
from tests.serving import Server, serving

OLD, NEW = "1.0.0", "1.1.0"
STAYS, CORRECTED, GOES, COMES = "PLBY-0001", "PLBY-0002", "PLBY-0003", "PLBY-0004"


def _version(folder: Path, name: str, day: str) -> None:
    package = {"name": "granica", "version": name, "created": day}
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")


@pytest.fixture
def two_versions(tmp_path: Path) -> Path:
    """Data with an earlier version in the archive: a record stays, one is corrected, one goes, one comes."""
    now = tmp_path / "data"
    stays, goes = building.feature(id=STAYS), building.feature(id=GOES)
    before = building.feature(id=CORRECTED, summary="It was so.", confidence="single_source")
    after = building.feature(id=CORRECTED, summary="It was otherwise.", confidence="single_source")
    old = building.folder(now / "archive" / OLD, stays, before, goes)
    _version(old, OLD, "2026-01-10")
    building.folder(now, stays, after, building.feature(id=COMES, title="A new one"))
    _version(now, NEW, "2026-02-20")
    return now


@pytest.fixture
def used(two_versions: Path, monkeypatch: pytest.MonkeyPatch) -> store.Prepared:
    """The folder in use."""
    monkeypatch.setenv(store.DATA_VARIABLE, str(two_versions))
    return store.current()


def test_an_earlier_version_stays_answerable(used: store.Prepared) -> None:
    assert list(store.archived()) == [OLD]
    assert set(store.version(OLD).rows_by_id) == {STAYS, CORRECTED, GOES}
    assert store.version(NEW).dataset.digest == used.dataset.digest
    with pytest.raises(RequestError, match=r"no version '9.9.9' of the data; there are 1.0.0, 1.1.0"):
        store.version("9.9.9")
    with pytest.raises(RequestError):
        store.version("../1.0.0")


def test_versions_are_told_in_their_order(two_versions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("1.0.10", "1.0.9", "x", "1.0"):
        shutil.copytree(two_versions / "archive" / OLD, two_versions / "archive" / name)
    monkeypatch.setenv(store.DATA_VARIABLE, str(two_versions))
    assert list(store.archived()) == ["1.0.0", "1.0.9", "1.0.10"]


def test_what_has_changed_since_is_said_record_by_record(used: store.Prepared) -> None:
    cited = pin.pin(store.version(OLD).view(Link()))
    found = compare(used.view(Link()), cited)
    assert not found.same
    assert found.changes == (
        pin.Change(CORRECTED, "changed", ("summary",)),
        pin.Change(GOES, "removed"),
        pin.Change(COMES, "added"),
    )
    assert found.says == "Since version 1.0.0: 1 added, 1 changed, 1 removed."


def test_a_selection_that_holds_none_of_the_changes_is_the_same(used: store.Prepared) -> None:
    link = Link(selection=Selection(text=STAYS))
    cited = pin.pin(store.version(OLD).view(link))
    found = compare(used.view(link), cited)
    assert (found.same, found.says, found.changes) == (True, SAME, ())
    assert cited.rows == pin.pin(used.view(link)).rows


def test_a_version_that_is_not_kept_can_still_be_the_same(used: store.Prepared) -> None:
    now = used.view(Link())
    assert compare(now, Pin("0.9.0", pin.pin(now).rows)).same
    other = compare(now, Pin("0.9.0", "0" * 16))
    assert not other.same
    assert "not kept here" in other.says


def test_an_address_whose_hash_was_altered_is_not_called_the_same(used: store.Prepared) -> None:
    found = compare(used.view(Link(selection=Selection(text=STAYS))), Pin(OLD, "0" * 16))
    assert not found.same
    assert "was changed after it was made" in found.says


def test_very_large_data_are_pinned_as_a_whole(used: store.Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    view = used.view(Link(selection=Selection(text=STAYS)))
    by_record = pin.pin(view)
    monkeypatch.setattr(pin, "PINNED_BY_RECORD", len(used.dataset.records))
    assert pin.pin(view) == by_record
    monkeypatch.setattr(pin, "PINNED_BY_RECORD", len(used.dataset.records) - 1)
    whole = pin.pin(view)
    assert whole.version == by_record.version
    assert whole.rows != by_record.rows
    assert pin.pin(used.view(Link(selection=Selection(text=CORRECTED)))).rows != whole.rows
    assert compare(view, whole).same
    since = compare(view, Pin(OLD, pin.pin(store.version(OLD).view(view.link)).rows))
    assert not since.same
    assert "too many" in since.says
    assert since.changes == ()


def test_what_is_computed_changes_no_hash(used: store.Prepared) -> None:
    dataset = used.dataset
    records = dataset.records.assign(border_m=1.0, nearest_crossing="elsewhere")
    moved = DataView(type(dataset)(**{**vars(dataset), "records": records}), select.index(records), Link())
    assert pin.pin(moved) == pin.pin(used.view(Link()))


@given(
    version=st.from_regex(r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}", fullmatch=True),
    rows=st.from_regex(r"[0-9a-f]{16}", fullmatch=True),
)
def test_a_link_carries_what_was_cited(version: str, rows: str) -> None:
    link = Link(pin=Pin(version, rows))
    query = {name: [text] for name, text in links.write(link).items()}
    assert links.parse(query, record_ids=()) == (link, ())


@pytest.mark.parametrize("query", [{"rows": ["0" * 16]}, {"data": ["<x>"]}, {"data": ["1.0.0"], "rows": ["xyz"]}])
def test_what_is_no_citation_is_said(query: dict[str, list[str]]) -> None:
    assert links.parse(query, record_ids=())[1]


def test_a_citation_leads_to_what_was_cited(used: store.Prepared) -> None:
    view = used.view(Link(selection=Selection(text=STAYS)))
    pinned = pin.pin(view)
    entries = compose.citation(view, accessed=view.days[0], address="https://granica.example/")
    address = f"https://granica.example/?q={STAYS}&data={NEW}&rows={pinned.rows}"
    assert entries[0]["URL"] == address == addresses.permanent(view, site="https://granica.example")
    for style in cite.STYLES:
        assert pinned.rows in cite.format(entries, style=style)


def test_the_feed_has_an_entry_for_each_new_and_each_corrected_record(used: store.Prepared) -> None:
    found = history.events(used.view(Link()), [store.version(OLD).dataset])
    told = [(event.id, event.what, event.version, event.fields) for event in found]
    assert told[0:2] == [(COMES, "new", NEW, ()), (CORRECTED, "corrected", NEW, ("summary",))]
    assert sorted(told[2:]) == [(STAYS, "new", OLD, ()), (CORRECTED, "new", OLD, ())]


# --- as it is served -----------------------------------------------------------------


@pytest.fixture
def site(two_versions: Path, tmp_path: Path) -> Iterator[Server]:
    """The app over the two versions."""
    with serving(two_versions, log=tmp_path / "log.txt") as running:
        yield running


def test_the_versions_as_they_are_served(site: Server) -> None:
    def ids(query: str) -> set[str]:
        return {item["id"] for item in get(f"{site.url}/data/records.geojson?{query}").json["features"]}

    assert ids("") == {STAYS, CORRECTED, COMES}
    assert ids(f"data={OLD}") == {STAYS, CORRECTED, GOES}
    cited = get(f"{site.url}/data/changes.json?data={OLD}").json
    assert not cited["same"]
    assert [change["id"] for change in cited["changes"]] == [CORRECTED, GOES, COMES]
    other = get(f"{site.url}/data/records.csv?data={OLD}&rows={'0' * 16}")
    assert other.headers["granica-not-used"].startswith("rows: 0000")
    assert get(f"{site.url}/data/records.csv?data={OLD}&rows={'0' * 16}&strict=1").status == 400
    assert get(f"{site.url}/data/records.csv?data=9.9.9").status == 404
    assert get(f"{site.url}/data/records/{GOES}.json?data={OLD}").status == 200
    assert get(f"{site.url}/data/records/{GOES}.json").status == 404
    feed = feedparser.parse(get(f"{site.url}/data/feed.atom").body)
    assert [entry.title for entry in feed.entries[:2]] == ["A new one", "Corrected: People try to cross"]
    assert [entry.updated[:10] for entry in feed.entries] == ["2026-02-20"] * 2 + ["2026-01-10"] * 2
    assert len({entry.id for entry in feed.entries}) == 4

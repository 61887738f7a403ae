"""What befalls the data folder of a running server: swapped, half written, closed, replaced by what is no file."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from geo import __main__ as cli
from geo import read, store, study
from geo.errors import DataError, MissingFileError, TooLargeError, UnreadableFileError
from geo.intake import folder as files
from geo.intake import load, origin, prepare, snapshot
from geo.model import Dataset, Link
from geo.present import bearing, columns
from geo.publish import pin
from server import preview
from tests import building, folders

pytestmark = pytest.mark.faults


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small folder of data that this process serves."""
    monkeypatch.setenv(store.DATA_VARIABLE, str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    return building.folder(tmp_path / "data", building.feature(title="The first"))


def titles(prepared: store.Prepared) -> list[str]:
    return list(prepared.dataset.records["title"])


def swap(folder: Path, title: str) -> None:
    """Replace the records in one step, as `geo.write` does."""
    partial = folder / "partial"
    partial.write_bytes(folders.collection([building.feature(title=title)]))
    partial.replace(folder / "incidents.geojson")


# --- one version in service, the next beside it ---------------------------------------


def test_a_new_version_comes_into_service_whole_and_is_not_waited_for(
    served: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = store.current()
    going = threading.Event()
    prepare_it = store._prepare  # noqa: SLF001  # to hold the loader where it is

    def slowly(*arguments: object, **options: object) -> store.Prepared:
        assert going.wait(20)
        return prepare_it(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "_prepare", slowly)
    swap(served, "The second")
    assert store.current() is first
    deadline = time.monotonic() + 20
    while "being prepared" not in store.notice():
        assert time.monotonic() < deadline
        assert store.current() is first
    assert store.with_digest(first.dataset.digest) is first
    going.set()
    assert titles(store.settled()) == ["The second"]
    assert store.notice() == ""
    assert titles(first) == ["The first"]


def test_of_a_version_that_has_gone_nothing_stays(served: Path) -> None:
    """Whatever was made of it, for documents, citations and cards, lives no longer than the version."""

    def used() -> weakref.ref[Dataset]:
        prepared = store.settled()
        view = prepared.view(Link())
        preview.document(prepared, preview.MARK, query="category=death", page="", site="http://maps.example")
        pin.changes(view, view)
        record = {str(name): value for name, value in prepared.dataset.records.iloc[0].to_dict().items()}
        bearing.bearing(record, dataset=prepared.dataset)
        return weakref.ref(prepared.dataset)

    first = used()
    for title in ("The second", "The third"):
        swap(served, title)
        used()
    gc.collect()
    assert first() is None


def test_addresses_of_the_version_before_are_still_good(served: Path) -> None:
    first = store.current()
    swap(served, "The second")
    second = store.settled()
    assert second.dataset.digest != first.dataset.digest
    assert store.with_digest(second.dataset.digest[:16]) is second
    assert store.with_digest(first.dataset.digest[:16]) is first
    assert store.with_digest("0" * 64) is None


def test_a_file_that_is_only_touched_makes_no_new_version(served: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = store.current()
    monkeypatch.setattr(store, "_prepare", lambda *_, **__: pytest.fail("prepared anew"))
    os.utime(served / "incidents.geojson")
    assert store.settled() is first
    assert store.notice() == ""


def test_whatever_is_swapped_in_no_content_stands_under_the_hash_of_another(served: Path) -> None:
    """Two contents take turns as fast as they can while versions are made."""
    expected: dict[str, str] = {}
    for title in ("The first", "The second"):
        swap(served, title)
        expected[files.digest(served)] = title
    stop = threading.Event()

    def disturb() -> None:
        while not stop.is_set():
            for title in ("The first", "The second"):
                swap(served, title)
                time.sleep(0.002)

    disturber = threading.Thread(target=disturb)
    disturber.start()
    try:
        for _ in range(12):
            copy = snapshot.Snapshot(served)
            found = store._prepare(copy.folder, snapshot=copy)  # noqa: SLF001
            assert titles(found) == [expected[found.dataset.digest]]
            with suppress(DataError):  # the files do not come to rest
                direct = prepare.dataset(served)
                assert list(direct.records["title"]) == [expected[direct.digest]]
    finally:
        stop.set()
        disturber.join()


def test_one_loader_works_whoever_asks(served: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.current()
    prepare_it, begun = store._prepare, []  # noqa: SLF001

    def counted(*arguments: object, **options: object) -> store.Prepared:
        begun.append(threading.get_ident())
        time.sleep(0.1)
        return prepare_it(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "_prepare", counted)
    swap(served, "The second")
    askers = [threading.Thread(target=store.settled) for _ in range(30)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert len(begun) == 1


def test_what_cannot_be_prepared_is_said_and_not_tried_again_until_the_files_change(
    served: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = store.current()
    (served / "border.geojson").write_bytes(b"{")
    assert store.settled() is first
    assert store.notice().startswith("The data files have changed and cannot be used: border.geojson: ")
    assert f"as they were before (version {first.dataset.version})" in store.notice()
    time.sleep(2 * origin.REST_S)
    store.settled()
    with monkeypatch.context() as patch:
        patch.setattr(store, "_prepare", lambda *_, **__: pytest.fail("tried again"))
        assert [store.settled() for _ in range(5)] == [first] * 5
    assert "cannot be used" in store.notice()
    building.folder(served, building.feature(title="Mended"))
    assert titles(store.settled()) == ["Mended"]
    assert store.notice() == ""


def test_a_folder_that_is_broken_from_the_start_says_so_each_time_and_recovers(served: Path) -> None:
    (served / "sources.json").write_bytes(b"")
    for _ in range(3):
        with pytest.raises(DataError, match=r"sources\.json"):
            store.current()
    building.folder(served, building.feature())
    assert len(store.settled().dataset.records) == 1


def test_a_fault_of_ours_is_a_failed_version_with_a_number(
    served: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first = store.current()

    def fails(*_: object, **__: object) -> store.Prepared:
        raise RuntimeError("a secret of the server")

    monkeypatch.setattr(store, "_prepare", fails)
    swap(served, "The second")
    assert store.settled() is first
    number = store.notice().partition("error ")[2].partition(" ")[0]
    assert number in caplog.text
    assert "secret" not in store.notice()


def test_the_study_in_service_is_that_of_the_data_in_service(served: Path) -> None:
    first = store.current()
    (served / "study.toml").write_bytes(b"title = ")
    assert store.settled() is first
    assert study.current() is first.study


def test_where_there_is_no_room_for_a_copy_the_data_are_read_where_they_are(
    served: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path) -> snapshot.Snapshot:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(origin, "Snapshot", full)
    assert titles(store.current()) == ["The first"]
    assert store.current().folder == served


# --- copies --------------------------------------------------------------------------


def test_a_copy_holds_the_files_as_they_were_and_links_to_the_rest(served: Path) -> None:
    (served / "basemap").mkdir()
    digest = files.digest(served)
    copy = snapshot.Snapshot(served)
    swap(served, "The second")
    assert files.digest(copy.folder) == digest
    assert (copy.folder / "basemap").resolve() == served / "basemap"
    assert copy.folder.stat().st_mode & 0o077 == 0
    copy.remove()
    assert not copy.folder.exists()
    assert (served / "basemap").is_dir()


def test_copies_of_processes_that_are_gone_are_swept_and_no_other(
    served: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    mine = snapshot.Snapshot(served)
    stray = tmp_path / f"{snapshot.PREFIX}stray"
    building.folder(stray, building.feature())
    (tmp_path / "another").mkdir()
    snapshot.sweep()
    assert mine.folder.is_dir()
    assert not stray.exists()
    assert (tmp_path / "another").is_dir()
    mine.remove()


# --- what may stand in place of a file -----------------------------------------------


def _folder(path: Path) -> None:
    path.mkdir()


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _terminal(path: Path) -> None:
    path.symlink_to("/dev/tty")


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _nowhere(path: Path) -> None:
    path.symlink_to("nowhere")


def _huge(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(load.MAX_BYTES + 1)


def _sizeless(path: Path) -> None:
    """A file of the system that has bytes and says that it has none."""
    path.symlink_to("/proc/self/mountinfo")


STANDING: dict[str, Callable[[Path], None]] = {
    "a folder": _folder,
    "a pipe": _pipe,
    "a device": _device,
    "a terminal": _terminal,
    "a link to itself": _loop,
    "a link to nothing": _nowhere,
    "too large": _huge,
    "without a size": _sizeless,
}
SAID = {
    "a folder": "is a folder",
    "a pipe": "is a pipe",
    "a device": "is a device",
    "a terminal": "",
    "a link to itself": "cannot be read",
    "a link to nothing": "the file is missing",
    "too large": "67,108,865 bytes",
    "without a size": "",
}


@pytest.fixture(params=list(STANDING))
def standing(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


OPTIONAL = frozenset({study.FILE, files.PACKAGE_FILE, files.CORRECTIONS_FILE, files.LIMITATIONS_FILE})
"""Files that a study may do without."""
A_STORY = f"{files.STORIES_FOLDER}/a-story.toml"


def _found() -> list[tuple[str, str]]:
    """Files with what is said to be wrong with them: in the findings, or because nothing can be shown."""
    try:
        found = store.current().dataset.findings
    except DataError as error:
        return [(error.file, error.problem)]
    return [(finding.file, finding.problem) for finding in found]


@pytest.mark.parametrize("name", [*files.FILES, A_STORY])
def test_whatever_stands_in_place_of_a_file_is_refused_in_words_and_at_once(
    served: Path, standing: str, name: str
) -> None:
    path = served / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    STANDING[standing](path)
    said = [problem for file, problem in _found() if file == name]
    optional = standing == "a link to nothing" and name in OPTIONAL
    assert any(SAID[standing] in problem for problem in said) != optional


CONTENTS: dict[str, bytes] = {
    "nothing": b"",
    "a page": b"<!DOCTYPE html><html><title>404</title></html>",
    "other JSON": b'{"a": [1, {"b": null}]}',
    "half a file": b'[{"id": "PLBY-0001", "tit',
    "not UTF-8": b"\xff\xfe\xff",
    "nested without end": b"[" * 100_000,
    "a zip": b"PK\x03\x04" + b"\0" * 64,
}


@pytest.mark.parametrize("content", list(CONTENTS))
@pytest.mark.parametrize("name", [*files.FILES, A_STORY])
def test_whatever_a_file_holds_is_refused_in_words_and_the_rest_is_shown(served: Path, name: str, content: str) -> None:
    path = served / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(CONTENTS[content])
    assert [problem for file, problem in _found() if file == name]
    if name in (files.CORRECTIONS_FILE, files.LIMITATIONS_FILE, A_STORY):
        shown = store.current().dataset
        assert titles(store.current()) == ["The first"]
        assert (shown.corrections, shown.stories) == ((), {})
        empty = name == files.LIMITATIONS_FILE and content == "nothing"
        assert any(gap.startswith(name) for gap in shown.gaps) != empty


def test_a_folder_of_stories_that_is_none_is_said_to_be_so(served: Path) -> None:
    (served / files.STORIES_FOLDER).write_bytes(b"")
    assert (files.STORIES_FOLDER, "is no folder") in _found()
    assert titles(store.current()) == ["The first"]


def test_stories_are_those_that_were_hashed(served: Path) -> None:
    """A story that is changed while a version is made belongs to the next one."""
    told = served / A_STORY
    told.parent.mkdir()
    told.write_text(_story("The first"), encoding="utf-8")
    copy = snapshot.Snapshot(served)
    digest = files.digest(copy.folder)
    told.write_text(_story("The second"), encoding="utf-8")
    found = store._prepare(copy.folder, snapshot=copy)  # noqa: SLF001
    assert found.dataset.digest == digest
    assert [story.title for story in found.dataset.stories.values()] == ["The first"]


def _story(title: str) -> str:
    return f"""title = "{title}"
summary = "What happened."
[[steps]]
text = "It happened."
link = "id={building.GIVEN["id"]}"
records = ["{building.GIVEN["id"]}"]
"""


# --- the protocol of a review, which no page reads -----------------------------------


@pytest.mark.parametrize("content", list(CONTENTS))
def test_a_review_that_is_none_is_refused_in_words(
    served: Path, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (served / "review.csv").write_bytes(CONTENTS[content])
    assert cli.main(["corrections", str(served)]) == cli.REFUSED
    assert capsys.readouterr().err.startswith("granica: review.csv: ")
    assert not (served / files.CORRECTIONS_FILE).exists()


def test_whatever_stands_in_place_of_a_review_is_refused_in_words(
    served: Path, standing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    STANDING[standing](served / "review.csv")
    assert cli.main(["corrections", str(served)]) == cli.REFUSED
    assert SAID[standing] in capsys.readouterr().err


# --- clocks and zones ----------------------------------------------------------------


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "nonsense"])
def test_the_days_are_the_same_in_every_zone(served: Path, zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = store.current().dataset
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        again = prepare.dataset(served)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert list(again.records["start"]) == list(first.records["start"])
    assert (again.digest, again.coverage, again.released) == (first.digest, first.coverage, first.released)


@pytest.mark.parametrize("shift_s", [-(10**9), -3600, 3600, 10**9])
def test_a_clock_that_was_set_makes_no_version_late_or_lost(served: Path, shift_s: int) -> None:
    """The files of the second version bear times before, or long after, those of the first."""
    store.current()
    for title in ("The second", "The third"):
        swap(served, title)
        now = time.time() + shift_s
        os.utime(served / "incidents.geojson", (now, now))
        assert titles(store.settled()) == [title]
        shift_s = -shift_s


def test_a_machine_whose_clock_goes_back_still_sees_a_change(served: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.current()
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() - 3600 * 10**9)
    swap(served, "The second")
    assert titles(store.settled()) == ["The second"]
    swap(served, "The third")
    assert titles(store.settled()) == ["The third"]


# --- many readers, many swaps --------------------------------------------------------


def test_two_hundred_swaps_under_readers_show_nothing_old_under_a_new_hash(served: Path) -> None:
    """What a reader has is whole, and is what its hash says; in the end it is what the files hold."""
    expected: dict[str, str] = {}
    for number in range(8):
        swap(served, f"Version {number}")
        expected[files.digest(served)] = f"Version {number}"
    stop, seen, wrong = threading.Event(), set[str](), list[tuple[str, list[str]]]()

    def ask() -> None:
        while not stop.is_set():
            found = store.current()
            seen.add(found.dataset.digest)
            kept = store.with_digest(found.dataset.digest)
            for each in (found, kept or found):
                if titles(each) != [expected[each.dataset.digest]]:
                    wrong.append((each.dataset.digest, titles(each)))

    store.current()
    readers = [threading.Thread(target=ask) for _ in range(4)]
    for reader in readers:
        reader.start()
    try:
        for number in range(200):
            swap(served, f"Version {number % 8}")
            time.sleep(0.01)
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert wrong == []
    assert seen <= set(expected)
    assert titles(store.settled()) == ["Version 7"]


@pytest.mark.parametrize("name", [*files.FILES, A_STORY])
def test_a_file_that_may_not_be_read_is_said_to_be_so(served: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = served / name
    path.parent.mkdir(exist_ok=True)
    path.touch()
    opened = os.open

    def refuses(path: Path, *arguments: int) -> int:
        if Path(path).name == Path(name).name:
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments)

    monkeypatch.setattr(os, "open", refuses)
    assert (name, "cannot be read: Permission denied") in _found()


def test_a_folder_that_is_not_there_says_which_file_is_missed_and_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(store.DATA_VARIABLE, str(tmp_path / "nothing"))
    with pytest.raises(MissingFileError) as caught:
        store.current()
    assert str(tmp_path / "nothing") in str(caught.value)


def test_reading_is_bounded_though_a_file_grows_under_the_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"1234567890")
    assert read.whole(path, max_bytes=10) == b"1234567890"
    with pytest.raises(TooLargeError, match="10 bytes"):
        read.whole(path, max_bytes=9)
    taken: list[bytes] = []

    def endless(_handle: int, _size: int) -> bytes:
        taken.append(b"x")
        return taken[-1]

    monkeypatch.setattr(os, "read", endless)
    path.write_bytes(b"1")
    with pytest.raises(TooLargeError, match="more than 9"):
        read.whole(path, max_bytes=9)
    assert len(taken) == 10


def test_a_name_that_no_file_can_have_is_refused_in_words() -> None:
    with pytest.raises(UnreadableFileError):
        read.whole(Path("a\0b"), max_bytes=9)


@pytest.mark.usefixtures("served")
def test_an_event_loop_never_waits_for_the_first_version(monkeypatch: pytest.MonkeyPatch) -> None:
    going = threading.Event()
    prepare_it = store._prepare  # noqa: SLF001

    def slowly(*arguments: object, **options: object) -> store.Prepared:
        assert going.wait(20)
        return prepare_it(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "_prepare", slowly)

    async def ask() -> None:
        with pytest.raises(DataError, match="being prepared"):
            store.current()

    asyncio.run(ask())
    going.set()
    assert titles(store.settled()) == ["The first"]
    assert columns.unpack(store.settled().columns)[0]["codes"]

"""What befalls who writes: other writers, full disks, kills, and paths that are no plain files."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from geo import __main__ as cli
from geo import write
from geo.curate import files
from geo.errors import RequestError
from geo.intake import folder as shipped
from tests import building

pytestmark = pytest.mark.faults

ROOT = shipped.DATA.parent


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def granica(*arguments: str | bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command line as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "geo", *arguments],
        env={**os.environ, **environment},
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )


# --- what stands at the path ---------------------------------------------------------


def test_a_link_stays_and_its_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "file").write_bytes(b"old")
    link = tmp_path / "link"
    link.symlink_to("far/file")
    write.replace(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "far" / "file").read_bytes() == b"new"
    assert names(tmp_path / "far") == {"file"}


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_a_file_keeps_its_mode(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    path.chmod(mode)
    write.replace(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_new_file_has_the_mode_that_the_mask_leaves(tmp_path: Path) -> None:
    mask = os.umask(0o077)
    try:
        write.replace(tmp_path / "file", b"new")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600


def test_a_pipe_and_a_device_are_written_to_and_stay(tmp_path: Path) -> None:
    pipe, taken = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: taken.append(pipe.read_bytes()))
    reader.start()
    write.replace(pipe, b"new")
    reader.join(20)
    assert taken == [b"new"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    write.replace(Path("/dev/null"), b"new")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    with pytest.raises(RequestError, match="No space left"):
        write.replace(Path("/dev/full"), b"new")


def test_a_folder_and_a_link_to_itself_are_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(RequestError, match="it is a folder"):
        write.replace(tmp_path, b"new")
    with pytest.raises(RequestError, match="cannot be written there"):
        write.replace(tmp_path / "loop", b"new")


def test_a_file_that_is_closed_to_changes_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(RequestError, match="closed to changes"):
        write.replace(path, b"new")
    assert path.read_bytes() == b"old"


# --- several files, several writers --------------------------------------------------


def test_a_folder_is_old_or_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contents = {tmp_path / name: b"new" for name in "abc"}
    for path in contents:
        path.write_bytes(b"old")
    write_bytes, written = Path.write_bytes, []

    def fills(path: Path, content: bytes) -> int:
        written.append(path)
        if len(written) == len(contents):
            raise OSError(28, "No space left on device")
        return write_bytes(path, content)

    monkeypatch.setattr(Path, "write_bytes", fills)
    with pytest.raises(RequestError, match="No space left"):
        write.replace_all(contents, read={})
    monkeypatch.undo()
    assert [path.read_bytes() for path in contents] == [b"old"] * 3
    assert names(tmp_path) == {"a", "b", "c"}
    write.replace_all(contents, read={})
    assert [path.read_bytes() for path in contents] == [b"new"] * 3


def test_what_an_editor_saves_meanwhile_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    building.folder(tmp_path, building.feature())
    arranged = files.arranged
    saved = (tmp_path / "sources.json").read_bytes().replace(b"]", b" ]")
    before = (tmp_path / "incidents.geojson").read_bytes()

    def while_somebody_saves(directory: Path) -> dict[Path, bytes]:
        found = dict(arranged(directory))
        (tmp_path / "sources.json").write_bytes(saved)
        return {path: content + b"\n" for path, content in found.items()}

    monkeypatch.setattr(files, "arranged", while_somebody_saves)
    assert cli.main(["format", str(tmp_path)]) == cli.REFUSED
    assert "sources.json: changed meanwhile, so that nothing was written" in capsys.readouterr().err
    assert (tmp_path / "sources.json").read_bytes() == saved
    assert (tmp_path / "incidents.geojson").read_bytes() == before


def test_two_writers_leave_one_of_two_contents_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    contents = [b"a" * 200_000, b"b" * 200_000]

    def keep_writing(content: bytes) -> None:
        for _ in range(15):
            write.replace(path, content)

    writers = [threading.Thread(target=keep_writing, args=[content]) for content in contents]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        if path.exists():
            assert path.read_bytes() in contents
    assert path.read_bytes() in contents
    assert names(tmp_path) == {"file"}


WRITER = """
import sys, time
from pathlib import Path
from geo import write
path = Path(sys.argv[1])
print("go", flush=True)
while True:
    write.replace(path, b"new" * 100_000)
"""


def test_a_kill_leaves_the_old_or_the_new_and_the_next_writer_sweeps(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    for pause in (0.0, 0.01, 0.02, 0.03):
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, cwd=ROOT)
        assert process.stdout
        process.stdout.readline()
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert path.read_bytes() in (b"old", b"new" * 100_000)
    (tmp_path / write.PARTIAL.format("0" * 16)).write_bytes(b"half")
    (tmp_path / "other.part").write_bytes(b"somebody's")
    write.replace(path, b"last")
    assert names(tmp_path) == {"file", "other.part"}


def test_the_partial_file_of_a_writer_at_work_is_not_swept(tmp_path: Path) -> None:
    with write.replacing(tmp_path / "slow") as partial:
        partial.write_bytes(b"whole")
        write.replace(tmp_path / "quick", b"new")
    assert (tmp_path / "slow").read_bytes() == b"whole"


# --- the machine ---------------------------------------------------------------------


def test_a_terminal_that_lacks_letters_costs_no_command() -> None:
    done = granica("show", "--from", "2021-11-08", "--to", "2021-11-08", PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert b"\\u" in done.stdout


@pytest.mark.parametrize("option", ["--address", "--title"])
def test_an_option_that_is_no_text_is_refused_in_words(tmp_path: Path, option: str) -> None:
    out = str(tmp_path / "map.svg")
    done = granica("figure", os.fsencode(option), b"https://example.org/\xff", "--format", "svg", "-o", out)
    assert done.returncode == cli.REFUSED
    assert f"granica: {option}: ".encode() in done.stderr
    assert b"is not UTF-8" in done.stderr
    assert b"Traceback" not in done.stderr


def test_an_output_that_is_full_is_told_in_words() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "geo", "show", "--json"], stdout=full, stderr=subprocess.PIPE, cwd=ROOT, check=False
        )
    assert done.returncode == cli.REFUSED
    assert b"No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


def test_where_temporary_files_find_no_room_it_is_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = building.folder(tmp_path, building.feature())

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "/tmp/granica.gpkg")  # noqa: S108

    monkeypatch.setattr("geo.publish.export.geopackage.tempfile.TemporaryDirectory", full)
    command = ["export", "--data", str(data), "--format", "gpkg", "-o", str(tmp_path / "out.gpkg")]
    assert cli.main(command) == cli.REFUSED
    assert "No space left on device" in capsys.readouterr().err
    assert not (tmp_path / "out.gpkg").exists()

"""Corrections are public: none is lost, each says what was and is and why, and two versions can be compared."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from geo import __main__ as cli
from geo import study
from geo.curate import corrections as protocol
from geo.curate import files
from geo.errors import MalformedFileError
from geo.intake import corrections, folder, prepare
from geo.model import Correction
from geo.publish import difference, report
from tests import building

ONE = Correction("PLBY-0001", "1.0.0", "title", "Old", "New", "It said too much.")
ROW = {"record": "PLBY-0001", "field": "title", "was": "New", "is": "Newer", "why": "Read again."}

Printed = pytest.CaptureFixture[str]


def kept(tmp_path: Path, content: str) -> Path:
    (tmp_path / folder.CORRECTIONS_FILE).write_text(content, encoding="utf-8")
    return tmp_path


# --- the list ------------------------------------------------------------------------


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    hostile = Correction("PLBY-0002", "2.0.0", "note", '"\\\n', "<script>", "Дом")
    assert corrections.read(kept(tmp_path, protocol.written([ONE, hostile]).decode())) == (ONE, hostile)


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert corrections.read(tmp_path) == ()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{}", "no list of entries"),
        ("[1]", "entry 1 is not a correction"),
        ('[{"record":"a","version":"1","field":"f","was":null,"is":"","why":""}]', "entry 1 is not a correction"),
        ('[{"record":"a","version":"1","field":"f","was":"","is":""}]', "entry 1 is not a correction"),
        ("[", "not valid JSON"),
    ],
)
def test_a_file_that_is_none_says_what_is_wrong(tmp_path: Path, content: str, problem: str) -> None:
    with pytest.raises(MalformedFileError, match=f"corrections.json: {problem}"):
        corrections.read(kept(tmp_path, content))


def test_a_review_adds_and_takes_nothing_back() -> None:
    same = {**ROW, "was": "Newer", "is": "Newer"}
    whole = {**ROW, "field": "record", "was": "", "is": "A new record"}
    found = protocol.collected([ROW, same, whole, ROW], listed=[ONE], version="2.0.0")
    assert found == (ONE, Correction("PLBY-0001", "2.0.0", "title", "New", "Newer", "Read again."))
    assert protocol.collected([ROW], listed=found, version="3.0.0") == found


def test_versions_stand_in_their_order() -> None:
    listed = [Correction("PLBY-0001", version, "title", version, "x", "") for version in ("2.10.0", "2.9.0", "1.0.0")]
    assert [item.version for item in protocol.collected([], listed=listed, version="3.0.0")] == [
        "1.0.0",
        "2.9.0",
        "2.10.0",
    ]


def test_the_shipped_list_is_in_step_with_the_review() -> None:
    ((path, content),) = files.corrected(folder.DATA).items()
    assert path.read_bytes() == content, "run `python -m geo corrections`"
    assert prepare.dataset(folder.DATA).corrections == corrections.read(folder.DATA)


def test_the_command_lists_what_the_review_changed(tmp_path: Path) -> None:
    data = building.folder(tmp_path / "data", building.feature())
    with (data / "review.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [*ROW, "source", "day"])
        writer.writeheader()
        writer.writerow(ROW)
    assert cli.main(["corrections", str(data)]) == cli.FINE
    assert json.loads((data / folder.CORRECTIONS_FILE).read_bytes()) == [{**ROW, "version": "unversioned"}]


# --- two versions --------------------------------------------------------------------


def versions(tmp_path: Path) -> Sequence[Path]:
    kept, gone = building.feature(), building.feature(id="PLBY-0002")
    came = building.feature(id="PLBY-0003", title="New here")
    changed = building.feature(title="Another title", claimed_by=["Somebody"])
    return building.folder(tmp_path / "old", kept, gone), building.folder(tmp_path / "new", changed, came)


def test_two_versions_differ_record_by_record(tmp_path: Path) -> None:
    old, new = (prepare.dataset(path) for path in versions(tmp_path))
    changed, gone, came = difference.between(old, new)
    assert (changed.id, changed.what) == ("PLBY-0001", "changed")
    assert {name: (was, now) for name, was, now in changed.fields} == {
        "title": ("People try to cross", "Another title"),
        "claimed_by": (["Polish Border Guard"], ["Somebody"]),
    }
    assert (gone.id, gone.what, gone.fields) == ("PLBY-0002", "removed", ())
    assert (came.id, came.what, came.title) == ("PLBY-0003", "added", "New here")
    assert difference.between(old, old) == ()


def test_the_command_says_the_difference_and_its_status_too(tmp_path: Path, capsys: Printed) -> None:
    old, new = map(str, versions(tmp_path))
    assert cli.main(["diff", old, new]) == cli.FINDINGS
    said = capsys.readouterr().out
    assert '  title: "People try to cross" -> "Another title"' in said
    assert said.endswith("1 added, 1 changed, 1 removed\n")
    assert cli.main(["diff", old, old]) == cli.FINE
    assert cli.main(["diff", old, new, "--json"]) == cli.FINDINGS
    whole = capsys.readouterr().out
    assert [item["what"] for item in json.loads(whole[whole.index("[\n") :])] == ["changed", "removed", "added"]


def test_a_version_is_found_in_the_archive_of_the_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    data = building.folder(tmp_path / "data", building.feature(title="Now"))
    building.folder(data / "archive" / "1.2.0", building.feature(title="Then"))
    monkeypatch.setenv(study.VARIABLE, str(data))
    assert cli.main(["diff", "1.2.0"]) == cli.FINDINGS
    assert '"Then" -> "Now"' in capsys.readouterr().out
    assert cli.main(["diff", "9.9.9"]) == cli.REFUSED
    assert "9.9.9: no folder, and no version" in capsys.readouterr().err


# --- telling of an error -------------------------------------------------------------


@pytest.mark.parametrize(
    ("to", "address"),
    [
        ("", ""),
        ("mailto:a@b.example", "mailto:a@b.example?subject=Error%20in%20PLBY-0001%2C%20data%202.0.0"),
        ("https://a.example/new", "https://a.example/new?record=PLBY-0001&version=2.0.0"),
        ("https://a.example/new?l=1", "https://a.example/new?l=1&record=PLBY-0001&version=2.0.0"),
    ],
)
def test_a_report_carries_record_and_version(to: str, address: str) -> None:
    assert report.address(to, record="PLBY-0001", version="2.0.0") == address


@pytest.mark.parametrize("to", ["javascript:alert(1)", "http://a.example", "a@b.example"])
def test_reports_go_to_no_other_sort_of_address(to: str, tmp_path: Path) -> None:
    shipped = (folder.DATA / study.FILE).read_text(encoding="utf-8")
    (tmp_path / study.FILE).write_text(f'report_errors_to = "{to}"\n{shipped}', encoding="utf-8")
    with pytest.raises(MalformedFileError, match="report_errors_to"):
        study.read(tmp_path)
    good = f'report_errors_to = "https://a.example/x"\n{shipped}'
    (tmp_path / study.FILE).write_text(good, encoding="utf-8")
    assert study.read(tmp_path).report_errors_to == "https://a.example/x"


def test_none_is_configured_by_default() -> None:
    assert study.read(folder.DATA).report_errors_to == ""

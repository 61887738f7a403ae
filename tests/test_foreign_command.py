"""The commands `import` and `new`, from the files that they are given to the folders that they leave."""

from __future__ import annotations

import json
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from geo import __main__ as cli
from geo import schema
from geo.foreign import study, template
from geo.foreign.formats import FORMATS
from tests.tables import ACLED, FREE, IOM, UCDP, csv_of, many

FINE, REFUSALS, UNUSABLE = 0, 1, 2


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(desk: Path, content: bytes, name: str = "list.csv") -> str:
    (desk / name).write_bytes(content)
    return name


def held(folder: Path) -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def records(folder: Path) -> list[Any]:
    found: list[Any] = json.loads((folder / "incidents.geojson").read_text())["features"]
    return found


def report(desk: Path) -> Any:
    return json.loads((desk / "report.json").read_text())


def run(*arguments: str) -> int:
    return cli.main(["import", *arguments, "--report", "report.json"])


def test_a_file_becomes_a_study_and_its_report_adds_up(desk: Path) -> None:
    name = put(desk, csv_of(*many(FREE, [{}, {"id": "2", "latitude": "", "longitude": ""}])))

    assert run(name, "--into", "study") == FINE
    said = report(desk)
    assert (said["rows"], said["skipped"], said["taken"], said["with_point"]) == (2, 0, 2, 1)
    assert sum(said["without_point"].values()) == 1
    assert len(records(desk / "study")) == 2


def test_a_study_that_an_import_made_is_valid(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, content in enumerate((csv_of(FREE), csv_of(UCDP), csv_of(IOM), csv_of(ACLED))):
        cli.main(["import", put(desk, content), "--into", f"study{number}"])
        capsys.readouterr()
        assert (cli.main(["validate", f"study{number}"]), capsys.readouterr().out) == (FINE, "")


def test_refused_rows_are_named_and_the_others_taken(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = put(desk, csv_of(*many(FREE, [{}, {"id": "b", "date": "2021-02-30"}])))

    assert run(name, "--into", "study") == REFUSALS
    (refused,) = report(desk)["refused"]
    assert set(refused) == {"row", "id", "field", "problem", "expected"}
    assert (refused["row"], refused["id"]) == (2, "b")
    assert "row 2 (b)" in capsys.readouterr().out
    assert len(records(desk / "study")) == 1


def test_a_file_that_cannot_be_used_leaves_no_folder_and_says_why(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = put(desk, b"%PDF-1.7")

    assert run(name, "--into", "study") == UNUSABLE
    assert "PDF" in report(desk)["problem"]
    assert report(desk)["rows"] == 0
    assert "PDF" in capsys.readouterr().err
    assert not (desk / "study").exists()


def test_counts_of_frontex_are_refused_as_a_whole_with_every_row_in_the_report(desk: Path) -> None:
    months = {f"{month}{year}": "1" for year in (2020, 2021) for month in ("JAN", "FEB", "MAR", "APR", "MAY", "JUN")}
    name = put(desk, csv_of({"Route": "Eastern", **months}, {"Route": "Western", **months}))

    assert run(name, "--into", "study") == UNUSABLE
    said = report(desk)
    assert (said["rows"], said["taken"], len(said["refused"])) == (2, 0, 2)
    assert not (desk / "study").exists()


def test_an_ambiguous_date_is_asked_about_and_the_answer_taken(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = put(desk, csv_of({**FREE, "date": "01/02/2021"}))

    assert run(name, "--into", "study") == UNUSABLE
    assert report(desk)["question"]["member"] == "dates"
    assert "--dates DMY" in capsys.readouterr().err
    assert not (desk / "study").exists()
    assert run(name, "--into", "study", "--dates", "MDY") == FINE
    assert records(desk / "study")[0]["properties"]["start"] == "2021-01-02"


def test_the_same_file_again_leaves_the_same_bytes(desk: Path) -> None:
    name = put(desk, csv_of(*many(FREE, [{"id": "1", "url": "https://example.org/a"}, {"id": "2"}])))
    run(name, "--into", "study")
    once = held(desk / "study")

    assert run(name, "--into", "study") == FINE
    assert held(desk / "study") == once
    run(name, "--into", "other")
    assert {name: text for name, text in held(desk / "other").items() if name != "study.toml"} == {
        name: text for name, text in once.items() if name != "study.toml"
    }


def test_a_corrected_row_changes_one_line_of_the_folder(desk: Path) -> None:
    rows = many(FREE, [{"id": "1"}, {"id": "2"}, {"id": "3"}])
    run(put(desk, csv_of(*rows)), "--into", "study")
    once = b"".join(held(desk / "study").values()).splitlines()
    run(put(desk, csv_of(rows[0], {**rows[1], "title": "Corrected"}, rows[2])), "--into", "study")

    now = b"".join(held(desk / "study").values()).splitlines()
    assert [old == new for old, new in zip(once, now, strict=True)].count(False) == 1
    assert len(report(desk)["folder"]["changed"]) == 1


def test_a_removed_row_is_reported_and_kept(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = many(FREE, [{"id": "1"}, {"id": "2"}])
    run(put(desk, csv_of(*rows)), "--into", "study")
    run(put(desk, csv_of(rows[0])), "--into", "study")

    (gone,) = report(desk)["folder"]["vanished"]
    assert gone.endswith("-2")
    assert f"no longer in the file: {gone}" in capsys.readouterr().out
    assert len(records(desk / "study")) == 2


def test_hand_edits_of_records_and_of_the_study_stay(desk: Path) -> None:
    name = put(desk, csv_of(FREE))
    run(name, "--into", "study")
    for file, old, new in (
        ("incidents.geojson", "People try to cross", "My title"),
        ("study.toml", "not stated", "Me"),
    ):
        path = desk / "study" / file
        path.write_text(path.read_text().replace(old, new, 1))
    edited = held(desk / "study")

    assert run(name, "--into", "study") == FINE
    assert held(desk / "study") == edited
    assert len(report(desk)["folder"]["edited_by_hand"]) == 1


def test_several_data_sets_live_in_one_study(desk: Path) -> None:
    run(put(desk, csv_of(FREE)), "--into", "study")
    run(put(desk, csv_of(UCDP), "ged.csv"), "--into", "study")
    run(put(desk, csv_of(IOM), "iom.csv"), "--into", "study")

    datasets = {feature["properties"]["origin"]["dataset"] for feature in records(desk / "study")}
    assert datasets == {"list", "ucdp-ged", "iom-mmp"}
    assert report(desk)["folder"]["vanished"] == []


def test_several_files_are_brought_at_once_and_reported_together(desk: Path) -> None:
    names = [put(desk, csv_of(FREE), "a-list.csv"), put(desk, csv_of(FREE, {**FREE, "id": "2"}), "b-list.csv")]

    assert run(*names, "--into", "study") == FINE
    said = report(desk)
    assert (said["rows"], said["taken"], len(said["files"])) == (3, 3, 2)


def test_without_a_folder_nothing_is_written(desk: Path) -> None:
    name = put(desk, csv_of(FREE))

    assert run(name) == FINE
    assert sorted(path.name for path in desk.iterdir()) == [name, "report.json"]


def test_a_suggested_mapping_has_a_confidence_and_a_reason_for_each_column_and_runs(desk: Path) -> None:
    name = put(desk, csv_of({**FREE, "colour": "red"}))

    assert cli.main(["import", name, "--suggest", "m.toml"]) == FINE
    text = (desk / "m.toml").read_text()
    assert text.count("confidence") == text.count("reason") == len(FREE)
    assert "# kept as it is: colour" in text
    assert run(name, "--into", "study", "--mapping", "m.toml") == FINE


@pytest.mark.parametrize("order", [["--suggest", "FILE"], ["FILE", "--suggest"]])
def test_a_suggestion_may_be_asked_for_before_or_after_the_file(desk: Path, order: list[str]) -> None:
    name = put(desk, csv_of(FREE))

    assert cli.main(["import", *(name if item == "FILE" else item for item in order)]) == FINE
    assert (desk / "mapping.toml").is_file()


def test_a_mapping_that_a_person_has_changed_is_not_overwritten(desk: Path) -> None:
    name = put(desk, csv_of(FREE))
    (desk / "mapping.toml").write_text("# mine\n")

    assert cli.main(["import", name, "--suggest"]) == UNUSABLE
    assert (desk / "mapping.toml").read_text() == "# mine\n"


def test_a_suggestion_for_ambiguous_dates_holds_the_question(desk: Path) -> None:
    name = put(desk, csv_of({**FREE, "date": "01/02/2021"}))

    assert cli.main(["import", name, "--suggest"]) == FINE
    text = (desk / "mapping.toml").read_text()
    assert "day first or month first" in text
    (desk / "mapping.toml").write_text(text.replace('# dates = "DMY"', 'dates = "DMY"'))
    assert run(name, "--into", "study", "--mapping", "mapping.toml") == FINE


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_can_be_taken_for_each_format_without_a_crash(desk: Path, name: str) -> None:
    assert run(put(desk, csv_of(FREE)), "--as", name) in (FINE, REFUSALS, UNUSABLE)


def test_a_file_that_somebody_changes_meanwhile_is_not_overwritten(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from geo.foreign import folder  # noqa: PLC0415 - the module whose step is interrupted

    name = put(desk, csv_of(FREE))
    run(name, "--into", "study")
    plan = folder.plan

    def interrupted(directory: Path, brought: Any) -> Any:
        planned = plan(directory, brought)
        (directory / "incidents.geojson").write_text('{"type":"FeatureCollection","features":[]}')
        return planned

    monkeypatch.setattr(folder, "plan", interrupted)
    put(desk, csv_of({**FREE, "title": "Corrected"}))
    assert run(name, "--into", "study") == UNUSABLE
    assert records(desk / "study") == []


def test_rows_that_may_not_be_passed_on_are_declared_so(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(put(desk, csv_of(ACLED)), "--into", "study")

    assert "passing_on = false" in (desk / "study" / "study.toml").read_text()
    assert "For your own use only" in capsys.readouterr().out


def test_rows_that_may_not_be_passed_on_are_in_no_export_and_the_file_says_so(desk: Path) -> None:
    run(put(desk, csv_of(ACLED), "acled.csv"), "--into", "study")
    run(put(desk, csv_of(FREE)), "--into", "study")

    assert cli.main(["export", "--data", "study", "--format", "geojson", "-o", "out.geojson"]) == FINE
    text = (desk / "out.geojson").read_text()
    assert "ACLED-POL1" not in text
    assert len(json.loads(text)["features"]) == 1
    assert "1, whose licence forbids passing them on" in text


def test_a_study_without_a_line_can_be_drawn_shown_and_cited(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(put(desk, csv_of(FREE)), "--into", "study")

    assert cli.main(["figure", "--data", "study", "--format", "png", "-o", "a.png"]) == FINE
    assert cli.main(["show", "--data", "study"]) == FINE
    assert cli.main(["cite", "--data", "study"]) == FINE
    assert "1 of 1 record" in capsys.readouterr().out


def test_going_back_to_a_day_leaves_out_what_nobody_dates(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = many(FREE, [{"reported": "2021-11-09"}, {"id": "2"}])
    run(put(desk, csv_of(*rows)), "--into", "study")
    capsys.readouterr()

    assert cli.main(["show", "--data", "study", "--known", "2021-12-01"]) == FINE
    assert "1 of 2 records" in capsys.readouterr().out


# --- anywhere on Earth ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "crs"),
    [
        ([(23.5, 53.5), (24.0, 52.0)], "EPSG:32634"),
        ([(25.0, 53.5), (24.5, 52.0)], "EPSG:32635"),
        ([(-70.5, -33.5), (-70.6, -33.4)], "EPSG:32719"),
        ([(179.5, -17.5), (-179.5, -17.0)], "EPSG:32701"),
    ],
)
def test_what_lies_in_the_width_of_a_zone_is_measured_in_utm(points: list[tuple[float, float]], crs: str) -> None:
    assert study.metric_crs(study.extent(points)).crs == crs


def test_what_is_wider_or_near_a_pole_is_measured_in_an_equal_area_projection_around_its_middle() -> None:
    for points in ([(10.0, 0.0), (16.1, 0.0)], [(10.0, 85.0), (11.0, 86.0)]):
        assert "+proj=laea" in study.metric_crs(study.extent(points)).crs
    assert "EPSG" in study.metric_crs(study.extent([(10.0, 0.0), (16.0, 0.0)])).crs


def test_an_extent_goes_the_short_way_around_the_earth() -> None:
    across = study.extent([(178.0, 0.0), (-178.0, 1.0)])

    assert (across.west, across.east, across.width) == (178.0, -178.0, 4.0)
    assert abs(across.middle[0]) == 180


# --- a study to start from -----------------------------------------------------------


def test_a_new_study_is_valid_and_its_table_runs(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["new", "mine", "--title", "My study"]) == FINE
    capsys.readouterr()
    assert (cli.main(["validate", "mine"]), capsys.readouterr().out) == (FINE, "")
    assert run("mine/example.csv", "--into", "mine", "--mapping", "mine/mapping.toml") == FINE
    capsys.readouterr()
    assert (cli.main(["validate", "mine"]), capsys.readouterr().out) == (FINE, "")
    (record,) = records(desk / "mine")
    assert record["properties"]["category"] == "border_breach_attempt"
    assert record["properties"]["claimant_sides"] == ["other state"]


def test_a_folder_with_something_in_it_is_not_made_anew(desk: Path) -> None:
    (desk / "mine").mkdir()
    (desk / "mine" / "a.txt").write_text("mine")

    assert cli.main(["new", "mine"]) == UNUSABLE
    assert held(desk / "mine") == {"a.txt": b"mine"}


def test_the_workbook_has_a_drop_down_for_each_vocabulary_and_its_example_is_read() -> None:
    book = openpyxl.load_workbook(BytesIO(template.table_xlsx()))
    table, words = book["Table"], book["Vocabularies"]
    validations = {str(item.sqref): item.formula1 for item in table.data_validations.dataValidation}
    labels = {cell.value for column in words.iter_cols(1, 5, 2) for cell in column}

    assert len(validations) == 3
    assert {term.label for term in schema.PRECISIONS.values()} <= labels
    assert [cell.value for cell in book["Example"][1]] == list(template.COLUMNS)


def test_the_same_template_is_the_same_bytes() -> None:
    assert template.files("x") == template.files("x")

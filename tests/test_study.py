"""What the data are about is declared: a wrong file is refused by its key, another study needs no line of code."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from geo import __main__ as cli
from geo import schema, store, study
from geo.errors import DataError, MalformedFileError
from geo.intake import basemap, prepare
from geo.model import Link
from geo.present.staticmap import field
from geo.publish import compose, export
from tests import building, second_study
from tests.serving import ROOT

PAGES = sorted(path.name for path in (ROOT / "pages").glob("*.py") if path.stem not in {"__init__", "shell"})


@pytest.fixture
def north(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The second study, as the folder in use."""
    path = second_study.build(tmp_path / "north")
    monkeypatch.setenv(study.VARIABLE, str(path))
    return path


# --- the file ------------------------------------------------------------------------


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    document = tomllib.loads(second_study.STUDY)
    change(document)
    return document


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda told: told.pop("title"), "'title' is a required property"),
        (lambda told: told.update(id_prefix="lt"), "id_prefix: .*two to eight capital letters"),
        (lambda told: told.update(colour="red"), "colour"),
        (lambda told: told.update(metric_crs="EPSG:4326"), "metric_crs: EPSG:4326 is not in metres"),
        (lambda told: told.update(metric_crs="EPSG:99999"), "metric_crs: .*a code like"),
        (lambda told: told["period"].update(last=told["period"]["first"].replace(year=1999)), "period.last: .*before"),
        (lambda told: told["period"].update(first="soon"), "period.first: .*a date without quotes"),
        (lambda told: told["line"].pop("end"), "line: 'end' is a required property"),
        (lambda told: told["sides"][0].update(country="Lithuania"), "sides.0.country: .*alpha-2"),
        (
            lambda told: told["presets"][0].update(to=told["presets"][0]["from"].replace(year=1999)),
            "presets: .*ends before",
        ),
        (lambda told: told.update(distances_km=[0]), "distances_km.0"),
    ],
)
def test_a_wrong_study_is_refused_by_its_key(change: Callable[[dict[str, Any]], object], said: str) -> None:
    with pytest.raises(MalformedFileError, match=said) as refused:
        study.parse(changed(change), directory=Path())
    assert refused.value.file == study.FILE


def test_a_file_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    (tmp_path / study.FILE).write_text("title = ", encoding="utf-8")
    with pytest.raises(MalformedFileError, match=study.FILE):
        study.read(tmp_path)


def test_a_line_that_is_not_among_the_borders_is_named(tmp_path: Path) -> None:
    path = second_study.build(tmp_path)
    (path / study.FILE).write_text(second_study.STUDY.replace(second_study.LINE, "XX-YY"), encoding="utf-8")
    with pytest.raises(DataError, match="no line XX-YY"):
        prepare.dataset(path)


def test_the_length_of_the_line_is_computed(tmp_path: Path) -> None:
    of_forty_km = study.read(building.folder(tmp_path))
    assert of_forty_km.line_km == pytest.approx(building.LINE_KM, rel=1e-3)
    assert of_forty_km.along_max_km in (building.LINE_KM, building.LINE_KM + 1)


def test_another_study_is_used_in_its_block_alone(tmp_path: Path) -> None:
    before = study.current()
    with study.use(study.read(second_study.build(tmp_path))) as used:
        assert study.current() is used
        assert list(schema.SIDES) == ["LT", "BY", "line", "other"]
    assert study.current() is before
    assert "PL" in schema.SIDES


# --- another study -------------------------------------------------------------------


def test_the_records_of_another_study_are_related_to_its_own_line(north: Path) -> None:
    dataset = prepare.dataset(north)
    assert dataset.errors == ()
    assert set(dataset.records["side"]) <= {"LT", "BY", "line"}
    assert {"LT", "BY"} <= set(dataset.records["side"]) | {"line"}
    with study.use(study.read(north)) as used:
        assert dataset.records["border_km"].max() <= used.along_max_km
        assert used.line_km == pytest.approx(652.87, abs=0.01)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_on_another_study(north: Path, page: str) -> None:
    del north
    app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=60).run()
    if page != "map.py":
        app.switch_page(page).run()
    assert not app.exception
    assert not app.error
    text = " ".join(element.proto.body for element in app.get("html")) if app.get("html") else ""
    assert "Poland" not in text


@pytest.mark.parametrize("code", export.FORMATS)
def test_every_export_is_made_of_another_study(north: Path, code: str) -> None:
    del north
    view = store.current().view(Link())
    assert export.encode(compose.extract(view), format=code)


def test_the_figure_of_another_study_says_its_own_words(north: Path) -> None:
    del north
    picture = compose.figure(store.current().view(Link()), format="svg").decode()
    assert "Lithuania–Belarus border" in picture
    assert second_study.METRIC in picture
    assert "Poland" not in picture


def test_the_ground_of_a_figure_tells_the_sides_apart_and_any_other_country_is_land(north: Path) -> None:
    with study.use(study.read(north)):
        first, second, other = (field.area_colour(code) for code in ("LT", "BY", "PL"))
        assert first != second
        assert other == field.area_colour("land") != field.area_colour("lake")


def test_an_inset_may_frame_a_country_that_is_on_no_side(north: Path) -> None:
    framed = '[inset]\nmiddle = [550000, 6000000]\nwidth_m = 900000\ncountries = ["LT", "BY", "PL"]\nnames = []\n'
    (north / study.FILE).write_text(second_study.STUDY + framed, encoding="utf-8")
    assert compose.figure(store.current().view(Link()), format="svg").startswith(b"<?xml")


def test_the_command_line_takes_the_folder_of_the_environment(north: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["validate", str(north)]) == cli.FINE
    capsys.readouterr()
    assert cli.main(["show", "--from", "2023-03-01", "--side", "LT,line,BY"]) == cli.FINE
    assert f"of {second_study.RECORDS} records" in capsys.readouterr().out


def test_the_shipped_ground_is_drawn_with_the_line_of_the_study(north: Path) -> None:
    shipped = study.SHIPPED / "basemap"
    with study.use(study.read(north)) as used:
        (line,) = [
            item for item in json.loads(basemap.files(shipped)[basemap.BORDERS])["lines"] if item["k"] == "focus"
        ]
        first, last = study.line_coordinates(used)[0], study.line_coordinates(used)[-1]
    scale = json.loads((shipped / basemap.BORDERS).read_bytes())["scale"]
    (path,) = line["p"]
    assert [path[0] / scale, path[1] / scale] == pytest.approx(first, abs=1 / scale)
    assert [sum(path[0::2]) / scale, sum(path[1::2]) / scale] == pytest.approx(last, abs=1 / scale)
    assert basemap.files(shipped)[basemap.BORDERS] != (shipped / basemap.BORDERS).read_bytes()


def test_the_shipped_study_is_drawn_as_it_lies() -> None:
    shipped = study.SHIPPED / "basemap"
    assert basemap.files(shipped)[basemap.BORDERS] == (shipped / basemap.BORDERS).read_bytes()


def test_a_study_knows_its_line_when_the_copy_that_it_was_read_from_is_gone(north: Path) -> None:
    told = store.current().study
    assert told.folder not in (north, study.SHIPPED)
    shutil.rmtree(told.folder)
    assert told.along_max_km > 0

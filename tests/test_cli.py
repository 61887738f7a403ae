from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from geo import __main__ as cli
from geo import write
from geo.curate import files
from geo.errors import RequestError
from geo.intake import folder as shipped
from geo.intake import prepare
from geo.model import Dataset, Link, Selection
from geo.publish import compose, export
from geo.query import link as links
from geo.query import select, words
from geo.query.view import DataView
from tests import extracts, folders

Printed = pytest.CaptureFixture[str]
NOVEMBER = ("--from", "2021-11-08", "--to", "2021-11-30", "--confidence", "disputed,single_source", "--border-km", "15")
CHOSEN = Selection(
    start=date(2021, 11, 8),
    end=date(2021, 11, 30),
    confidences=frozenset({"disputed", "single_source"}),
    border_km=15,
)


@pytest.fixture(autouse=True)
def loaded_once(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands over the shipped folder take the data that the tests have loaded already."""
    load = prepare.dataset
    monkeypatch.setattr(prepare, "dataset", lambda folder: dataset if folder == shipped.DATA else load(folder))


# --- export --------------------------------------------------------------------------


@pytest.mark.parametrize("code", export.FORMATS)
def test_page_and_command_write_the_same_bytes(
    dataset: Dataset, index: select.Index, tmp_path: Path, printed: Printed, code: str
) -> None:
    path = tmp_path / f"out.{code}"
    assert cli.main(["export", *NOVEMBER, "--format", code, "-o", str(path)]) == cli.FINE
    extract = compose.extract(DataView(dataset, index, Link(selection=CHOSEN)))
    assert path.read_bytes() == export.encode(extract, format=code)
    assert printed.readouterr().out.startswith(words.headline(extract.about.shown, len(dataset.records)))
    assert 0 < extract.about.shown < len(dataset.records)


def test_a_command_in_a_process_of_its_own_writes_the_same_bytes(
    dataset: Dataset, index: select.Index, tmp_path: Path
) -> None:
    path = tmp_path / "out.gpkg"
    command = [sys.executable, "-m", "geo", "export", *NOVEMBER, "--format", "gpkg", "-o", str(path)]
    environment = {**os.environ, "TZ": "America/New_York", "PYTHONHASHSEED": "7"}
    subprocess.run(command, check=True, env=environment, cwd=shipped.DATA.parent, capture_output=True)
    assert path.read_bytes() == export.encode(
        compose.extract(DataView(dataset, index, Link(selection=CHOSEN))), format="gpkg"
    )


def test_hashtags_are_an_option_of_csv(dataset: Dataset, tmp_path: Path, printed: Printed) -> None:
    path = tmp_path / "out.csv"
    assert cli.main(["export", "--format", "csv", "--hxl", "-o", str(path)]) == cli.FINE
    assert len(extracts.from_csv(path.read_bytes(), hashtags=True)[0]) == len(dataset.records)
    assert cli.main(["export", "--format", "xlsx", "--hxl", "-o", str(path)]) == cli.REFUSED
    assert "go with csv" in printed.readouterr().err


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, printed: Printed) -> None:
    path = tmp_path / "missing" / "out.csv"
    assert cli.main(["export", "--format", "csv", "-o", str(path)]) == cli.REFUSED
    assert f"{path}: cannot be written there" in printed.readouterr().err


# --- the options are the link's ------------------------------------------------------


def test_options_are_named_like_the_parameters_of_a_link() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "geo", "show", "--help"],
        check=True,
        capture_output=True,
        text=True,
        cwd=shipped.DATA.parent,
    ).stdout
    others = {"lat", "lon", "z", "id", "from2", "to2", *links.CITED, *links.CHOICES}
    assert set(cli.SELECTING) | others == set(links.PARAMETERS)
    assert all(f"--{name.replace('_', '-')}" in shown for name in cli.SELECTING)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--from", "2021-13-01"], "--from: cannot use '2021-13-01' (a page would show records from the first day)"),
        (["--from", "2021-11-09", "--to", "2021-11-08"], "--to: cannot use '2021-11-08, which is before 2021-11-09'"),
        (["--category", "death,dragons"], "--category: cannot use 'dragons' (a page would show only death)"),
        (["--border-km", "-5"], "--border-km: cannot use '-5'"),
        (["--side", "PL", "--side", "BY"], "--side: cannot use 'PL and BY'"),
        (["--id", "PLBY-9999"], "--id: cannot use 'PLBY-9999'"),
    ],
)
def test_an_option_that_cannot_be_used_is_refused(options: list[str], said: str, printed: Printed) -> None:
    given = [f"{options[0]}={options[1]}", *options[2:]]
    assert cli.main(["show", *given]) == cli.REFUSED
    shown = printed.readouterr()
    assert shown.out == ""
    assert said in shown.err


# --- show ----------------------------------------------------------------------------


def test_show_begins_with_the_headline(dataset: Dataset, index: select.Index, printed: Printed) -> None:
    rows = DataView(dataset, index, Link(selection=CHOSEN)).records
    assert cli.main(["show", *NOVEMBER]) == cli.FINE
    headline, said, header, *lines = printed.readouterr().out.splitlines()
    assert headline == words.headline(len(rows), len(dataset.records))
    assert said.startswith("8–30 November 2021; confidence: One side or Disputed; within 15 km of the line")
    assert header.split() == list(cli.COLUMNS)
    assert [line.split()[0] for line in lines] == list(rows["id"])


def test_show_says_which_layers_are_on(printed: Printed) -> None:
    assert cli.main(["show", "--layers", "deployments,border"]) == cli.FINE
    assert printed.readouterr().out.splitlines()[1].endswith("; layers: deployments")


def test_show_as_json(dataset: Dataset, index: select.Index, printed: Printed) -> None:
    assert cli.main(["show", *NOVEMBER, "--json"]) == cli.FINE
    document = json.loads(printed.readouterr().out)
    assert document["rows"] == export.properties(DataView(dataset, index, Link(selection=CHOSEN)).records)
    assert document["link"] == "?" + "from=2021-11-08&to=2021-11-30&confidence=single_source,disputed&border_km=15"


def test_show_one_record(dataset: Dataset, printed: Printed) -> None:
    record = dataset.records.iloc[0]
    assert cli.main(["show", "--id", record["id"]]) == cli.FINE
    lines = printed.readouterr().out.splitlines()
    assert lines[0] == f"id: {record['id']}"
    assert f"title: {record['title']}" in lines
    assert f"claimed by: {', '.join(record['claimed_by'])}" in lines
    assert cli.main(["show", "--id", record["id"], "--json"]) == cli.FINE
    assert json.loads(printed.readouterr().out)["id"] == record["id"]


# --- cite ----------------------------------------------------------------------------


def test_cite_a_selection_and_a_record(dataset: Dataset, printed: Printed) -> None:
    day = ("--accessed", "2026-11-23", "--address", "https://granica.example/")
    assert cli.main(["cite", "--category", "death", *day]) == cli.FINE
    assert "Retrieved November 23, 2026, from https://granica.example/?category=death" in printed.readouterr().out
    record = dataset.records.iloc[0]
    assert cli.main(["cite", "--id", record["id"], "--style", "csl-json", *day]) == cli.FINE
    entries = json.loads(printed.readouterr().out)
    assert [entry["id"] for entry in entries[1:]] == [citation["id"] for citation in record["sources"]]


# --- format --------------------------------------------------------------------------


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_the_shipped_files_are_in_their_canonical_form() -> None:
    for path, content in files.arranged(shipped.DATA).items():
        assert path.read_bytes() == content, f"{path.name}: run `python -m geo format`"


def test_format_orders_and_loses_nothing(data_folder: Callable[..., Path], printed: Printed) -> None:
    shuffled = folders.with_features(list.reverse)
    folder = data_folder(
        incidents__geojson=shuffled,
        deployments__geojson=folders.with_features(_turn_properties_round),
        sources__json=lambda body: json.dumps(json.loads(body)[::-1], indent=1).encode(),
    )
    assert cli.main(["format", str(folder)]) == cli.FINE
    for name in ("incidents.geojson", "deployments.geojson", "sources.json"):
        assert (folder / name).read_bytes() == (shipped.DATA / name).read_bytes()
    before = _contents(folder)
    printed.readouterr()
    assert cli.main(["format", str(folder)]) == cli.FINE
    assert _contents(folder) == before
    assert "written" not in printed.readouterr().out


def _turn_properties_round(items: list[folders.Json]) -> None:
    for item in items:
        item["properties"] = dict(reversed(item["properties"].items()))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"incidents__geojson": folders.with_features(lambda items: items[0].update(bbox=[0, 0, 1, 1]))}, "bbox"),
        (
            {"incidents__geojson": folders.with_features(lambda items: items[0]["properties"].update(colour="red"))},
            "colour",
        ),
        ({"incidents__geojson": lambda body: body.replace(b'{"type"', b'{"crs":{},"type"', 1)}, "crs"),
        ({"sources__json": lambda body: body.replace(b'{"id"', b'{"shelf":1,"id"', 1)}, "shelf"),
        ({"deployments__geojson": folders.cut_in_half}, "deployments.geojson: not valid JSON"),
    ],
)
def test_format_refuses_to_lose_anything(
    data_folder: Callable[..., Path], printed: Printed, change: dict[str, folders.Change], said: str
) -> None:
    folder = data_folder(**change)
    before = _contents(folder)
    assert cli.main(["format", str(folder)]) == cli.REFUSED
    assert said in printed.readouterr().err
    assert _contents(folder) == before


# --- schema and package --------------------------------------------------------------


def test_the_published_schemas_are_in_step() -> None:
    for path, content in files.schema_files(shipped.DATA).items():
        assert path.read_bytes() == content, f"{path.name}: run `python -m geo schema`"


def test_schema_writes_a_file_for_each_that_people_edit(tmp_path: Path) -> None:
    assert cli.main(["schema", str(tmp_path)]) == cli.FINE
    names = {path.name for path in (tmp_path / "schema").iterdir()}
    stems = ("incidents", "deployments", "sources", "study")
    assert names == {f"{stem}.schema.json" for stem in stems}


def test_the_data_package_is_true(dataset: Dataset) -> None:
    ((path, content),) = files.packaged(shipped.DATA).items()
    assert path.read_bytes() == content, "run `python -m geo package`"
    package = json.loads(content)
    rows = {resource["name"]: resource["rows"] for resource in package["resources"] if "rows" in resource}
    assert rows["attempts"] == len(dataset.attempts)
    assert not {"incidents", "deployments", "sources"} & rows.keys()
    assert package["version"] == dataset.version
    assert package["created"] == f"{dataset.released}T00:00:00Z"
    for resource in package["resources"]:
        assert resource["licenses"]
        assert resource["attribution"]
        assert all(field["description"] for field in resource["schema"]["fields"]), resource["name"]


def test_a_package_needs_a_version_at_first(data_folder: Callable[..., Path], printed: Printed) -> None:
    folder = data_folder(datapackage__json=b"")
    assert cli.main(["package", str(folder)]) == cli.REFUSED
    assert "say the version and the day" in printed.readouterr().err
    assert cli.main(["package", str(folder), "--version", "9.8.7", "--created", "2026-01-02"]) == cli.FINE
    found = prepare.dataset(folder)
    assert (found.version, found.released) == ("9.8.7", date(2026, 1, 2))


def test_a_folder_without_a_package_is_unversioned(data_folder: Callable[..., Path]) -> None:
    found = prepare.dataset(data_folder(datapackage__json=b""))
    assert (found.version, found.released) == ("unversioned", None)


# --- writing -------------------------------------------------------------------------


def test_a_file_is_replaced_in_one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(b"old")

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(RequestError, match="No space left"):
        write.replace(path, b"new")
    assert _contents(tmp_path) == {"x.txt": b"old"}
    monkeypatch.undo()
    write.replace(path, b"new")
    assert _contents(tmp_path) == {"x.txt": b"new"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_a_reader_who_leaves_early_sees_no_traceback() -> None:
    command = f"{sys.executable} -m geo show --json | head -1"
    done = subprocess.run(command, check=True, shell=True, capture_output=True, text=True, cwd=shipped.DATA.parent)  # noqa: S602
    assert (done.stdout, done.stderr) == ("{\n", "")


def test_a_day_that_does_not_exist_is_told(printed: Printed) -> None:
    with pytest.raises(SystemExit):
        cli.main(["cite", "--accessed", "2021-02-30"])
    assert "'2021-02-30' is not a calendar date like 2021-01-01" in printed.readouterr().err


def test_every_command_is_explained(printed: Printed) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    shown = printed.readouterr().out
    assert all(name in shown for name in ("validate", "show", "export", "cite", "format", "schema", "package"))


@pytest.fixture
def printed(capsys: Printed) -> Printed:
    """What a command prints."""
    return capsys

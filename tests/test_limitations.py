"""What the data cannot say is said of everything, and where the thing is shown."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo import schema
from geo.intake import folder, limitations, prepare
from geo.present import card, matrix
from geo.present import chart as charts
from tests import building
from tests.serving import ROOT

FILE = folder.LIMITATIONS_FILE


def test_something_is_said_of_every_layer_category_family_measure_and_chart() -> None:
    told, findings = limitations.read(folder.DATA)
    assert findings == ()
    for sort, names in limitations.things().items():
        assert {name for name in names if told[sort].get(name, "").strip()} == set(names), sort


def test_every_chart_is_one_of_which_something_is_said() -> None:
    drawn = {
        name
        for module, kind in ((charts, "Drawing"), (matrix, "Matrix"))
        for name, made in inspect.getmembers(module, inspect.isfunction)
        if str(inspect.signature(made).return_annotation) == kind and not name.startswith("_")
    }
    assert drawn == set(limitations.CHARTS)


def _said(sort: str, name: str, text: str) -> str:
    things = {each: dict.fromkeys(names, "So much.") for each, names in limitations.things().items()}
    things.setdefault(sort, {})[name] = text
    return "".join(
        f"[{each}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in texts.items())
        for each, texts in things.items()
    )


@pytest.mark.parametrize(
    ("sort", "name", "text", "found"),
    [
        ("layer", "border", "Not where anybody stood.", []),
        ("layer", "border", "", ["layer.border"]),
        ("measure", "killed", " \u200b", ["measure.killed"]),
        ("chart", "along", "x" * schema.SUMMARY_MAX_CHARS, []),
        ("chart", "along", "x" * (schema.SUMMARY_MAX_CHARS + 1), ["chart.along"]),
        ("family", "fun", "Nothing.", ["family.fun"]),
        ("weather", "rain", "Nothing.", ["weather"]),
    ],
)
def test_a_gap_and_an_unknown_name_are_told(sort: str, name: str, text: str, found: list[str], tmp_path: Path) -> None:
    data = building.folder(tmp_path, building.feature(), counts=[building.count()])
    (data / FILE).write_text(_said(sort, name, text), encoding="utf-8")
    assert [finding.id for finding in prepare.findings(data)[1]] == found
    assert bool(prepare.dataset(data).limitation(sort, name)) == (not found)


@pytest.mark.parametrize("body", [b"[layer", b"\xff", b"layer = 3"])
def test_a_file_that_cannot_be_used_is_a_finding_and_the_rest_works(body: bytes, tmp_path: Path) -> None:
    data = building.folder(tmp_path, building.feature())
    (data / FILE).write_bytes(body)
    found = prepare.dataset(data)
    assert len(found.records) == 1
    assert any(finding.file == FILE for finding in found.findings)


def test_a_folder_need_not_say_anything(tmp_path: Path) -> None:
    found = building.dataset(tmp_path, building.feature())
    assert found.limitation("category", "death") == ""
    assert not [finding for finding in found.findings if finding.file == FILE]


@pytest.mark.parametrize("page", ["timeline", "along", "deployments", "claims", "compare"])
def test_each_chart_of_a_page_says_what_it_cannot(page: str) -> None:
    app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=60).run()
    app.switch_page(f"{page}.py").run()
    assert not app.exception
    tables = sum(item.proto.body.count('granica-matrix"') for item in app.get("html") if "<table" in item.proto.body)
    pictures = len(app.get("vega_lite_chart")) + tables
    told = [item for item in app.get("html") if "What it cannot say" in item.proto.body]
    assert pictures
    assert len(told) == pictures


# --- the card ------------------------------------------------------------------------

SAYS = {"id": building.SOURCE, "locator": None, "says": "A crowd came.", "bears": ["claim", "figure"]}
DENIES = {"id": "b", "locator": None, "says": "Nobody came.", "bears": ["denial"]}
SILENT: building.Json = {"id": "c", "locator": None, "says": None, "bears": []}


def carded(**changes: object) -> card.Card:
    sources = building.entries(*(building.source(2021, 11, 8, id=name) for name in (building.SOURCE, "b", "c")))
    return card.card(building.record(**changes), sources=sources, areas={}, limitation="Not all came.")


def test_a_card_puts_each_source_under_what_it_bears() -> None:
    told = carded(sources=[SAYS, DENIES, SILENT], disputed_by=["Somebody"], denier_sides=["NGO"])
    assert [source.says for source in told.bearing("claim")] == ["A crowd came."]
    assert [(source.number, source.says) for source in told.bearing("denial")] == [(2, "Nobody came.")]
    assert len(told.sources) == 3
    assert told.denier_sides == schema.CLAIMANT_SIDES["NGO"].label


def test_a_figure_for_a_wider_place_says_for_which() -> None:
    wide = building.figure(scope={"place": "the whole line", "precision": "region"})
    own, wider = carded(figures=[building.figure(), wide]).figures
    assert (own.scope, wider.scope) == ("", "for the whole line")


def test_a_card_says_when_and_how_the_record_was_checked() -> None:
    assert carded(checked=None).checked == card.NEVER_CHECKED
    told = carded(checked={"day": "2026-11-24", "how": "page"}).checked
    assert told.startswith("24 November 2026. ")
    assert schema.CHECKS["page"].label in told

"""Another study in a real browser: its own line, first view, records, ground and credits, and no other."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from geo import study
from tests import second_study
from tests.browsing import Reader, until
from tests.serving import Server

pytestmark = pytest.mark.browser

MARKUP = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def north(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second study with a base map of its own, due to somebody whose name is markup."""
    folder = second_study.build(tmp_path_factory.mktemp("north") / "data")
    ground = Path(shutil.copytree(study.SHIPPED / "basemap", folder / "basemap"))
    land = json.loads((ground / "land.json").read_bytes())
    credited = json.dumps(land | {"attribution": f"© Surveyors (CC0) · {MARKUP}"})
    (ground / "land.json").write_text(credited, encoding="utf-8")
    return folder


@pytest.fixture
def server(serve: Callable[[Path], Server], north: Path) -> Server:
    return serve(north)


def test_the_map_of_another_study_is_its_own(reader: Reader, north: Path) -> None:
    reader.open_map()
    assert reader.shown() == second_study.RECORDS
    until(lambda: reader.drawn() == second_study.RECORDS, what="its records")
    latitude, longitude, _ = reader.view()
    line = study.line_coordinates(study.read(north))
    assert min(y for _, y in line) < latitude < max(y for _, y in line)
    assert min(x for x, _ in line) < longitude < max(x for x, _ in line)


def test_the_ground_is_due_to_those_whom_its_files_name_and_a_name_stays_text(reader: Reader) -> None:
    reader.open_map()
    credit = reader.frame.locator(".g-credit")
    until(lambda: "GeoNames" in (credit.text_content() or ""), what="credits of the names")
    said = credit.text_content() or ""
    assert said.startswith("© Surveyors and others")
    assert MARKUP in said
    assert credit.locator("img").count() == 0

"""The library in another folder: installed from its wheel, with the data inside, and by its five lines."""

from __future__ import annotations

import doctest
import os
import shutil
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import geo
from geo import api, store
from geo.errors import RequestError
from geo.model import Dataset, Link, Selection
from geo.query import link as links
from geo.query import select, words
from geo.query.view import DataView
from tests import building
from tests.serving import ROOT

DAYS = ("--from", "2021-11-08", "--to", "2021-11-12")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the wheel is installed in, far from the repository."""
    folder = tmp_path_factory.mktemp("installed")
    source = folder / "source"
    for name in ("geo", "data"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__", "build"))
    for name in ("pyproject.toml", "requirements.txt", "README.md", "LICENSE"):
        shutil.copyfile(ROOT / name, source / name)
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", folder, source], check=True)
    (wheel,) = folder.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", folder / "lib", wheel], check=True)
    return folder / "lib"


def run(installed: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    environment.pop(store.DATA_VARIABLE, None)
    granica = installed / "bin" / "granica"
    return subprocess.run(
        [sys.executable, granica, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=True
    )


def test_the_wheel_counts_as_the_page_does(installed: Path, tmp_path: Path) -> None:
    prepared = store.current()
    link, _ = links.parse({"from": [DAYS[1]], "to": [DAYS[3]]}, record_ids=())
    assert run(installed, "show", *DAYS, cwd=tmp_path).stdout.splitlines()[0] == prepared.view(link).headline


def test_the_wheel_draws(installed: Path, tmp_path: Path) -> None:
    run(installed, "figure", *DAYS, "--format", "png", "-o", "map.png", cwd=tmp_path)
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")


def test_every_package_is_in_the_wheel() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    there = {path.parent for path in (ROOT / "geo").rglob("*.py")}
    names = {".".join(path.relative_to(ROOT).parts) for path in there if "assets" not in path.parts}
    assert set(told) == names | {"granica_data"}


def test_the_example_is_true() -> None:
    assert doctest.testmod(api).failed == 0


# --- select --------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Dataset:
    return building.dataset(
        tmp_path,
        building.feature(),
        building.feature(id="PLBY-0002", start="2021-11-09", reported="2021-11-09", category="death"),
    )


def test_a_selection_is_that_of_the_link(small: Dataset) -> None:
    assert geo.select(small, "?from=2021-11-09")["category"].tolist() == ["death"]
    assert geo.select(small, from_=date(2021, 11, 9), category=["death", "camp"])["category"].tolist() == ["death"]
    assert len(geo.select(small)) == len(small.records)


def test_days_are_dates_of_pandas(small: Dataset) -> None:
    records = geo.select(small)
    assert records["start"].max() == pd.Timestamp("2021-11-09")
    assert small.records["start"].iloc[0] == date(2021, 11, 8)


def test_what_cannot_be_used_is_refused(small: Dataset) -> None:
    with pytest.raises(RequestError, match="category: cannot use 'deth'"):
        geo.select(small, "category=deth")


def test_the_five_lines_draw(small: Dataset) -> None:
    assert geo.plot(small, "from=2021-11-08", format="svg").startswith(b"<?xml")


# --- locate --------------------------------------------------------------------------


@pytest.fixture
def ground(tmp_path: Path) -> Path:
    return building.folder(tmp_path / "ground")


def test_points_of_any_reference_system_are_related_to_the_line(ground: Path) -> None:
    places = [building.place(-2000, 20_000), building.place(99, 0), building.place(101, 0)]
    points = gpd.GeoDataFrame({"name": list("abc")}, geometry=[shapely.Point(*place) for place in places], crs=4326)
    located = geo.locate(points.to_crs(3857).set_axis([7, 8, 9]), directory=ground)
    assert located["side"].tolist() == [building.WEST, "line", building.EAST]
    assert located["border_m"].tolist() == [2000, 99, 101]
    assert located.index.tolist() == [7, 8, 9]
    assert located.crs == "EPSG:3857"
    assert located["name"].tolist() == list("abc")
    assert "side" not in points


def test_a_row_without_a_point_is_kept(ground: Path) -> None:
    shapes: Any = [None, shapely.Point(), shapely.box(23, 53, 24, 54), shapely.Point(*building.place(-5, 0))]
    located = geo.locate(gpd.GeoSeries(shapes, crs=4326), directory=ground)
    assert located["border_m"].isna().tolist() == [True, True, True, False]
    assert len(located) == len(shapes)


def test_points_of_no_reference_system_are_refused(ground: Path) -> None:
    with pytest.raises(RequestError, match="set_crs"):
        geo.locate(gpd.GeoSeries([shapely.Point(23, 53)]), directory=ground)


def test_a_view_computes_nothing_twice(small: Dataset) -> None:
    view = DataView(small, select.index(small.records), Link(selection=Selection()))
    assert view.records is view.records
    assert view.headline == words.headline(len(small.records), len(small.records))

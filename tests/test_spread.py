"""Points on Dask: every row comes back once, whoever does the work, and whatever befalls them meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import fsspec
import geopandas as gpd
import numpy as np
import pandas as pd
import psutil
import pytest
from distributed import LocalCluster
from pyarrow import parquet

from geo import study
from geo.__main__ import FINE, REFUSED, main
from geo.curate import locate, spread
from geo.intake import prepare
from tests import building
from tests.serving import ROOT

pytestmark = [
    pytest.mark.faults,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # of distributed, whose sockets end with its processes
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
ROWS, GROUP = 1000, 40


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A study, and beside it a folder of points in two files of many row groups."""
    home = building.folder(tmp_path / "data")
    (tmp_path / "points").mkdir()
    rng = np.random.default_rng(1)
    for number in (0, 1):
        east, north = rng.uniform(-9000, 9000, ROWS), rng.uniform(0, 40_000, ROWS)
        places = [building.place(*where) for where in zip(east, north, strict=True)]
        table = pd.DataFrame(places, columns=["lon", "lat"]).assign(row=np.arange(ROWS) + number * ROWS)
        table.to_parquet(tmp_path / "points" / f"{number}.parquet", row_group_size=GROUP)
    return home


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=spread.HERE, silence_logs="CRITICAL"
    ) as running:
        yield running


def whole(target: Path | str) -> pd.DataFrame:
    files, path = fsspec.core.url_to_fs(str(target))
    names = sorted(name for name in files.find(path) if name.endswith(".parquet"))
    return pd.concat([pd.read_parquet(files.open(name)) for name in names], ignore_index=True)


def alone(folder: Path) -> pd.DataFrame:
    """What one thread says of the same points."""
    with study.use(study.read(folder)):
        around = prepare.surroundings(folder)
        tables = []
        for source in sorted((folder.parent / "points").iterdir()):
            locate.locate(source, folder / "alone.parquet", around=around)
            tables.append(pd.read_parquet(folder / "alone.parquet"))
    return pd.concat(tables, ignore_index=True)


def command(folder: Path, *, target: str, scheduler: str = "threads", source: str = "") -> int:
    points = source or str(folder.parent / "points")
    return main(["locate", points, "-o", target, "--scheduler", scheduler, "--data", str(folder)])


@pytest.mark.parametrize("scheduler", ["threads", "processes", "a cluster"])
def test_many_workers_say_what_one_says_in_the_order_of_the_points(
    folder: Path, cluster: LocalCluster, scheduler: str
) -> None:
    where = cluster.scheduler_address if scheduler == "a cluster" else scheduler
    assert command(folder, target=str(folder / "out"), scheduler=where) == FINE
    pd.testing.assert_frame_equal(whole(folder / "out"), alone(folder))


def test_places_may_be_addresses_and_points_geometries(folder: Path) -> None:
    files = fsspec.filesystem("memory")
    files.makedirs("/spread", exist_ok=True)
    table = pd.read_parquet(folder.parent / "points" / "0.parquet")
    shapes = gpd.GeoDataFrame(table[["row"]], geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs="EPSG:4326")
    with files.open("/spread/a.parquet", "wb") as out:
        shapes.to_parquet(out, row_group_size=300)
    try:
        assert command(folder, source="memory://spread/*.parquet", target="memory://spread/out") == FINE
        found, expected = whole("memory://spread/out"), alone(folder)
        assert found["row"].tolist() == list(range(ROWS))
        assert found["border_m"].tolist() == expected["border_m"][:ROWS].tolist()
    finally:
        files.rm("/spread", recursive=True)


def test_what_is_there_is_not_made_again_and_what_is_not_is(folder: Path) -> None:
    target = folder / "out"
    assert command(folder, target=str(target)) == FINE
    parts = sorted(target.glob("*.parquet"))
    assert len(parts) == 2 * ROWS // GROUP
    parts[3].unlink()
    before = {path: path.stat().st_mtime_ns for path in parts if path.exists()}
    assert command(folder, target=str(target)) == FINE
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert whole(target)["row"].tolist() == list(range(2 * ROWS))


def test_a_worker_that_is_killed_costs_no_row_and_doubles_none(folder: Path, cluster: LocalCluster) -> None:
    with study.use(study.read(folder)):
        around = prepare.surroundings(folder)
        killed: list[int] = []

        def progress(done: int, _total: int) -> None:
            if done and not killed:
                killed.append(next(iter(cluster.workers.values())).pid)
                psutil.Process(killed[0]).kill()

        source, target = str(folder.parent / "points"), str(folder / "out")
        done = spread.spread(source, target, around=around, scheduler=cluster.scheduler_address, progress=progress)
    assert killed
    assert done == 2 * ROWS
    pd.testing.assert_frame_equal(whole(folder / "out"), alone(folder))


def test_a_run_that_is_killed_goes_on(folder: Path) -> None:
    target = folder / "out"
    asked = [sys.executable, "-m", "geo", "locate", str(folder.parent / "points"), "-o", str(target)]
    asked += ["--scheduler", "threads", "--data", str(folder)]
    with subprocess.Popen(asked, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}) as running:
        deadline = time.monotonic() + 120
        while len(list(target.glob("*.parquet"))) < 3 and running.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        running.send_signal(signal.SIGKILL)
    assert command(folder, target=str(target)) == FINE
    pd.testing.assert_frame_equal(whole(target), alone(folder))
    assert [path for path in target.iterdir() if path.name.endswith(".part")] == []


def test_a_result_of_other_points_or_of_another_line_is_not_mixed_in(folder: Path, tmp_path: Path) -> None:
    assert command(folder, target=str(folder / "out")) == FINE
    other = building.folder(tmp_path / "other", building.feature())
    crossings = (other / "crossings.geojson").read_bytes().replace(b"Middle", b"Upper")
    (other / "crossings.geojson").write_bytes(crossings)
    assert command(other, target=str(folder / "out"), source=str(tmp_path / "points")) == REFUSED
    table = pd.read_parquet(tmp_path / "points" / "0.parquet")
    table.assign(lat=table["lat"] + 0.001).to_parquet(tmp_path / "points" / "0.parquet", row_group_size=GROUP)
    assert command(folder, target=str(folder / "out")) == REFUSED


@pytest.mark.parametrize(
    ("source", "scheduler", "said"),
    [
        ("nowhere", "threads", "file is missing"),
        ("data/sources.json", "threads", "no Parquet file"),
        ("broken.parquet", "threads", "cannot be read"),
        ("plain.parquet", "threads", "GeoParquet"),
        ("empty.parquet", "threads", "no row"),
        ("points", "tcp://127.0.0.1:9", "no Dask cluster answers there"),
    ],
)
def test_what_cannot_be_done_is_said(
    folder: Path,
    source: str,
    scheduler: str,
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spread, "CONNECT_S", 1)
    (folder.parent / "broken.parquet").write_bytes(b"PAR1")
    pd.DataFrame({"x": [1]}).to_parquet(folder.parent / "plain.parquet")
    pd.DataFrame({"lon": [], "lat": []}).to_parquet(folder.parent / "empty.parquet")
    source = f"{source}.parquet" if source == "nowhere" else source
    status = command(folder, source=str(folder.parent / source), target=str(folder / "out"), scheduler=scheduler)
    assert status == REFUSED
    assert said in capsys.readouterr().err


def test_a_mistake_that_a_worker_finds_comes_back_in_words(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = folder.parent / "points" / "0.parquet"
    pd.read_parquet(source).assign(side="mine").to_parquet(source)
    assert command(folder, target=str(folder / "out"), scheduler="processes") == REFUSED
    assert capsys.readouterr().err.startswith("granica: 0.parquet: the column side (")


def test_a_folder_with_something_else_is_left_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(folder, target=str(folder)) == REFUSED
    assert "is not an empty folder" in capsys.readouterr().err


def test_a_part_that_was_cut_is_not_taken_for_whole(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(folder, target=str(folder / "out")) == FINE
    first = min((folder / "out").glob("*.parquet"))
    parquet.write_table(parquet.read_table(first).slice(1), first)
    assert command(folder, target=str(folder / "out")) == REFUSED
    assert f"{GROUP - 1} rows in place of {GROUP}" in capsys.readouterr().err


def test_without_dask_the_way_to_it_is_said(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "dask.py").write_text('raise ModuleNotFoundError("none", name="dask")', encoding="utf-8")
    settings = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    asked = [sys.executable, "-m", "geo", "locate", str(tmp_path / "points"), "-o", "out", "--data", str(folder)]
    done = subprocess.run(asked, cwd=tmp_path, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == REFUSED
    assert 'pip install "granica[dask]"' in done.stderr

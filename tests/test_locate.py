"""Any number of points is related to the line as records are, row by row, and none is lost."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo.__main__ import FINE, REFUSED, main
from geo.intake import border
from tests import building

POINTS = [building.place(-2000, 10_000), building.place(50, 20_000), building.place(3000, 30_000)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return building.folder(tmp_path / "data")


def located(folder: Path, source: Path) -> pd.DataFrame:
    target = folder / "located.parquet"
    assert main(["locate", str(source), "-o", str(target), "--data", str(folder)]) == FINE
    return pd.read_parquet(target)


def points() -> pd.DataFrame:
    lon, lat = zip(*POINTS, strict=True)
    return pd.DataFrame({"name": ["a", "b", "c"], "lon": lon, "lat": lat})


@pytest.mark.parametrize("form", ["csv", "parquet", "geoparquet"])
def test_a_table_comes_back_with_what_the_join_says(folder: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(border, "CHUNK_POINTS", 2)
    table, source = points(), folder / f"points.{'csv' if form == 'csv' else 'parquet'}"
    if form == "csv":
        table.to_csv(source, index=False)
    elif form == "parquet":
        table.to_parquet(source)
    else:
        shapes = gpd.points_from_xy(table["lon"], table["lat"])
        gpd.GeoDataFrame(table[["name"]], geometry=shapes, crs="EPSG:4326").to_parquet(source)
    found = located(folder, source)
    assert found["name"].tolist() == ["a", "b", "c"]
    assert found["side"].tolist() == [building.WEST, "line", building.EAST]
    assert found["border_m"].tolist() == [2000, 50, 3000]
    assert found["border_km"].tolist() == pytest.approx([10, 20, 30], abs=0.1)
    assert found["nearest_crossing"].tolist() == [building.CROSSING] * 3
    assert found["region"].tolist() == ["Westland", "Eastland", "Eastland"]


def test_a_row_without_a_place_stays_and_has_no_distance(folder: Path) -> None:
    table = points().assign(lat=[np.nan, 91.0, POINTS[2][1]])
    table.to_parquet(folder / "points.parquet")
    found = located(folder, folder / "points.parquet")
    assert found["border_m"].notna().tolist() == [False, False, True]
    assert found["side"].tolist() == ["other", "other", building.EAST]


def test_points_in_another_reference_system_are_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy([2_600_000], [7_000_000]), crs="EPSG:3857")
    frame.to_parquet(folder / "points.parquet")
    target = folder / "located.parquet"
    assert main(["locate", str(folder / "points.parquet"), "-o", str(target), "--data", str(folder)]) == REFUSED
    assert "EPSG:3857" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("points.csv", b"x,y\n1,2\n", "no places"),
        ("points.csv", b"lon,lat\nhere,there\n", "no number"),
        ("points.csv", b"lon,lat,side\n1,2,PL\n", "the column side"),
        ("points.csv", b"lon,lat\n", "no row"),
        ("points.csv", b"", "cannot be read"),
        ("points.parquet", b"PAR1", "cannot be read"),
        ("nowhere.csv", None, "the file is missing"),
    ],
)
def test_what_says_no_places_is_refused_and_nothing_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, body: bytes | None, said: str
) -> None:
    if body is not None:
        (folder / name).write_bytes(body)
    target = folder / "located.parquet"
    assert main(["locate", str(folder / name), "-o", str(target), "--data", str(folder)]) == REFUSED
    assert said in capsys.readouterr().err
    assert not target.exists()

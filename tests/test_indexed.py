"""The index of a large study is kept beside its prepared copy, gives what making it gives, and is made again if not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from geo import indexed, study
from geo.intake import geoparquet, prepare, prepared
from geo.model import Dataset
from geo.query import search, select
from tests import building

FEATURES = [building.feature(id=f"TEST-{number:04d}", title=f"Crossing {number}") for number in range(1, 6)]


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """A study whose records are GeoParquet, so that it has a prepared copy."""
    monkeypatch.setenv(prepared.FOLDER_VARIABLE, str(tmp_path / "cache"))
    folder = building.folder(tmp_path / "data", *FEATURES)
    (folder / "incidents.geojson").unlink()
    (folder / "incidents.parquet").write_bytes(geoparquet.encode(FEATURES, deployments=False))
    return prepare.dataset(folder)


def of(dataset: Dataset) -> select.Index:
    assert dataset.folder is not None
    with study.use(study.read(dataset.folder)):
        return indexed.of(dataset)


def same(one: select.Index, other: select.Index) -> bool:
    columns = [
        (np.array_equal(one.columns[name], column), one.columns[name].dtype) for name, column in other.columns.items()
    ]
    words = one.corpus.words.words.equals(other.corpus.words.words) and one.corpus.words.rows.equals(
        other.corpus.words.rows
    )
    texts = one.corpus.texts.to_pylist() == other.corpus.texts.to_pylist()
    return columns == [(True, column.dtype) for column in other.columns.values()] and words and texts


def kept(dataset: Dataset) -> list[Path]:
    copy = prepared.place(dataset.digest)
    assert copy is not None
    return [copy.with_suffix(suffix) for suffix in (indexed.ROWS, indexed.WORDS)]


def test_the_kept_index_is_the_one_that_is_made(large: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    made = of(large)
    assert all(path.is_file() for path in kept(large))
    assert large.folder is not None
    with study.use(study.read(large.folder)):
        assert same(made, select.index(large.records))
    monkeypatch.setattr(select, "index", lambda _: pytest.fail("it is made again"))
    assert same(of(large), made)
    assert search.find(of(large).corpus, "crossing 3").rows.tolist() == [2]


@pytest.mark.parametrize("suffix", [0, 1])
@pytest.mark.parametrize("body", [None, b"", b"ARROW1 and nothing"])
def test_one_that_is_lost_or_broken_is_made_again(large: Dataset, suffix: int, body: bytes | None) -> None:
    made = of(large)
    path = kept(large)[suffix]
    path.unlink() if body is None else path.write_bytes(body)
    assert same(of(large), made)
    assert path.stat().st_size > 100


def test_one_of_other_records_is_not_taken(large: Dataset) -> None:
    rows, _ = kept(large)
    of(large)
    table = prepared.table_at(rows)
    assert table is not None
    prepared.write_table(rows, table.slice(1))
    assert len(of(large)) == len(FEATURES)


def test_a_small_study_keeps_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(prepared.FOLDER_VARIABLE, str(tmp_path / "cache"))
    dataset = prepare.dataset(building.folder(tmp_path / "data", *FEATURES))
    assert len(of(dataset)) == len(FEATURES)
    assert not (tmp_path / "cache").exists()


def test_it_goes_with_its_copy(large: Dataset) -> None:
    of(large)
    copy = prepared.place(large.digest)
    assert copy is not None
    nothing = prepared.Prepared(pa.table({"id": pa.array([], pa.string())}), (), (), ())
    for number in range(prepared.COPIES + 1):
        prepared.write(copy.with_name(f"{number}.arrow"), nothing)
    assert not any(path.exists() for path in (copy, *kept(large)))

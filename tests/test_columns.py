"""The file of columns that a browser fetches once: what goes in comes out, in Python and in the browser's module."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from geo.model import Dataset
from geo.present import columns, webmap
from geo.query import select
from tests import building
from tests.serving import ROOT
from tests.test_assets import needs

EDGES: dict[str, np.ndarray[Any, Any]] = {
    "uint8": np.array([0, 255, 7], np.uint8),
    "uint16": np.array([65535, 256, 0], np.uint16),
    "uint32": np.array([2**32 - 1, 1, 65536], np.uint32),
    "int32": np.array([-(2**31), 2**31 - 1, -1], np.int32),
    "uint64": np.array([2**52 - 1, 2**51, 1], np.uint64),
}
READ = """
import {{ readFileSync }} from "node:fs";
import {{ unpack }} from "{module}";
const body = readFileSync("{path}");
const {{ heading, columns }} = unpack(body.buffer.slice(body.byteOffset, body.byteOffset + body.length));
const plain = Object.entries(columns).map(([name, column]) => [name, [column.constructor.name, [...column]]]);
console.log(JSON.stringify({{ heading, columns: Object.fromEntries(plain) }}));
"""


def in_the_browser(body: bytes, folder: Path) -> dict[str, Any]:
    """What the browser's module makes of a file."""
    node = shutil.which("node")
    needs(node, what="no Node found: `apt-get install nodejs`")
    (folder / "records.bin").write_bytes(body)
    script = READ.format(module=ROOT / "geo" / "assets" / "columns.js", path=folder / "records.bin")
    done = subprocess.run(
        [str(node), "--input-type=module", "-e", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("heading", [{}, {"title": "Kuźnica – Кузница"}])
def test_every_type_comes_out_at_its_edges(heading: dict[str, str]) -> None:
    said, found = columns.unpack(columns.pack(heading, EDGES))
    assert said == heading
    assert list(found) == list(EDGES)
    assert all(found[name].tolist() == column.tolist() for name, column in EDGES.items())


def test_the_browser_reads_the_same(tmp_path: Path) -> None:
    read = in_the_browser(columns.pack({"a": [1]}, EDGES), tmp_path)
    assert read["heading"] == {"a": [1], "rows": 3}
    assert {name: kind for name, (kind, _) in read["columns"].items()} == {
        "uint8": "Uint8Array",
        "uint16": "Uint16Array",
        "uint32": "Uint32Array",
        "int32": "Int32Array",
        "uint64": "Float64Array",
    }
    assert {name: values for name, (_, values) in read["columns"].items()} == {
        name: column.tolist() for name, column in EDGES.items()
    }


@given(arrays.arrays(np.int32, st.integers(0, 40)))
def test_any_column_comes_out(column: np.ndarray[Any, Any]) -> None:
    assert columns.unpack(columns.pack({}, {"column": column}))[1]["column"].tolist() == column.tolist()


def test_columns_of_different_lengths_or_of_no_known_type_are_refused() -> None:
    with pytest.raises(ValueError, match="different lengths"):
        columns.pack({}, {"a": np.zeros(2, np.uint8), "b": np.zeros(3, np.uint8)})
    with pytest.raises(ValueError, match="column a is of float32"):
        columns.pack({}, {"a": np.zeros(2, np.float32)})


def packed(dataset: Dataset) -> tuple[dict[str, Any], dict[str, np.ndarray[Any, Any]]]:
    return columns.unpack(webmap.payload(dataset, select.index(dataset.records)))


def test_a_study_without_a_record_has_columns_without_rows(dataset: Dataset, tmp_path: Path) -> None:
    none = dataset.records.iloc[:0]
    body = webmap.payload(replace(dataset, records=none), select.index(none))
    heading, found = columns.unpack(body)
    assert heading["areas"] == []
    assert {len(column) for column in found.values()} == {0}
    assert in_the_browser(body, tmp_path)["heading"]["rows"] == 0


def test_a_record_without_a_place_and_without_an_end_has_neither_in_the_file(tmp_path: Path) -> None:
    small = building.dataset(
        tmp_path, building.feature(), building.feature(id="PLBY-0002", end=None, end_status="ongoing")
    )
    records = small.records.copy()
    records.loc[0, ["geometry", "area", "uncertainty_m"]] = None
    _, found = packed(replace(small, records=records))
    assert (found["lat"][0], found["lon"][0]) == (webmap.NO_PLACE, webmap.NO_PLACE)
    assert (found["area"][0], found["radius"][0]) == (webmap.NO_ROW, 0)
    assert found["lat"][1] != webmap.NO_PLACE
    assert found["end"][1] == select.NEVER_ENDS


def test_a_record_that_nobody_dates_is_reported_after_every_day(dataset: Dataset) -> None:
    records = dataset.records.assign(reported=pd.Series([None, *dataset.records["reported"][1:]], dtype=object))
    _, found = columns.unpack(webmap.payload(replace(dataset, records=records), select.index(records)))
    assert found["reported"][0] == (date.max - date(1970, 1, 1)).days
    assert found["reported"].dtype == np.dtype("int32")


def test_seventy_thousand_records_with_texts_of_their_own(dataset: Dataset, tmp_path: Path) -> None:
    many = 70_000
    rows = np.arange(many) % len(dataset.records)
    records = dataset.records.iloc[rows].reset_index(drop=True)
    records["title"] = [f"Record {row}" for row in range(many)]
    large = replace(dataset, records=records)
    body = webmap.payload(large, select.index(records))
    heading, found = columns.unpack(body)
    small = packed(dataset)[1]
    for name, column in found.items():
        assert (column == small[name][rows]).all(), name
    assert in_the_browser(body, tmp_path)["heading"] == {**heading, "rows": many}
    told = json.loads(webmap.texts(large, (0, 65_535, 65_536, many - 1)))
    assert told["title"] == ["Record 0", "Record 65535", "Record 65536", f"Record {many - 1}"]

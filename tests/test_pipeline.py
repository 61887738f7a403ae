"""The data are prepared once: what cannot be used is told, and the rest still works."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from geo import schema, summarise
from geo.errors import DataError, MissingFileError
from geo.intake import folder as shipped
from geo.intake import prepare
from geo.model import Dataset, Selection
from geo.present import columns, webmap
from geo.query import select
from tests import building, folders

Builder = Callable[..., Path]


def test_the_shipped_data_have_no_findings_at_all(dataset: Dataset) -> None:
    assert dataset.findings == ()


def test_every_row_that_was_read_is_kept_or_rejected(dataset: Dataset) -> None:
    for intake in dataset.intakes:
        assert intake.read == intake.kept + intake.rejected
    of_records = [intake.kept for intake in dataset.intakes if intake.file in shipped.RECORD_FILES]
    assert sum(of_records) == len(dataset.records)


def test_records_stand_in_order_with_unique_ids(dataset: Dataset) -> None:
    keys = list(zip(dataset.records["start"], dataset.records["id"], strict=True))
    assert keys == sorted(keys)
    assert dataset.records["id"].is_unique
    assert dataset.records.index.tolist() == list(range(len(dataset.records)))
    assert dataset.records.crs == "EPSG:4326"


def test_every_field_of_the_codebook_is_a_column(dataset: Dataset) -> None:
    assert {field.name for field in schema.fields()} <= set(dataset.records.columns)


def test_coverage_spans_all_records(dataset: Dataset) -> None:
    first, last = dataset.coverage
    assert first == min(dataset.records["start"])
    assert last >= max(dataset.records["start"])


def test_an_incidents_file_cut_in_half_leaves_the_deployments(data_folder: Builder) -> None:
    dataset = prepare.dataset(data_folder(incidents__geojson=folders.cut_in_half))
    assert [(finding.file, finding.field) for finding in dataset.errors] == [("incidents.geojson", "file")]
    assert "line" in dataset.errors[0].problem
    assert len(dataset.records) == len(folders.features("deployments.geojson"))
    usable(dataset)


def test_three_mistakes_cost_three_rows_and_are_told(data_folder: Builder) -> None:
    dataset = prepare.dataset(data_folder(incidents__geojson=folders.with_features(folders.three_mistakes)))
    found = {finding.field: finding for finding in dataset.errors}
    assert set(found) == {"start", "geometry", "category"}
    assert "calendar date" in found["start"].problem
    assert "no region of the map" in found["geometry"].problem
    assert found["category"].problem == "missing"
    intake = dataset.intakes[0]
    assert (intake.read - intake.kept, intake.rejected) == (3, 3)
    assert len({finding.id for finding in dataset.errors}) == 3
    usable(dataset)


@pytest.mark.parametrize("name", shipped.RECORD_FILES)
def test_a_missing_file_of_records_is_told(data_folder: Builder, name: str) -> None:
    dataset = prepare.dataset(data_folder(**{name.replace(".", "__"): b""}))
    assert [(finding.file, finding.problem) for finding in dataset.errors] == [(name, "the file is missing")]
    usable(dataset)


def test_no_record_at_all_is_told_and_still_a_dataset(data_folder: Builder) -> None:
    nothing = dict.fromkeys((name.replace(".", "__") for name in shipped.RECORD_FILES), b"{")
    dataset = prepare.dataset(data_folder(**nothing))
    assert len(dataset.records) == 0
    assert len(dataset.errors) == 2
    assert dataset.coverage == (date(2021, 1, 1), date(2022, 12, 31))
    usable(dataset)


def test_one_record_alone_is_a_dataset(data_folder: Builder) -> None:
    one = folders.with_features(lambda items: items.__delitem__(slice(1, None)))
    dataset = prepare.dataset(data_folder(incidents__geojson=one, deployments__geojson=folders.collection([])))
    assert len(dataset.records) == 1
    usable(dataset)


def usable(dataset: Dataset) -> None:
    """What is left can be selected, counted and drawn."""
    index = select.index(dataset.records)
    assert len(select.rows(index, Selection(text="a", border_km=5, start=date(2021, 11, 8)))) <= len(dataset.records)
    assert sum(summarise.by_family(index, dataset.records.index.to_numpy()).values()) == len(dataset.records)
    assert columns.unpack(webmap.payload(dataset, index))[1]["lat"].size == len(dataset.records)
    json.loads(webmap.texts(dataset, range(len(dataset.records))))


@pytest.mark.parametrize("name", [*shipped.LAYER_FILES, shipped.SOURCES_FILE])
def test_without_our_own_layers_nothing_can_be_shown_and_the_file_is_named(data_folder: Builder, name: str) -> None:
    with pytest.raises(MissingFileError, match=name):
        prepare.dataset(data_folder(**{name.replace(".", "__"): b""}))


@pytest.mark.parametrize("name", [*shipped.LAYER_FILES, shipped.SOURCES_FILE])
def test_a_broken_layer_of_ours_is_named(data_folder: Builder, name: str) -> None:
    with pytest.raises(DataError, match=name):
        prepare.dataset(data_folder(**{name.replace(".", "__"): folders.cut_in_half}))


def test_a_shape_that_no_library_reads_costs_its_row_only(data_folder: Builder) -> None:
    def bend(items: list[folders.Json]) -> None:
        item = next(item for item in items if item["properties"]["geo_precision"] == "region")
        item["geometry"] = {"type": "LineString", "coordinates": [[23.6, 53.5], [23.7, 53.6, 100.0]]}

    dataset = prepare.dataset(data_folder(incidents__geojson=folders.with_features(bend)))
    assert [finding.field for finding in dataset.errors] == ["geometry"]


def test_half_a_letter_costs_its_row_only(data_folder: Builder) -> None:
    def halve(items: list[folders.Json]) -> None:
        items[0]["properties"]["title"] = "\ud800"
        items[1]["properties"]["place_local"] = {"pl": "\udfff"}

    dataset = prepare.dataset(data_folder(incidents__geojson=folders.with_features(halve)))
    assert [finding.field for finding in dataset.errors] == ["title", "place_local"]
    usable(dataset)


def test_the_digest_names_the_bytes(data_folder: Builder) -> None:
    folder = data_folder()
    before = shipped.digest(folder)
    assert before == shipped.digest(shipped.DATA)
    (folder / "attempts.csv").write_bytes((folder / "attempts.csv").read_bytes() + b"\n")
    assert shipped.digest(folder) != before


def test_preparing_twice_gives_the_same(dataset: Dataset) -> None:
    again = prepare.dataset()
    pd.testing.assert_frame_equal(
        pd.DataFrame(again.records.to_wkb()), pd.DataFrame(dataset.records.to_wkb()), check_dtype=True
    )
    assert again.digest == dataset.digest


def test_counts_that_the_data_package_does_not_list_are_not_missed(tmp_path: Path) -> None:
    path = building.folder(tmp_path, building.feature())
    (path / "attempts.csv").unlink()
    assert prepare.findings(path)[1] == ()


def test_counts_that_the_data_package_lists_are_missed(data_folder: Builder) -> None:
    _, findings = prepare.findings(data_folder(attempts__csv=b""))
    assert [finding.file for finding in findings if finding.severity == "error"] == ["attempts.csv"]

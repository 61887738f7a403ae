"""A folder that holds rows whose licence forbids passing them on: pages of others never show them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from geo import study
from geo.__main__ import main
from geo.intake import prepare
from geo.model import Link, Selection
from geo.publish import compose
from geo.publish.passing import passed_on
from geo.store import ready
from tests.asking import get
from tests.serving import serving
from tests.tables import ACLED, FREE, csv_of


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A study of one free table and one row of ACLED."""
    (tmp_path / "free.csv").write_bytes(csv_of(FREE))
    (tmp_path / "acled.csv").write_bytes(csv_of(ACLED))
    folder = tmp_path / "study"
    assert main(["import", str(tmp_path / "free.csv"), str(tmp_path / "acled.csv"), "--into", str(folder)]) == 0
    return folder


def test_an_embed_shows_no_row_that_may_not_be_passed_on(mixed: Path) -> None:
    told = study.read(mixed)
    with study.use(told):
        dataset = prepare.dataset(mixed)
        prepared = ready(dataset, folder=mixed, told=told)

        def shown(link: Link) -> list[str]:
            kept = compose.without_withheld(link, dataset=dataset)
            return [*prepared.view(kept).records["id"], kept.record_id or ""]

        (acled,) = [name for name in dataset.records["id"] if name.startswith("ACLED")]
        (free,) = [name for name in dataset.records["id"] if name != acled]
        alone = Link(selection=Selection(datasets=frozenset({"acled"})))
        assert shown(Link(record_id=acled)) == [free, ""]
        assert shown(Link(record_id=free)) == [free, free]
        assert shown(alone) == [""]
        assert len(prepared.view(Link()).rows) == 2
        assert list(passed_on(dataset.records)["id"]) == [free]


def test_files_tell_in_their_headers_what_is_missing(mixed: Path, tmp_path: Path) -> None:
    records = mixed / "incidents.geojson"
    layer = json.loads(records.read_text(encoding="utf-8"))
    layer["features"].append({**layer["features"][0], "properties": {"id": "FREE-9"}})
    records.write_text(json.dumps(layer), encoding="utf-8")
    gaps = ["incidents.geojson: 1 of 3 could not be used", "attempts.csv: the file is missing"]
    with serving(mixed, log=tmp_path / "log") as server:
        for path in ("records.csv", "counts.json", "feed.atom"):
            got = get(f"{server.url}/data/{path}?category=deth")
            assert got.status == 200
            assert got.headers.get_all("granica-left-out") == ["1, whose licence forbids passing them on"]
            assert got.headers.get_all("granica-incomplete", []) == gaps
            assert len(got.headers.get_all("granica-not-used", [])) == 1
            assert "Granica-Left-Out, Granica-Incomplete" in got.headers["access-control-expose-headers"]
        told = get(f"{server.url}/data/counts.json").json
        assert (told["withheld"], told["incomplete"]) == (got.headers["granica-left-out"], "; ".join(gaps))
        free = get(f"{server.url}/data/records.csv?dataset=free").headers
        assert "granica-left-out" not in free
        assert "granica-incomplete" in free
        for path in ("data/corrections.json", "data/schema/incidents.schema.json", "ogc/collections/records/items"):
            assert not [name for name in get(f"{server.url}/{path}").headers if name.lower().startswith("granica")]
        features = get(f"{server.url}/ogc/collections/records/items").json["granica"]
        assert (features["withheld"], features["incomplete"]) == (told["withheld"], told["incomplete"])


def test_where_everything_may_be_passed_on_a_link_stays_as_it_is(mixed: Path) -> None:
    told = study.read(mixed)
    free = replace(told, datasets=tuple(replace(item, passing_on=True) for item in told.datasets))
    with study.use(free):
        link = Link(record_id="x")
        assert compose.without_withheld(link, dataset=prepare.dataset(mixed)) is link

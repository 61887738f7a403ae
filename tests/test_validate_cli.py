"""Mistakes seeded one at a time into a copy of the data: each must be told in one precise line."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from geo import __main__ as cli
from geo.intake import folder as shipped
from geo.intake import load, validate
from tests import folders

Json = dict[str, Any]
Change = Callable[[bytes], bytes]
INCIDENTS, DEPLOYMENTS, SOURCES = "incidents.geojson", "deployments.geojson", "sources.json"


def _first(file: str, **wanted: Any) -> Json:
    """The first shipped feature whose properties are as wanted; a function is asked."""
    return next(
        item
        for item in folders.features(file)
        if all(
            want(item["properties"][name]) if callable(want) else item["properties"][name] == want
            for name, want in wanted.items()
        )
    )


def _shared(citations: list[Json]) -> bool:
    """Whether other records use the same sources, so that none is left unused without this one."""
    cited = [other["id"] for item in folders.features(INCIDENTS) for other in item["properties"]["sources"]]
    return all(cited.count(citation["id"]) > 1 for citation in citations)


POINT = _first(
    INCIDENTS,
    kind="incident",
    geo_precision="locality",
    date_precision="day",
    confidence="single_source",
    figures=[],
    sources=_shared,
)
POLISH = _first(INCIDENTS, declared_side="PL", geo_precision="locality", kind="incident")
WITH_FIGURE = _first(INCIDENTS, figures=bool, confidence="single_source")
REGIONAL = _first(INCIDENTS, geo_precision="region", area=bool)
DISPUTED = _first(INCIDENTS, confidence="disputed")
FORCE = _first(DEPLOYMENTS, end_status="known")
LINKED = _first(INCIDENTS, related=bool)


@dataclass(frozen=True)
class Defect:
    """A mistake: where it is made, how, and what the line about it must say."""

    name: str
    file: str
    change: Change
    id: str
    field: str
    problem: str
    right: str = ""


def _edit(item: Json, edit: Callable[[Json], object]) -> Change:
    """Change one feature, told by its id."""

    def change(items: list[Json]) -> None:
        edit(next(other for other in items if other["properties"]["id"] == item["properties"]["id"]))

    return folders.with_features(change)


def _set(item: Json, **values: Any) -> Change:
    return _edit(item, lambda found: found["properties"].update(values))


def _at(item: Json, lon: float, lat: float) -> Change:
    return _edit(item, lambda found: found["geometry"].update(coordinates=[lon, lat]))


def _figure(item: Json, **values: Any) -> Change:
    return _edit(item, lambda found: found["properties"]["figures"][0].update(values))


def _again(item: Json, **values: Any) -> Change:
    """Add the feature once more, somewhat changed."""

    def change(items: list[Json]) -> None:
        twin = copy.deepcopy(item)
        twin["properties"].update(values)
        twin["id"] = twin["properties"]["id"]
        items.append(twin)

    return folders.with_features(change)


def _sources(edit: Callable[[list[Json]], object]) -> Change:
    def change(body: bytes) -> bytes:
        entries: list[Json] = json.loads(body)
        edit(entries)
        return json.dumps(entries, ensure_ascii=False).encode()

    return change


UNUSED: Json = {
    "id": "nobody-cites-this",
    "type": "webpage",
    "title": "Title",
    "container-title": "Paper",
    "language": "en",
    "URL": "https://paper.example/",
    "custom": {"title_basis": "headline", "archive_url": None},
}


def _of(item: Json) -> str:
    name: str = item["properties"]["id"]
    return name


def _defect(
    name: str, item: Json, change: Change, where: str, problem: str, right: str = "", file: str = INCIDENTS
) -> Defect:
    return Defect(name, file, change, _of(item), where, problem, right)


_LON, _LAT = POINT["geometry"]["coordinates"]

DEFECTS = (
    _defect(
        "a field is missing", POINT, _edit(POINT, lambda item: item["properties"].pop("summary")), "summary", "missing"
    ),
    _defect(
        "an unknown field", POINT, _set(POINT, colour="red"), "feature", "'colour'", "only the fields of the codebook"
    ),
    _defect(
        "an unknown word",
        POINT,
        _set(POINT, category="clash"),
        "category",
        "'clash' is not in the vocabulary",
        "one of",
    ),
    _defect("too long a title", POINT, _set(POINT, title="x" * 91), "title", "91 characters", "at most 90"),
    _defect("dates inverted", POINT, _set(POINT, end="2021-01-02"), "end", "2021-01-02 is before the start"),
    _defect("a date outside", POINT, _set(POINT, start="2019-05-01"), "start", "outside the study period"),
    _defect("a bad date", POINT, _set(POINT, start="2021-02-30"), "start", "'2021-02-30' is not a calendar date"),
    _defect(
        "reported too early", POINT, _set(POINT, reported="2021-01-01"), "reported", "2021-01-01 is before it happened"
    ),
    _defect(
        "a missing source",
        POINT,
        _set(POINT, sources=[*POINT["properties"]["sources"], {"id": "no-such-source", "locator": None}]),
        "sources",
        "no-such-source is not in sources.json",
    ),
    _defect("no source", POINT, _set(POINT, sources=[]), "sources", "an empty list", "at least 1"),
    _defect("an unknown area", REGIONAL, _set(REGIONAL, area="atlantis"), "area", "atlantis is not in areas.geojson"),
    _defect("in the ocean", POINT, _at(POINT, -30.1234, 45.4321), "geometry", "lies in no region of the map"),
    _defect("swapped", POINT, _at(POINT, _LAT, _LON), "geometry", "lies in no region", "the other way round"),
    _defect("null island", POINT, _at(POINT, 0, 0), "geometry", "0, 0 lies in no region of the map"),
    _defect("rounded", POINT, _at(POINT, 23.5, 53.2), "geometry", "23.5, 53.2 looks like a placeholder"),
    _defect("out of range", POINT, _at(POINT, 238.621, 53.2), "geometry", "238.621, 53.2 is out of range"),
    _defect(
        "a region with a point",
        REGIONAL,
        _edit(REGIONAL, lambda item: item.update(geometry={"type": "Point", "coordinates": [23.6543, 53.1234]})),
        "geometry",
        "a point with precision region",
    ),
    _defect("no uncertainty", POINT, _set(POINT, uncertainty_m=None), "uncertainty_m", "a point without it"),
    _defect("the id twice", POINT, _again(POINT), "id", "the id stands twice", "each id once"),
    Defect(
        "the event twice", INCIDENTS, _again(POINT, id="PLBY-9001", related=[]), "PLBY-9001", "title", "the same day"
    ),
    _defect("the wrong side", POLISH, _at(POLISH, 25.30123, 53.13456), "declared_side", "PL, but it lies on side BY"),
    _defect(
        "a tone word", POINT, _set(POINT, summary="The regime sent them."), "summary", "says 'regime' in our own voice"
    ),
    _defect(
        "disputed by nobody", DISPUTED, _set(DISPUTED, disputed_by=[]), "confidence", "disputed with 0 who deny it"
    ),
    _defect(
        "corroborated by one side",
        POINT,
        _set(POINT, confidence="confirmed_multiple", claimant_sides=["PL state"]),
        "confidence",
        "corroborated by one side only",
    ),
    _defect(
        "a figure without a number",
        WITH_FIGURE,
        _figure(WITH_FIGURE, value=None, min=None, max=None),
        "figures.0",
        "no number",
    ),
    _defect(
        "a figure of another source",
        WITH_FIGURE,
        _figure(WITH_FIGURE, source="another-source"),
        "figures.0.source",
        "another-source is none of the record's sources",
    ),
    _defect(
        "an open end with a date",
        FORCE,
        _set(FORCE, end_status="ongoing"),
        "end_status",
        "ongoing although",
        file=DEPLOYMENTS,
    ),
    _defect(
        "a one-way link",
        LINKED,
        _set(LINKED, related=[*LINKED["properties"]["related"], "PLBY-9999"]),
        "related",
        "PLBY-9999 does not exist",
    ),
    Defect(
        "an unused source",
        SOURCES,
        _sources(lambda entries: entries.append(UNUSED)),
        "nobody-cites-this",
        "id",
        "no record uses it",
    ),
    Defect(
        "a source that is not CSL-JSON",
        SOURCES,
        _sources(lambda entries: entries.append({**UNUSED, "URL": "file:///etc/passwd"})),
        "nobody-cites-this",
        "URL",
        "'file:///etc/passwd' does not match the pattern",
    ),
    Defect("a file cut in half", INCIDENTS, folders.cut_in_half, "the whole file", "file", "not valid JSON at line"),
    Defect(
        "a layer cut in half", "areas.geojson", folders.cut_in_half, "the whole file", "file", "not valid JSON at line"
    ),
    Defect(
        "a layer without a feature",
        "areas.geojson",
        lambda _: folders.collection([]),
        "the whole file",
        "file",
        "no feature",
    ),
    Defect(
        "a region without its country",
        "regions.geojson",
        folders.with_features(lambda items: items[3]["properties"].pop("country")),
        "the whole file",
        "file",
        "a feature without country",
    ),
    Defect(
        "no border line",
        "border.geojson",
        folders.with_features(lambda items: items[0]["properties"].update(id="XX")),
        "the whole file",
        "file",
        "no line PL-BY",
    ),
    Defect("a file that is missing", SOURCES, lambda _: b"", "the whole file", "file", "the file is missing"),
    Defect(
        "a key twice",
        DEPLOYMENTS,
        lambda body: body.replace(b'"kind":', b'"kind":"policy","kind":', 1),
        "the whole file",
        "file",
        "the key 'kind' stands twice",
    ),
    Defect(
        "a count that is no number",
        "attempts.csv",
        lambda body: re.sub(rb"(?m)^(ATT-0001,.*?),[0-9]+,", rb"\1,many,", body, count=1),
        "ATT-0001",
        "attempts",
        "'many' is not a whole number",
    ),
)


def test_the_shipped_data_have_no_findings(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["validate", str(shipped.DATA)]) == cli.FINE
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_a_mistake_is_told_in_one_precise_line(
    defect: Defect, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = folders.build(tmp_path / "data", {defect.file: defect.change})
    assert cli.main(["validate", str(folder)]) == cli.FINDINGS
    lines = capsys.readouterr().out.splitlines()
    begins = f"{defect.file}: {defect.id}: {defect.field}: "
    told = [line for line in lines if line.startswith(begins) and defect.problem in line]
    assert told, lines
    assert all(defect.right in line and line.endswith(")") for line in told)
    own = [line for line in lines if not line.startswith("stories/")]  # a story misses a record that was not kept
    assert {tuple(line.split(": ")[:2]) for line in own} == {(defect.file, defect.id)}, lines


def test_a_centroid_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    regions = load.read_layer(shipped.DATA / "regions.geojson")
    grodno = regions[regions["id"] == "BY-HR"].to_crs("EPSG:2180").centroid.to_crs("EPSG:4326")
    lon, lat = round(float(grodno.x.iloc[0]), 5), round(float(grodno.y.iloc[0]), 5)
    item = _first(INCIDENTS, declared_side="BY", kind="incident", geo_precision="locality")
    folder = folders.build(tmp_path / "data", {INCIDENTS: _at(item, lon, lat)})
    assert cli.main(["validate", str(folder)]) == cli.FINDINGS
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{INCIDENTS}: {_of(item)}: geometry: {lon}, {lat} is the centroid of ")


def test_findings_as_json(tmp_path: Path) -> None:
    folder = folders.build(tmp_path / "data", {INCIDENTS: folders.with_features(folders.three_mistakes)})
    command = [sys.executable, "-m", "geo", "validate", str(folder), "--json"]
    run = subprocess.run(command, check=False, capture_output=True, text=True, cwd=shipped.DATA.parent)
    document: Mapping[str, Any] = json.loads(run.stdout)
    assert (run.returncode, run.stderr) == (cli.FINDINGS, "")
    files = {item["file"]: item for item in document["files"]}
    assert files[INCIDENTS]["read"] - files[INCIDENTS]["kept"] == len(document["findings"]) == 3
    assert all(set(item) == {"file", "id", "field", "problem", "right", "severity"} for item in document["findings"])


def test_a_folder_that_is_not_there_is_told_in_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["validate", str(tmp_path / "nowhere")]) == cli.FINDINGS
    assert capsys.readouterr().out.count("\n") == 1


def a_source(**values: Any) -> Json:
    return {
        "id": "alpha-2021-11-08",
        "type": "webpage",
        "title": "Title",
        "container-title": "Paper",
        "language": "en",
        "issued": {"date-parts": [[2021, 11, 8]]},
        "URL": "https://alpha.example/",
        "custom": {"title_basis": "headline", "archive_url": None},
        **values,
    }


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("URL", {"URL": "javascript:alert(1)"}),
        ("issued", {"issued": {"date-parts": [[2021, 13]]}}),
        ("issued.date-parts.0.0", {"issued": {"date-parts": [["2021"]]}}),
        ("language", {"language": "Polish"}),
        ("custom.title_basis", {"custom": {"title_basis": "guess", "archive_url": None}}),
        ("shelf", {"shelf": 1}),
        ("title", {"title": "half a letter: \ud800"}),
    ],
)
def test_a_mistake_costs_the_source_and_names_its_field(field: str, values: Json) -> None:
    entries = {"alpha-2021-11-08": a_source(**values), "beta-2021": a_source(id="beta-2021")}
    result = validate.sort_sources(entries, file="sources.json")
    assert (result.read, [entry["id"] for entry in result.kept]) == (2, ["beta-2021"])
    assert {(finding.file, finding.id) for finding in result.findings} == {("sources.json", "alpha-2021-11-08")}
    assert field in [finding.field for finding in result.findings] or field in result.findings[0].problem

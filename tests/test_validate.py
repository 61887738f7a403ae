"""Rows are sorted into kept and rejected, each rejected one with what is wrong and what would be right."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import crs
from geo.intake import folder, load, prepare, validate
from geo.intake.validate.result import id_of
from tests import building, folders, strategies

Json = dict[str, Any]
FILES = folder.RECORD_FILES
REAL = {name: folders.features(name) for name in FILES}


@dataclass(frozen=True)
class Sorter:
    """Sort features with the shipped references."""

    references: validate.References

    def sort(
        self, items: list[Any], file: str = "incidents.geojson", *, sources: Sequence[Json] = ()
    ) -> validate.Sorted:
        """All that becomes of some features, where these sources are there too."""
        cited = self.references.sources | {entry["id"] for entry in sources}
        return validate.sort_features(items, file=file, references=replace(self.references, sources=cited))

    def errors(self, item: Any, file: str = "incidents.geojson") -> list[tuple[str, str]]:
        """Field and problem of each error of one feature."""
        return [
            (finding.field, finding.problem)
            for finding in self.sort([item], file).findings
            if finding.severity == "error"
        ]


@pytest.fixture(scope="module")
def sorter() -> Sorter:
    layers = {name: load.read_layer(folder.DATA / name) for name in ("areas.geojson", "regions.geojson")}
    sources = load.read_sources(folder.DATA / "sources.json")
    return Sorter(
        validate.references(sources=sources, areas=layers["areas.geojson"], regions=layers["regions.geojson"])
    )


def an_incident() -> Json:
    """A real incident of one day at a point, corroborated by nobody."""
    for item in REAL["incidents.geojson"]:
        record = item["properties"]
        if (
            record["kind"] == "incident"
            and record["date_precision"] == "day"
            and record["confidence"] == "single_source"
            and record["figures"]
            and item["geometry"]
        ):
            return copy.deepcopy(item)
    raise LookupError


def a_deployment() -> Json:
    return copy.deepcopy(REAL["deployments.geojson"][0])


@pytest.mark.parametrize("file", FILES)
def test_every_shipped_record_is_kept(sorter: Sorter, file: str) -> None:
    result = sorter.sort(REAL[file], file)
    assert result.findings == ()
    assert len(result.kept) == result.read == len(REAL[file])


def test_kept_features_are_the_given_ones_unrepaired(sorter: Sorter) -> None:
    item = an_incident()
    before = copy.deepcopy(item)
    assert sorter.sort([item]).kept == (before,)
    assert item == before


Edit = Callable[[Json], object]


def sets(**values: Any) -> Edit:
    return lambda item: item["properties"].update(values)


def figure(**values: Any) -> Edit:
    return lambda item: item["properties"]["figures"][0].update(values)


@pytest.mark.parametrize(
    ("field", "edit"),
    [
        pytest.param("start", sets(start="2021-13-45"), id="a day that does not exist"),
        pytest.param("start", sets(start="2021-11-08T10:00"), id="a time of day"),
        pytest.param("end", sets(end="2021-01-02"), id="an end before the start"),
        pytest.param("start", sets(start="2019-05-01", reported="2021-11-08"), id="a day outside the crisis"),
        pytest.param("reported", sets(reported="2021-01-01"), id="reported before it happened"),
        pytest.param("category", sets(category="magic"), id="a word that is not in the vocabulary"),
        pytest.param("category", sets(category="statistics"), id="a total that is not a statistic"),
        pytest.param("kind", sets(kind="deployment"), id="a deployment in the wrong file"),
        pytest.param("title", sets(title="x" * 91), id="too long a title"),
        pytest.param("title", sets(title=""), id="no title"),
        pytest.param("title", sets(title="half a letter: \ud800"), id="text that cannot be written as UTF-8"),
        pytest.param("id", sets(id="PLBY-1"), id="an id of another form"),
        pytest.param("claimed_by", sets(claimed_by=[]), id="nobody who says so"),
        pytest.param("sources", sets(sources=[]), id="no source"),
        pytest.param("sources", sets(sources=[{"id": "no-such-source", "locator": None}]), id="an unknown source"),
        pytest.param("confidence", sets(confidence="disputed"), id="disputed by nobody"),
        pytest.param("confidence", sets(disputed_by=["Somebody"]), id="denied but not disputed"),
        pytest.param(
            "confidence", sets(confidence="confirmed_multiple", claimant_sides=["PL state"]), id="corroborated by one"
        ),
        pytest.param("end_status", sets(end_status="ongoing", end="2021-12-31"), id="ongoing with an end"),
        pytest.param("end", sets(end_status="known", end=None), id="a known end that is missing"),
        pytest.param("end", sets(end_status="same_day", end="2022-12-30"), id="another day than the same"),
        pytest.param("uncertainty_m", sets(uncertainty_m=None), id="a point without its uncertainty"),
        pytest.param("uncertainty_m", sets(uncertainty_m=-1), id="less than no uncertainty"),
        pytest.param("geometry", sets(geo_precision="region", area="grodno-region"), id="a region as a point"),
        pytest.param("area", sets(area="grodno-region"), id="an area for a point"),
        pytest.param("geometry", lambda item: item.update(geometry=None), id="a site without a point"),
        pytest.param("colour", sets(colour="red"), id="a field that is not in the codebook"),
        pytest.param("summary", lambda item: item["properties"].pop("summary"), id="a field that is missing"),
        pytest.param("id", lambda item: item.update(id="PLBY-9999"), id="two ids"),
        pytest.param("type", lambda item: item.update(type="Thing"), id="not a feature"),
        pytest.param("figures.0.source", figure(source="another-source"), id="a figure without a source"),
        pytest.param("figures.0", figure(value=None, min=None, max=None), id="a figure without a number"),
        pytest.param("figures.0.min", figure(min=9, max=1), id="a figure upside down"),
        pytest.param("figures.0.unit", figure(unit="furlongs"), id="a figure in another unit"),
        pytest.param("figures.0.value", figure(value=True), id="a figure that is no number"),
    ],
)
def test_a_mistake_costs_the_row_and_names_its_field(sorter: Sorter, field: str, edit: Edit) -> None:
    item = an_incident()
    edit(item)
    result = sorter.sort([item])
    assert result.kept == ()
    named = [finding.field for finding in result.findings]
    problems = [finding.problem for finding in result.findings]
    assert field in named or any(field in problem for problem in problems), result.findings
    assert all(finding.file == "incidents.geojson" and finding.right for finding in result.findings)


@pytest.mark.parametrize(
    "letter", ["\x00", "\x07", "\x08", "\x0b", "\x0c", "\x0e", "\x1b", "\x1f", "\x7f", "\x85", "\x9f"]
)
@pytest.mark.parametrize("field", ["title", "note", "actors", "figures"])
def test_a_control_character_costs_the_row(sorter: Sorter, field: str, letter: str) -> None:
    text = f"People{letter}try"
    value = {"actors": [text], "figures": [building.figure(note=text)]}.get(field, text)
    item = building.feature(at=None, **{field: value})
    found = sorter.sort([item], sources=[building.source(2021, 11, 8)])
    assert found.kept == ()
    assert [(doubt.field, "a control character" in doubt.problem) for doubt in found.findings] == [(field, True)]


@pytest.mark.parametrize("letter", ["\t", "\n", "\r", " ", "~", "\xa0", "Ź"])
def test_a_line_break_and_any_letter_is_fine(sorter: Sorter, letter: str) -> None:
    item = building.feature(at=None, note=f"People{letter}try")
    assert sorter.sort([item], sources=[building.source(2021, 11, 8)]).kept == (item,)


def test_a_control_character_in_a_source_costs_the_source() -> None:
    entry = building.source(2021, 11, 8, title="People\x1btry")
    found = validate.sort_sources({entry["id"]: entry}, file="sources.json")
    assert found.kept == ()
    assert ["a control character" in doubt.problem for doubt in found.findings] == [True]


@pytest.mark.parametrize(
    ("coordinates", "problem"),
    [
        ([-30.1234, 45.4321], "lies in no region"),
        ([53.5142, 23.6461], "lies in no region"),
        ([400.0, 53.0], "out of range"),
        ([10**400, 53.0], "out of range"),
        ([23.64612345678, 53.5142], "more decimals"),
        ([], ""),
        ([23.6461], ""),
        (["23.6461", "53.5142"], ""),
        ([23.6461, 53.5142, None], ""),
    ],
)
def test_a_point_that_is_not_on_our_map_costs_the_row(sorter: Sorter, coordinates: list[Any], problem: str) -> None:
    item = an_incident()
    item["geometry"]["coordinates"] = coordinates
    errors = sorter.errors(item)
    assert errors
    assert all(field.startswith("geometry") for field, _ in errors)
    assert any(problem in said for _, said in errors)


def test_swapped_coordinates_are_told_as_such(sorter: Sorter) -> None:
    item = an_incident()
    item["geometry"]["coordinates"] = [53.5142, 23.6461]
    assert "the other way round" in sorter.sort([item]).findings[0].right


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "LineString", "coordinates": [[23.6, 53.5], [23.7, 53.6, 100.0]]},
        {"type": "LineString", "coordinates": [[23.6, 53.5], [10**400, 53.6]]},
        {"type": "LineString", "coordinates": [[23.6, 53.5], [23.6, 153.6]]},
        {"type": "Polygon", "coordinates": [[[23.6, 53.5], [23.7, 53.6], [23.8, 53.5], [23.9, 53.9]]]},
        {"type": "Polygon", "coordinates": [[[23.6, 53.5], [23.7, 53.6], [23.8, 53.5], [23.6, 53.5, 1.0]]]},
    ],
)
def test_a_shape_that_cannot_be_drawn_costs_the_row(sorter: Sorter, geometry: Json) -> None:
    item = an_incident()
    item["properties"].update(geo_precision="region", uncertainty_m=None)
    item["geometry"] = geometry
    assert any(field.startswith("geometry") for field, _ in sorter.errors(item))


@pytest.mark.parametrize("field", ["force", "country", "unit_type", "status"])
def test_a_deployment_needs_its_own_fields(sorter: Sorter, field: str) -> None:
    item = a_deployment()
    del item["properties"][field]
    assert (field, "missing") in sorter.errors(item, "deployments.geojson")


def test_a_deployment_says_how_it_ends(sorter: Sorter) -> None:
    item = a_deployment()
    item["properties"]["end_status"] = None
    assert ("end_status", "missing for a deployment") in sorter.errors(item, "deployments.geojson")


def test_an_id_that_stands_twice_costs_both_rows(sorter: Sorter) -> None:
    result = sorter.sort([an_incident(), an_incident()])
    assert result.kept == ()
    assert [finding.problem for finding in result.findings] == ["the id stands twice"] * 2


def test_words_that_take_sides_are_a_warning_that_costs_nothing(sorter: Sorter) -> None:
    item = an_incident()
    item["properties"]["title"] = "A horde at the gates"
    result = sorter.sort([item])
    assert len(result.kept) == 1
    assert [(finding.field, finding.severity) for finding in result.findings] == [("title", "warning")]


def test_a_placeholder_of_a_coordinate_is_a_warning(sorter: Sorter) -> None:
    item = an_incident()
    item["geometry"]["coordinates"] = [23.6, 53.2]
    result = sorter.sort([item])
    assert len(result.kept) == 1
    assert "placeholder" in result.findings[0].problem


def test_the_centroid_of_a_region_is_a_warning(sorter: Sorter) -> None:
    regions = load.read_layer(folder.DATA / "regions.geojson")
    podlaskie = regions[regions["name"].str.contains("odlaskie")].to_crs(crs.metric()).centroid.to_crs(crs.WGS84)
    lon, lat = float(podlaskie.x.iloc[0]), float(podlaskie.y.iloc[0])
    item = an_incident()
    item["geometry"]["coordinates"] = [round(lon, 6), round(lat, 6)]
    result = sorter.sort([item])
    assert len(result.kept) == 1
    assert any("centroid" in finding.problem for finding in result.findings)


@given(st.data())
def test_whatever_happens_to_a_feature_it_is_kept_or_rejected_with_a_reason(
    sorter: Sorter, data: st.DataObject
) -> None:
    file = data.draw(st.sampled_from(FILES))
    items: list[Any] = [
        copy.deepcopy(data.draw(st.sampled_from(REAL[file]))) for _ in range(data.draw(st.integers(0, 4)))
    ]
    items = [mutilated(item, data) for item in items] + data.draw(st.lists(strategies.JSON, max_size=2))
    result = sorter.sort(items, file)
    rejected = {finding.id for finding in result.findings if finding.severity == "error"}
    assert result.read == len(items)
    assert [item for item in items if item in result.kept] == list(result.kept)
    names = [id_of(item, position=place) for place, item in enumerate(items)]
    assert sum(name in rejected for name in names) == result.read - len(result.kept)
    json.dumps(result.kept, allow_nan=False, ensure_ascii=False).encode()


def mutilated(item: Json, data: st.DataObject) -> Any:
    """Replace or delete some fields, at any depth, by random JSON."""
    for _ in range(data.draw(st.integers(0, 3))):
        holder = data.draw(st.sampled_from(["feature", "properties", "geometry", "figure"]))
        figures = item.get("properties", {}).get("figures") if isinstance(item.get("properties"), dict) else None
        target: Any = {
            "feature": item,
            "properties": item.get("properties"),
            "geometry": item.get("geometry"),
            "figure": figures[0] if isinstance(figures, list) and figures else None,
        }[holder]
        if not isinstance(target, dict) or not target:
            continue
        name = data.draw(st.sampled_from(sorted(target)))
        if data.draw(st.booleans()):
            target.pop(name)
        elif name == "geometry":
            target[name] = data.draw(strategies.PROBABLE_GEOMETRIES)
        else:
            target[name] = data.draw(strategies.JSON)
    return item


def test_a_finding_says_file_feature_field_problem_and_remedy(sorter: Sorter) -> None:
    item = an_incident()
    item["properties"]["start"] = "2021-13-45"
    said = str(sorter.sort([item]).findings[0])
    assert said == (
        f"incidents.geojson: {item['id']}: start: '2021-13-45' is not a calendar date (a date like 2021-01-01)"
    )


def test_a_finding_stays_short_whatever_stands_there(sorter: Sorter) -> None:
    item = an_incident()
    item["properties"]["category"] = "x" * 100_000
    assert all(len(finding.problem) < 200 for finding in sorter.sort([item]).findings)


def test_an_unknown_field_with_a_long_name_is_told_in_short(sorter: Sorter) -> None:
    item = an_incident()
    item["properties"]["x" * 100_000] = 1
    assert all(len(str(finding)) < 1000 for finding in sorter.sort([item]).findings)


def test_doubts_across_records_are_warnings() -> None:
    records = prepare.dataset().records
    twin = records.assign(related=records["related"].map(lambda _: ["PLBY-9998"]))
    found = validate.cross_check(twin, sources={"nobody-cites-this": {}}, used=())
    assert {finding.severity for finding in found} == {"warning"}
    assert {finding.field for finding in found} >= {"related", "id"}

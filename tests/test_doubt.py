"""Columns leave out only records that no rule says anything about, and most of those."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import schema
from geo.intake import load, validate
from geo.intake.validate import doubt, features, rules
from tests import building

Json = dict[str, Any]


@pytest.fixture(scope="module")
def references(tmp_path_factory: pytest.TempPathFactory) -> validate.References:
    built = building.folder(tmp_path_factory.mktemp("ground"))
    layers = {name: load.read_layer(built / name) for name in ("areas.geojson", "regions.geojson")}
    return validate.references(
        sources=[building.SOURCE, "another-source"], areas=layers["areas.geojson"], regions=layers["regions.geojson"]
    )


LON, LAT = building.place(-2000, 20_000)
CENTROID = building.place(-building.GROUND_M / 2, building.LINE_KM * 500)


def points(*coordinates: Any) -> list[Json]:
    return [{"type": "Point", "coordinates": list(position)} for position in coordinates]


PLACES: list[Json | None] = [
    None,
    *points(
        (LON, LAT),
        (LON, LAT, 120.5),
        (round(LON, 1), round(LAT, 1)),
        (round(LON, 1), LAT),
        (LON + 1e-9, LAT),
        (LON, LAT + 3e-8),
        (LAT, LON),
        (0, 0),
        (180, 90),
        (181, LAT),
        (LON, -91),
        (10**400, LAT),
        CENTROID,
        building.place(-building.GROUND_M / 2 + 150, building.LINE_KM * 500 + 120),
        building.place(-building.GROUND_M / 2 + 190, building.LINE_KM * 500 + 120),
    ),
    {"type": "LineString", "coordinates": [[LON, LAT], [LON + 0.1, LAT]]},
    {"type": "LineString", "coordinates": [[0, 0], [1, 1]]},
    {"type": "Polygon", "coordinates": [[[LON, LAT], [LON + 0.1, LAT], [LON, LAT + 0.1], [LON, LAT]]]},
    {"type": "Polygon", "coordinates": [[[LON, LAT], [LON + 0.1, LAT], [LON, LAT + 0.1], [LON, LAT + 0.2]]]},
]
DAYS = [
    "2020-12-31",
    "2021-01-01",
    "2021-11-07",
    "2021-11-08",
    "2021-11-09",
    "2022-12-31",
    "2023-01-01",
]
TEXTS = [
    "Plain words",
    "Regiments on an invasive march",
    "A Horde at the gates",
    "Illegal\u00a0migrant",
    "Illegal migrants",
    "illegal migrant",
    "a \ufb02ood of people",
    "\u017fwarm",
    "the \u212aing's regime",
    "Łódź regime",
    "regimeś",
    "heroic\u0301",
    "line one\nline two\ttabbed",
    "bell \x07",
    "delete \x7f",
    "next line \x85",
    "half \ud83d",
    "\U0001f600",
    "\u200b\u2060 \u3000",
    " \n\u00a0",
    "5 people at the line",
    "About 5,005\u00a0people, 5 along the Whole Border",
    "Some 100,000,000 determined young men, nationwide",
    "The end is Expected on the day before",
]
SOURCES = [building.SOURCE, "another-source", "unknown-source"]
NUMBERS = st.sampled_from([None, -1, 0, 5, 5.5, 100_000_000])
FIGURES = st.builds(
    lambda source, **numbers: building.figure(source=source, **numbers),
    source=st.sampled_from(SOURCES),
    measure=st.sampled_from(["people_present", "temperature"]),
    value=NUMBERS,
    min=NUMBERS,
    max=NUMBERS,
    note=st.sampled_from([None, *TEXTS]),
    scope=st.sampled_from([None, *({"place": "A place", "precision": precision} for precision in schema.PRECISIONS)]),
)
CITATIONS = st.builds(
    lambda name, **optional: {"id": name, "locator": None, **optional},
    st.sampled_from(SOURCES),
    locator=st.sampled_from([None, *TEXTS]),
) | st.builds(
    lambda name, **optional: {"id": name, "locator": None, **optional},
    st.sampled_from(SOURCES),
    says=st.sampled_from([None, "People tried to cross."]),
    bears=st.lists(st.sampled_from(list(schema.BEARINGS)), max_size=2),
)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "kind": st.sampled_from([code for code in schema.KINDS if code != "deployment"]),
    "category": st.sampled_from(["statistics", "death"]),
    "title": st.sampled_from(TEXTS),
    "summary": st.sampled_from(TEXTS),
    "note": st.sampled_from([None, *TEXTS]),
    "place_local": st.sampled_from([{}, {"pl": "Wieś"}, {"pl": "Wieś", "be": "bell \x07"}]),
    "actors": st.lists(st.sampled_from(TEXTS), max_size=2),
    "start": st.sampled_from(DAYS),
    "end": st.sampled_from([None, *DAYS]),
    "reported": st.sampled_from(DAYS),
    "date_precision": st.sampled_from(list(schema.DATE_PRECISIONS)),
    "end_status": st.sampled_from([None, *schema.END_STATUSES]),
    "geo_precision": st.sampled_from(list(schema.PRECISIONS)),
    "uncertainty_m": st.sampled_from([None, 0, 500.0, 1000]),
    "area": st.sampled_from([None, building.AREA, "no-such-area"]),
    "disputed_by": st.sampled_from([[], ["Somebody"]]),
    "denier_sides": st.lists(st.sampled_from(["BY state", "NGO"]), max_size=2),
    "claimant_sides": st.lists(
        st.sampled_from(["PL state", "BY state", "EU/NATO", "RU state"]), min_size=1, max_size=3
    ),
    "confidence": st.sampled_from(list(schema.CONFIDENCES)),
    "figures": st.lists(FIGURES, max_size=3),
    "sources": st.lists(CITATIONS, min_size=1, max_size=3),
}
WIDE = {"place": "The whole line", "precision": "region"}
SAYING = {"id": building.SOURCE, "locator": None, "says": "It froze.", "bears": ["claim", "figure"]}
LEFT_OUT = ("place_local", "area", "end_status", "denier_sides")
"""Fields that a record need not have."""


@st.composite
def records(draw: st.DrawFn) -> Json:
    """A record of sound structure, some of its fields at an edge."""
    changed = draw(st.lists(st.sampled_from(sorted(FIELDS)), max_size=4, unique=True))
    feature = building.feature(**{name: draw(FIELDS[name]) for name in changed})
    missing = draw(st.lists(st.sampled_from(LEFT_OUT), max_size=1))
    properties = {name: value for name, value in feature["properties"].items() if name not in missing}
    geometry = draw(st.just(feature["geometry"]) | st.sampled_from(PLACES))
    return {**feature, "properties": properties, "geometry": geometry}


def numbered(items: list[Json]) -> list[Json]:
    """The same with an id of its own each."""
    return [
        {**item, "id": name, "properties": {**item["properties"], "id": name}}
        for name, item in ((f"PLBY-{number:04}", item) for number, item in enumerate(items, start=1))
    ]


def fit(item: Json) -> bool:
    """Whether columns have a place for what a record holds."""
    try:
        doubt.columns_of([item], deployments=False)
    except (OverflowError, ValueError):
        return False
    return True


@given(items=st.lists(records(), min_size=1, max_size=6))
def test_whatever_a_rule_speaks_of_it_doubts(references: validate.References, items: list[Json]) -> None:
    items = [item for item in items if fit(item)]
    found = doubt.columns_of(items, deployments=False)
    for rule in rules.RULES:
        doubted = rule.doubt(found, references)
        assert doubted.shape == (len(items),)
        for item, mask in zip(items, doubted, strict=True):
            said = list(rule.check(rules.Case(item["properties"], item["geometry"], references)))
            assert mask or not said


@given(items=st.lists(records(), max_size=8), batch=st.sampled_from([1, 3, features.BATCH]))
def test_the_findings_are_those_of_asking_every_rule_of_every_record(
    monkeypatch: pytest.MonkeyPatch, references: validate.References, items: list[Json], batch: int
) -> None:
    items = numbered(items)
    with monkeypatch.context() as patch:
        patch.setattr(features, "BATCH", batch)
        by_columns = validate.sort_features(items, file="incidents.geojson", references=references)
        patch.setattr(rules, "doubtful", doubt.everyone)
        one_by_one = validate.sort_features(items, file="incidents.geojson", references=references)
    assert by_columns == one_by_one


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.doubt.__name__)
def test_of_a_record_that_is_fine_there_is_no_doubt(references: validate.References, rule: rules.Rule) -> None:
    fine = [
        building.feature(),
        building.feature(figures=[building.figure(), building.figure(value=None, min=1, max=2)]),
        building.feature(at=None, geo_precision="region", area=building.AREA),
        building.feature(confidence="disputed", disputed_by=["Somebody"], denier_sides=["NGO"]),
        building.feature(confidence="confirmed_multiple", claimant_sides=["PL state", "BY state", "PL state"]),
        building.feature(kind="statistic", category="statistics", start="2021-01-01", end="2022-12-31"),
        building.feature(end="2021-11-08", end_status="same_day"),
        building.feature(
            title="A hundred people, 100 people at the line", figures=[building.figure(note="nationwide", scope=WIDE)]
        ),
        building.feature(figures=[building.figure(measure="temperature", value=-10)], sources=[SAYING]),
        building.feature(title="Regiments move", note="Line one\nline two. Łódź, Гродна."),
    ]
    columns = doubt.columns_of(fine, deployments=False)
    assert not rule.doubt(columns, references).any()


def test_of_no_records_there_is_no_doubt(references: validate.References) -> None:
    assert rules.doubtful(doubt.columns_of([], deployments=True), references).shape == (0,)


def test_a_record_that_has_no_place_in_columns_leaves_the_others_as_they_are(references: validate.References) -> None:
    items = numbered([building.feature(), building.feature(title="half \ud83d"), building.feature(title="A horde")])
    result = validate.sort_features(items, file="incidents.geojson", references=references)
    assert [(finding.id, finding.severity) for finding in result.findings] == [
        ("PLBY-0002", "error"),
        ("PLBY-0003", "warning"),
    ]


def test_a_rule_without_a_question_by_columns_is_asked_of_everyone(
    monkeypatch: pytest.MonkeyPatch, references: validate.References
) -> None:
    def object_(case: rules.Case) -> Iterator[validate.result.Found]:
        yield "title", f"{case.record['title']} is said", "silence", "warning"

    monkeypatch.setattr(rules, "RULES", (*rules.RULES, rules.Rule(object_)))
    items = numbered([building.feature(), building.feature()])
    result = validate.sort_features(items, file="incidents.geojson", references=references)
    assert len(result.findings) == 2


def test_no_letter_but_the_folded_ones_could_hide_a_word() -> None:
    hiding = {chr(code) for code in range(128, sys.maxunicode + 1) if re.search("[a-z]", chr(code).casefold())}
    assert {letter for letter in hiding if not re.fullmatch(doubt.FOLDED, letter)} == set()

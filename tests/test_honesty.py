"""What a record may not say of itself: each rule at its edge, on records built for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geo import schema, study
from geo.intake import prepare
from geo.intake.validate.records import corroborate
from tests import building

Json = dict[str, Any]
ON_A_DAY = {"end": "2021-11-09", "date_precision": "range"}
WIDE = {"place": "The whole line", "precision": "region"}


def told(folder: Path, *items: Json, **parts: Any) -> list[tuple[str, str]]:
    """Field and severity of what is found in a folder of these records and one count of another day."""
    parts = {"counts": [building.count(source="a-count")], **parts}
    sources = parts.pop("sources", None) or [building.source(2021, 11, 8)]
    folder = building.folder(folder, *items, sources=[*sources, building.source(id="a-count")], **parts)
    return [(finding.field, finding.severity) for finding in prepare.findings(folder)[1]]


def check(folder: Path, **changes: Any) -> list[tuple[str, str]]:
    return told(folder, building.feature(**changes))


def test_a_plain_record_says_nothing_wrong(tmp_path: Path) -> None:
    assert check(tmp_path) == []


# --- ends ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("note", "status", "is_doubted"),
    [
        ("The end is the day before the next count.", "known", True),
        ("The end is computed.", "known", True),
        ("Its end is Approximate.", "known", True),
        ("The end was expected.", "known", True),
        ("The end is computed.", "superseded", False),
        ("The ministry gave the last day.", "known", False),
        ("An unexpected end.", "known", False),
        (None, "known", False),
    ],
)
def test_a_computed_end_is_not_known(note: str | None, status: str, tmp_path: Path, *, is_doubted: bool) -> None:
    found = check(tmp_path, kind="deployment", category="force_deployment", note=note, end_status=status, **ON_A_DAY)
    assert found == [("end_status", "warning")] * is_doubted


@pytest.mark.parametrize(("end", "wrong"), [(None, [("end", "error")]), ("2021-11-09", [])])
def test_what_is_superseded_has_an_end(end: str | None, wrong: list[Any], tmp_path: Path) -> None:
    assert check(tmp_path, end=end, end_status="superseded", date_precision="range") == wrong


# --- who says so and who denies it ---------------------------------------------------


@pytest.mark.parametrize(
    ("sides", "is_wrong"),
    [
        (["PL state"], True),
        (["PL state", "PL state"], True),
        (["BY state", "RU state"], True),
        (["RU state", "BY state", "RU state"], True),
        (["EU/NATO", "LT state"], True),
        (["EU/NATO", "RU state"], False),
        (["PL state", "BY state"], False),
        (["PL state", "EU/NATO", "LT state"], False),
        (["BY state", "RU state", "NGO"], False),
    ],
)
def test_two_independent_sides_corroborate(sides: Sequence[str], tmp_path: Path, *, is_wrong: bool) -> None:
    found = check(tmp_path, confidence="confirmed_multiple", claimant_sides=sides)
    assert found == [("confidence", "error")] * is_wrong


def test_which_sides_depend_on_one_another_is_for_the_study_to_say() -> None:
    sides = frozenset({"PL state", "NGO"})
    assert corroborate(sides)
    with study.use(replace(study.current(), dependent_sides=(sides,))):
        assert not corroborate(sides)


@pytest.mark.parametrize(
    ("deniers", "sides", "is_doubted"),
    [([], [], False), (["Somebody"], ["NGO"], False), (["Somebody"], [], True), ([], ["NGO"], True)],
)
def test_who_denies_has_a_side(deniers: list[str], sides: list[str], tmp_path: Path, *, is_doubted: bool) -> None:
    confidence = "disputed" if deniers else "single_source"
    found = check(tmp_path, confidence=confidence, disputed_by=deniers, denier_sides=sides)
    assert found == [("denier_sides", "warning")] * is_doubted


@pytest.mark.parametrize(
    ("bears", "says", "changes", "is_doubted"),
    [
        (["claim"], "It happened.", {}, False),
        ([], None, {}, False),
        (["claim"], None, {}, True),
        (["denial"], "It did not.", {}, True),
        (["denial"], "It did not.", {"confidence": "disputed", "disputed_by": ["A"], "denier_sides": ["NGO"]}, False),
        (["claim", "figure"], "A hundred.", {}, True),
        (["claim", "figure"], "A hundred.", {"figures": [building.figure()]}, False),
    ],
)
def test_a_source_bears_only_what_the_record_holds(
    bears: list[str], says: str | None, changes: Json, tmp_path: Path, *, is_doubted: bool
) -> None:
    citation = {"id": building.SOURCE, "locator": None, "says": says, "bears": bears}
    assert check(tmp_path, sources=[citation], **changes) == [("sources.0.bears", "warning")] * is_doubted


# --- numbers -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "value", "is_wrong"),
    [("people_present", 0, False), ("people_present", -1, True), ("temperature", -1, False), ("distance", -0.5, True)],
)
def test_only_a_temperature_is_less_than_nothing(measure: str, value: float, tmp_path: Path, *, is_wrong: bool) -> None:
    figure = building.figure(measure=measure, value=value)
    assert check(tmp_path, figures=[figure]) == [("figures.0.value", "error")] * is_wrong


@pytest.mark.parametrize("name", ["min", "max"])
def test_a_least_and_a_most_are_not_less_than_nothing(name: str, tmp_path: Path) -> None:
    assert check(tmp_path, figures=[building.figure(**{name: -1})]) == [(f"figures.0.{name}", "error")]


@pytest.mark.parametrize(
    ("note", "scope", "is_doubted"),
    [
        ("Along the whole border.", None, True),
        ("Nationwide, by the ministry.", None, True),
        ("Along the whole border.", WIDE, False),
        ("In the camp.", None, False),
    ],
)
def test_a_number_for_a_wider_place_says_so(note: str, scope: Json | None, tmp_path: Path, *, is_doubted: bool) -> None:
    figure = building.figure(note=note, scope=scope)
    assert check(tmp_path, figures=[figure]) == [("figures.0.scope", "warning")] * is_doubted


@pytest.mark.parametrize(
    ("summary", "is_doubted"),
    [
        ("There were 4,000 along the whole border.", True),
        ("There were 400 here, and 4,000 along the whole border.", True),
        ("There were 4,000 here; along the whole border nobody counted.", False),
        ("There were 4,001 along the whole border.", False),
    ],
)
def test_a_number_beside_words_of_a_wider_place_counts_for_it(
    summary: str, tmp_path: Path, *, is_doubted: bool
) -> None:
    found = check(tmp_path, summary=summary, figures=[building.figure(value=4000)])
    assert found == [("figures.0.scope", "warning")] * is_doubted


def test_a_record_of_a_section_needs_no_scope_for_it(tmp_path: Path) -> None:
    section = building.feature(
        at=None, geo_precision="region", area=building.AREA, figures=[building.figure(note="Along the whole border.")]
    )
    assert told(tmp_path, section) == []


PRECISIONS = list(schema.PRECISIONS)


@pytest.mark.parametrize(("own", "is_wrong"), [("locality", False), ("district", False), ("region", True)])
def test_a_scope_is_not_narrower_than_the_place_of_the_record(own: str, tmp_path: Path, *, is_wrong: bool) -> None:
    placed: Json = {"at": None, "area": building.AREA} if own == "region" else {}
    figure = building.figure(scope={"place": "A stretch", "precision": "district"})
    found = told(tmp_path, building.feature(**placed, geo_precision=own, figures=[figure]))
    assert found == [("figures.0.scope", "error")] * is_wrong


@pytest.mark.parametrize(
    ("title", "is_doubted"),
    [
        ("Border Guard: 100 people at the line", False),
        ("Border Guard: 101 people at the line", True),
        ("Border Guard: about 101 young Kurdish men at the line", True),
        ("Border Guard: 1,100 attempts in a day", True),
        ("Border Guard: 101 km of wire for people to see", False),
        ("In 2021 people came, in 101 days", False),
        ("Article 101, people at the line", False),
        ("A hundred and one people at the line", False),
    ],
)
def test_a_title_says_no_number_that_no_figure_has(title: str, tmp_path: Path, *, is_doubted: bool) -> None:
    found = check(tmp_path, title=title, figures=[building.figure(value=None, min=50, max=100)])
    assert found == [("title", "warning")] * is_doubted


# --- days ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "reported", "issued", "is_doubted"),
    [
        ("2021-11-17", "2021-11-19", (2021, 11), False),  # the day that is counted
        ("2021-11-18", "2021-11-19", (2021, 11), True),  # a day later, though the report is of the day after that
        ("2021-11-18", "2021-11-18", (2021, 11), False),  # early on the day of publication
        ("2021-11-18", "2021-11-18", (2021, 11, 18), False),
        ("2021-11-18", "2021-11-18", (2021, 11, 19), True),
        ("2021-11-18", "2021-11-18", (2021, 11, 17), True),  # after all that the report can tell of
        ("2021-11-16", "2021-11-19", (2021, 11), True),
        ("2021-11-15", "2021-11-19", (2021, 11), False),  # background
    ],
)
def test_the_day_of_a_record_is_that_of_a_count_of_the_same_source(
    start: str, reported: str, issued: tuple[int, ...], tmp_path: Path, *, is_doubted: bool
) -> None:
    counted = building.count(date_start="2021-11-17", date_end="2021-11-17")
    counts = [counted, building.count(id="ATT-0002", source="a-count")]
    item = building.feature(start=start, reported=reported)
    found = told(tmp_path, item, counts=counts, sources=[building.source(*issued)])
    assert found == [("start", "warning")] * is_doubted


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "humanitarian"},
        {"date_precision": "approx"},
        {"end": "2021-11-17", "start": "2021-11-15", "date_precision": "range"},
    ],
)
def test_only_the_day_of_an_incident_is_compared_with_counts(changes: Json, tmp_path: Path) -> None:
    item = building.feature(**{"start": "2021-11-18", "reported": "2021-11-19", **changes})
    counts = [building.count(date_start="2021-11-17", date_end="2021-11-17"), building.count(id="B", source="a-count")]
    assert told(tmp_path, item, counts=counts, sources=[building.source(2021, 11)]) == []


def test_a_source_that_counts_several_days_contradicts_none(tmp_path: Path) -> None:
    days = [building.count(id=f"ATT-{day}", date_start=f"2021-11-{day}", date_end=f"2021-11-{day}") for day in (16, 17)]
    item = building.feature(start="2021-11-18", reported="2021-11-19")
    counts = [*days, building.count(source="a-count")]
    assert told(tmp_path, item, counts=counts, sources=[building.source(2021, 11)]) == []


def test_the_day_before_may_be_counted_by_another_source(tmp_path: Path) -> None:
    cited = [{"id": name, "locator": None} for name in (building.SOURCE, "a-count")]
    item = building.feature(start="2021-11-16", reported="2021-11-19", sources=cited)
    counts = [
        building.count(date_start="2021-11-17", date_end="2021-11-17"),
        building.count(id="ATT-0002", source="a-count", date_start="2021-11-16", date_end="2021-11-16"),
    ]
    assert told(tmp_path, item, counts=counts, sources=[building.source(2021, 11)]) == []


# --- texts and tables ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "is_wrong"),
    [("  ", True), ("\u200b", True), ("\u00ad\u2060\ufeff \u3164", True), ("\u200bA", False), (".", False)],
)
def test_a_text_shows_something(title: str, tmp_path: Path, *, is_wrong: bool) -> None:
    assert check(tmp_path, title=title) == [("title", "error")] * is_wrong


def test_a_name_and_a_title_of_a_source_show_something(tmp_path: Path) -> None:
    assert ("claimed_by", "error") in check(tmp_path / "a", claimed_by=["\u2800"])
    found = told(tmp_path / "b", building.feature(), sources=[building.source(2021, 11, 8, title="\u200d")])
    assert ("title", "error") in found


HEADER = ",".join(schema.COUNT_COLUMNS)
ROW = "ATT-0001,2021-11-08,2021-11-08,day,300,false,false,Polish Border Guard,a-paper-2021-11-08,"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("", "the file is empty"),
        ("\n", "the file is empty"),
        (HEADER, "no count"),
        (f"{HEADER}\n\n", "no count"),
        (f"{HEADER},id\n{ROW},ATT-0001\n", "the column 'id' stands twice"),
        ("id,attempts\n", "no column date_start, date_end, period_type, rounded"),
        (f"{HEADER}\n{ROW}\n", None),
    ],
)
def test_a_table_of_counts_has_a_header_and_rows(body: str, problem: str | None, tmp_path: Path) -> None:
    folder = building.folder(tmp_path, building.feature())
    (folder / "attempts.csv").write_text(body, encoding="utf-8")
    found = [finding for finding in prepare.findings(folder)[1] if finding.file == "attempts.csv"]
    assert [(finding.id, finding.field) for finding in found] == [("the whole file", "file")] * bool(problem)
    assert all(problem and finding.problem.startswith(problem) for finding in found)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"attempts": "100000000"}, None),
        ({"attempts": "100000001"}, "attempts: '100000001' is too large"),
        ({"attempts": "9" * 5000}, "is too large"),
        ({"claimed_by": "\u200b"}, "claimed_by: '\\u200b' holds a text in which nothing can be seen"),
        ({"claimed_by": ""}, "claimed_by: missing"),
        ({"note": "a\x1b[31m"}, "note: 'a\\x1b[31m' holds a control character"),
        ({"date_start": "20211108"}, "date_start: '20211108' is not a calendar date"),
        ({"date_end": "2021-W45-1"}, "date_end: '2021-W45-1' is not a calendar date"),
        ({"date_end": "2021-11-09"}, "date_end: another day than date_start"),
        ({"date_end": "2021-11-09", "date_inferred": "true"}, None),
        ({"date_end": "2021-11-30", "period_type": "cumulative"}, None),
    ],
)
def test_a_count_is_a_number_of_a_period_that_somebody_gives(changes: Json, said: str | None, tmp_path: Path) -> None:
    found = building.dataset(tmp_path, building.feature(), counts=[building.count(**changes)])
    told = [f"{finding.field}: {finding.problem}" for finding in found.findings]
    assert len(found.attempts) == (said is None)
    assert told == [] if said is None else any(said in each for each in told), told


@pytest.mark.parametrize(
    ("address", "is_wrong"),
    [
        ("https://news.example/a?b=c#d", False),
        ("https://news.example:8443/a", False),
        ("https://[2001:db8::1]/a", False),
        ("https://good.example@evil.example/", True),
        ("https://news.example:99999/", True),
        ("https:///a", True),
        ("https://[::1/", True),
        ("https://news.example/\u202egpj.exe", True),
        ("https://news.example/\u200b", True),
    ],
)
@pytest.mark.parametrize("field", ["URL", "archive_url"])
def test_an_address_leads_where_it_seems_to(address: str, field: str, tmp_path: Path, *, is_wrong: bool) -> None:
    given = building.source(2021, 11, 8)
    entry = {**given, "URL": address} if field == "URL" else {**given, "custom": given["custom"] | {field: address}}
    found = building.dataset(tmp_path, building.feature(), sources=[entry])
    assert any("leads nowhere" in finding.problem for finding in found.findings) == is_wrong
    assert len(found.sources) == (not is_wrong)

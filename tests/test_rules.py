"""Each rule at its edge, on records built for it: what today's data happen to hold plays no part."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from geo import schema, store, summarise
from geo.intake import validate
from geo.model import Link, Selection, View
from geo.present import card, matrix
from geo.present.staticmap.content import Content, content
from geo.present.staticmap.ground import Extent
from geo.publish import compose
from geo.query import as_of, select
from geo.query.view import DataView
from geo.symbols import SYMBOLS
from tests import building
from tests.building import attempts, count, entries, feature, record, records, source
from tests.serving import ROOT

DAY = date(2021, 11, 12)
EVE, MORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)
DEADLINE_S = 60


def published(day: date, name: str = building.SOURCE) -> building.Json:
    """A source of one day."""
    return source(day.year, day.month, day.day, id=name)


# --- going back to a day -------------------------------------------------------------


@pytest.mark.parametrize(("reported", "is_there"), [(EVE, True), (DAY, True), (MORROW, False)])
def test_what_was_reported_on_the_day_itself_was_known_on_it(reported: date, *, is_there: bool) -> None:
    rows = records(record(reported=reported))
    left = as_of.as_known(rows, sources=entries(published(reported)), day=DAY)
    assert len(left) == is_there
    assert len(select.rows(select.index(rows), Selection(known=DAY))) == is_there


@pytest.mark.parametrize(("issued", "is_there"), [(EVE, True), (DAY, True), (MORROW, False)])
def test_what_a_source_of_the_day_itself_says_was_known_on_it(issued: date, *, is_there: bool) -> None:
    cited = [{"id": name, "locator": None} for name in (building.SOURCE, "another-paper")]
    whole = record(sources=cited, figures=[building.figure(source="another-paper")])
    sources = entries(published(EVE), published(issued, "another-paper"))
    (left,) = as_of.as_known(records(whole), sources=sources, day=DAY).to_dict("records")
    assert len(left["sources"]) == 1 + is_there
    assert len(left["figures"]) == is_there


@pytest.mark.parametrize(("issued", "is_there"), [(EVE, True), (DAY, True), (MORROW, False)])
def test_a_count_of_the_day_itself_was_known_on_it(issued: date, *, is_there: bool) -> None:
    assert len(as_of.attempts_as_known(attempts(count()), sources=entries(published(issued)), day=DAY)) == is_there


@pytest.mark.parametrize(
    ("end", "status", "shown"),
    [(EVE, "known", EVE), (DAY, "known", DAY), (MORROW, "known", None), (MORROW, None, None)],
)
def test_an_end_on_the_day_itself_is_known_and_a_later_one_is_open(end: date, status: str, shown: date | None) -> None:
    lasting = records(record(start="2021-11-08", end=end, end_status=status, date_precision="range"))
    (left,) = as_of.as_known(lasting, sources=entries(), day=DAY).to_dict("records")
    assert left["end"] == shown
    assert left["end_status"] == (status if shown else "unknown")


# --- the line and what is near it ----------------------------------------------------


def carded(**changes: Any) -> card.Card:
    return card.card(record(**changes), sources=entries(), areas={})


@pytest.mark.parametrize(("metres", "reaches"), [(999, True), (1000, True), (1001, False)])
def test_an_uncertainty_reaches_over_the_line_from_the_metre_at_which_it_touches_it(
    metres: float, *, reaches: bool
) -> None:
    said = carded(border_m=float(metres), uncertainty_m=1000).border
    assert ("the uncertainty reaches over the line" in said) == reaches


@pytest.mark.parametrize(("metres", "is_doubted"), [(999, False), (1000, False), (1001, True)])
def test_a_declared_side_is_compared_only_where_the_circle_stays_on_its_side(
    metres: float, *, is_doubted: bool
) -> None:
    other = record(declared_side=building.EAST, side=building.WEST, border_m=float(metres), uncertainty_m=1000)
    found = validate.cross_check(records(other), sources=entries(), used=[])
    assert [doubt.field for doubt in found] == (["declared_side"] if is_doubted else [])


def test_a_declared_side_is_compared_where_there_is_no_circle() -> None:
    abroad = record(declared_side=building.EAST, **building.NOWHERE)
    found = validate.cross_check(records(abroad), sources=entries(), used=[])
    assert [doubt.field for doubt in found] == ["declared_side"]


@pytest.mark.parametrize("side", [building.WEST, building.EAST])
@pytest.mark.parametrize(("metres", "is_on_the_line"), [(99, True), (101, False), (999, False)])
def test_a_point_is_on_the_line_within_a_hundred_metres_of_it(
    side: str, metres: float, tmp_path: Path, *, is_on_the_line: bool
) -> None:
    east_m = metres if side == building.EAST else -metres
    (row,) = building.dataset(tmp_path, feature(at=(east_m, 15_000))).records.to_dict("records")
    assert row["side"] == ("line" if is_on_the_line else side)
    assert row["border_m"] == metres


def test_a_point_has_the_kilometre_of_its_place_on_the_line_from_the_southern_end(tmp_path: Path) -> None:
    items = [feature(id=f"PLBY-000{km}", title=str(km), at=(-3000, km * 1000)) for km in (1, 5, 9)]
    rows = building.dataset(tmp_path, *items).records
    assert rows["border_km"].tolist() == pytest.approx([1, 5, 9], abs=0.1)  # the ellipsoid is no plane


@pytest.mark.parametrize(("metres", "is_marked"), [(50_000, True), (50_001, False)])
def test_a_point_has_a_mark_along_the_line_within_fifty_kilometres_of_it(metres: float, *, is_marked: bool) -> None:
    rows = records(record(border_m=float(metres)))
    areas = building.layer(building.area())
    placed = summarise.placed(rows, areas)
    assert (placed.marks, placed.too_far, placed.nowhere) == (is_marked, not is_marked, 0)
    assert len(summarise.along(rows, until=DAY)) == is_marked
    assert summarise.bands(rows)["records"].sum() == is_marked
    assert len(select.rows(select.index(rows), Selection(along_km=(19.9, 20.1)))) == is_marked


@pytest.mark.parametrize(("border_km", "is_there"), [(1.999, False), (2.0, True)])
def test_a_distance_from_the_line_is_inclusive(border_km: float, *, is_there: bool) -> None:
    rows = records(record(border_m=2000.0), record(id="PLBY-0002", **building.NOWHERE))
    assert select.rows(select.index(rows), Selection(border_km=border_km)).tolist() == [0] * is_there


@pytest.mark.parametrize(
    ("along_km", "is_there"), [((20.0, 20.0), True), ((19.0, 19.9), False), ((20.1, 30.0), False), ((0.0, 20.0), True)]
)
def test_a_stretch_of_the_line_is_inclusive_at_both_ends(along_km: tuple[float, float], *, is_there: bool) -> None:
    rows = records(record(border_km=20.0))
    assert len(select.rows(select.index(rows), Selection(along_km=along_km))) == is_there


@pytest.mark.parametrize(
    ("start", "end", "is_there"),
    [
        ("2021-11-05", "2021-11-07", False),
        ("2021-11-05", "2021-11-08", True),
        ("2021-11-09", "2021-11-09", True),
        ("2021-11-10", "2021-11-15", True),
        ("2021-11-11", "2021-11-15", False),
    ],
)
def test_a_record_is_in_every_range_that_holds_one_of_its_days(start: str, end: str, *, is_there: bool) -> None:
    rows = records(record(end="2021-11-10", end_status="known", date_precision="range"))
    chosen = Selection(start=date.fromisoformat(start), end=date.fromisoformat(end))
    assert len(select.rows(select.index(rows), chosen)) == is_there


@pytest.mark.parametrize(
    ("changes", "is_drawn"),
    [
        ({}, True),
        ({"category": "closure"}, True),
        ({"category": "statement"}, False),
        ({"end": "2021-11-08"}, False),
        ({"end": None}, False),
        ({"end": None, "end_status": "unknown"}, True),
        ({"end": None, "end_status": "ongoing"}, True),
        ({"date_precision": "month"}, False),
        ({"geo_precision": "country"}, False),
    ],
)
def test_what_is_in_force_is_a_decision_about_a_place_that_holds_for_days(
    changes: dict[str, Any], *, is_drawn: bool
) -> None:
    decision = {"kind": "policy", "category": "policy", "end": "2021-11-09", "date_precision": "range"}
    table = summarise.measures_in_force(records(record(**decision | changes)), until=DAY)
    assert len(table) == is_drawn


# --- figures that compete ------------------------------------------------------------


def sets(*rows: building.Json, counts: tuple[building.Json, ...] = ()) -> list[list[str]]:
    """Who gives each figure, a list a set."""
    table = summarise.side_by_side(records(*rows), attempts(*counts), areas={})
    return [group["attributed_to"].tolist() for _, group in table.groupby("group", sort=False)]


def test_figures_compete_between_claimants_and_not_within_one() -> None:
    mine = [building.figure(value=100), building.figure(value=150)]
    assert sets(record(figures=mine)) == []
    theirs = building.figure(value=300, attributed_to="Belarusian Border Committee")
    assert sets(record(figures=[*mine, theirs])) == [[mine[0]["attributed_to"]] * 2 + [theirs["attributed_to"]]]


def test_a_figure_for_a_wider_place_than_its_records_says_so_beside_others() -> None:
    """Strengths of one country stand together whatever their place, so that each has to name its own."""
    wider = building.figure(measure="personnel", value=9000, note="Soldiers.") | {
        "scope": {"place": "Whole border", "precision": "region"}
    }
    deployed = {"kind": "deployment", "category": "force_deployment", "figures": [wider]}
    other = deployed | {
        "figures": [building.figure(measure="personnel", value=100, attributed_to="A paper", note=None)]
    }
    table = summarise.side_by_side(records(record(**deployed), record(**other)), attempts(), areas={})
    assert sorted(table["note"]) == ["", "For Whole border. Soldiers."]


def test_a_claimants_own_counts_of_attempts_for_the_same_days_compete() -> None:
    twice = count(), count(id="ATT-0002", attempts="310")
    assert sets(counts=twice) == [["Polish Border Guard"] * 2]
    assert sets(counts=(count(), count(id="ATT-0002", date_end="2021-11-09"))) == []


@pytest.mark.parametrize(("days", "is_together"), [(14, True), (15, False)])
def test_figures_compete_within_a_fortnight(days: int, *, is_together: bool) -> None:
    later = (date(2021, 11, 8) + timedelta(days=days)).isoformat()
    pair = [building.figure(), building.figure(attributed_to="A charity", as_of=later)]
    assert len(sets(record(figures=pair))) == is_together


@pytest.mark.parametrize(
    ("metres", "uncertainty", "is_at_it"),
    [(5000, 5000, True), (5001, 5000, False), (5000, 5001, False), (0, 25_000, False)],
)
def test_a_point_is_at_the_crossing_that_it_is_near_only_if_it_is_exact(
    metres: float, uncertainty: int, *, is_at_it: bool
) -> None:
    pair = [building.figure(), building.figure(attributed_to="A charity")]
    near = record(border_m=float(metres), uncertainty_m=uncertainty, place="A village", figures=pair)
    (heading, *_) = summarise.side_by_side(records(near), attempts(), areas={})["group"]
    assert (building.CROSSING in heading) == is_at_it
    assert ("A village" in heading) != is_at_it


# --- what a run of the whole says ----------------------------------------------------


def test_the_data_cover_the_days_from_the_first_start_to_the_last_end(tmp_path: Path) -> None:
    long = feature(start="2021-11-01", end="2021-11-20", date_precision="range", reported="2021-11-08")
    late = feature(id="PLBY-0002", start="2021-11-10", title="Later", reported="2021-11-10")
    assert building.dataset(tmp_path, late, long).coverage == (date(2021, 11, 1), date(2021, 11, 20))


def test_without_records_the_data_cover_the_days_that_a_record_may_have(tmp_path: Path) -> None:
    first, last = building.dataset(tmp_path).coverage
    assert first < last


def test_a_citation_holds_the_link_of_the_selection_alone(tmp_path: Path) -> None:
    dataset = building.dataset(tmp_path, feature())
    whole = Link(
        selection=Selection(start=date(2021, 11, 8), sides=frozenset({building.WEST})),
        record_id="PLBY-0404",
        view=View(53.5, 23.6, 11),
        second=(date(2021, 12, 1), date(2021, 12, 2)),
    )
    (entry,) = compose.citation(
        DataView(dataset, select.index(dataset.records), whole), accessed=DAY, address="https://a.example/"
    )
    selection, _, pinned = entry["URL"].partition("&data=")
    assert selection == f"https://a.example/?from=2021-11-08&side={building.WEST}"
    assert "&" not in pinned.replace("&rows=", "")


def on_map(path: Path, *items: building.Json) -> Content:
    """What a map of the line and ten kilometres around it shows of some records."""
    dataset = building.dataset(path, *items)
    (left, bottom), reach = building.SOUTH_END, 10_000
    top = bottom + building.LINE_KM * 1000
    extent = Extent(left - reach, bottom - reach, left + reach, top + reach)
    return content(dataset.records, areas=dataset.areas, extent=extent, width_mm=100)


def test_each_record_of_a_map_for_print_is_counted_where_it_can_be_seen(tmp_path: Path) -> None:
    region: building.Json = {"at": None, "geo_precision": "region"}
    groups = {
        "placed": [feature(at=(9_900, 20_000)), feature(at=(-9_900, 20_000))],
        "zoned": [feature(**region, area=building.AREA) for _ in range(3)],
        "beyond": [
            *(feature(at=(10_100, 20_000 + metres)) for metres in (0, 100, 200)),
            feature(**region, area=building.ABROAD),
        ],
        "nowhere": [feature(at=None) for _ in range(5)],
    }
    numbered = [item for items in groups.values() for item in items]
    for number, item in enumerate(numbered):
        item["id"] = item["properties"]["id"] = item["properties"]["title"] = f"PLBY-{number:04d}"
    found = on_map(tmp_path, *numbered)
    assert {name: getattr(found, name) for name in groups} == {name: len(items) for name, items in groups.items()}
    assert found.ledger() == (
        "14 records: 2 at their places on the map; 3 counted at the lines and areas that they concern; "
        "4 beyond the edges of this map; 5 without a place to draw."
    )


# --- what is denied ------------------------------------------------------------------


def test_what_a_side_says_amounts_to_shares_of_what_that_side_says() -> None:
    codes = ("confirmed_multiple", "single_source", "single_source", "disputed")
    found = matrix.standing(summarise.claims(records(*(record(confidence=code) for code in codes))))
    (line,) = found.lines
    assert [label for _, label in found.columns] == [schema.CONFIDENCES[code].label for code in dict.fromkeys(codes)]
    assert [(cell.records, cell.part) for cell in line.cells] == [(1, 0.25), (2, 0.5), (1, 0.25)]


def printed(path: Path, *items: building.Json) -> str:
    """The map for print of some records."""
    dataset = building.dataset(path, *items)
    view = DataView(dataset, select.index(dataset.records), Link())
    return compose.figure(view, format="svg").decode()


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The map for print of one record that one side claims and nobody denies."""
    return printed(tmp_path_factory.mktemp("plain"), feature())


@pytest.mark.parametrize(
    ("changes", "rings"),
    [
        ({"confidence": "confirmed_multiple", "claimant_sides": ["PL state", "NGO"]}, 0),
        ({"confidence": "disputed", "disputed_by": ["Belarusian Border Committee"]}, 1),
    ],
)
def test_only_a_denied_record_has_a_dashed_ring_in_print_and_in_its_key(
    tmp_path: Path, plain: str, changes: dict[str, Any], rings: int
) -> None:
    picture = printed(tmp_path, feature(**changes))
    assert "Denied by a named party" not in plain
    assert ("Denied by a named party" in picture) == bool(rings)
    assert picture.count("stroke-dasharray") - plain.count("stroke-dasharray") == 2 * rings  # on the map and in the key


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The map for print of one record whose place is known to a district."""
    return printed(tmp_path_factory.mktemp("district"), feature(geo_precision="district"))


def test_the_key_of_a_map_for_print_explains_what_is_on_it_and_nothing_else(plain: str, district: str) -> None:
    entries = ("Site, village or town", "Somewhere in its circle", "Several records")
    assert [entry in plain for entry in entries] == [True, False, False]
    assert [entry in district for entry in entries] == [False, True, False]


def test_a_place_known_to_a_district_is_a_hollow_sign_in_print(plain: str, district: str) -> None:
    hollow = f"fill: #ffffff; stroke: {SYMBOLS['crossing'].light}"
    assert plain.count(hollow) == 0
    assert district.count(hollow) == 2  # on the map and in the key


# --- typed dates ---------------------------------------------------------------------


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Serve a small folder of data in this process."""

    def serve(*items: building.Json, **parts: Any) -> Path:
        monkeypatch.setenv(store.DATA_VARIABLE, str(tmp_path))
        return building.folder(tmp_path, *items, **parts)

    return serve


def opened(page: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=DEADLINE_S)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    if page != "map.py":
        app.switch_page(page).run()
    assert not app.exception
    return app


@pytest.mark.parametrize(
    ("page", "fields", "names"),
    [
        pytest.param("map.py", ("typed_from", "typed_to"), ("from", "to"), id="sidebar"),
        pytest.param("compare.py", ("second_from", "second_to"), ("from2", "to2"), id="compare"),
    ],
)
@pytest.mark.parametrize("typed", [0, 1], ids=["from", "to"])
def test_an_inverted_pair_of_typed_dates_becomes_the_day_typed_last(
    served: Callable[..., Path], page: str, fields: tuple[str, str], names: tuple[str, str], typed: int
) -> None:
    served(feature(start="2021-11-01", end="2021-11-30", date_precision="range", end_status="known"))
    app = opened(page, **dict(zip(names, ("2021-11-10", "2021-11-20"), strict=True)))
    day = (date(2021, 11, 21), date(2021, 11, 9))[typed]
    app.text_input(key=fields[typed]).set_value(day.isoformat()).run()
    assert [app.query_params[name] for name in names] == [day.isoformat()] * 2

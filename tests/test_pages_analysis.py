"""Every number on the pages of the analysis is the one that the command line gives for the same selection."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qsl

import pandas as pd
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from geo import __main__ as cli
from geo import schema, store
from geo.model import Dataset
from geo.query import as_of
from pages.blocks import chart, second_period
from pages.session import state
from tests.serving import ROOT
from tests.test_chart import _along, _histogram

DEADLINE_S = 60
LINKS = (
    "",
    "from=2021-11-08&to=2021-11-12",
    "from=2021-11-01&to=2021-11-30&side=PL&confidence=single_source",
    "category=force_deployment,military_exercise",
    "km=340-380",
    "known=2021-11-12",
    "from=2021-11-08&to=2021-11-18&known=2021-11-12&q=Kuźnica",
    "from=2025-01-01",
    "layers=none",
)
ANALYSIS = ("timeline.py", "along.py", "deployments.py", "claims.py", "compare.py")
FOLDED = {
    "timeline.py": ("periods", "attempts", "measures"),
    "along.py": ("along", "stretches"),
    "deployments.py": ("strengths", "deployments"),
    "claims.py": ("side_by_side", "all_figures"),
    "compare.py": ("compared_families", "compared_bands", "map_a", "map_b"),
}
"""Tables that a page has folded away; they are made when they are opened."""
DAY = date(2021, 11, 12)
REACH_M = 50_000
"""A point farther from the line than this has no kilometre on it."""
Row = Mapping[str, Any]


@pytest.fixture(autouse=True)
def _shipped_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """Serve the shipped data, whatever the environment says."""
    monkeypatch.delenv(store.DATA_VARIABLE, raising=False)


def opened(page: str, query: str) -> AppTest:
    """Open a link on a page, and what it has folded away."""
    app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=DEADLINE_S)
    for name, value in parse_qsl(query):
        app.query_params[name] = value
    app.run()
    if page != "map.py":
        app.switch_page(page).run()
    for name in FOLDED.get(page, ()):
        app.session_state[f"{name}_folded"] = True
    if page in FOLDED:
        app.run()
    assert not app.exception
    assert not app.error
    return app


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> Any:
    """What ``python -m geo show`` prints for a link, as the rows of its JSON."""

    def show(query: str) -> tuple[str, list[Row]]:
        options = [word for name, value in parse_qsl(query) for word in (f"--{name}", value)]
        assert cli.main(["show", "--json", *options]) == cli.FINE
        printed = json.loads(capsys.readouterr().out)
        return printed["headline"], printed["rows"]

    return show


def html(app: AppTest) -> str:
    """All that the app draws from its own templates."""
    return "\n".join(element.proto.body for element in app.get("html"))


def headline(app: AppTest) -> str:
    return html(app).partition('granica-count">')[2].partition("<")[0]


def chips(app: AppTest) -> dict[str, str]:
    """Active filters by name, and where the link that removes each leads."""
    found = re.findall(r'<a id="chip-[0-9]+" href="([^"]*)" aria-label="Remove the filter ([^"]*)"', html(app))
    return {words: unescape(href) for href, words in found}


def table(app: AppTest, *columns: str) -> pd.DataFrame:
    """The first table that has these columns."""
    return next(element.value for element in app.dataframe if set(columns) <= set(element.value.columns))


def family(row: Row) -> str:
    return schema.CATEGORIES[row["category"]].family


def monday(day: str) -> date:
    found = date.fromisoformat(day)
    return found - timedelta(days=found.weekday())


@pytest.mark.parametrize("page", [*ANALYSIS, "records.py"])
@pytest.mark.parametrize("query", LINKS)
def test_the_heading_is_that_of_the_command(page: str, query: str, shown: Any) -> None:
    assert headline(opened(page, query)) == shown(query)[0]


@pytest.mark.parametrize("query", LINKS)
def test_bars_of_the_timeline_count_the_rows_of_the_command(query: str, shown: Any) -> None:
    app = opened("timeline.py", query)
    rows = [row for row in shown(query)[1] if row["date_precision"] != "month"]
    bars = table(app, "first", "family", "records")
    weekly = not bars.empty and (bars["last"] != bars["first"]).any()
    expected = Counter(
        (monday(row["start"]) if weekly else date.fromisoformat(row["start"]), family(row)) for row in rows
    )
    assert dict(zip(zip(bars["first"], bars["family"], strict=True), bars["records"], strict=True)) == expected


@pytest.mark.parametrize("query", LINKS)
def test_marks_along_the_line_are_the_rows_of_the_command(query: str, shown: Any) -> None:
    app = opened("along.py", query)
    rows = shown(query)[1]
    near = {row["id"]: row["border_km"] for row in rows if row["border_m"] is not None and row["border_m"] <= REACH_M}
    marks = table(app, "km", "uncertainty_km")
    assert dict(zip(marks["id"], marks["km"], strict=True)) == near
    regions = {row["id"] for row in rows if row["geo_precision"] in ("region", "country")}
    assert not regions & set(marks["id"])
    assert set(table(app, "area", "km_from")["id"]) <= regions


@pytest.mark.parametrize("query", LINKS)
def test_deployments_and_strengths_are_those_of_the_command(query: str, shown: Any) -> None:
    app = opened("deployments.py", query)
    deployed = [row for row in shown(query)[1] if row["kind"] == "deployment"]
    assert sorted(table(app, "row", "force")["id"]) == sorted(row["id"] for row in deployed)
    published = [figure for row in deployed for figure in row["figures"] if figure["measure"] == "personnel"]
    strengths = table(app, "said", "low", "high")
    assert len(strengths) == len(published)
    assert Counter(strengths["attributed_to"]) == Counter(figure["attributed_to"] for figure in published)


@pytest.mark.parametrize("query", LINKS)
def test_claims_count_the_rows_of_the_command(query: str, shown: Any) -> None:
    app = opened("claims.py", query)
    rows = shown(query)[1]
    expected = Counter(
        (schema.CLAIMANT_SIDES[side].label, schema.FAMILIES[family(row)].label)
        for row in rows
        for side in set(row["claimant_sides"])
    )
    found = re.findall(r'aria-label="([^"]+), ([^",]+): ([0-9,]+) records"', html(app))
    assert {(side, of): int(number.replace(",", "")) for side, of, number in found} == expected
    said = " ".join(element.value for element in app.header)
    assert f"{sum(row['single_claimant'] for row in rows):,} said by one side alone" in said
    assert f"{sum(bool(row['disputed_by']) for row in rows):,} denied or told otherwise" in said


@pytest.mark.parametrize("known_by", ["", "&known=2021-11-12"])
def test_a_comparison_counts_two_selections_of_the_command(known_by: str, shown: Any) -> None:
    first, second = f"from=2021-11-08&to=2021-11-14{known_by}", f"from=2021-11-15&to=2021-11-21{known_by}"
    app = opened("compare.py", f"{first}&from2=2021-11-15&to2=2021-11-21")
    a, b = (shown(query)[1] for query in (first, second))
    families = table(app, "what", "a", "b", "difference").set_index("what")
    for code in schema.FAMILIES:
        in_a, in_b = (sum(family(row) == code for row in rows) for rows in (a, b))
        assert tuple(families.loc[code]) == (in_a, in_b, in_b - in_a)
    bands = table(app, "km_from", "a", "b")
    for rows, column in ((a, "a"), (b, "b")):
        near = [row for row in rows if row["border_m"] is not None and row["border_m"] <= REACH_M]
        expected = Counter(int(row["border_km"] // 20) * 20 for row in near)
        assert {km: number for km, number in zip(bands["km_from"], bands[column], strict=True) if number} == expected


def drawn(app: AppTest) -> str:
    """All text that a page holds: markup, tables, charts with their data, and what stands in widgets."""
    charts = [element.proto for element in app.get("vega_lite_chart")]
    data = [part.data.data for chart in charts for part in chart.datasets] + [chart.data.data for chart in charts]
    frames = [pa.ipc.open_stream(body).read_all().to_pylist() for body in data if body]
    tables = [element.value.to_dict("records") for element in app.dataframe]
    kinds = (app.text, app.caption, app.markdown, app.subheader, app.header)
    words = [element.value for kind in kinds for element in kind]
    options = [option for element in app.selectbox for option in element.options]
    return "\n".join([html(app), *(chart.spec for chart in charts), str(frames), str(tables), *words, *options])


@pytest.mark.parametrize("page", ["map.py", *ANALYSIS, "records.py", "method.py"])
def test_a_page_that_goes_back_to_a_day_shows_nothing_that_was_published_later(page: str, dataset: Dataset) -> None:
    app = opened(page, f"known={DAY}&id=PLBY-0095")
    text = drawn(app)
    later = dataset.records[dataset.records["reported"] > DAY]
    assert not set(later["id"]) & set(re.findall(r"PLBY-[0-9]{4}", text))
    early = dataset.records[dataset.records["reported"] <= DAY]
    kept = "\n".join(early["title"])
    assert not [title for title in later["title"] if title in text and title not in kept]
    published = {name: as_of.published_by(entry) for name, entry in dataset.sources.items()}
    exact = {
        name for name, entry in dataset.sources.items() if len(entry.get("issued", {}).get("date-parts", [[]])[0]) == 3
    }
    assert not [name for name, day in published.items() if day and day > DAY and name in exact and name in text]
    cited = {citation["id"] for citations in early["sources"] for citation in citations}
    for name, entry in dataset.sources.items():
        if name in exact and (published[name] or DAY) > DAY and name not in cited:
            assert entry["title"] not in text or any(
                entry["title"] == other["title"] for key, other in dataset.sources.items() if key != name
            )
    assert f"Left out, because published later: {len(later):,} records" in text


def test_a_record_that_was_published_later_is_not_opened() -> None:
    app = opened("map.py", f"known={DAY}&id=PLBY-0175")
    assert "granica-card" not in html(app).partition("<style>")[0]
    assert "PLBY-0175 was published later than the day" in html(app)


@pytest.mark.parametrize("field", chart.DAYS)
def test_a_region_drawn_on_a_chart_becomes_dates_and_kilometres(field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[Any] = []
    monkeypatch.setattr(state, "set_dates", lambda *days: taken.append(days))
    monkeypatch.setattr(state, "set_along", taken.append)
    chart.take({})
    assert not taken
    chart.take({field: [1_636_329_600_000, 1_637_280_000_000], chart.KILOMETRES: [340.2, 379.6]})
    assert taken == [(date(2021, 11, 8), date(2021, 11, 18)), (340.0, 380.0)]


@pytest.mark.parametrize("drawing", [_histogram, _along])
def test_a_region_is_drawn_over_fields_that_are_understood(dataset: Dataset, drawing: Any) -> None:
    spec = drawing(dataset, dataset.records, dark=False).written()
    (brush,) = spec["params"]
    (brushed,) = (layer for layer in spec["layer"] if layer.get("name") in brush["views"])
    assert brushed["encoding"]["x"]["field"] in chart.DAYS
    assert brushed["encoding"]["y"]["field"] in (chart.KILOMETRES, "low")


def test_the_stretch_is_a_chip_whose_link_removes_it(shown: Any) -> None:
    app = opened("map.py", "km=340-380")
    assert headline(app) == shown("km=340-380")[0]
    assert chips(app) == {"kilometres 340–380 of the line": "?"}


def test_the_second_period_is_in_the_link() -> None:
    app = opened("compare.py", "from=2021-11-08&to=2021-11-14")
    next(button for button in app.button if "Following period" in button.label).click().run()
    assert (app.query_params["from2"], app.query_params["to2"]) == ("2021-11-15", "2021-11-21")
    app.text_input(key="second_to").set_value("30 Nov 2021").run()
    assert app.query_params["to2"] == "2021-11-30"
    app.text_input(key="second_from").set_value("2021-12-05").run()
    assert (app.query_params["from2"], app.query_params["to2"]) == ("2021-12-05", "2021-12-05")


@pytest.mark.parametrize("value", ["380-340", "0-421", "340", "a-b", "340–380", "-5-10", "340.55-380"])
def test_a_stretch_that_cannot_be_used_is_told(value: str, shown: Any) -> None:
    app = opened("along.py", f"km={value}")
    assert "records anywhere along the line" in html(app)
    assert headline(app) == shown("")[0]


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        (("2021-01-01", "2021-12-31"), ""),
        (("2020-12-31", "2021-12-31"), "of B no more than 1 January – 31 December 2021."),
        (("2021-01-01", "2022-01-01"), "of B no more than 1 January – 31 December 2021."),
        (("2020-01-01", "2021-01-01"), "of B no more than 1 January 2021."),
        (("2021-12-31", "2022-06-30"), "of B no more than 31 December 2021."),
        (("2020-01-01", "2020-12-31"), "nothing of B: that it has no records says nothing."),
        (("2022-01-01", "2022-01-31"), "nothing of B: that it has no records says nothing."),
    ],
)
def test_a_second_period_that_the_records_do_not_cover_is_told(pair: tuple[str, str], said: str) -> None:
    days = date.fromisoformat(pair[0]), date.fromisoformat(pair[1])
    assert second_period.uncovered(days, (date(2021, 1, 1), date(2021, 12, 31))).endswith(said)
    assert bool(said) == bool(second_period.uncovered(days, (date(2021, 1, 1), date(2021, 12, 31))))


def test_compare_tells_what_of_its_first_second_period_is_not_covered() -> None:
    app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=DEADLINE_S).run()
    app.switch_page("compare.py").run()
    assert any("nothing of B" in told.value for told in app.info)

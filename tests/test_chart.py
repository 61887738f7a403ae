"""Charts say what they count, show the map's colours and hold text only where it is drawn as text."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import schema, summarise
from geo.intake import folder
from geo.model import Dataset, Link, Selection
from geo.present import caption
from geo.present import chart as charts
from geo.present.chart import drawing, forces
from geo.query import select
from geo.query.view import DataView
from geo.symbols import SYMBOLS
from pages.blocks import chart
from tests import strategies

BOUNDS = (date(2021, 11, 1), date(2021, 11, 30))
WORDS = {"subtitle": "1–30 November 2021", "description": "What it says."}
Drawing = Callable[..., charts.Drawing]


def _histogram(dataset: Dataset, records: Any, *, dark: bool) -> charts.Drawing:
    table = summarise.periods(select.index(dataset.records), records.index.to_numpy(), per="week")
    return charts.histogram(table, per="week", bounds=BOUNDS, dark=dark, **WORDS)


def _attempts(dataset: Dataset, records: Any, *, dark: bool) -> charts.Drawing:
    table = summarise.daily_attempts(dataset.attempts.iloc[: len(records)], first=BOUNDS[0], last=BOUNDS[1])
    return charts.attempts(table, bounds=BOUNDS, description="What it says.", dark=dark)


def _measures(dataset: Dataset, records: Any, *, dark: bool) -> charts.Drawing:
    table = summarise.measures_in_force(records, until=dataset.coverage[1])
    return charts.measures(table, bounds=BOUNDS, description="What it says.", dark=dark)


def _along(dataset: Dataset, records: Any, *, dark: bool) -> charts.Drawing:
    until = dataset.coverage[1]
    return charts.along(
        summarise.along(records, until=until),
        summarise.stretches(records, dataset.areas, until=until),
        summarise.axis_places(dataset.crossings, apart_km=9),
        bounds=BOUNDS,
        stretch_km=None,
        dark=dark,
        **WORDS,
    )


def _force_levels(dataset: Dataset, records: Any, *, dark: bool) -> charts.Drawing:
    table = summarise.force_levels(records, until=dataset.coverage[1])
    return charts.force_levels(table, bounds=BOUNDS, dark=dark, **WORDS)


def _deployments(dataset: Dataset, records: Any, *, dark: bool) -> charts.Drawing:
    table = summarise.deployments(records, until=dataset.coverage[1])
    return charts.deployments(table, bounds=BOUNDS, dark=dark, **WORDS)


def _families(dataset: Dataset, records: Any, *, dark: bool) -> charts.Drawing:
    index = select.index(dataset.records)
    counts = (summarise.by_family(index, each.index.to_numpy()) for each in (records, dataset.records))
    table = summarise.compare(*counts)
    return charts.compare_families(table, names=("one", "other"), description="What it says.", dark=dark)


def _bands(dataset: Dataset, records: Any, *, dark: bool) -> charts.Drawing:
    table = summarise.compare_bands(records, dataset.records)
    return charts.compare_bands(table, names=("one", "other"), description="What it says.", dark=dark)


def _small_map(dataset: Dataset, records: Any, *, dark: bool) -> charts.Drawing:
    below = charts.ground(dataset.border, folder=folder.basemap(folder.DATA))
    places = summarise.gathered(records, cell_m=below.cell_m, within=below.extent.bounds)
    return charts.small_map(
        places, summarise.zones(records, dataset.areas), below, title="A: records", dark=dark, **WORDS
    )


DRAWINGS: list[Drawing] = [
    _histogram,
    _attempts,
    _measures,
    _along,
    _force_levels,
    _deployments,
    _families,
    _bands,
    _small_map,
]


def spec(drawn: charts.Drawing) -> dict[str, Any]:
    """The specification as altair writes it, which checks it against the grammar on the way, with its rows."""
    rows = drawn.sent()
    names = {name: called for name, (called, _) in rows.items()}
    chart = drawn.marks({**drawn.given, **names}, **drawn.kind).properties(**drawn.frame)
    return {**chart.to_dict(), "datasets": {called: _rows(body) for called, body in rows.values()}}


def _rows(body: Any) -> list[dict[str, Any]]:
    return body if isinstance(body, list) else pa.ipc.open_stream(body).read_all().to_pylist()


def walk(node: Any) -> Iterator[tuple[str, Any]]:
    """Every key of a specification with its value, data aside."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key != "datasets":
                yield key, value
                yield from walk(value)
    elif isinstance(node, list):
        for value in node:
            yield from walk(value)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("draw", DRAWINGS)
def test_a_chart_says_what_it_shows_and_asks_nobody(dataset: Dataset, draw: Drawing, dark: bool) -> None:  # noqa: FBT001 - a parameter of the test
    drawn = spec(draw(dataset, dataset.records, dark=dark))
    assert drawn["description"] == "What it says."
    assert drawn["width"] == "container"
    assert "".join(drawn["title"]["text"])
    assert drawn["config"]["background"] == ("#14181c" if dark else "#ffffff")
    assert not [key for key, _value in walk(drawn) if key in ("href", "url")]
    addresses = re.findall(r"https?://[^\"]+", json.dumps(drawn))
    assert [address for address in addresses if not address.startswith("https://vega.github.io/schema/")] == []


@pytest.mark.parametrize("rows", [0, 1])
@pytest.mark.parametrize("draw", DRAWINGS)
def test_a_chart_of_nothing_or_little_is_a_chart(dataset: Dataset, draw: Drawing, rows: int) -> None:
    assert spec(draw(dataset, dataset.records.iloc[:rows], dark=False))


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("draw", DRAWINGS)
@pytest.mark.parametrize("rows", [0, 1, 60, None])
def test_what_a_template_gives_is_what_altair_writes(
    dataset: Dataset,
    draw: Drawing,
    rows: int | None,
    dark: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    drawn = draw(dataset, dataset.records.iloc[:rows], dark=dark)
    assert _as_sent(drawn) == _views_named_alike(spec(drawn))


def test_what_a_template_of_figures_or_of_a_crowd_gives_is_what_altair_writes(dataset: Dataset) -> None:
    names = dict(zip(dataset.areas["id"], dataset.areas["name"], strict=True))
    table = summarise.side_by_side(dataset.records, dataset.attempts, areas=names)
    for title, together in table.groupby("group"):
        drawn = charts.side_by_side(together, title=str(title), description="What it says.", dark=True)
        assert _as_sent(drawn) == _views_named_alike(spec(drawn))
    one = dataset.records[dataset.records["border_m"] < 1_000].iloc[:1]
    crowd = pd.concat([one] * (charts.MOST_MARKS + 1))
    drawn = _along(dataset, crowd, dark=False)
    assert "cells" in drawn.tables
    assert _as_sent(drawn) == _views_named_alike(spec(drawn))


def _as_sent(drawn: charts.Drawing) -> dict[str, Any]:
    written = drawn.written()
    return _views_named_alike(
        {**written, "datasets": {name: _rows(body) for name, body in written["datasets"].items()}}
    )


def _views_named_alike(written: dict[str, Any]) -> dict[str, Any]:
    """A specification without the hashes of which altair makes names of views; they are of the blanks in a template."""
    found: dict[str, Any] = json.loads(re.sub(r'"view_\w+"', '"view"', json.dumps(written)))
    return found


def test_altair_writes_the_marks_of_a_chart_once(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    to_dict = alt.LayerChart.to_dict

    def counted(*of: Any, **options: Any) -> Any:
        made.append(of)
        return to_dict(*of, **options)

    monkeypatch.setattr(alt.LayerChart, "to_dict", counted)
    drawing._template.kept.clear()  # type: ignore[attr-defined]  # noqa: SLF001 - another test may have drawn it
    for count in (10, 20, 200):
        table = summarise.periods(select.index(dataset.records), dataset.records.index.to_numpy()[:count], per="week")
        for per in ("day", "week"):
            charts.histogram(table, per=per, bounds=dataset.coverage, dark=False, **WORDS).written()
    assert len(made) == 1
    charts.histogram(table, per="week", bounds=dataset.coverage, dark=True, **WORDS).written()
    assert len(made) == 1 + 1


def test_a_study_without_a_line_has_a_chart_of_no_bands() -> None:
    nothing = pd.DataFrame({name: [] for name in ("km_from", "km_to", "a", "b", "difference")})
    drawn = charts.compare_bands(nothing, names=("one", "other"), description="What it says.", dark=False)
    assert spec(drawn)["encoding"]["x"]["scale"]["domain"] == [-1, 1]


@pytest.mark.parametrize("draw", [_histogram, _along, _small_map, _families])
def test_families_have_the_colours_of_the_map(dataset: Dataset, draw: Drawing) -> None:
    for dark in (False, True):
        drawn = spec(draw(dataset, dataset.records, dark=dark))
        scales = [
            value
            for key, value in walk(drawn)
            if key == "scale" and value.get("range", [""])[0] == SYMBOLS["crossing"].light
        ]
        expected = [SYMBOLS[code].light for code in schema.FAMILIES]
        if dark:
            expected = [SYMBOLS[code].dark for code in schema.FAMILIES]
            scales = [
                value
                for key, value in walk(drawn)
                if key == "scale" and value.get("range", [""])[0] == SYMBOLS["crossing"].dark
            ]
        assert scales
        for scale in scales:
            assert scale["domain"] == [family.label for family in schema.FAMILIES.values()]
            assert scale["range"] == expected


def test_days_are_days_in_every_time_zone(dataset: Dataset) -> None:
    for draw in (_histogram, _attempts, _along, _force_levels, _deployments):
        drawn = spec(draw(dataset, dataset.records, dark=False))
        temporal = [value for _key, value in walk(drawn) if isinstance(value, dict) and value.get("type") == "temporal"]
        assert temporal
        assert {value["scale"]["type"] for value in temporal} == {"utc"}
        for rows in drawn["datasets"].values():
            for row in rows:
                for name in ("first", "next", "start", "end"):
                    assert re.fullmatch(r"\d{4}-\d\d-\d\d", row.get(name, "2021-01-01"))


@pytest.mark.parametrize("draw", [_histogram, _along])
def test_the_page_knows_what_a_drawn_region_is_of(dataset: Dataset, draw: Drawing) -> None:
    drawn = spec(draw(dataset, dataset.records, dark=False))
    (region,) = (one for one in drawn["params"] if one["name"] == charts.BRUSH)
    (layer,) = (one for one in drawn.get("layer", [drawn]) if one.get("name") in region["views"])
    fields = {channel: layer["encoding"][channel]["field"] for channel in region["select"]["encodings"]}
    assert fields["x"] in chart.DAYS
    assert fields.get("y", chart.KILOMETRES) == chart.KILOMETRES


def test_records_of_a_region_are_not_drawn_as_points(dataset: Dataset) -> None:
    regions = set(dataset.records.loc[dataset.records["geo_precision"].isin(("region", "country")), "id"])
    drawn = spec(_along(dataset, dataset.records, dark=False))
    symbols = [layer for layer in drawn["layer"] if layer["mark"]["type"] == "point"]
    assert len(symbols) == 1
    rows = drawn["datasets"][symbols[0]["data"]["name"]]
    assert len(rows) == len(summarise.along(dataset.records, until=dataset.coverage[1]))
    assert not regions & {row["id"] for row in rows}


def test_bars_of_the_histogram_stand_on_one_another(dataset: Dataset, index: select.Index) -> None:
    drawn = spec(_histogram(dataset, dataset.records, dark=False))
    rows, peak = (drawn["datasets"][layer["data"]["name"]] for layer in drawn["layer"])
    table = summarise.periods(index, dataset.records.index.to_numpy(), per="week")
    assert sum(row["high"] - row["low"] for row in rows) == table["records"].sum()
    for monday in {row["first"] for row in rows}:
        edges = [(row["low"], row["high"]) for row in rows if row["first"] == monday]
        assert edges[0][0] == 0
        assert all(before[1] == after[0] for before, after in itertools.pairwise(edges))
    sums = {
        first: sum(row["records"] for row in rows if row["first"] == first) for first in {row["first"] for row in rows}
    }
    (said,) = peak
    assert said["records"] == sums[said["first"]] == max(sums.values())
    assert said["words"].endswith(f": {said['records']:,}")
    assert {row["opens"] for row in rows} == {
        f"bar={day},{family}" for day, family in zip(table["first"], table["family"], strict=True)
    }


def test_figures_side_by_side_are_points_bars_and_open_bars(dataset: Dataset) -> None:
    names = dict(zip(dataset.areas["id"], dataset.areas["name"], strict=True))
    table = summarise.side_by_side(dataset.records, dataset.attempts, areas=names)
    for title, together in table.groupby("group"):
        drawn = spec(charts.side_by_side(together, title=str(title), description="What it says.", dark=True))
        (rows,) = drawn["datasets"].values()
        assert len(rows) == len(together)
        said = drawn["title"]["text"]
        lines = said if isinstance(said, list) else json.loads(said["expr"].partition(" ? ")[2].rpartition(" : ")[0])
        assert " ".join(lines) == title
        assert all(row["open"] == (row["low"] is None or row["high"] is None) for row in rows)


@pytest.mark.parametrize(("beyond", "labels"), [(-0.01, ["1, 2", ""]), (0.01, ["1", "2"])])
def test_numbers_that_would_lie_on_one_another_are_one(beyond: float, labels: list[str]) -> None:
    touching = 1000 / (1 - forces.LABEL_SHARE)  # of an axis that ends there
    table = pd.DataFrame({"begin": [BOUNDS[0]] * 2, "low": [1000.0, touching + beyond], "number": [1, 2]})
    assert forces.numbered(table) == labels
    assert forces.numbered(table.assign(begin=[*BOUNDS])) == ["1", "2"]


@pytest.mark.parametrize("draw", [_histogram, _attempts, _measures, _along, _force_levels, _deployments])
def test_no_day_is_named_twice_on_an_axis(dataset: Dataset, draw: Drawing) -> None:
    drawn = spec(draw(dataset, dataset.records, dark=False))
    days = [node for key, node in walk(drawn) if key == "x" and "axis" in node and node.get("type") == "temporal"]
    assert days
    assert {node["axis"]["tickMinStep"] for node in days} == {24 * 60 * 60 * 1000}


def test_what_has_become_fewer_has_a_minus_sign_and_no_hyphen() -> None:
    families = pd.DataFrame({"what": [*schema.FAMILIES][:2], "a": [1405, 7], "b": [1000, 9], "difference": [-405, 2]})
    said = caption.joined(caption.compared(families, totals=(1412, 1009)))
    assert "a difference of −403." in said
    assert "1,405 and 1,000 (−405)" in said
    assert "7 and 9 (+2)" in said
    bands = families.assign(km_from=[0, 10], km_to=[10, 20])
    for draw, table in ((charts.compare_families, families), (charts.compare_bands, bands)):
        drawn = spec(draw(table, names=("one", "other"), description=said, dark=False))
        assert {row["change"] for rows in drawn["datasets"].values() for row in rows} == {"−405", "+2"}
        tips = [field for name, tips in walk(drawn) if name == "tooltip" and tips for field in tips]
        assert "difference" not in [tip["field"] for tip in tips]


@given(selection=strategies.selections())
@settings(max_examples=15)
def test_any_selection_can_be_drawn(dataset: Dataset, index: select.Index, selection: Selection) -> None:
    records = DataView(dataset, index, Link(selection=selection)).records
    for draw in (_along, _deployments):
        assert draw(dataset, records, dark=False).written()


@given(first=strategies.DAYS, length=st.integers(0, 400))
def test_a_drawn_region_of_whole_days_gives_these_days(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    edges = [(day - date(1970, 1, 1)).days * 86_400_000 for day in (first, last + timedelta(days=1))]
    assert charts.days_of(edges) == (first, last)
    assert charts.days_of(edges[::-1]) == (first, last)


@pytest.mark.parametrize(
    ("edges", "stretch"),
    [([340.2, 379.5], (340.0, 380.0)), ([-3.0, 423.9], (0.0, 420.0)), ([380.0, 340.0], (340.0, 380.0))],
)
def test_a_drawn_region_of_the_line_stays_on_it(edges: list[float], stretch: tuple[float, float]) -> None:
    assert charts.stretch_of(edges) == stretch

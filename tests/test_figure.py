"""A figure for print: the same bytes, the right size, everything said, and nothing in the data can break it."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import geopandas as gpd
import numpy as np
import pytest
from PIL import Image

from geo import figure, pipeline, schema, select
from geo.errors import RequestError
from geo.figure.marks import groups, marker
from geo.model import Dataset, Link, Selection, View
from geo.symbols import SYMBOLS

CAMP = Selection(start=date(2021, 11, 8), end=date(2021, 11, 12))
MM_PER_INCH = 25.4


def drawn(dataset: Dataset, index: select.Index, *, format: str = "svg", view: View | None = None) -> bytes:  # noqa: A002
    return pipeline.figure_of(dataset, index, link=Link(selection=CAMP, view=view), format=format)


@pytest.mark.parametrize("code", figure.FORMATS)
def test_the_same_selection_gives_the_same_bytes(code: str, dataset: Dataset, index: select.Index) -> None:
    view = View(53.5, 23.7, 10)
    assert drawn(dataset, index, format=code, view=view) == drawn(dataset, index, format=code, view=view)


def test_the_picture_is_18_centimetres_wide_at_300_dpi(dataset: Dataset, index: select.Index) -> None:
    picture = Image.open(BytesIO(drawn(dataset, index, format="png")))
    assert picture.width == pytest.approx(180 / MM_PER_INCH * 300, abs=1)
    assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)


def test_the_figure_says_what_it_shows_and_whose_it_is(dataset: Dataset, index: select.Index) -> None:
    text = drawn(dataset, index).decode()
    shown = len(pipeline.selected(dataset, index, selection=CAMP))
    for said in (
        f"{shown} of {len(dataset.records)} records",
        "8–12 November 2021",
        "OpenStreetMap contributors",
        f"Granica data {dataset.version}",
        "from=2021-11-08",
        schema.METRIC,
        "Grodno Region: 2",
        "have no exact place",
    ):
        assert said in text, said


def test_a_view_says_how_many_records_lie_beyond_it(dataset: Dataset, index: select.Index) -> None:
    assert "lie beyond the edges" in drawn(dataset, index, view=View(53.5, 23.7, 11)).decode()


def test_the_figure_asks_for_nothing_from_outside(dataset: Dataset, index: select.Index) -> None:
    links = re.findall(r'(?:href|src|url\()="?([^")\s]+)', drawn(dataset, index).decode())
    assert all(link.startswith("#") for link in links)


def test_text_in_titles_and_areas_is_text(dataset: Dataset, index: select.Index) -> None:
    hostile = "$\\frac{1}{0}$ </text><script>alert(1)</script> {{ 7 * 7 }}"
    areas = dataset.areas.assign(name=hostile)
    records = pipeline.selected(dataset, index, selection=CAMP)
    words = figure.Words(title=hostile, subtitle=hostile, notes=(hostile,))
    ground = pipeline.DATA / pipeline.BASEMAP_FOLDER
    picture = figure.draw(records, areas=areas, border=dataset.border, ground=ground, words=words, format="svg")
    assert b"<script" not in picture
    assert b"&lt;script&gt;" in picture


def test_an_empty_selection_is_a_map_without_signs(dataset: Dataset, index: select.Index) -> None:
    nothing = Link(selection=Selection(text="no such word anywhere"))
    assert b"0 of" in pipeline.figure_of(dataset, index, link=nothing, format="svg")


def test_an_unknown_format_is_refused(dataset: Dataset, index: select.Index) -> None:
    with pytest.raises(RequestError, match="svg"):
        drawn(dataset, index, format="bmp")


def test_groups_hold_every_point_once_and_stand_apart(dataset: Dataset) -> None:
    points = dataset.records.geometry.to_crs(schema.METRIC)
    found = groups(gpd.GeoSeries(points), apart_m=10_000)
    rows = [row for group in found for row in group.rows]
    assert sorted(rows) == [row for row, kind in enumerate(points.geom_type) if kind == "Point"]


@pytest.mark.parametrize("family", SYMBOLS)
def test_a_symbol_fits_its_box(family: str) -> None:
    reach = np.abs(np.asarray(marker(SYMBOLS[family]).vertices)).max()
    assert 0.5 < reach <= 1.0

"""A figure for print: the same bytes, the right size, everything said, and nothing in the data can break it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import combinations
from math import hypot
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import pypdf
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from pyproj import Geod, Proj

from geo import __main__ as cli
from geo import crs
from geo.errors import RequestError
from geo.intake import folder
from geo.model import Dataset, Link, Selection, View
from geo.present import staticmap
from geo.present.staticmap import furniture, layers, signs
from geo.present.staticmap.content import Content, content
from geo.present.staticmap.extent import around_border, of_view
from geo.present.staticmap.labels import Box, Paper, printable, text_size, wrapped
from geo.present.staticmap.marks import GAP_MM, groups, marker
from geo.present.staticmap.page import STYLE, Page
from geo.present.staticmap.sheet import DPI, Sheet
from geo.publish import compose
from geo.query import select
from geo.query.view import DataView
from geo.symbols import SYMBOLS
from tests.serving import ROOT

CAMP = Selection(start=date(2021, 11, 8), end=date(2021, 11, 12))
KUZNICA = View(53.51, 23.66, 11)
VIEWS = [None, View(53.2, 23.8, 9), KUZNICA]
GROUND = folder.DATA / folder.BASEMAP_FOLDER
MM_PER_INCH = 25.4
LONG = "Kuźnica Гродно " * 12


def drawn(
    dataset: Dataset,
    index: select.Index,
    *,
    format: str = "svg",  # noqa: A002
    view: View | None = None,
    chosen: Selection = CAMP,
    title: str = "",
    address: str = "",
) -> bytes:
    link = Link(selection=chosen, view=view)
    return compose.figure(DataView(dataset, index, link), format=format, title=title, address=address)


def words(picture: bytes) -> list[str]:
    """The lines of text of an SVG."""
    root = ET.fromstring(picture)  # noqa: S314  # our own picture
    return (root.findtext("{http://www.w3.org/2000/svg}desc") or "").splitlines()


def headline(dataset: Dataset, index: select.Index) -> str:
    """How many records of the camp there are, of all."""
    count = len(DataView(dataset, index, Link(selection=CAMP)).records)
    return f"{count:,} of {len(dataset.records):,} records"


def shown(dataset: Dataset, records: gpd.GeoDataFrame, view: View | None) -> Content:
    sheet = Sheet(width_mm=180, whole=view is None)
    extent = of_view(view, sheet=sheet) if view else around_border(dataset.border, sheet=sheet)
    return content(records, areas=dataset.areas, extent=extent, width_mm=sheet.text_mm)


@pytest.mark.parametrize("code", staticmap.FORMATS)
def test_the_same_selection_gives_the_same_bytes(code: str, dataset: Dataset, index: select.Index) -> None:
    assert drawn(dataset, index, format=code, view=KUZNICA) == drawn(dataset, index, format=code, view=KUZNICA)


def test_the_command_draws_what_the_page_draws(dataset: Dataset, index: select.Index, tmp_path: Path) -> None:
    out = tmp_path / "figure.svg"
    options = "--from 2021-11-08 --to 2021-11-12 --lat 53.51 --lon 23.66 --z 11 --address https://a.example/"
    command = [
        sys.executable,
        "-W",
        "error",
        "-m",
        "geo",
        "figure",
        *options.split(),
        "--format",
        "svg",
        "-o",
        str(out),
    ]
    said = subprocess.run(
        command, check=True, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": "7"}
    )
    assert said.stderr == ""
    assert out.read_bytes() == drawn(dataset, index, view=KUZNICA, address="https://a.example/")


def test_the_picture_is_18_centimetres_wide_at_300_dpi(dataset: Dataset, index: select.Index) -> None:
    picture = Image.open(BytesIO(drawn(dataset, index, format="png")))
    assert picture.width == round(180 / MM_PER_INCH * 300)
    assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)


def test_the_figure_says_what_it_shows_and_whose_it_is(dataset: Dataset, index: select.Index) -> None:
    text = "\n".join(words(drawn(dataset, index, address="https://a.example/")))
    areas = DataView(dataset, index, Link(selection=CAMP)).records["area"]
    for said in (
        headline(dataset, index),
        "8–12 November 2021",
        "Poland–Belarus border crisis",
        "© OpenStreetMap contributors (ODbL)",
        f"Granica data {dataset.version} (CC-BY-4.0)",
        "This view: https://a.example/?from=2021-11-08&to=2021-11-12",
        "EPSG:2180",
        f"Grodno Region: {(areas == 'grodno-region').sum()}",
        "Crossing and fence",
        "50 km",
        "Kuźnica",
        "Białystok",
    ):
        assert said in text, said


def test_a_title_of_ones_own_stands_above_the_headline(dataset: Dataset, index: select.Index) -> None:
    lines = words(drawn(dataset, index, title="The night at Kuźnica"))
    assert "The night at Kuźnica" in lines
    assert f"{headline(dataset, index)}: 8–12 November 2021" in "\n".join(lines)


@pytest.mark.parametrize("view", VIEWS)
def test_every_record_is_counted_once(view: View | None, dataset: Dataset) -> None:
    found = shown(dataset, dataset.records, view)
    rows = [row for group in found.groups for row in group.rows]
    assert len(rows) == len(set(rows)) == found.placed
    assert sum(zone.count for zone in found.zones) == found.zoned
    assert found.placed + found.zoned + found.beyond + found.nowhere == len(dataset.records)
    said = [int(number) for number in re.findall(r"\b([0-9]+) ", found.ledger())]
    assert said[0] == sum(said[1:]) == len(dataset.records)


@pytest.mark.parametrize("view", VIEWS)
def test_signs_and_labels_say_the_counts(view: View | None, dataset: Dataset, index: select.Index) -> None:
    found = shown(dataset, dataset.records, view)
    lines = words(drawn(dataset, index, view=view, chosen=Selection()))
    numbers = sorted(int(line) for line in lines if line.isdecimal())
    key = [4] if any(len(group.rows) > 1 for group in found.groups) else []
    assert numbers == sorted([len(group.rows) for group in found.groups if len(group.rows) > 1] + key)
    for zone in found.zones:
        assert f"{zone.name}: {zone.count}" in lines


POINTS = st.lists(st.tuples(st.floats(0, 170), st.floats(0, 170)), max_size=80)


@given(POINTS)
def test_no_two_signs_touch_and_each_record_has_one(places: list[tuple[float, float]]) -> None:
    points = gpd.GeoSeries([*map(shapely.Point, places), shapely.box(0, 0, 1, 1)])
    found = groups(points)
    assert sorted(row for group in found for row in group.rows) == list(range(len(places)))
    for one, two in combinations(found, 2):
        assert hypot(one.x - two.x, one.y - two.y) >= (one.size_mm + two.size_mm) / 2 + GAP_MM - 1e-9


@given(st.text(max_size=60), st.sampled_from([20.0, 60.0, 170.0]))
def test_a_broken_text_fits_and_keeps_its_letters(text: str, width_mm: float) -> None:
    lines = wrapped(text, width_mm=width_mm, points=9)
    assert all(text_size(line, points=9)[0] <= width_mm for line in lines)
    assert "".join("".join(lines).split()) == "".join(printable(text).split())


@pytest.mark.parametrize("title", [LONG, "x" * 400, "Дом 武 عربي 😀 \x00\x1b\n$x^2$"])
def test_any_text_stays_on_the_sheet(title: str, dataset: Dataset) -> None:
    sheet = Sheet(width_mm=180, whole=True)
    found = shown(dataset, dataset.records, None)
    layers = frozenset({"crossings"})
    page = Page(sheet, content=found, words=staticmap.Words(title=title, subtitle=title, notes=(title,)), layers=layers)
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        picture = Figure(figsize=page.sheet.inches, dpi=DPI)
        FigureCanvasAgg(picture)
        page.draw(picture, extent=around_border(dataset.border, sheet=sheet), folder=GROUND)
        picture.draw_without_rendering()
        for text in (text for part in picture.axes for text in part.texts):
            box = text.get_window_extent()
            assert picture.bbox.padded(1).contains(*box.min), text.get_text()
            assert picture.bbox.padded(1).contains(*box.max), text.get_text()


def test_the_scale_bar_and_the_arrow_are_true(dataset: Dataset) -> None:
    sheet = Sheet(width_mm=180, whole=True)
    extent = around_border(dataset.border, sheet=sheet)
    axes = Figure().add_axes((0, 0, 1, 1))
    furniture.draw(axes, extent=extent, size_mm=sheet.map_size_mm)
    (bar,) = axes.lines
    ends = np.asarray(bar.get_xdata())
    metres = (ends.max() - ends.min()) * extent.width_m / sheet.text_mm
    middle = (extent.left + extent.right) / 2, (extent.bottom + extent.top) / 2
    line = gpd.GeoSeries.from_xy([middle[0], middle[0] + metres], [middle[1]] * 2, crs=crs.metric()).to_crs(4326)
    _, _, ground = Geod(ellps="GRS80").inv(line.x[0], line.y[0], line.x[1], line.y[1])
    assert ground == pytest.approx(50_000, rel=0.002)
    (needle,) = axes.patches
    tip, left, _, right = np.asarray(needle.get_path().vertices)[:4]
    turn = np.degrees(np.arctan2(*(tip - (left + right) / 2)))
    corner = gpd.GeoSeries.from_xy([extent.right], [extent.top], crs=crs.metric()).to_crs(4326)
    factors = Proj(crs.metric()).get_factors(corner.x[0], corner.y[0])
    assert turn == pytest.approx(-factors.meridian_convergence, abs=0.2)


def test_a_label_that_must_be_read_takes_the_place_that_hides_least() -> None:
    paper = Paper(Box(0, 0, 10, 10), taken=[Box(0, 0, 10, 10)])
    assert paper.place([Box(1, 1, 3, 3)]) is None
    assert paper.must_place([Box(1, 1, 5, 5), Box(1, 1, 3, 3), Box(9, 9, 9.5, 11)]) == Box(1, 1, 3, 3)


@pytest.mark.parametrize(("layer", "sign"), [("crossings", "Crossing by road"), ("uncertainty", "stroke: #7a828c")])
def test_a_layer_that_is_off_is_not_drawn(layer: str, sign: str, dataset: Dataset, index: select.Index) -> None:
    without = replace(CAMP, layers=CAMP.layers - {layer})
    assert sign in drawn(dataset, index, view=KUZNICA).decode()
    assert sign not in drawn(dataset, index, view=KUZNICA, chosen=without).decode()


def test_the_words_of_an_svg_are_text_with_halos_and_it_has_a_title(dataset: Dataset, index: select.Index) -> None:
    root = ET.fromstring(drawn(dataset, index, view=KUZNICA))  # noqa: S314  # our own picture
    texts = list(root.iter("{http://www.w3.org/2000/svg}text"))
    assert sorted(text.text or "" for text in texts) == sorted(filter(None, words(drawn(dataset, index, view=KUZNICA))))
    stroked = {text.text for text in texts if "paint-order: stroke; stroke: #fbfaf7" in text.get("style", "")}
    assert "Kuźnica" in stroked
    assert headline(dataset, index) not in stroked
    title = root.findtext("{http://www.w3.org/2000/svg}title")
    assert title == f"Poland–Belarus border crisis, 2021–22: {headline(dataset, index)}"
    assert root.get("role") == "img"


def test_the_layers_of_an_svg_have_names_and_hold_their_own(dataset: Dataset, index: select.Index) -> None:
    root = ET.fromstring(drawn(dataset, index))  # noqa: S314  # our own picture
    label = "{http://www.inkscape.org/namespaces/inkscape}label"
    named = {group.get(label): group for group in root.iter("{http://www.w3.org/2000/svg}g") if group.get(label)}
    assert list(named) == [layer.name for layer in layers.ALL]
    held = {
        name: {text.text for text in group.iter("{http://www.w3.org/2000/svg}text")} for name, group in named.items()
    }
    assert "Białystok" in held["Names"]
    assert headline(dataset, index) in held["Words and key"]
    assert "50 km" in held["Scale, north and frame"]
    assert any((text or "").startswith("Grodno Region: ") for text in held["Labels of lines and areas"])
    assert not held["Base map"]


def test_the_words_and_layers_of_a_pdf_are_there(dataset: Dataset, index: select.Index) -> None:
    reader = pypdf.PdfReader(BytesIO(drawn(dataset, index, format="pdf")), strict=True)
    (page,) = reader.pages
    said = page.extract_text()
    assert headline(dataset, index) in said
    assert "Białystok" in said
    groups: Any = reader.root_object["/OCProperties"]
    assert [group.get_object()["/Name"] for group in groups["/OCGs"]] == [layer.name for layer in layers.ALL]
    marks = [part.split()[0].decode() for part in page.get_contents().get_data().split(b"/OC /")[1:]]  # type: ignore[union-attr]
    resources: Any = page["/Resources"]
    assert sorted(marks) == sorted(layer.code for layer in layers.ALL)
    assert {name.removeprefix("/") for name in resources["/Properties"]} == set(marks)


def test_the_shares_of_a_ring_can_be_told_apart_without_colour() -> None:
    axes = Figure().add_axes((0, 0, 1, 1))
    families = ["death", "crossing", "crossing", *["people"] * 20]
    signs.ring(axes, families, (0, 0))
    inner = [patch for patch in axes.patches if patch.get_zorder() == 11.5]
    assert len(inner) == 2, "the shares of one record in 23 have no room for a shape"
    turned = [np.asarray(patch.get_path().vertices) for patch in inner]
    for vertices, family in zip(turned, ("crossing", "people"), strict=True):
        own = np.asarray(marker(SYMBOLS[family]).vertices)
        assert len(vertices) == len(own)
        assert np.ptp(vertices[:, 0]) == pytest.approx(signs.MARK_MM, abs=0.05)
        assert 0 < np.hypot(*vertices.mean(axis=0)) < 5


@pytest.mark.parametrize("width", staticmap.WIDTHS_CM)
def test_a_figure_is_as_wide_as_asked(width: float, tmp_path: Path) -> None:
    out = tmp_path / "a.svg"
    asked = ["--from", "2021-11-08", "--to", "2021-11-08", "--width", f"{width:g}", "--format", "svg", "-o", str(out)]
    assert cli.main(["figure", *asked]) == cli.FINE
    root = ET.parse(out).getroot()  # noqa: S314  # our own picture
    assert float(root.get("width", "").removesuffix("pt")) == pytest.approx(width * 10 / MM_PER_INCH * 72, abs=0.24)
    assert ("Inset" in out.read_text(encoding="utf-8")) is (width > 9)


def test_the_figure_asks_for_nothing_from_outside(dataset: Dataset, index: select.Index) -> None:
    picture = drawn(dataset, index).decode()
    links = re.findall(r'(?:href|src|url\()="?([^")\s]+)', picture)
    assert "@font-face" not in picture
    assert all(link.startswith("#") for link in links)


def test_text_in_titles_and_areas_is_text(dataset: Dataset, index: select.Index) -> None:
    hostile = "$\\frac{1}{0}$ </text><script>alert(1)</script> {{ 7 * 7 }} \x00 &amp;"
    named = replace(dataset, areas=dataset.areas.assign(name=hostile))
    picture = drawn(named, index, title=hostile)
    assert b"<script" not in picture
    assert any("</text><script>alert(1)</script> {{ 7 * 7 }}" in line and "&amp;" in line for line in words(picture))


def test_an_empty_selection_is_a_map_without_signs(dataset: Dataset, index: select.Index) -> None:
    lines = words(drawn(dataset, index, view=KUZNICA, chosen=Selection(text="no such word anywhere")))
    assert f"0 of {len(dataset.records):,} records" in lines
    assert "0 records." in lines


def test_a_narrow_figure_keeps_all_its_words(dataset: Dataset, index: select.Index) -> None:
    records = DataView(dataset, index, Link(selection=CAMP)).records
    said = staticmap.Words(title="Narrow", subtitle="one column", notes=())
    picture = staticmap.draw(
        records, dataset=dataset, ground=GROUND, words=said, view=KUZNICA, format="png", width_cm=9
    )
    assert Image.open(BytesIO(picture)).width == round(90 / MM_PER_INCH * 300)


def test_a_figure_stands_for_the_screen() -> None:
    near = of_view(KUZNICA, sheet=Sheet(width_mm=180, whole=False))
    assert near.width_m == pytest.approx(32_000, rel=0.05)


def test_an_unknown_format_is_refused(dataset: Dataset, index: select.Index) -> None:
    with pytest.raises(RequestError, match="svg"):
        drawn(dataset, index, format="bmp")


@pytest.mark.parametrize("family", SYMBOLS)
def test_a_symbol_fits_its_box(family: str) -> None:
    reach = np.abs(np.asarray(marker(SYMBOLS[family]).vertices)).max()
    assert 0.5 < reach <= 1.0

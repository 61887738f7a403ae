"""Fill a sheet: head, ground, records, key, scale and the lines under the map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, PathPatch, Polygon, Rectangle, Wedge
from matplotlib.path import Path as Outline
from matplotlib.patheffects import withStroke

from geo import schema
from geo.figure import ground
from geo.figure.extent import EQUATOR_M_PER_PX, SCREEN_PX
from geo.figure.ground import Extent
from geo.figure.labels import FONT, MM_PER_PT, Box, Paper, around, beside, box_around, text_size
from geo.figure.marks import Group, groups, marker
from geo.figure.sheet import FOOT_MM, KEY_MM, MARGIN_MM, Sheet
from geo.schema import METRIC
from geo.symbols import SYMBOLS

Look = dict[str, Any]

STYLE: Final[Look] = {
    "font.family": FONT,
    "svg.fonttype": "none",
    "svg.hashsalt": "granica",
    "pdf.fonttype": 42,
    "path.simplify": False,
}
INK, SOFT, PAPER, SEA, LAND = "#1f2328", "#5a626c", "#ffffff", "#d3dfe6", "#efeeea"
AREA_COLOURS: Final = {"land": LAND, "PL": "#fbfaf7", "BY": "#f5f2ec", "lake": SEA}
LINE_LOOKS: Final[dict[str, Look]] = {
    "river": {"color": "#bcd0dc", "linewidth": 0.7},
    "admin1": {"color": "#b8b3a6", "linewidth": 0.6, "linestyle": (0, (5, 2, 1, 2))},
    "admin2": {"color": "#d8d3c8", "linewidth": 0.4},
    "border": {"color": "#8f9197", "linewidth": 0.8},
}
FOCUS, BAND, EDGE = "#a8323e", "#a8323e", "#3f5d7d"
LATITUDE_SHARE: Final = 0.6
"""Cosine of the border's latitude, 53° N."""
SIGN_MM: Final = 3.4
RING_STEPS: Final = ((5, 5.4), (15, 6.4), (40, 7.6), (10_000, 9.0))
"""Diameter of a ring in millimetres, by the number of its records."""
APART_MM: Final = 6.2
RING_MM: Final = 1.15
PLACE_POINTS: Final = (9.5, 8.5, 8.0, 7.2, 6.8, 6.4)
BOLD_RANK: Final = 1
DARK_RANK: Final = 2
COUNTRY_ZOOM: Final = 9.5
COUNTRY_POINTS: Final = 9.5
KEY_POINTS: Final = 7.4
KEY_GAP_MM: Final = 6.0
LABEL_POINTS: Final = 6.8
SCALES_KM: Final = (1, 2, 5, 10, 20, 50, 100)
SCALE_MM: Final = 34
METRES_PER_KM: Final = 1000
SEPARATOR: Final = " · "


@dataclass(frozen=True, slots=True)
class Words:
    """What a figure says: title, subtitle, and the lines under the map."""

    title: str
    subtitle: str
    notes: tuple[str, ...]


class Page:
    """A figure being filled."""

    def __init__(self, figure: Figure, *, sheet: Sheet, extent: Extent, ground: Path) -> None:
        self.sheet, self.extent, self.folder = sheet, extent, ground
        self.paper = self._axes(figure, Box(0, 0, sheet.width_mm, sheet.height_mm))
        self.paper.set_zorder(1)
        self.map = self._axes(figure, sheet.map_box)
        self.map.set(xlim=(extent.left, extent.right), ylim=(extent.bottom, extent.top))
        self.mm_per_m = sheet.map_size_mm[0] / extent.width_m
        self.free = Paper(Box(0, 0, *sheet.map_size_mm))

    def _axes(self, figure: Figure, box: Box) -> Axes:
        width, height = self.sheet.width_mm, self.sheet.height_mm
        place = (box.left / width, box.bottom / height, (box.right - box.left) / width, (box.top - box.bottom) / height)
        axes = figure.add_axes(place, xlim=(box.left, box.right), ylim=(box.bottom, box.top))
        axes.set_axis_off()
        return axes

    def _mm(self, x: float, y: float) -> tuple[float, float]:
        """Metres of EPSG:2180 as millimetres from the map's lower left corner."""
        return (x - self.extent.left) * self.mm_per_m, (y - self.extent.bottom) * self.mm_per_m

    def _metres(self, box: Box) -> tuple[float, float]:
        """Middle of a box on the map, in EPSG:2180."""
        x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        return self.extent.left + x / self.mm_per_m, self.extent.bottom + y / self.mm_per_m

    @property
    def zoom(self) -> float:
        """The Leaflet zoom that shows as much ground on a screen."""
        return log2(EQUATOR_M_PER_PX * LATITUDE_SHARE * SCREEN_PX / self.extent.width_m)

    def fill(self, records: gpd.GeoDataFrame, *, areas: gpd.GeoDataFrame, words: Words) -> None:
        """Draw everything, the ground first."""
        metric = records.to_crs(METRIC)
        self._ground()
        counts = Counter(name for name in metric["area"] if name)
        self._areas(counts, areas=areas.to_crs(METRIC))
        found = groups(metric.geometry, apart_m=APART_MM / self.mm_per_m)
        seen = [group for group in found if self._inside(group)]
        self._uncertainty(metric, seen)
        self._signs(metric, seen)
        self._furniture()
        self._area_labels(counts, areas=areas.to_crs(METRIC))
        self._countries()
        self._places()
        self._head(words)
        self._key(metric, seen)
        outside = sum(len(group.rows) for group in found) - sum(len(group.rows) for group in seen)
        beyond = (f"{outside:,} records with a point lie beyond the edges of this map.",) if outside else ()
        self._foot((*words.notes, *beyond))

    def _inside(self, group: Group) -> bool:
        left, bottom, right, top = self.extent.bounds
        return left < group.x < right and bottom < group.y < top

    # --- the ground ------------------------------------------------------------------

    def _ground(self) -> None:
        self.map.add_patch(self._rectangle(SEA))
        shown = ground.within(ground.shapes(self.folder), self.extent)
        for kind, zoom, shape in zip(shown["kind"], shown["zoom"], shown.geometry, strict=True):
            if zoom <= self.zoom + 1:
                self._ground_shape(kind, shape)
        self.map.add_patch(self._rectangle("none", edgecolor="#b9b7b1", linewidth=0.6, zorder=30))

    def _rectangle(self, colour: str, **look: Any) -> Rectangle:
        left, bottom, *_ = self.extent.bounds
        look = {"edgecolor": "none", **look}
        return Rectangle((left, bottom), self.extent.width_m, self.extent.height_m, facecolor=colour, **look)

    def _ground_shape(self, kind: str, shape: shapely.Geometry) -> None:
        if kind in AREA_COLOURS:
            self.map.add_patch(_patch(shape, facecolor=AREA_COLOURS[kind], edgecolor="none", zorder=1))
        elif kind == "focus":
            self._line(shape, color=FOCUS, linewidth=6, alpha=0.12, zorder=3)
            self._line(shape, color=FOCUS, linewidth=1.3, zorder=4)
        else:
            look = next((look for name, look in LINE_LOOKS.items() if kind.startswith(name)), None)
            if look:
                self._line(shape, zorder=2, **look)

    def _line(self, shape: shapely.Geometry, **look: Any) -> None:
        for part in shapely.get_parts(shape):
            self.map.plot(*part.coords.xy, solid_joinstyle="round", **look)

    # --- records ---------------------------------------------------------------------

    def _areas(self, counts: Mapping[str, int], *, areas: gpd.GeoDataFrame) -> None:
        """Outline areas, and shade stretches of the border, that records of the selection concern."""
        shown = areas[areas["id"].isin(list(counts))]
        is_line = shown.geom_type.str.endswith("LineString")
        for shape in ground.within(shown[is_line], self.extent).geometry:
            self._line(shape, color=BAND, linewidth=5, alpha=0.16, zorder=3, solid_capstyle="butt")
        edges = shown[~is_line]
        for shape in ground.within(edges.assign(geometry=edges.boundary), self.extent).geometry:
            self._line(shape, color=EDGE, linewidth=0.8, linestyle=(0, (1, 2)), zorder=5)

    def _uncertainty(self, records: gpd.GeoDataFrame, found: Sequence[Group]) -> None:
        """Circles true to scale, once for each place and radius, fainter where a ring stands for several records."""
        drawn: set[tuple[float, float, float]] = set()
        xs, ys = shapely.get_x(records.geometry.to_numpy()), shapely.get_y(records.geometry.to_numpy())
        for group in found:
            for row in group.rows:
                circle = (xs[row], ys[row], float(records["uncertainty_m"].iloc[row]))
                if circle in drawn:
                    continue
                drawn.add(circle)
                colour = SYMBOLS[_family(records, row)].light
                self.map.add_patch(Circle(circle[:2], circle[2], **_circle_look(colour, faint=len(group.rows) > 1)))

    def _signs(self, records: gpd.GeoDataFrame, found: Sequence[Group]) -> None:
        for group in reversed(found):
            size = SIGN_MM if len(group.rows) == 1 else _ring_mm(len(group.rows))
            self.free.take([box_around(*self._mm(group.x, group.y), width=size, height=size)])
            if len(group.rows) == 1:
                self._sign(records, group)
            else:
                self._ring(records, group, diameter_m=size / self.mm_per_m)

    def _sign(self, records: gpd.GeoDataFrame, group: Group) -> None:
        """One record: filled for a site or locality, hollow for a district, in a dashed ring if it is disputed."""
        (row,) = group.rows
        family = _family(records, row)
        hollow = records["geo_precision"].iloc[row] == "district"
        self._symbol(self.map, family, group.x, group.y, hollow=hollow)
        if records["confidence"].iloc[row] == "disputed":
            self._dashed_ring(self.map, family, group.x, group.y, radius=0.72 * SIGN_MM / self.mm_per_m)

    def _symbol(self, axes: Axes, family: str, x: float, y: float, *, hollow: bool) -> None:
        symbol = SYMBOLS[family]
        area_pt2 = (SIGN_MM / MM_PER_PT) ** 2
        look: Look = {"facecolor": PAPER, "edgecolor": symbol.light, "linewidth": 1.1}
        if not hollow:
            look |= {"facecolor": symbol.light, "edgecolor": PAPER, "linewidth": 0.6}
        axes.scatter([x], [y], s=area_pt2, marker=marker(symbol), zorder=12, clip_on=False, **look)

    def _dashed_ring(self, axes: Axes, family: str, x: float, y: float, *, radius: float) -> None:
        look: Look = {
            "facecolor": "none",
            "edgecolor": SYMBOLS[family].light,
            "linewidth": 0.6,
            "linestyle": (0, (2, 1.6)),
        }
        axes.add_patch(Circle((x, y), radius, zorder=12, clip_on=False, **look))

    def _ring(self, records: gpd.GeoDataFrame, group: Group, *, diameter_m: float) -> None:
        """Several records: a ring with a share for each family, and their number."""
        radius, thick = diameter_m / 2, RING_MM / self.mm_per_m
        look: Look = {"facecolor": PAPER, "edgecolor": "#8f9197", "linewidth": 0.4}
        self.map.add_patch(Circle((group.x, group.y), radius, zorder=10, **look))
        families = [_family(records, row) for row in group.rows]
        angle = 90.0
        for family in schema.FAMILIES:
            share = 360 * families.count(family) / len(families)
            if share:
                colour = SYMBOLS[family].light
                wedge = Wedge((group.x, group.y), radius, angle - share, angle, width=thick, facecolor=colour)
                self.map.add_patch(wedge)
                wedge.set(zorder=11, edgecolor=PAPER, linewidth=0.3)
                angle -= share
        look = {"ha": "center", "va": "center_baseline", "weight": "semibold", "color": INK, "size": 7}
        self.map.text(group.x, group.y, str(len(group.rows)), zorder=12, **look)

    # --- names -----------------------------------------------------------------------

    def _area_labels(self, counts: Mapping[str, int], *, areas: gpd.GeoDataFrame) -> None:
        points = gpd.GeoSeries.from_xy(areas["label_lon"], areas["label_lat"], crs=schema.WGS84).to_crs(METRIC)
        order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        for name, count in order:
            here = (areas["id"] == name).to_numpy()
            if here.any():
                point = points.to_numpy()[here][0]
                self._area_label(f"{areas['name'].to_numpy()[here][0]}: {count}", point.x, point.y)

    def _area_label(self, text: str, x: float, y: float) -> None:
        width, height = text_size(text, points=LABEL_POINTS, weight="semibold")
        at = self._mm(x, y)
        box = self.free.place(around(*at, width=width + 2.4, height=height + 0.8, step=4.0))
        if box is None or not self.free.frame.overlaps(box_around(*at, width=0.1, height=0.1)):
            return
        middle = self._metres(box)
        self.map.plot([x, middle[0]], [y, middle[1]], color=EDGE, linewidth=0.5, alpha=0.7, zorder=8)
        frame: Look = {"boxstyle": "round,pad=0.25,rounding_size=0.5", "facecolor": PAPER, "edgecolor": EDGE}
        frame |= {"linewidth": 0.5, "linestyle": (0, (2, 1.5))}
        look: Look = {"ha": "center", "va": "center", "size": LABEL_POINTS, "color": EDGE, "weight": "semibold"}
        self.map.text(*middle, _inert(text), bbox=frame, zorder=14, **look)

    def _countries(self) -> None:
        """Name the countries, spaced out, where the map shows enough of them."""
        if self.zoom > COUNTRY_ZOOM:
            return
        shown = ground.within(ground.countries(self.folder), self.extent).drop_duplicates("name")
        for name, x, y in zip(shown["name"], shown.geometry.x, shown.geometry.y, strict=True):
            text = " ".join(name.upper())
            width, height = text_size(text, points=COUNTRY_POINTS, weight="semibold")
            box = self.free.place(around(*self._mm(x, y), width=width, height=height, step=6.0))
            if box:
                look: Look = {"ha": "center", "va": "center", "size": COUNTRY_POINTS, "weight": "semibold"}
                self.map.text(*self._metres(box), text, color="#9298a2", zorder=6, **look)

    def _places(self) -> None:
        shown = ground.within(ground.places(self.folder), self.extent)
        shown = shown[shown["zoom"] <= self.zoom + 0.4].sort_values(["rank", "zoom", "name"])
        for name, rank, x, y in zip(shown["name"], shown["rank"], shown.geometry.x, shown.geometry.y, strict=True):
            self._place(name, rank, x, y)

    def _place(self, name: str, rank: int, x: float, y: float) -> None:
        size = PLACE_POINTS[rank]
        weight = "semibold" if rank <= BOLD_RANK else "regular"
        width, height = text_size(name, points=size, weight=weight)
        box = self.free.place(beside(*self._mm(x, y), width=width, height=height, gap=1.2))
        if box is None:
            return
        look: Look = {"markersize": 2.2, "markerfacecolor": PAPER, "markeredgecolor": SOFT, "markeredgewidth": 0.6}
        self.map.plot(x, y, "o", zorder=6, **look)
        halo = [withStroke(linewidth=1.6, foreground="#fbfaf7", alpha=0.85)]
        look = {"ha": "center", "va": "center", "size": size, "weight": weight, "path_effects": halo}
        self.map.text(*self._metres(box), _inert(name), color=INK if rank <= DARK_RANK else SOFT, zorder=7, **look)

    # --- around the map --------------------------------------------------------------

    def _head(self, words: Words) -> None:
        top = self.sheet.height_mm
        self.paper.text(MARGIN_MM, top - 8.2, _inert(words.title), size=17, weight="bold", color=INK, va="baseline")
        self.paper.text(MARGIN_MM, top - 13.4, _inert(words.subtitle), size=9, color=SOFT, va="baseline")

    def _furniture(self) -> None:
        """Scale bar and north arrow, in the lower left and upper right corner of the map."""
        width_mm, height_mm = self.sheet.map_size_mm
        fitting = [km for km in SCALES_KM if km * METRES_PER_KM * self.mm_per_m <= SCALE_MM]
        length = max(fitting, default=SCALES_KM[0])
        bar = length * METRES_PER_KM * self.mm_per_m
        self.free.take([Box(0, 0, bar + 14, 9), Box(width_mm - 10, height_mm - 13, width_mm, height_mm)])
        left, bottom = self.sheet.map_box.left + 4, self.sheet.map_box.bottom + 4
        halo = [withStroke(linewidth=2.4, foreground="#fbfaf7", alpha=0.8)]
        self.paper.plot([left, left + bar], [bottom, bottom], color=INK, linewidth=1.4, zorder=40, path_effects=halo)
        label: Look = {"size": 7, "color": INK, "path_effects": halo, "zorder": 40}
        self.paper.text(left + bar + 1.5, bottom, f"{length} km", va="center", **label)
        x, y = self.sheet.map_box.right - 5, self.sheet.map_box.top - 10
        self.paper.add_patch(Polygon([(x, y + 4.5), (x - 1.3, y), (x, y + 1), (x + 1.3, y)], facecolor=INK, zorder=40))
        self.paper.text(x, y + 5.2, "N", ha="center", va="bottom", weight="semibold", **label)

    def _key(self, records: gpd.GeoDataFrame, found: Sequence[Group]) -> None:
        """The families that are on the map, and what filled, hollow and dashed mean."""
        here = {_family(records, row) for group in found for row in group.rows}
        y, x = FOOT_MM + KEY_MM - 5, MARGIN_MM + 2
        for family in (code for code in schema.FAMILIES if code in here):
            self._symbol(self.paper, family, x, y, hollow=False)
            x = self._key_text(x + 3, y, schema.FAMILIES[family].label) + KEY_GAP_MM
        x, y = MARGIN_MM + 2, y - 5.2
        for label, hollow, disputed in KEY_NOTES:
            family = next((code for code in schema.FAMILIES if code in here), "policy")
            self._symbol(self.paper, family, x, y, hollow=hollow)
            if disputed:
                self._dashed_ring(self.paper, family, x, y, radius=0.72 * SIGN_MM)
            x = self._key_text(x + 3, y, label) + KEY_GAP_MM
        self._key_text(x - 2, y, "Ring with a number: several records")

    def _key_text(self, x: float, y: float, text: str) -> float:
        """Write a word of the key; gives where it ends."""
        self.paper.text(x, y, text, size=KEY_POINTS, color=INK, va="center_baseline")
        return x + text_size(text, points=KEY_POINTS)[0]

    def _foot(self, notes: Sequence[str]) -> None:
        for number, line in enumerate(notes):
            self.paper.text(MARGIN_MM, FOOT_MM - 4 - number * 3.1, _inert(line), size=6.3, color=SOFT, va="baseline")


KEY_NOTES: Final = (
    ("site, village or town", False, False),
    ("somewhere within the circle", True, False),
    ("denied by a named party", False, True),
)


def _family(records: gpd.GeoDataFrame, row: int) -> str:
    return schema.CATEGORIES[records["category"].iloc[row]].family


def _ring_mm(count: int) -> float:
    return next(size for limit, size in RING_STEPS if count < limit)


def _circle_look(colour: str, *, faint: bool) -> dict[str, Any]:
    look: dict[str, Any] = {"linewidth": 0.5, "linestyle": (0, (3, 3)), "zorder": 5}
    if faint:
        return look | {"facecolor": "none", "edgecolor": "#7a828c", "alpha": 0.3}
    return look | {"facecolor": f"{colour}10", "edgecolor": colour}


def _patch(shape: shapely.Geometry, **look: Any) -> PathPatch:
    """Polygons with their holes as one patch."""
    rings = [
        Outline(ring.coords, closed=True)
        for part in shapely.get_parts(shape)
        if isinstance(part, shapely.Polygon)
        for ring in (part.exterior, *part.interiors)
    ]
    return PathPatch(Outline.make_compound_path(*rings), **look)


def _inert(text: str) -> str:
    """Keep matplotlib from reading text between dollar signs as mathematics."""
    return text.replace("$", r"\$")

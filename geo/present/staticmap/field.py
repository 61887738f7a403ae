"""Fill the map itself: ground, lines and areas, records, names; everything in millimetres on the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline

from geo import schema, study
from geo.present.staticmap import ground, signs
from geo.present.staticmap.content import Content, Zone, spot
from geo.present.staticmap.extent import EQUATOR_M_PER_PX, SCREEN_PX
from geo.present.staticmap.ground import Extent
from geo.present.staticmap.labels import BORDER_STEP_MM, Box, Paper, around, beside, box_around, printable, text_size
from geo.present.staticmap.marks import Group
from geo.present.staticmap.signs import EDGE, FOCUS, HALO, INK, PAPER, SOFT, Look

SEA, LAND = "#d3dfe6", "#efeeea"
AREA_COLOURS: Final = {"land": LAND, "lake": SEA}
COUNTRY_COLOURS: Final = (HALO, "#f5f2ec")
"""Of the countries on the two sides of the line."""
LINE_LOOKS: Final[dict[str, Look]] = {
    "river": {"color": "#bcd0dc", "linewidth": 0.7},
    "admin1": {"color": "#b8b3a6", "linewidth": 0.6, "linestyle": (0, (5, 2, 1, 2))},
    "admin2": {"color": "#d8d3c8", "linewidth": 0.4},
    "border": {"color": "#8f9197", "linewidth": 0.8},
}
POLYGONS: Final = 2
"""Dimension of a shape that can be filled."""
LATITUDE_SHARE: Final = 0.6
"""Cosine of the border's latitude, 53° N."""
PLACE_POINTS: Final = (9.5, 8.5, 8.0, 7.2, 6.8, 6.4)
BOLD_RANK: Final = 1
DARK_RANK: Final = 2
DOT_MM: Final = 1.0
NAMES_A_SIGN: Final = 2
NAME_PAD_MM: Final = 0.8
NAMED_ZOOMS: Final = range(5, 13)
NAME_LOOKS: Final[dict[str, Look]] = {
    "country": {"size": 9.5, "weight": "semibold", "color": "#9298a2"},
    "forest": {"size": 7, "style": "italic", "color": "#4c6342"},
    "water": {"size": 7, "style": "italic", "color": "#38627d"},
}
BADGE_POINTS: Final = 6.8
CROSSING_POINTS: Final = 6.6
CROSSING_ZOOM: Final = 9.6


@dataclass(frozen=True, slots=True)
class Place:
    """A place that has a name, its rank, the side of its label and its point in millimetres on the map."""

    name: str
    rank: int
    side: str
    point: shapely.Geometry

    @property
    def dot(self) -> Box:
        """Its dot on the map."""
        return box_around(*spot(self.point), width=DOT_MM, height=DOT_MM)


def _covered(places: Sequence[Place], *, by: Box) -> list[Place]:
    """The places whose dots a sign covers, by rank, then the nearest to its middle first."""
    middle = shapely.Point(by.middle)
    there = [place for place in places if by.shared(place.dot)]
    return sorted(there, key=lambda place: (place.rank, shapely.distance(place.point, middle)))


def area_colour(kind: str) -> str:
    """Colour of a kind of area of the ground; a country that is on no side of the study's line is land."""
    countries = (side.country for side in study.current().sides)
    return (AREA_COLOURS | dict(zip(countries, COUNTRY_COLOURS, strict=False))).get(kind, LAND)


def is_area(shape: shapely.Geometry) -> bool:
    """Tell ground from lines."""
    return bool(shapely.get_dimensions(shape) == POLYGONS)


class Field:
    """A map being filled, from the ground up."""

    def __init__(self, axes: Axes, *, extent: Extent, size_mm: tuple[float, float], folder: Path) -> None:
        self.axes, self.extent, self.folder = axes, extent, folder
        self.width, self.height = size_mm
        self.free = Paper(Box(0.8, 0.8, self.width - 0.8, self.height - 0.8))

    @property
    def zoom(self) -> float:
        """The Leaflet zoom that shows as much ground on a screen."""
        return log2(EQUATOR_M_PER_PX * LATITUDE_SHARE * SCREEN_PX / self.extent.width_m)

    def fill(
        self, content: Content, *, crossings: gpd.GeoDataFrame, layers: frozenset[str], keep_free: list[Box]
    ) -> None:
        """Draw everything, and keep names off what matters more.

        Parameters
        ----------
        content
            The records.
        crossings
            Crossings, the study's metric CRS, with columns ``name`` and ``mode``.
        layers
            Which of border, crossings and uncertainty to draw.
        keep_free
            Boxes that belong to the scale, the arrow and the inset.
        """
        self._ground(with_focus="border" in layers)
        self._zones(content)
        if "uncertainty" in layers:
            self._uncertainty(content)
        self._signs(content)
        self.free.take(keep_free)
        places = self._places()
        free = self._beside_signs(content, places)
        for zone in content.zones:
            self._badge(zone)
        if "crossings" in layers:
            self._crossings(crossings)
        self._names("country")
        for place in free:
            self._place(place)
        self._names("forest")
        self._names("water")

    def _here(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Cut to the map, in millimetres."""
        return ground.on_paper(ground.within(frame, self.extent), self.extent, width_mm=self.width)

    # --- the ground ------------------------------------------------------------------

    def _ground(self, *, with_focus: bool) -> None:
        self.axes.add_patch(Rectangle((0, 0), self.width, self.height, facecolor=SEA, edgecolor="none"))
        shown = self._here(ground.shapes(self.folder))
        for kind, zoom, shape in zip(shown["kind"], shown["zoom"], shown.geometry, strict=True):
            if zoom <= self.zoom + 1 and (kind != "focus" or with_focus):
                self._ground_shape(kind, shape)
        edge: Look = {"facecolor": "none", "edgecolor": "#b9b7b1", "linewidth": 0.6, "zorder": 16}
        self.axes.add_patch(Rectangle((0, 0), self.width, self.height, **edge))

    def _ground_shape(self, kind: str, shape: shapely.Geometry) -> None:
        if is_area(shape):
            self.axes.add_patch(patch(shape, facecolor=area_colour(kind), edgecolor="none", zorder=1))
        elif kind == "focus":
            self._line(shape, color=FOCUS, linewidth=6, alpha=0.12, zorder=3)
            self._line(shape, color=FOCUS, linewidth=1.3, zorder=4)
            self.free.take(_along(shape))
        else:
            look = next((look for name, look in LINE_LOOKS.items() if kind.startswith(name)), None)
            if look:
                self._line(shape, zorder=2, **look)

    def _line(self, shape: shapely.Geometry, **look: Any) -> None:
        for part in shapely.get_parts(shape):
            if not part.is_empty:
                self.axes.plot(*part.coords.xy, solid_joinstyle="round", **look)

    # --- records ---------------------------------------------------------------------

    def _zones(self, content: Content) -> None:
        """Shade stretches of the border, and outline areas, that records concern."""
        for zone in content.zones:
            if zone.is_line:
                self._line(zone.shape, color=FOCUS, linewidth=5, alpha=0.16, zorder=4.5, solid_capstyle="butt")
            else:
                self._line(zone.shape, color=EDGE, linewidth=0.8, linestyle=(0, (1, 2)), zorder=4.6)

    def _uncertainty(self, content: Content) -> None:
        """Circles true to scale, once for each place and radius, fainter where a ring stands for several records."""
        records, drawn = content.records, set[tuple[float, float, float]]()
        xs, ys = shapely.get_x(records.geometry.to_numpy()), shapely.get_y(records.geometry.to_numpy())
        for group in content.groups:
            for row in group.rows:
                radius = float(records["uncertainty_m"].iloc[row]) * self.width / self.extent.width_m
                circle = (xs[row], ys[row], radius)
                if circle not in drawn:
                    drawn.add(circle)
                    faint = len(group.rows) > 1
                    signs.uncertainty(self.axes, circle[:2], radius=radius, family=family(records, row), faint=faint)

    def _signs(self, content: Content) -> None:
        for group in reversed(content.groups):
            self.free.take([_box(group, content)])
            families = [family(content.records, row) for row in group.rows]
            if len(families) > 1:
                signs.ring(self.axes, families, (group.x, group.y))
            else:
                record = content.records.iloc[group.rows[0]]
                hollow, denied = record["geo_precision"] == "district", record["confidence"] == "disputed"
                signs.symbol(self.axes, families[0], (group.x, group.y), hollow=hollow, denied=denied)

    # --- names -----------------------------------------------------------------------

    def _badge(self, zone: Zone) -> None:
        """Label a line or area with its count: always, as nothing else on the map says it."""
        text = printable(f"{zone.name}: {zone.count}")
        width, height = text_size(text, points=BADGE_POINTS, weight="semibold")
        width, height = width + 2.4, height + 0.8
        beside = around(*zone.anchor, width=width, height=height, step=4.0)
        over = () if zone.is_line else (box_around(*zone.anchor, width=width, height=height),)
        middle = self.free.must_place((*over, *beside)).middle
        if zone.is_line or not shapely.contains_xy(zone.ground, *middle):
            self.axes.plot(*zip(zone.anchor, middle, strict=True), color=EDGE, linewidth=0.5, alpha=0.7, zorder=8)
        signs.badge(self.axes, text, middle, size=BADGE_POINTS)

    def _crossings(self, crossings: gpd.GeoDataFrame) -> None:
        shown = self._here(crossings)
        for name, mode, point in zip(shown["name"], shown["mode"], shown.geometry, strict=True):
            signs.crossing(self.axes, mode, spot(point))
            if self.zoom >= CROSSING_ZOOM:
                look: Look = {"size": CROSSING_POINTS, "weight": "semibold", "color": FOCUS}
                self._word(name, spot(point), gap=1.6, **look)

    def _names(self, kind: str) -> None:
        """Name countries, spaced out, and waters and forests, where there is room."""
        zoom = min(max(round(self.zoom), NAMED_ZOOMS.start), NAMED_ZOOMS.stop - 1)
        names = ground.names(self.folder)
        for text, point in self._here(names[(names["kind"] == kind) & names["zoom"].le(zoom) & names["last"].ge(zoom)])[
            ["text", "geometry"]
        ].itertuples(index=False):
            word = " ".join(text.upper()) if kind == "country" else text.replace("\n", " ")
            self._word(word, spot(point), spread=6.0 if kind == "country" else 0.4, **NAME_LOOKS[kind])

    def _word(self, text: str, at: signs.Spot, *, gap: float = 0, spread: float = 0, **look: Any) -> None:
        """Write a word beside a point, or in its neighbourhood; none if it would hide something."""
        width, height = text_size(text, points=look["size"], weight=look.get("weight", "regular"))
        candidates = (
            around(*at, width=width, height=height, step=spread)
            if spread
            else beside(*at, width=width, height=height, gap=gap)
        )
        middle = box_around(*at, width=width, height=height)
        box = self.free.place((middle, *candidates) if spread else candidates)
        if box:
            self._write(text, box, **look)

    def _write(self, text: str, box: Box, **look: Any) -> None:
        signs.word(self.axes, printable(text), box.middle, ha="center", va="center", zorder=7, **look)

    def _places(self) -> list[Place]:
        """Places of the map that its scale has room for, by rank."""
        shown = self._here(ground.places(self.folder))
        shown = shown[shown["zoom"] <= self.zoom + 0.4].sort_values(["rank", "zoom", "name"])
        return [Place(*row) for row in shown[["name", "rank", "side", "geometry"]].itertuples(index=False, name=None)]

    def _beside_signs(self, content: Content, places: Sequence[Place]) -> list[Place]:
        """Name the nearest places that a sign covers beside the sign; gives the places that no sign covers."""
        free = list(places)
        for group in content.groups:
            sign = _box(group, content)
            covered = _covered(free, by=sign)
            for place in covered[:NAMES_A_SIGN]:
                self._name(place, at=sign.middle, gap=(sign.right - sign.left) / 2 + 0.3, own_side=True)
            free = [place for place in free if place not in covered]
        return free

    def _place(self, place: Place) -> None:
        if self.free.frame.holds(place.dot) and not self.free.hidden(place.dot):
            at = spot(place.point)
            if self._name(place, at=at, gap=0.7):
                self.free.take([place.dot])
                look: Look = {"markerfacecolor": PAPER, "markeredgecolor": SOFT, "markeredgewidth": 0.6}
                self.axes.plot(*at, "o", markersize=2.2, zorder=6, **look)

    def _name(self, place: Place, *, at: signs.Spot, gap: float, own_side: bool = False) -> bool:
        """Write a place's name beside a dot or sign; false if there is no room.

        Parameters
        ----------
        place
            The place.
        at, gap
            What stands there, and how far from its middle the name begins.
        own_side
            Whether the name must not stand to the other side: a sign on the border hides on which side a place is.
        """
        look = _place_look(place.rank)
        width, height = text_size(place.name, points=look["size"], weight=look["weight"])
        boxes = beside(*at, width=width + NAME_PAD_MM, height=height, gap=gap, first=place.side)
        if own_side:
            away = {"r": 1, "l": -1}.get(place.side[-1], 0)
            boxes = tuple(box for box in boxes if (box.middle[0] - at[0]) * away >= 0)
        box = self.free.place(boxes)
        if box:
            self._write(place.name, box, **look)
        return box is not None


def _place_look(rank: int) -> Look:
    weight = "semibold" if rank <= BOLD_RANK else "regular"
    return {"size": PLACE_POINTS[rank], "weight": weight, "color": INK if rank <= DARK_RANK else SOFT}


def _box(group: Group, content: Content) -> Box:
    """The paper that a sign takes; a denied record's ring is wider than its symbol."""
    denied = len(group.rows) == 1 and content.records["confidence"].iloc[group.rows[0]] == "disputed"
    size = group.size_mm * (2 * signs.DENIED_SHARE if denied else 1.0)
    return box_around(group.x, group.y, width=size, height=size)


def _along(line: shapely.Geometry) -> list[Box]:
    """Small boxes that cover a line, one for each square of the paper that it passes."""
    stations = shapely.get_coordinates(shapely.segmentize(line, BORDER_STEP_MM / 2))
    squares = sorted(set(map(tuple, np.floor(stations / BORDER_STEP_MM).tolist())))
    return [
        Box(x * BORDER_STEP_MM, y * BORDER_STEP_MM, (x + 1) * BORDER_STEP_MM, (y + 1) * BORDER_STEP_MM)
        for x, y in squares
    ]


def family(records: gpd.GeoDataFrame, row: int) -> str:
    """The family of a record, by its place in the frame."""
    return schema.CATEGORIES[records["category"].iloc[row]].family


def patch(shape: shapely.Geometry, **look: Any) -> PathPatch:
    """Polygons with their holes as one patch."""
    rings = [
        Outline(ring.coords, closed=True)
        for part in shapely.get_parts(shape)
        if isinstance(part, shapely.Polygon)
        for ring in (part.exterior, *part.interiors)
    ]
    return PathPatch(Outline.make_compound_path(*rings), **look)

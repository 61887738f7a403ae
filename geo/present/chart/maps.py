"""Small maps on real ground: the border, the neighbours, names; places as circles, areas as areas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import altair as alt
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import kept, study
from geo.present.chart.drawing import AltairChart, Drawing, Features, Given, features, rows
from geo.present.chart.frame import (
    POINTER,
    coloured,
    family_colour,
    family_shape,
    framed,
    look,
    opening,
    tooltips,
    with_labels,
)
from geo.present.staticmap import extent as extents
from geo.present.staticmap import ground as grounds
from geo.present.staticmap.sheet import Sheet

SHEET: Final = Sheet(width_mm=96.0, whole=True)
"""Its proportions are those of the map."""
HEIGHT_PX: Final = 460
CELL_PX: Final = 16
"""Places nearer than this to one another are one circle."""
MANY: Final = 40
"""Records of the largest circle; the same in every map, so that maps can be compared."""
DETAIL_M: Final = 500
ZOOM: Final = 7
"""Zoom of the screen map that has as much on it."""
TOWN: Final = 1
"""Rank of the smallest places that are named."""
M_PER_KM: Final = 1000
STRONG: Final = "focus"
WATERS: Final = ("lake", "river1", "river2", "borderRiver")


@dataclass(frozen=True, eq=False)
class Ground:
    """What lies under the records; kilometres in the study's metric CRS.

    Attributes
    ----------
    shapes
        Land, lakes and rivers, other borders, and the study's line, as the chart takes them.
    names
        Columns ``x``, ``y``, ``name``, ``country`` (whether it is one).
    extent
        What the map shows, metres.
    """

    shapes: Mapping[str, Features]
    names: pd.DataFrame
    extent: grounds.Extent

    @property
    def cell_m(self) -> float:
        """Side of a cell in which places are gathered, metres."""
        return self.extent.height_m / HEIGHT_PX * CELL_PX


def ground(border: gpd.GeoDataFrame, *, folder: Path) -> Ground:
    """Prepare the ground around the study's line.

    Parameters
    ----------
    border
        The border lines.
    folder
        Of the base map.
    """
    return _ground(study.current(), folder, extents.around_border(border, sheet=SHEET))


@kept.with_first(size=1)
def _ground(_of: study.Study, folder: Path, extent: grounds.Extent) -> Ground:
    shapes = grounds.shapes(folder)
    near = grounds.within(shapes[shapes["zoom"] <= ZOOM], extent)
    near = near.assign(geometry=near.geometry.simplify(DETAIL_M))
    areal = near.geometry.geom_type.isin(("Polygon", "MultiPolygon"))
    wet = near["kind"].isin(WATERS)
    borders = ~areal & near["kind"].str.startswith("border")
    return Ground(
        shapes={
            "land": _shapes(near[areal & ~wet]),
            "water": _shapes(near[wet]),
            "borders": _shapes(near[borders]),
            "line": _shapes(near[near["kind"] == STRONG]),
        },
        names=_names(folder, extent),
        extent=extent,
    )


def _names(folder: Path, extent: grounds.Extent) -> pd.DataFrame:
    places, areas = (grounds.within(found, extent) for found in (grounds.places(folder), grounds.names(folder)))
    towns = places[places["rank"] <= TOWN]
    countries = areas[(areas["kind"] == "country") & (areas["zoom"] == ZOOM)]
    both = pd.concat([towns.assign(country=False), countries.assign(name=countries["text"], country=True)])
    return pd.DataFrame(
        {
            "x": both.geometry.x / M_PER_KM,
            "y": both.geometry.y / M_PER_KM,
            "name": both["name"].str.replace("\n", " "),
            "country": both["country"],
        }
    ).reset_index(drop=True)


def _shapes(frame: gpd.GeoDataFrame) -> Features:
    """Shapes in kilometres, to a hundred metres; what they are of is not sent."""
    parts = shapely.transform(frame.geometry.to_numpy(), lambda metres: np.round(metres / M_PER_KM, 1))
    return features(gpd.GeoDataFrame(frame.drop(columns=["geometry", "kind", "zoom"], errors="ignore"), geometry=parts))


def small_map(
    places: pd.DataFrame,
    zones: gpd.GeoDataFrame,
    below: Ground,
    *,
    title: str,
    subtitle: str,
    description: str,
    dark: bool,
) -> Drawing:
    """Draw where records are: a symbol for one, a circle with its number for several, areas with theirs.

    Parameters
    ----------
    places, zones
        Of `summarise.gathered` and `summarise.zones`.
    below
        Of `ground`.
    title, subtitle, description
        What it shows, and its text alternative.
    dark
        Whether the page is dark.
    """
    areas, stretches, labels = _zones(zones, below)
    single = places["records"] == 1
    at = places.assign(x=places["x"] / M_PER_KM, y=places["y"] / M_PER_KM).drop(columns="id")
    country = below.names["country"].astype(bool)
    return Drawing(
        _small_map,
        kind={"areas": bool(areas), "stretches": bool(stretches), "dark": dark},
        tables={
            **below.shapes,
            **({"areas": areas} if areas else {}),
            **({"stretches": stretches} if stretches else {}),
            **({"labels": labels} if areas or stretches else {}),
            "countries": below.names[country],
            "towns": below.names[~country],
            "ones": with_labels(at[single]).assign(opens=opening(places.loc[single, "id"])),
            "many": at[~single].assign(label=[f"{number:,}" for number in at.loc[~single, "records"]]),
        },
        frame=framed(title=title, subtitle=subtitle, description=description, height=HEIGHT_PX),
    )


def _zones(zones: gpd.GeoDataFrame, below: Ground) -> tuple[Features, Features, pd.DataFrame]:
    """Areas and lines that records concern as a whole, and their numbers at a point of each."""
    shown = grounds.within(zones, below.extent)
    shown = shown.assign(geometry=shown.geometry.simplify(DETAIL_M))
    areal = shown.geometry.geom_type.isin(("Polygon", "MultiPolygon"))
    at = shown.geometry.representative_point()
    labels = pd.DataFrame(
        {
            "x": at.x / M_PER_KM,
            "y": at.y / M_PER_KM,
            "name": shown["name"],
            "records": shown["records"],
            "label": [f"{number:,}" for number in shown["records"]],
        }
    )
    return _shapes(shown[areal]), _shapes(shown[~areal]), labels


def _small_map(given: Given, *, areas: bool, stretches: bool, dark: bool) -> AltairChart:
    charts = [
        *_ground_layers(given, dark=dark),
        *_zone_layers(given, areas=areas, stretches=stretches, dark=dark),
        *_name_layers(given, dark=dark),
        *_place_layers(given, dark=dark),
    ]
    return coloured(alt.layer(*charts).project(type="identity", reflectY=True), dark=dark)


def _ground_layers(given: Given, *, dark: bool) -> list[alt.Chart]:
    colours = look(dark=dark)
    paper, water = ("#1f262c", "#2f4654") if dark else ("#f4f2ec", "#c9dce6")
    return [
        _drawn(given, "land", fill=paper, stroke=paper),
        _drawn(given, "water", fill=water, stroke=water, filled=False),
        _drawn(given, "borders", stroke=colours.muted, filled=False),
        _drawn(given, "line", stroke=colours.text, filled=False, width=2),
    ]


def _drawn(
    given: Given, shapes: str, *, stroke: str, fill: str | None = None, filled: bool = True, width: float = 1
) -> alt.Chart:
    mark: dict[str, Any] = {"filled": True, "fill": fill} if filled else {"filled": False}
    drawn: alt.Chart = rows(given, shapes).mark_geoshape(
        stroke=stroke, strokeWidth=width, tooltip=None, aria=False, **mark
    )
    return drawn


def _zone_layers(given: Given, *, areas: bool, stretches: bool, dark: bool) -> list[alt.Chart]:
    if not (areas or stretches):
        return []
    colours = look(dark=dark)
    tips = tooltips(name="Somewhere in or along", records="Records")
    area: dict[str, Any] = {"filled": True, "fill": colours.accent, "fillOpacity": 0.12, "strokeOpacity": 0.7}
    stretch: dict[str, Any] = {"filled": False, "strokeWidth": 11, "strokeOpacity": 0.14}
    layers = [
        rows(given, shapes).mark_geoshape(stroke=colours.accent, **style).encode(tooltip=tips)
        for shapes, style, drawn in (("areas", area, areas), ("stretches", stretch, stretches))
        if drawn
    ]
    numbers = (
        rows(given, "labels")
        .mark_text(fontSize=11.5, fontWeight=600, fontStyle="italic", color=colours.accent)
        .encode(longitude="x:Q", latitude="y:Q", text=alt.Text(field="label", type="nominal"), tooltip=tips)
    )
    return [*layers, numbers]


def _name_layers(given: Given, *, dark: bool) -> list[alt.Chart]:
    colours = look(dark=dark)
    at: dict[str, Any] = {"longitude": "x:Q", "latitude": "y:Q"}
    text = alt.Text(field="name", type="nominal")
    big, small = rows(given, "countries"), rows(given, "towns")
    return [
        big.mark_text(fontSize=12, fontWeight=600, opacity=0.6, color=colours.muted).encode(**at, text=text),
        small.mark_text(fontSize=11, dy=-8, color=colours.text).encode(**at, text=text),
        small.mark_circle(size=12, opacity=1, color=colours.muted).encode(**at),
    ]


def _place_layers(given: Given, *, dark: bool) -> list[alt.Chart]:
    colours = look(dark=dark)
    tips = tooltips(records="Records", titles="Which")
    at: dict[str, Any] = {"longitude": "x:Q", "latitude": "y:Q", "tooltip": tips}
    growing = alt.Scale(type="linear", domain=[1, MANY], range=[170, 1100], clamp=True)
    size = alt.Size(field="records", type="quantitative", legend=None, scale=growing)
    edge: dict[str, Any] = {"stroke": colours.background, "strokeWidth": 0.6}
    many = rows(given, "many")
    return [
        rows(given, "ones")
        .mark_point(filled=True, size=70, opacity=0.95, cursor=POINTER, **edge)
        .encode(color=family_colour(dark=dark), shape=family_shape(), **at),
        many.mark_circle(opacity=0.92, fill=colours.background, stroke=colours.text, strokeWidth=1.6).encode(
            size=size, **at
        ),
        many.mark_text(fontSize=11, fontWeight=600, color=colours.text).encode(
            text=alt.Text(field="label", type="nominal"), **at
        ),
    ]

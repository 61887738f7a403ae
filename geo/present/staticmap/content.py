"""What of a selection a figure can show: groups of points, lines and areas, and a count of everything else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import shapely

from geo import crs, summarise
from geo.present.staticmap.ground import Extent, on_paper
from geo.present.staticmap.marks import Group, groups

LEDGER: Final = (
    ("placed", "at their places on the map"),
    ("zoned", "counted at the lines and areas that they concern"),
    ("beyond", "beyond the edges of this map"),
    ("nowhere", "without a place to draw"),
)


@dataclass(frozen=True, slots=True)
class Zone:
    """A line or area that records concern, and how many do.

    Attributes
    ----------
    name, count
        Its name, and the records that the map counts at it.
    shape, ground
        What of its line, or of its limits, is on the map, and what lies within, in millimetres.
    is_line
        Whether it is a stretch of a border.
    anchor
        What its label points to, in millimetres on the map.
    """

    name: str
    count: int
    shape: shapely.Geometry
    ground: shapely.Geometry
    is_line: bool
    anchor: tuple[float, float]


@dataclass(frozen=True)
class Content:
    """A selection on a map.

    Attributes
    ----------
    records
        The selection; points in millimetres on the map.
    groups
        Signs; all of their records lie on the map.
    zones
        Lines and areas on the map, those with most records first.
    placed, zoned, beyond, nowhere
        Records at a sign, at a zone, off the map, and without any place to draw. They add up to the selection.
    """

    records: gpd.GeoDataFrame
    groups: tuple[Group, ...]
    zones: tuple[Zone, ...]
    placed: int
    zoned: int
    beyond: int
    nowhere: int

    def ledger(self) -> str:
        """Say where each record of the selection is."""
        total = f"{len(self.records):,} {'record' if len(self.records) == 1 else 'records'}"
        parts = [f"{getattr(self, name):,} {where}" for name, where in LEDGER if getattr(self, name)]
        return f"{total}: {'; '.join(parts)}." if parts else f"{total}."


def content(records: gpd.GeoDataFrame, *, areas: gpd.GeoDataFrame, extent: Extent, width_mm: float) -> Content:
    """Sort records by how a map can show them.

    Parameters
    ----------
    records
        The selection, WGS 84.
    areas
        What records without a point refer to, WGS 84.
    extent
        What the map shows.
    width_mm
        Width of the map.
    """
    placed = on_paper(records.to_crs(crs.metric()), extent, width_mm=width_mm)
    is_point = (placed.geom_type == "Point") & summarise.is_event(records["category"])
    frame = shapely.box(0, 0, width_mm, width_mm * extent.height_m / extent.width_m)
    inside = is_point & placed.geometry.within(frame)
    zones = _zones(records[~is_point], areas=areas, extent=extent, width_mm=width_mm, frame=frame)
    named = int(records.loc[~is_point, "area"].isin(areas["id"]).sum())
    zoned = sum(zone.count for zone in zones)
    return Content(
        records=placed,
        groups=tuple(groups(placed.geometry.where(inside, None))),
        zones=zones,
        placed=int(inside.sum()),
        zoned=zoned,
        beyond=int((is_point & ~inside).sum()) + named - zoned,
        nowhere=len(records) - int(is_point.sum()) - named,
    )


def _zones(
    records: gpd.GeoDataFrame, *, areas: gpd.GeoDataFrame, extent: Extent, width_mm: float, frame: shapely.Polygon
) -> tuple[Zone, ...]:
    counts = records["area"].value_counts()
    shown = areas[areas["id"].isin(counts.index)]
    labels = gpd.GeoSeries.from_xy(shown["label_lon"], shown["label_lat"], index=shown.index, crs=crs.WGS84)
    shapes = on_paper(shown.to_crs(crs.metric()), extent, width_mm=width_mm)
    points = on_paper(gpd.GeoDataFrame(geometry=labels).to_crs(crs.metric()), extent, width_mm=width_mm)
    found = [
        _zone(row, shape, point, count=int(counts[row["id"]]), frame=frame)
        for row, shape, point in zip(shown.to_dict("records"), shapes.geometry, points.geometry, strict=True)
        if shape.intersects(frame)
    ]
    return tuple(sorted(found, key=lambda zone: (-zone.count, zone.name)))


def _zone(row: Any, shape: shapely.Geometry, label: shapely.Geometry, *, count: int, frame: shapely.Polygon) -> Zone:
    """Cut a line or the limits of an area to the map; its label points into what of it is there."""
    is_line = shapely.get_dimensions(shape) == 1
    cut = shapely.intersection(shape, frame)
    anchor = label if shapely.contains(frame, label) else _inner(cut)
    edges = cut if is_line else shapely.clip_by_rect(shapely.boundary(shape), *frame.bounds)
    return Zone(row["name"], count, edges, cut, bool(is_line), spot(anchor))


def _inner(shape: shapely.Geometry) -> shapely.Geometry:
    """A point on the longest piece of a line, or within the largest piece of an area."""
    piece = max(shapely.get_parts(shape), key=lambda part: (shapely.area(part), shapely.length(part)))
    is_line = shapely.get_dimensions(piece) == 1
    found: shapely.Geometry = (
        shapely.line_interpolate_point(piece, 0.5, normalized=True) if is_line else shapely.point_on_surface(piece)
    )
    return found


def spot(point: shapely.Geometry) -> tuple[float, float]:
    """The coordinates of a point."""
    return float(shapely.get_x(point)), float(shapely.get_y(point))

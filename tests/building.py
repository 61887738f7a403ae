"""Records, counts, sources, areas and whole data folders built for a test: minimal, valid, and as the test needs them.

The ground is simple, so that a distance can be read off a test: the line runs straight north from `SOUTH_END` for
`LINE_KM` kilometres, one country lies west of it and the other east, and `place` gives the point so many metres east of
the line and north of its southern end.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import Transformer

from geo import crs, schema
from geo.intake import prepare
from geo.intake.folder import RECORD_FILES
from geo.model import Dataset

Json = dict[str, Any]

FILES: Final = RECORD_FILES
SOUTH_END: Final = (800_000, 600_000)
"""Easting and northing of the line's southern end, in metres of the projected CRS."""
LINE_KM: Final = 40
GROUND_M: Final = 60_000
"""How far the ground reaches east and west of the line, and north and south of its ends."""
WEST, EAST = "PL", "BY"
CROSSING, AREA, ABROAD = "Middle–Middle", "northern-section", "far-county"
SOURCE = "a-paper-2021-11-08"
LINE_ID = "PL-BY"


@cache
def _to_degrees() -> Transformer:
    return Transformer.from_crs(crs.metric(), crs.WGS84, always_xy=True)


def place(east_m: float, north_m: float) -> tuple[float, float]:
    """Longitude and latitude, to the centimetre, of a place by metres east of the line and north of its south end."""
    lon, lat = _to_degrees().transform(SOUTH_END[0] + east_m, SOUTH_END[1] + north_m)
    return round(lon, 7), round(lat, 7)


def _ring(*corners: tuple[float, float]) -> Json:
    return {"type": "Polygon", "coordinates": [[place(*corner) for corner in (*corners, corners[0])]]}


def _box(west_m: float, south_m: float, east_m: float, north_m: float) -> Json:
    return _ring((west_m, south_m), (east_m, south_m), (east_m, north_m), (west_m, north_m))


def _path(*points: tuple[float, float]) -> Json:
    return {"type": "LineString", "coordinates": [place(*point) for point in points]}


# --- what a file holds ---------------------------------------------------------------

GIVEN: Final[Json] = {
    "id": "PLBY-0001",
    "kind": "incident",
    "category": "border_breach_attempt",
    "title": "People try to cross",
    "summary": "A group tries to cross the line.",
    "start": "2021-11-08",
    "end": None,
    "end_status": None,
    "date_precision": "day",
    "place": "A village",
    "place_local": {},
    "geo_precision": "locality",
    "uncertainty_m": 1000,
    "area": None,
    "location_note": None,
    "declared_side": None,
    "actors": [],
    "claimed_by": ["Polish Border Guard"],
    "disputed_by": [],
    "denier_sides": [],
    "checked": None,
    "claimant_sides": ["PL state"],
    "confidence": "single_source",
    "figures": [],
    "sources": [{"id": SOURCE, "locator": None}],
    "reported": "2021-11-08",
    "related": [],
    "note": None,
}
"""A record as a file holds it, with every field that is not for deployments alone."""
DEPLOYED: Final[Json] = {
    "kind": "deployment",
    "category": "force_deployment",
    "title": "Soldiers are sent",
    "end_status": "unknown",
    "force": "A brigade",
    "country": "PL",
    "unit_type": "army",
    "status": "in_place",
}
"""What makes a deployment of it."""
COMPUTED: Final[Json] = {
    "file": "incidents.geojson",
    "single_claimant": True,
    "side": WEST,
    "border_m": 2000.0,
    "border_km": 20.0,
    "nearest_crossing": CROSSING,
    "region": "Westland",
}
"""What preparing adds."""
POINTLESS: Final[Json] = {"geo_precision": "country", "uncertainty_m": None}
"""Changes that take the point of a record away, in a file."""
NOWHERE: Final[Json] = {
    **POINTLESS,
    "geometry": None,
    "side": "other",
    **dict.fromkeys(("border_m", "border_km", "nearest_crossing", "region")),
}
"""Changes that take the point of a record away, once it is prepared."""


def figure(**changes: Any) -> Json:
    """A published number of a record, with some fields changed."""
    plain: Json = {
        "measure": "people_present",
        "value": 100,
        "min": None,
        "max": None,
        "unit": "people",
        "as_of": "2021-11-08",
        "attributed_to": "Polish Border Guard",
        "source": SOURCE,
        "note": None,
    }
    return plain | changes


def feature(*, at: tuple[float, float] | None = (-2000, 20_000), **changes: Any) -> Json:
    """A record as a file holds it: a valid incident near the middle of the line, with some fields changed.

    Parameters
    ----------
    at
        Metres east of the line and north of its southern end; None for a record without a point, which then is of no
        place more exact than its country.
    **changes
        Fields, as JSON has them. A deployment gets the fields that it needs.
    """
    deployed = DEPLOYED if changes.get("kind") == "deployment" else {}
    properties = GIVEN | deployed | (POINTLESS if at is None else {}) | changes
    geometry = None if at is None else {"type": "Point", "coordinates": list(place(*at))}
    return {"type": "Feature", "id": properties["id"], "properties": properties, "geometry": geometry}


def count(**changes: Any) -> Json:
    """A published count of attempts as the file holds it, with some cells changed."""
    plain = {
        "id": "ATT-0001",
        "date_start": "2021-11-08",
        "date_end": "2021-11-08",
        "period_type": "day",
        "attempts": "300",
        "rounded": "false",
        "date_inferred": "false",
        "claimed_by": "Polish Border Guard",
        "source": SOURCE,
        "note": "",
    }
    return plain | changes


def source(*issued: int, **changes: Any) -> Json:
    """A publication in CSL-JSON, of the year, month and day given, with some fields changed."""
    plain: Json = {
        "id": SOURCE,
        "type": "article-newspaper",
        "title": "People try to cross",
        "container-title": "A paper",
        "language": "en",
        "URL": "https://news.example/a",
        "custom": {"title_basis": "headline", "archive_url": None},
    }
    dated = {"issued": {"date-parts": [list(issued)]}} if issued else {}
    return plain | dated | changes


def area(*, shape: Json | None = None, **changes: Any) -> Json:
    """An area that records may name: the northern half of the line, with some properties changed."""
    middle, end = LINE_KM * 500, LINE_KM * 1000
    lon, lat = place(0, (middle + end) / 2)
    plain: Json = {
        "id": AREA,
        "name": "Northern section",
        "geo_kind": "border_section",
        "km_from": LINE_KM / 2,
        "km_to": float(LINE_KM),
        "label_lat": lat,
        "label_lon": lon,
    }
    properties = plain | changes
    shape = shape or _path((0, middle), (0, end))
    return {"type": "Feature", "id": properties["id"], "properties": properties, "geometry": shape}


def far_area() -> Json:
    """An area in the north-east corner of the ground, away from the line."""
    lon, lat = place(52_500, 92_500)
    return area(
        shape=_box(50_000, 90_000, 55_000, 95_000),
        id=ABROAD,
        name="Far county",
        geo_kind="region",
        km_from=None,
        km_to=None,
        label_lat=lat,
        label_lon=lon,
    )


def _layer(*items: Json) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(items)}, ensure_ascii=True).encode()


def _item(code: str, geometry: Json, **properties: Any) -> Json:
    return {"type": "Feature", "id": code, "properties": {"id": code, **properties}, "geometry": geometry}


def _table(rows: Iterable[Json]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, schema.COUNT_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


# --- a folder of data ----------------------------------------------------------------


def folder(
    path: Path,
    *items: Json,
    counts: Sequence[Json] = (),
    sources: Sequence[Json] | None = None,
    areas: Sequence[Json] | None = None,
) -> Path:
    """Write a small folder of data.

    Parameters
    ----------
    path
        Where; made if it is not there.
    *items
        Of `feature`; deployments go into their own file.
    counts
        Of `count`.
    sources
        Of `source`; by default the one that records and counts cite if nothing else is said.
    areas
        Of `area`; by default the northern section and the far county.
    """
    path.mkdir(parents=True, exist_ok=True)
    deployed = [item for item in items if item["properties"]["kind"] == "deployment"]
    end = LINE_KM * 1000
    low, high = -GROUND_M, end + GROUND_M
    lon, lat = place(0, end / 2)
    bodies = {
        FILES[0]: _layer(*(item for item in items if item not in deployed)),
        FILES[1]: _layer(*deployed),
        "border.geojson": _layer(_item(LINE_ID, _path((0, 0), (0, end)), name="The line", length_km=LINE_KM)),
        "crossings.geojson": _layer(
            _item(
                "middle-middle",
                {"type": "Point", "coordinates": [lon, lat]},
                name=CROSSING,
                mode="road",
                km=LINE_KM / 2,
            )
        ),
        "regions.geojson": _layer(
            _item(f"{WEST}-1", _box(-GROUND_M, low, 0, high), name="Westland", country=WEST),
            _item(f"{EAST}-1", _box(0, low, GROUND_M, high), name="Eastland", country=EAST),
        ),
        "areas.geojson": _layer(*((area(), far_area()) if areas is None else areas)),
        "sources.json": json.dumps(list(sources) if sources is not None else [source(2021, 11, 8)]).encode(),
        "attempts.csv": _table(counts),
    }
    for name, body in bodies.items():
        (path / name).write_bytes(body)
    return path


def dataset(path: Path, *items: Json, **parts: Any) -> Dataset:
    """Write a small folder of data, as `folder` does, and prepare it."""
    return prepare.dataset(folder(path, *items, **parts))


# --- prepared rows, without files ----------------------------------------------------


def record(**changes: Any) -> Json:
    """A record as it stands in ``Dataset.records``, given and computed fields alike, with some of them changed.

    Days may be given as ISO text. Nothing is joined or checked, so that a rule can be shown exactly at its edge.
    """
    deployed = DEPLOYED if changes.get("kind") == "deployment" else dict.fromkeys(DEPLOYED.keys() - GIVEN.keys())
    row = GIVEN | deployed | COMPUTED | {"origin": None, "geometry": shapely.Point(place(-2000, 20_000))} | changes
    return row | {name: _day(row[name]) for name in ("start", "end", "reported")}


def records(*rows: Json) -> gpd.GeoDataFrame:
    """A frame of records like ``Dataset.records``, in the order given."""
    table = pd.DataFrame(list(rows), columns=list(record()), dtype=object)
    table = table.where(table.notna(), None).astype({"border_m": float, "border_km": float})
    return gpd.GeoDataFrame(table, geometry="geometry", crs=crs.WGS84)


def attempts(*rows: Mapping[str, Any]) -> pd.DataFrame:
    """A frame of counts like ``Dataset.attempts``, made of `count`."""
    table = pd.DataFrame(list(rows), columns=list(schema.COUNT_COLUMNS))
    return table.assign(
        date_start=table["date_start"].map(_day),
        date_end=table["date_end"].map(_day),
        attempts=table["attempts"].map(int),
        rounded=table["rounded"] == "true",
        date_inferred=table["date_inferred"] == "true",
    )


def entries(*publications: Json) -> dict[str, Json]:
    """Sources by id, like ``Dataset.sources``."""
    return {entry["id"]: entry for entry in publications or (source(2021, 11, 8),)}


def layer(*items: Json) -> gpd.GeoDataFrame:
    """A frame of areas, like ``Dataset.areas``."""
    return gpd.GeoDataFrame.from_features(items, crs=crs.WGS84)


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else value

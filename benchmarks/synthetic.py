"""Make data folders of any size: records that are as long, as vague and as valid as the shipped ones.

Each record is a shipped one moved in time and space. Notes and names in local languages are left out, so that 50,000
records stay below the size that the app reads; nothing else is shortened.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final

import shapely
from pyarrow import parquet

from geo import study
from geo.intake import folder as files
from geo.intake import geoparquet, load

SEED: Final = 20211108
SPREAD_DEGREES: Final = 0.03
"""Standard deviation of the move, degrees of WGS 84: two to three kilometres."""
DECIMALS: Final = 5
INCIDENTS: Final = "incidents.geojson"
POINTS: Final = "points.json"
"""The same records as plain columns, for the ways that are compared."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Points:
    """Records with a point as columns: WGS 84 degrees, titles, first days in ISO form."""

    lat: list[float]
    lon: list[float]
    title: list[str]
    start: list[str]


def build(folder: Path, *, count: int) -> Path:
    """Write a data folder.

    Parameters
    ----------
    folder
        Is made; files in it are replaced.
    count
        How many records it holds in all, the shipped deployments among them.

    Returns
    -------
    folder
        The same.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in files.FILES:
        if name != INCIDENTS and (files.DATA / name).is_file():
            shutil.copyfile(files.DATA / name, folder / name)
    deployments = load.read_features(folder / "deployments.geojson")
    features = list(_features(count - len(deployments)))
    body = {"type": "FeatureCollection", "features": features}
    (folder / INCIDENTS).write_text(json.dumps(body, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    points = _points([*features, *deployments])
    (folder / POINTS).write_text(json.dumps(vars(points), ensure_ascii=False), encoding="utf-8")
    return folder


def build_table(folder: Path, *, count: int) -> Path:
    """Write a data folder whose incidents are GeoParquet, some at a time.

    Parameters
    ----------
    folder
        Is made; files in it are replaced.
    count
        How many incidents it holds; the shipped deployments come on top.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in files.FILES:
        if name != INCIDENTS and (files.DATA / name).is_file():
            shutil.copyfile(files.DATA / name, folder / name)
    features = _features(count)
    with ExitStack() as stack:
        writer: parquet.ParquetWriter | None = None
        while some := list(islice(features, geoparquet.ROW_GROUP)):
            table = geoparquet.table_of(some, deployments=False)
            writer = writer or stack.enter_context(
                parquet.ParquetWriter(folder / "incidents.parquet", table.schema, compression="zstd")
            )
            writer.write_table(table)
    return folder


def _features(count: int) -> Iterator[Json]:
    """Shipped incidents over and over, each a little elsewhere and on another day."""
    rng = random.Random(SEED)  # noqa: S311  # the same records on every machine, no secret
    templates = load.read_features(files.DATA / INCIDENTS)
    land = shapely.union_all(load.read_layer(files.DATA / "regions.geojson").geometry.to_numpy())
    shapely.prepare(land)
    for number in range(count):
        template = templates[number % len(templates)]
        record_id = f"SYNT-{number + 1:05d}"
        properties = {
            **template["properties"],
            **_days(template["properties"], rng=rng),
            "id": record_id,
            "title": f"{template['properties']['title'][:80]} ({number + 1})",
            "related": [],
            "note": None,
            "location_note": None,
            "place_local": {},
            "declared_side": None,
        }
        geometry = _moved(template["geometry"], land=land, rng=rng)
        yield {"type": "Feature", "id": record_id, "properties": properties, "geometry": geometry}


def _days(properties: Mapping[str, Any], *, rng: random.Random) -> Json:
    """First, last and publication day, all moved by the same number of days, inside the crisis."""
    given = {name: properties[name] for name in ("start", "end", "reported")}
    days = {name: date.fromisoformat(value) for name, value in given.items() if value}
    last = max(days["start"], days.get("end", days["start"]))
    low, high = (study.current().first - days["start"]).days, (study.current().last - last).days
    shift = timedelta(days=rng.randint(low, high))
    return {name: (days[name] + shift).isoformat() if name in days else None for name in given}


def _moved(geometry: Json | None, *, land: shapely.Geometry, rng: random.Random) -> Json | None:
    """Give a point near the given one, on land; lines, areas and nothing stay as they are."""
    if not geometry or geometry["type"] != "Point":
        return geometry
    lon, lat = (round(value + rng.gauss(0, SPREAD_DEGREES), DECIMALS) for value in geometry["coordinates"][:2])
    return {"type": "Point", "coordinates": [lon, lat]} if shapely.contains_xy(land, lon, lat) else geometry


def _points(features: Sequence[Json]) -> Points:
    placed = [item for item in features if item["geometry"] and item["geometry"]["type"] == "Point"]
    return Points(
        lat=[item["geometry"]["coordinates"][1] for item in placed],
        lon=[item["geometry"]["coordinates"][0] for item in placed],
        title=[item["properties"]["title"] for item in placed],
        start=[item["properties"]["start"] for item in placed],
    )

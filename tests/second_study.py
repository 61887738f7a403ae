"""Another study: the Lithuania–Belarus line of the shipped borders, with days, a CRS and records of its own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, Final

from geo.intake import folder as shipped
from tests import building

Json = dict[str, Any]

PREFIX: Final = "LTBY"
METRIC: Final = "EPSG:3346"
LINE: Final = "BY-LT"
STUDY: Final = f"""
title = "Granica: the line of the north"
subject = "Lithuania–Belarus border, 2023"
authors = "Others"
id_prefix = "{PREFIX}"
metric_crs = "{METRIC}"
distances_km = [3, 30]

[licence]
id = "CC0-1.0"
name = "CC0"
url = "https://creativecommons.org/publicdomain/zero/1.0/"

[credits]
ground = "Ground: others."
lines = "others"
names = "others"

[period]
first = 2023-01-01
last = 2023-12-31

[line]
id = "{LINE}"
name = "northern line"
start = "southern end"
end = "northern end"

[first_view]
lat = 54.6
lon = 25.6
zoom = 8

[countries]
LT = "Lithuania"
BY = "Belarus"

[[sides]]
code = "LT"
country = "LT"
label = "Northern side"
definition = "In Lithuania."

[[sides]]
code = "BY"
country = "BY"
label = "Southern side"
definition = "In Belarus."

[[claimant_sides]]
code = "LT state"
label = "Lithuanian state"
definition = "Lithuania's services."

[[presets]]
label = "Spring 2023"
from = 2023-03-01
to = 2023-05-31
"""
PLACES: Final = ((25.67, 54.67), (25.01, 54.29), (26.45, 55.32), (25.30, 54.25))
"""Medininkai, Šalčininkai, Zarasai's edge, and a spot north of Voranava; WGS 84."""
RECORDS: Final = 12
KINDS: Final = (("incident", "border_breach_attempt"), ("humanitarian", "camp"), ("policy", "closure"))


def record(number: int) -> Json:
    """A record of the study."""
    day = f"2023-{number % 9 + 1:02d}-1{number % 9}"
    kind, category = KINDS[number % len(KINDS)]
    item = building.feature(
        id=f"{PREFIX}-{number:04d}",
        kind=kind,
        category=category,
        title=f"Event number {number}",
        start=day,
        reported=day,
        claimed_by=["Border service"],
        claimant_sides=["LT state"],
        actors=["Border service"],
    )
    item["geometry"] = {"type": "Point", "coordinates": list(PLACES[number % len(PLACES)])}
    return item


def build(path: Path) -> Path:
    """Write the folder: the study, its records and sources, and the shipped lines and regions."""
    counts = [building.count(date_start="2023-03-01", date_end="2023-03-01")]
    building.folder(path, *(record(number) for number in range(1, RECORDS + 1)), counts=counts)
    for name in ("border.geojson", "regions.geojson"):
        shutil.copyfile(shipped.DATA / name, path / name)
    (path / "study.toml").write_text(STUDY, encoding="utf-8")
    corners = [[25.0, 54.0], [26.0, 54.0], [26.0, 54.5], [25.0, 54.5], [25.0, 54.0]]
    crossing = {"name": "Medininkai–Kamenny Log", "mode": "road", "km": 300.0}
    area = {"name": "A district", "country": "LT"}
    _write(path / "areas.geojson", "a-district", area, {"type": "Polygon", "coordinates": [corners]})
    _write(path / "crossings.geojson", "medininkai", crossing, {"type": "Point", "coordinates": [25.68, 54.56]})
    return path


def _write(path: Path, name: str, properties: Json, geometry: Json) -> None:
    feature = {"type": "Feature", "id": name, "properties": {"id": name, **properties}, "geometry": geometry}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")

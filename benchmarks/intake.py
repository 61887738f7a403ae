"""Read, check and join: what it takes, beside the plain ways of doing the same.

`python -m benchmarks.intake` prints the tables and saves them in `benchmarks/results/`. See `benchmarks/README.md`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from jsonschema import Draft202012Validator, FormatChecker

from benchmarks import report, synthetic
from geo import crs, schema
from geo.intake import border, folder, load, prepare, prepared
from geo.intake.validate.structure import is_sound, structure

POINTS: Final = 1_000_000
PLAIN_POINTS: Final = 20_000
"""Of the same points, for the ways that are too slow for all of them; their rates are per point."""
SIZES: Final = (10_000, 50_000)
STRUCTURES: Final = 2_000
GROUND: Final = ((22.5, 51.5), (25.5, 54.2))
"""Degrees: the corners of the ground that points are drawn from, evenly."""
SEED: Final = 20211108

Result = dict[str, Any]


def _timed(run: Callable[[], object], *, repeat: int = 1) -> Result:
    """Seconds that pass and CPU seconds of this process, medians."""
    walls, cpus = [], []
    for _ in range(repeat):
        wall, cpu = time.perf_counter(), time.process_time()
        run()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return {"wall_s": statistics.median(walls), "cpu_s": statistics.median(cpus)}


# --- the join ------------------------------------------------------------------------


def _layers() -> dict[str, gpd.GeoDataFrame]:
    names = {"border": ("id",), "crossings": ("id", "name"), "regions": ("id", "name", "country")}
    return {name: load.read_layer(folder.DATA / f"{name}.geojson", columns=columns) for name, columns in names.items()}


def _points(count: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.random.default_rng(SEED).uniform(*GROUND, (count, 2))


def _plainly(
    lonlat: np.ndarray[Any, np.dtype[np.float64]], layers: dict[str, gpd.GeoDataFrame], *, kilometre: bool
) -> pd.DataFrame:
    """Distance, region and nearest crossing, and the kilometre if asked for, as geopandas' own pages do it."""
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*lonlat.T), crs=crs.WGS84).to_crs(crs.metric())
    line = gpd.GeoDataFrame(geometry=[border.line_of(layers["border"])], crs=crs.metric())
    regions = layers["regions"].to_crs(crs.metric())[["name", "country", "geometry"]]
    crossings = layers["crossings"].to_crs(crs.metric())[["name", "geometry"]]
    joined = pd.DataFrame(
        {
            "border_m": points.sjoin_nearest(line, distance_col="m")["m"],
            "region": points.sjoin(regions, how="left").groupby(level=0)["name"].first(),
            "nearest_crossing": points.sjoin_nearest(crossings).groupby(level=0)["name"].first(),
        }
    )
    if not kilometre:
        return joined
    along_m = pd.Series(line.geometry.iloc[0].project(points.geometry.to_numpy()), index=points.index)
    return joined.assign(border_km=along_m / 1000)


POSTGIS: Final = """
create extension if not exists postgis;
create temp table points as
  select id, st_transform(st_setsrid(st_makepoint(lon, lat), 4326), {srid}) as geom from given;
create index on points using gist (geom);
create temp table segments as
  select (d).path[1] as id, (d).geom as geom,
    sum(st_length((d).geom)) over (order by (d).path[1]) - st_length((d).geom) as before
  from (select st_dumpsegments(st_geomfromtext('{line}', {srid})) as d) as dumped;
create index on segments using gist (geom);
create temp table regions as select name, st_geomfromtext(wkt, {srid}) as geom from given_regions;
create index on regions using gist (geom);
create temp table crossings as select name, st_geomfromtext(wkt, {srid}) as geom from given_crossings;
analyze;
\\timing on
select count(*), sum(m), sum(km) from (
  select p.id, st_distance(p.geom, s.geom) as m,
    (s.before + st_linelocatepoint(s.geom, p.geom) * st_length(s.geom)) / 1000 as km,
    r.name as region, c.name as crossing
  from points p
  cross join lateral (select * from segments order by geom <-> p.geom limit 1) s
  left join lateral (select name from regions where st_intersects(geom, p.geom) limit 1) r on true
  cross join lateral (select name from crossings order by geom <-> p.geom limit 1) c
) as joined;
"""


def _in_postgis(
    address: str, lonlat: np.ndarray[Any, np.dtype[np.float64]], layers: dict[str, gpd.GeoDataFrame]
) -> float:
    """Seconds that PostGIS takes for the query alone, the points loaded, projected and indexed before."""

    def shapes(name: str) -> str:
        layer = layers[name].to_crs(crs.metric())
        rows = zip(layer["name"], layer.geometry.to_wkt(rounding_precision=3), strict=True)
        lines = "\n".join(f"{text}\t{wkt}" for text, wkt in rows)
        return f"create temp table given_{name} (name text, wkt text);\ncopy given_{name} from stdin;\n{lines}\n\\.\n"

    given = "\n".join(f"{number}\t{lon!r}\t{lat!r}" for number, (lon, lat) in enumerate(lonlat.tolist()))
    line = border.line_of(layers["border"]).wkt
    script = (
        "set client_min_messages = error;\ncreate temp table given (id int, lon float8, lat float8);\n"
        f"copy given from stdin;\n{given}\n\\.\n{shapes('regions')}{shapes('crossings')}"
        + POSTGIS.format(srid=crs.metric().rpartition(":")[2], line=line)
    )
    done = subprocess.run(
        ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", address], input=script, text=True, capture_output=True, check=True
    )
    told = next(text for text in done.stdout.splitlines() if text.startswith("Time:"))
    return float(told.split()[1]) / 1000


def _join(postgis: str | None) -> dict[str, Result]:
    layers = _layers()
    points, few = _points(POINTS), _points(POINTS)[:PLAIN_POINTS]
    ways: dict[str, Result] = {}

    def ours() -> pd.DataFrame:
        return border.join_points(points, around=border.surroundings(**layers))

    ways["**Granica**: all five fields"] = {"points": len(points), **_timed(ours)}
    for name, kilometre in (("`sjoin_nearest`, `sjoin`, no kilometre", False), ("the same with the kilometre", True)):
        ways[name] = {
            "points": len(few),
            **_timed(partial(_plainly, few, layers, kilometre=kilometre)),
        }
    if postgis:
        seconds = _in_postgis(postgis, few, layers)
        ways["PostGIS, segments and `<->`, the query alone"] = {"points": len(few), "wall_s": seconds, "cpu_s": seconds}
    return ways


def _join_table(ways: dict[str, Result]) -> str:
    own = next(iter(ways.values()))
    best = own["points"] / own["cpu_s"]
    rows = [
        [
            name,
            f"{way['points']:,}",
            f"{way['points'] / way['cpu_s']:,.0f}",
            f"{best / (way['points'] / way['cpu_s']):.1f}×",
        ]
        for name, way in ways.items()
    ]
    return report.table(("Join with the border", "Points", "Points a second of CPU", "Granica is faster"), rows)


# --- load and validate ---------------------------------------------------------------


def _structure() -> dict[str, Result]:
    """The structure of the same features by both libraries: seconds a thousand."""
    features = (load.read_features(folder.DATA / "incidents.geojson") * STRUCTURES)[:STRUCTURES]
    rule = schema.feature_schema(deployments=False)
    form, plain = structure(rule), Draft202012Validator(rule, format_checker=FormatChecker())
    return {
        "`jsonschema-rs`": _timed(lambda: [is_sound(form, item) for item in features], repeat=3),
        "`jsonschema`": _timed(lambda: [list(plain.iter_errors(item)) for item in features]),
    }


def _alone(data: Path, *, cache: str) -> Result:
    """Prepare a folder in a process of its own: seconds, CPU seconds and the most memory at once."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.intake", "--prepare", str(data)],
        env={**os.environ, prepared.FOLDER_VARIABLE: cache},
        capture_output=True,
        text=True,
        check=True,
    )
    result: Result = json.loads(done.stdout)
    return result


def _prepare(data: Path) -> None:
    found: list[int] = []
    result = _timed(lambda: found.append(len(prepare.dataset(data).records)))
    status = Path("/proc/self/status").read_text(encoding="ascii")  # what getrusage says begins with the parent's
    peak = next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM:"))
    print(json.dumps({"records": found[0], **result, "peak_bytes": peak}))


def _loads(sizes: Sequence[int], *, million: bool, scratch: Path) -> dict[str, Result]:
    loads = {"shipped": _alone(folder.DATA, cache="")}
    for size in sizes:
        loads[f"{size:,} as GeoJSON"] = _alone(synthetic.build(scratch / str(size), count=size), cache="")
        shutil.rmtree(scratch / str(size))
    if million:
        data = synthetic.build_table(scratch / "table", count=POINTS)
        cache = str(scratch / "cache")
        loads[f"{POINTS:,} as GeoParquet, cold"] = _alone(data, cache=cache)
        loads[f"{POINTS:,} from the prepared copy"] = _alone(data, cache=cache)
    return loads


def _load_table(loads: dict[str, Result]) -> str:
    rows = [
        [
            f"{name} ({load['records']:,})",
            report.time(load["wall_s"]),
            report.time(load["cpu_s"]),
            report.size(load["peak_bytes"]),
        ]
        for name, load in loads.items()
    ]
    return report.table(("Load, validate and join", "Seconds", "CPU", "Memory at most"), rows)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.intake", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--no-million", action="store_true", help="leave the million records out")
    parser.add_argument("--postgis", metavar="ADDRESS", help="address of a PostGIS database to compare the join with")
    parser.add_argument("--prepare", type=Path, metavar="DIR", help="prepare one folder and print what it took")
    return parser.parse_args()


def main() -> int:
    """Measure and save."""
    options = _options()
    if options.prepare:
        _prepare(options.prepare)
        return 0
    about = report.machine()
    ways, forms = _join(options.postgis), _structure()
    with tempfile.TemporaryDirectory() as scratch:
        loads = _loads(options.sizes, million=not options.no_million, scratch=Path(scratch))
    ratio = forms["`jsonschema`"]["cpu_s"] / forms["`jsonschema-rs`"]["cpu_s"]
    said = (
        f"Structure of {STRUCTURES:,} features: {report.time(forms['`jsonschema-rs`']['cpu_s'])} of CPU with "
        f"`jsonschema-rs`, {report.time(forms['`jsonschema`']['cpu_s'])} with `jsonschema` ({ratio:.0f}×). "
        "CPU: the process's own clock, which a busy machine changes less than the time that passes; of PostGIS, the "
        "time that passes. Points lie evenly on "
        f"a ground of 200 by 300 km around the line. {report.where(about)}"
    )
    text = "\n\n".join([_join_table(ways), _load_table(loads), said])
    report.save("intake", measured={"machine": about, "join": ways, "structure": forms, "loads": loads}, text=text)
    return 0


if __name__ == "__main__":
    sys.exit(main())

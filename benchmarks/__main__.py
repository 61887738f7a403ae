"""Draw the same records in every way and say what each costs: server, wire and reader.

`python -m benchmarks` prints the tables and saves them in `benchmarks/results/`. See `benchmarks/README.md`.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Error

from benchmarks import browser as browsers
from benchmarks import report, synthetic
from benchmarks.serving import ROOT, Server, serving
from benchmarks.visitor import Visitor
from geo.intake import folder, prepare

SIZES: Final = (300, 10_000, 50_000)
WAYS: Final = {
    "markers": "`folium.Marker` with popup, one a record",
    "marker_cluster": "`MarkerCluster` of such markers",
    "geojson": "`folium.GeoJson` layer",
    "fast_marker_cluster": "`FastMarkerCluster`, no text",
    "deck": "`st.pydeck_chart`",
    "granica": "**Granica**",
}
A_MARKER_A_RECORD: Final = frozenset({"markers", "marker_cluster"})
TOO_MANY: Final = 10_000
"""Beyond this no marker a record: already here a run takes ten seconds and more and sends megabytes."""
SLOW_S: Final = 3.0
MOVES: Final = 9
MOVES_OF_SLOW: Final = 2
READER_MOVES: Final = 3
SECOND: Final = 1.0
TARGET_CPU_S: Final = 0.020
TARGET_BYTES: Final = 8_000
TARGET_RATIO: Final = 100

Result = dict[str, Any]


async def _served(server: Server) -> Result:
    """First view and filter changes by websocket: CPU of the server, bytes, seconds."""
    before = server.settled_cpu_s()
    async with Visitor(server.url) as visitor:
        cold = await visitor.run()
        imports_s = server.settled_cpu_s() - before
    async with Visitor(server.url) as visitor:
        runs = []
        for move in range(MOVES + 1):
            before = server.settled_cpu_s()
            run = await visitor.run()
            runs.append((server.settled_cpu_s() - before, run))
            if move >= MOVES_OF_SLOW and run.seconds > SLOW_S:
                break
            visitor.slide()
    (first_cpu_s, first), moves = runs[0], runs[1:]
    return {
        "cold_cpu_s": imports_s,
        "cold_s": cold.seconds,
        "first_cpu_s": first_cpu_s,
        "first_s": first.seconds,
        "first_wire_bytes": first.wire_bytes,
        "first_payload_bytes": first.sent_bytes,
        "move_cpu_s": statistics.median(cpu for cpu, _ in moves),
        "move_s": statistics.median(run.seconds for _, run in moves),
        "move_wire_bytes": statistics.median(run.wire_bytes for _, run in moves),
        "move_wire_bytes_max": max(run.wire_bytes for _, run in moves),
        "move_payload_bytes": statistics.median(run.sent_bytes for _, run in moves),
        "moves": len(moves),
    }


async def _searched(server: Server) -> Result:
    """Searches that find many rows: bytes of the answer."""
    async with Visitor(server.url) as visitor:
        await visitor.run()
        visitor.write("Search", "guard")
        await visitor.run()
        visitor.write("Search", "polish")
        run = await visitor.run()
    return {"search_wire_bytes": run.wire_bytes, "search_payload_bytes": run.sent_bytes}


def _loading(folder: Path, *, repeat: int) -> Result:
    """Load, validate and join: seconds and CPU seconds, medians."""
    walls, cpus, parts = [], [], []
    for _ in range(repeat):
        wall, cpu = time.perf_counter(), time.process_time()
        dataset = prepare.dataset(folder)
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
        parts.append(len(dataset.records))
    return {"records": parts[0], "load_s": statistics.median(walls), "load_cpu_s": statistics.median(cpus)}


def _measure(way: str, *, folder: Path, seen: bool, log: Path) -> Result:
    script = ROOT / "app.py" if way == "granica" else Path(__file__).parent / "ways" / f"{way}.py"
    with serving(script, log=log, environment={"GRANICA_DATA": str(folder)}) as server:
        result = asyncio.run(_served(server))
        if way == "granica":
            result |= asyncio.run(_searched(server))
        result["server_bytes"] = server.memory_bytes()
        if seen:
            moves = READER_MOVES if result["move_s"] < SLOW_S else 1
            with browsers.chromium() as browser:
                try:
                    result["reader"] = asdict(browsers.wait(browser, server.url, way=way, moves=moves))
                except (Error, TimeoutError) as error:
                    result["unseen"] = str(error).splitlines()[0]
    return result


def _skipped(way: str, size: int) -> bool:
    return way in A_MARKER_A_RECORD and size > TOO_MANY


# --- tables --------------------------------------------------------------------------


def _ratio(value: float, base: float) -> str:
    return f"{value / base:,.0f}×" if value >= base * 9.5 else f"{value / base:.1f}×"


def _median(values: Sequence[float]) -> str:
    return report.time(statistics.median(values)) if values else "–"


def _table(size: int, results: Mapping[str, Result]) -> str:
    own = results.get("granica", {})
    rows = []
    for way, name in WAYS.items():
        result = results.get(way)
        if result is None:
            continue
        if "skipped" in result:
            rows.append([name, *("–" for _ in HEAD[1:])])
            continue
        reader = result.get("reader", {})
        rows.append(
            [
                name,
                report.time(result["first_cpu_s"]),
                report.size(result["first_wire_bytes"] + reader.get("fetched_bytes", 0)),
                report.time(reader["first_s"]) if reader else "–",
                report.time(result["move_cpu_s"]),
                _ratio(result["move_cpu_s"], own["move_cpu_s"]) if own else "–",
                report.size(result["move_wire_bytes"]),
                _ratio(result["move_wire_bytes"], own["move_wire_bytes"]) if own else "–",
                _median(reader.get("moves_s", [])),
                _median(reader.get("pans_s", [])),
            ]
        )
    return f"**{size:,} records**\n\n{report.table(HEAD, rows)}"


HEAD: Final = (
    "Way",
    "First view: server",
    "sent",
    "drawn after",
    "Filter: server",
    "against Granica",
    "sent",
    "against Granica",
    "drawn after",
    "Pan",
)

NOTES: Final = (
    "Server: CPU time of the server's process for one run, until it is at rest again. Sent: what goes over the "
    "websocket, as compressed, and for the first view the records that the page fetches once. Drawn after: in "
    "Chromium, from opening the page, or from the last key on the slider (Streamlit waits some 200 ms for "
    "another), until the points are on the screen. Pan: one step of 200 pixels until painted. Medians. All ways "
    "run under the app's own settings. Six records in ten have a point; the compared ways draw these alone, "
    "Granica also lists, counts and charts the rest. Beyond 10,000 records a marker a record is left out: a run "
    "takes ten seconds and more and sends megabytes."
)


def _judge(results: Mapping[int, Mapping[str, Result]]) -> list[str]:
    """What of the targets is missed."""
    missed = []
    for size, ways in results.items():
        own = ways.get("granica")
        if own is None:
            continue
        if own["move_cpu_s"] > TARGET_CPU_S:
            missed.append(f"{size:,}: a filter change costs {report.time(own['move_cpu_s'])} of the server")
        if own["move_wire_bytes"] > TARGET_BYTES:
            missed.append(f"{size:,}: a filter change sends {report.size(own['move_wire_bytes'])}")
        naive = ways.get("markers", {}).get("move_cpu_s")
        if naive and size == TOO_MANY and naive < TARGET_RATIO * own["move_cpu_s"]:
            missed.append(f"{size:,}: markers cost only {naive / own['move_cpu_s']:.0f} times as much")
    return missed


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--ways", nargs="+", choices=list(WAYS), default=list(WAYS))
    parser.add_argument("--no-browser", action="store_true", help="measure the server alone")
    return parser.parse_args()


def _run(options: argparse.Namespace, *, scratch: Path) -> dict[int, dict[str, Result]]:
    results: dict[int, dict[str, Result]] = {}
    for size in options.sizes:
        folder = synthetic.build(scratch / str(size), count=size)
        results[size] = {}
        for way in options.ways:
            if _skipped(way, size):
                results[size][way] = {"skipped": "a marker a record at this size takes minutes"}
                continue
            print(f"{size:,} {way} …", file=sys.stderr, flush=True)
            results[size][way] = _measure(
                way, folder=folder, seen=not options.no_browser, log=scratch / f"{size}-{way}.log"
            )
        results[size]["loading"] = _loading(folder, repeat=1 if size > TOO_MANY else 3)
    return results


def main() -> int:
    """Measure, save, and judge the targets."""
    options = _options()
    about = report.machine()
    shipped = _loading(folder.DATA, repeat=5)
    with tempfile.TemporaryDirectory() as scratch:
        results = _run(options, scratch=Path(scratch))
    loads = [shipped, *(ways["loading"] for ways in results.values())]
    loading = report.table(
        ("Load, validate and join", "Seconds", "CPU"),
        [
            [f"{load['records']:,} records", report.time(load["load_s"]), report.time(load["load_cpu_s"])]
            for load in loads
        ],
    )
    missed = _judge(results) + (["the shipped data load in more than a second"] if shipped["load_s"] > SECOND else [])
    tables = [_table(size, ways) for size, ways in results.items()]
    verdict = "Missed: " + "; ".join(missed) + "." if missed else "All targets are reached."
    text = "\n\n".join([*tables, loading, f"{NOTES} {report.where(about)}", verdict])
    measured = {"machine": about, "shipped": shipped, "results": results, "missed": missed}
    report.save("drawing", measured=measured, text=text)
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())

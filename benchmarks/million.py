"""The map at any size to a million records: what a filter change costs the server, the wire and the reader's browser.

`python -m benchmarks.million` serves the shipped records and studies of GeoParquet on loopback, one after another, and
exits with 1 if a target is missed. It takes ten minutes on two quiet cores, most of them to prepare the largest.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from benchmarks import report, synthetic
from benchmarks.serving import ROOT, Server, serving
from benchmarks.visitor import Visitor
from geo.intake import folder as files

SHIPPED: Final = 0
SIZES: Final = (SHIPPED, 10_000, 50_000, 1_000_000)
MOVES: Final = 15
DAY: Final = "2021-12-31"
FOUND: Final = "guard"
WORDS: Final = ("forest", "soldier", "camp", "fence", "shots")
"""Searched one after another, each for the first time."""
KINDS: Final = {"plain": "", "known": f"known={DAY}", "q": f"q={FOUND}"}
TARGETS: Final = {
    "filter_cpu_s": (0.010, "a filter change costs {} of the server"),
    "filter_wire_bytes": (5_000, "a filter change sends {}"),
    "search_cpu_s": (0.060, "a search costs {} of the server"),
    "first_s": (5.0, "the first map is there after {}"),
    "fetched_bytes": (15_000_000, "{} are fetched once"),
    "painted_s": (0.150, "a filter is painted after {}"),
    "pan_s": (0.050, "a step of a pan takes {}"),
}

Result = dict[str, Any]


async def _moves(server: Server, *, query: str) -> Result:
    """Filter changes with a query: medians of the server's CPU time and of what is sent."""
    async with Visitor(server.url, query=query) as visitor:
        await visitor.run()
        cpus, wires = [], []
        for _ in range(MOVES):
            visitor.slide()
            before = server.settled_cpu_s()
            run = await visitor.run()
            cpus.append(server.settled_cpu_s() - before)
            wires.append(run.wire_bytes)
    return {"cpu_s": statistics.median(cpus), "wire_bytes": statistics.median(wires), "wire_bytes_max": max(wires)}


async def _searches(server: Server) -> float:
    """CPU time of a run that searches for a word for the first time, above that of one that does not."""
    async with Visitor(server.url) as visitor:
        await visitor.run()
        cpus = []
        for word in WORDS:
            visitor.write("Search", word)
            before = server.settled_cpu_s()
            await visitor.run()
            cpus.append(server.settled_cpu_s() - before)
    return statistics.median(cpus)


def measure(folder: Path, *, log: Path, seen: bool) -> Result:
    """Serve a folder and measure it.

    Parameters
    ----------
    folder
        Of a study.
    log
        Where the server's output goes.
    seen
        Whether a browser looks at it.
    """
    with serving(ROOT / "app.py", log=log, environment={"GRANICA_DATA": str(folder)}) as server:
        result: Result = {kind: asyncio.run(_moves(server, query=query)) for kind, query in KINDS.items()}
        result["search_cpu_s"] = asyncio.run(_searches(server))
        result["server_bytes"] = server.memory_bytes()
        if seen:
            result |= _seen(server)
    return result


def _seen(server: Server) -> Result:
    """What a reader waits for; the browser is asked for only where it is used."""
    browsers = import_module("benchmarks.browser")
    try:
        with browsers.chromium() as browser:
            return {"reader": asdict(browsers.wait(browser, server.url, way="granica", moves=3))}
    except (browsers.Error, TimeoutError) as error:
        return {"unseen": str(error).splitlines()[0]}


def _flat(result: Result) -> dict[str, float]:
    """The figures that targets are set for."""
    reader = result.get("reader", {})
    kinds = [result[kind] for kind in KINDS]
    found = {
        "filter_cpu_s": max(kind["cpu_s"] for kind in kinds),
        "filter_wire_bytes": max(kind["wire_bytes"] for kind in kinds),
        "search_cpu_s": result["search_cpu_s"],
    }
    if reader:
        found |= {
            "first_s": reader["first_s"],
            "fetched_bytes": reader["fetched_bytes"],
            "painted_s": statistics.median(reader["painted_s"]),
            "pan_s": statistics.median(reader["pans_s"]),
        }
    return found


def _said(name: str, value: float) -> str:
    return report.size(value) if name.endswith("bytes") else report.time(value)


def missed(results: Mapping[str, Result]) -> list[str]:
    """What of the targets is missed, size by size."""
    return [
        f"{size}: {words.format(_said(name, value))}"
        for size, result in results.items()
        for name, value in _flat(result).items()
        for most, words in (TARGETS[name],)
        if value > most
    ]


HEAD: Final = (
    "Records",
    "Filter: server",
    "with `known`",
    "with `q`",
    "first search",
    "sent",
    "with `known`",
    "with `q`",
    "First map",
    "fetched once",
    "Filter in the map: script",
    "painted",
    "Pan",
)


def _row(size: str, result: Result) -> list[str]:
    reader, flat = result.get("reader", {}), _flat(result)
    seen = ("first_s", "fetched_bytes", "worked_s", "painted_s", "pan_s")
    worked = {"worked_s": statistics.median(reader["worked_s"])} if reader else {}
    figures = flat | worked
    return [
        size,
        *(report.time(result[kind]["cpu_s"]) for kind in KINDS),
        report.time(result["search_cpu_s"]),
        *(report.size(result[kind]["wire_bytes"]) for kind in KINDS),
        *(_said(name, figures[name]) if name in figures else "–" for name in seen),
    ]


NOTES: Final = (
    "Server: CPU time of its process for one run, until it is at rest again. Sent: over the websocket, as compressed. "
    "First map: in Chromium, from opening the page of a warm server until the symbols are drawn. Fetched once: columns "
    "and texts, kept for good. Filter in the map: another range of days, as while a reader drags. Medians."
)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.million", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help=f"{SHIPPED} for the shipped records")
    parser.add_argument("--folder", type=Path, help="where studies that were made before lie, by their sizes")
    parser.add_argument("--no-browser", action="store_true", help="measure the server alone")
    return parser.parse_args()


def _study(size: int, *, made: Path | None, scratch: Path) -> Path:
    if size == SHIPPED:
        return files.DATA
    kept = made / str(size) if made else scratch / str(size)
    return kept if kept.is_dir() else synthetic.build_table(kept, count=size)


def main() -> int:
    """Measure, save, and judge the targets."""
    options, about = _options(), report.machine()
    results: dict[str, Result] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for size in options.sizes:
            name = f"{size:,}" if size else "shipped"
            print(f"{name} …", file=sys.stderr, flush=True)
            folder = _study(size, made=options.folder, scratch=Path(scratch))
            results[name] = measure(folder, log=Path(scratch) / f"{size}.log", seen=not options.no_browser)
    found = missed(results)
    table = report.table(HEAD, [_row(size, result) for size, result in results.items()])
    verdict = "Missed: " + "; ".join(found) + "." if found else "All targets are reached."
    text = "\n\n".join([table, f"{NOTES} {report.where(about)}", verdict])
    report.save("million", measured={"machine": about, "results": results, "missed": found}, text=text)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())

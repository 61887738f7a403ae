"""Send a crowd: real sessions over the websocket that move the date slider, and what it costs the server.

`python -m benchmarks.load` serves the shipped app with its shipped configuration on loopback and visits nobody else.
With `--machines`, others ask for data and figures in every other quarter of the time, so that one run has both; with
`--downloads`, readers take away so many files of each format and as many figures, all at once. It exits with 1 if
anybody met an error or a reader waited too long.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import websockets

from benchmarks import distance, report
from benchmarks import machines as machine
from benchmarks.serving import ROOT, Server, serving
from benchmarks.visitor import Run, VisitError, Visitor
from server import addresses

MAX_VISITORS: Final = 500
MAX_SECONDS: Final = 600
ALLOWED_P95_S: Final = 1.0
UNEVEN: Final = (0.5, 1.5)
"""Readers are not clocks: each pause is this share of the mean, drawn evenly."""
SAMPLE_S: Final = 1
PHASES: Final = 4
"""Of a visit: without machines and with them in turn, so that whatever else the machine does is shared by both."""
THREADS: Final = 64
MEBIBYTE: Final = 1024**2

STREAMLIT_DEFAULTS: Final = {
    "STREAMLIT_RUNNER_POST_SCRIPT_GC": "true",
    "STREAMLIT_GLOBAL_MIN_CACHED_MESSAGE_SIZE": "10000",
    "STREAMLIT_SERVER_ENABLE_WEBSOCKET_COMPRESSION": "false",
}
"""The settings that cost or save most, as Streamlit has them if nobody sets them."""


@dataclass
class Seen:
    """What all visitors met."""

    first: list[Run] = field(default_factory=list)
    moves: list[Run] = field(default_factory=list)
    busy_moves: list[Run] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    memory_bytes: list[int] = field(default_factory=list)
    workers_bytes: list[int] = field(default_factory=list)
    answered: machine.Answered = field(default_factory=machine.Answered)


@dataclass(frozen=True)
class Crowd:
    """How many come, how long they take to come and stay, how often they move the slider, where, and who else asks."""

    visitors: int
    ramp_s: float
    seconds: float
    pause_s: float
    page: str
    round_trip_s: float
    beside: machine.Machines | machine.Downloads | None


async def _visit(url: str, *, number: int, crowd: Crowd, until: float, busy: asyncio.Event, seen: Seen) -> None:
    await asyncio.sleep(crowd.ramp_s * number / crowd.visitors)
    try:
        async with Visitor(url, seed=number, page=crowd.page, headers=machine.address(number)) as visitor:
            seen.first.append(await visitor.run())
            while True:
                await asyncio.sleep(crowd.pause_s * visitor.rng.uniform(*UNEVEN))
                if time.monotonic() >= until:
                    return
                visitor.slide()
                moves = seen.busy_moves if busy.is_set() else seen.moves
                moves.append(await visitor.run())
    except (VisitError, OSError, TimeoutError, websockets.WebSocketException) as error:
        seen.errors[f"{type(error).__name__}: {error}"[:120]] += 1


async def _watch(server: Server, *, seen: Seen) -> None:
    while True:
        seen.memory_bytes.append(server.memory_bytes())
        seen.workers_bytes.append(server.workers_bytes())
        await asyncio.sleep(SAMPLE_S)


async def _alternate(busy: asyncio.Event, *, crowd: Crowd) -> None:
    await asyncio.sleep(crowd.ramp_s)
    for phase in range(PHASES):
        if phase % 2:
            busy.set()
        else:
            busy.clear()
        await asyncio.sleep(crowd.seconds / PHASES)


async def _send(server: Server, *, crowd: Crowd) -> Seen:
    seen, busy = Seen(), asyncio.Event()
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))
    until = time.monotonic() + crowd.ramp_s + crowd.seconds
    others = [asyncio.create_task(_watch(server, seen=seen))]
    visits = asyncio.gather(
        *(
            _visit(server.url, number=number, crowd=crowd, until=until, busy=busy, seen=seen)
            for number in range(crowd.visitors)
        )
    )
    if crowd.beside:
        others.append(asyncio.create_task(_alternate(busy, crowd=crowd)))
        seen.answered = await machine.ask(server, crowd.beside, busy=busy, until=until)
    await visits
    for other in others:
        other.cancel()
    return seen


async def _from_away(server: Server, *, crowd: Crowd) -> Seen:
    async with distance.away(server.url, round_trip_s=crowd.round_trip_s) as url:
        return await _send(replace(server, url=url), crowd=crowd)


async def _warm(server: Server, *, crowd: Crowd) -> None:
    """One visit, and one of each thing machines ask for, before the measurement, so that nobody pays for imports."""
    async with Visitor(server.url, page=crowd.page) as visitor:
        await visitor.run()
    if crowd.beside:
        await machine.once(server)


def measure(*, crowd: Crowd, settings: Mapping[str, str]) -> dict[str, Any]:
    """Serve the app, send the crowd, and sum up.

    Parameters
    ----------
    crowd
        Who comes.
    settings
        Environment variables beside the shipped configuration.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(ROOT / "app.py", log=Path(folder) / "log.txt", environment=settings) as server,
    ):
        asyncio.run(_warm(server, crowd=crowd))
        before_cpu_s, before_bytes = server.settled_cpu_s(), server.memory_bytes()
        began, own = time.monotonic(), time.process_time()
        seen = asyncio.run(_from_away(server, crowd=crowd))
        wall_s = time.monotonic() - began
        cpu_s = server.settled_cpu_s() - before_cpu_s
        every = [*seen.first, *seen.moves, *seen.busy_moves]
        return {
            **asdict(crowd),
            "first_views": len(seen.first),
            "moves": len(seen.moves) + len(seen.busy_moves),
            "errors": dict(seen.errors),
            "first_s": _spread([run.seconds for run in seen.first]),
            "move_s": _spread([run.seconds for run in seen.moves]),
            "busy_move_s": _spread([run.seconds for run in seen.busy_moves]),
            "first_wire_bytes": _median([run.wire_bytes for run in seen.first]),
            "move_wire_bytes": _median([run.wire_bytes for run in seen.moves]),
            "cpu_s_per_run": cpu_s / max(1, len(every)),
            "cores_used": cpu_s / wall_s,
            "own_cores_used": (time.process_time() - own) / wall_s,
            "memory_before_bytes": before_bytes,
            "memory_peak_bytes": max(seen.memory_bytes),
            "workers_peak_bytes": max(seen.workers_bytes),
            "memory_per_session_bytes": (max(seen.memory_bytes) - before_bytes) / crowd.visitors,
            "answered": {
                "data": len(seen.answered.data_s),
                "data_s": _spread(seen.answered.data_s),
                "figures": len(seen.answered.figure_s),
                "figure_s": _spread(seen.answered.figure_s),
                "told_to_wait": seen.answered.told_to_wait,
                "came_later": seen.answered.came_later,
                "errors": dict(seen.answered.errors),
            },
        }


def _median(values: Sequence[float]) -> float:
    return statistics.median(values) if values else 0


def _spread(values: Sequence[float]) -> dict[str, float]:
    """Median, 95th and 99th percentile and maximum."""
    ordered = sorted(values) or [0.0]
    at = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    return {name: ordered[min(len(ordered) - 1, int(share * len(ordered)))] for name, share in at.items()}


def _row(name: str, result: Mapping[str, Any]) -> list[str]:
    move = result["move_s"]
    return [
        name,
        str(result["visitors"]),
        f"{result['moves']:,}",
        str(sum(result["errors"].values())),
        report.time(move["p50"]),
        report.time(move["p95"]),
        report.time(move["p99"]),
        report.time(result["cpu_s_per_run"]),
        f"{result['cores_used']:.2f}",
        report.size(result["first_wire_bytes"]),
        report.size(result["move_wire_bytes"]),
        f"{result['memory_per_session_bytes'] / MEBIBYTE:.2f} MiB",
        f"{result['memory_peak_bytes'] / MEBIBYTE:.0f} MiB",
    ]


def _beside_row(result: Mapping[str, Any]) -> list[str]:
    alone, busy, answered = result["move_s"], result["busy_move_s"], result["answered"]
    return [
        str(result["visitors"]),
        *(report.time(spread[share]) for spread in (alone, busy) for share in ("p50", "p95")),
        f"{answered['data'] / (result['seconds'] / 2):.1f}",
        *(report.time(answered["data_s"][share]) for share in ("p50", "p95")),
        str(answered["figures"]),
        *(report.time(answered["figure_s"][share]) for share in ("p50", "p95")),
        f"{answered['told_to_wait']}, {answered['came_later']}",
        str(sum(result["errors"].values()) + sum(answered["errors"].values())),
        f"{(result['memory_peak_bytes'] + result['workers_peak_bytes']) / MEBIBYTE:.0f} MiB",
    ]


BESIDE: Final = (
    "Visitors",
    "Move alone p50",
    "p95",
    "beside them p50",
    "p95",
    "Data a second",
    "Data p50",
    "p95",
    "Figures",
    "Figure p50",
    "p95",
    "Told to wait, then had it",
    "Errors",
    "Memory with workers",
)

HEAD: Final = (
    "Configuration",
    "Visitors",
    "Moves",
    "Errors",
    "Move p50",
    "p95",
    "p99",
    "CPU a run",
    "Cores used",
    "First view sent",
    "Move sent",
    "Memory a session",
    "Memory in all",
)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--visitors", type=int, nargs="+", default=[100], help=f"at most {MAX_VISITORS}; several give rows"
    )
    parser.add_argument("--seconds", type=float, default=60, help=f"after all have come; at most {MAX_SECONDS}")
    parser.add_argument("--ramp", type=float, default=20, help="seconds over which they come")
    parser.add_argument("--pause", type=float, default=5, help="mean seconds between two moves")
    parser.add_argument("--page", choices=list(addresses.PAGES), default="", help="of the app; the map by default")
    parser.add_argument("--machines", type=int, default=0, help="that ask for data by address beside the visitors")
    parser.add_argument("--downloads", type=int, default=0, help="of each format, and figures, at once")
    parser.add_argument("--round-trip", type=float, default=0, help="milliseconds that lie between them and the server")
    parser.add_argument("--requests", type=float, default=20, help="a second, of all machines together")
    parser.add_argument("--figures", type=float, default=20, help="ordered a minute beside them")
    parser.add_argument("--defaults", action="store_true", help="measure Streamlit's own defaults as well")
    options = parser.parse_args()
    if max(options.visitors) > MAX_VISITORS or options.seconds > MAX_SECONDS:
        parser.error(f"at most {MAX_VISITORS} visitors and {MAX_SECONDS} seconds")
    return options


def main() -> int:
    """Measure, save, and judge the shipped configuration."""
    options = _options()
    about = report.machine()
    beside: machine.Machines | machine.Downloads | None = None
    if options.downloads:
        beside = machine.Downloads(options.downloads)
    elif options.machines:
        beside = machine.Machines(options.machines, options.requests, options.figures)
    crowds = [
        Crowd(visitors, options.ramp, options.seconds, options.pause, options.page, options.round_trip / 1000, beside)
        for visitors in options.visitors
    ]
    named: dict[str, Mapping[str, str]] = {"shipped": {}} | (
        {"Streamlit's defaults": STREAMLIT_DEFAULTS} if options.defaults else {}
    )
    results = [
        {"configuration": name, **measure(crowd=crowd, settings=settings)}
        for name, settings in named.items()
        for crowd in crowds
    ]
    rows = [_row(str(result["configuration"]), result) for result in results]
    tables = [report.table(HEAD, rows)] + ([report.table(BESIDE, list(map(_beside_row, results)))] if beside else [])
    paragraphs = "\n\n".join(tables)
    text = (
        f"{paragraphs}\n\nOn the page {addresses.PAGES[options.page]} each visitor moves the date slider every "
        f"{options.pause:g} s on average, for {options.seconds:g} s. One process; sent is what goes over the "
        f"websocket, as compressed; CPU is of the whole process, whoever asked. {report.where(about)}"
    )
    name = "-".join(filter(None, ("load", options.page, type(beside).__name__.lower() if beside else "")))
    report.save(name, measured={"machine": about, "results": results}, text=text)
    shipped = [result for result in results if result["configuration"] == "shipped"]
    return int(any(map(_is_missed, shipped)))


def _is_missed(result: Mapping[str, Any]) -> bool:
    """Whether anybody met an error, or readers waited too long."""
    slowest = max(result[kind]["p95"] for kind in ("move_s", "busy_move_s"))
    return bool(result["errors"] or result["answered"]["errors"] or slowest > ALLOWED_P95_S)


if __name__ == "__main__":
    sys.exit(main())

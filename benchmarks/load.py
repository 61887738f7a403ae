"""Send a crowd: real sessions over the websocket that move the date slider, and what it costs the server.

`python -m benchmarks.load` serves the shipped app with its shipped configuration on loopback and visits nobody else. It
exits with 1 if a reader met an error or waited too long.
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
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import websockets

from benchmarks import report
from benchmarks.serving import ROOT, Server, serving
from benchmarks.visitor import Run, VisitError, Visitor

MAX_VISITORS: Final = 500
MAX_SECONDS: Final = 600
ALLOWED_P95_S: Final = 1.0
UNEVEN: Final = (0.5, 1.5)
"""Readers are not clocks: each pause is this share of the mean, drawn evenly."""
SAMPLE_S: Final = 1
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
    errors: Counter[str] = field(default_factory=Counter)
    memory_bytes: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Crowd:
    """How many come, how long they take to come, how long they stay, how often they move the slider."""

    visitors: int
    ramp_s: float
    seconds: float
    pause_s: float


async def _visit(url: str, *, number: int, crowd: Crowd, until: float, seen: Seen) -> None:
    await asyncio.sleep(crowd.ramp_s * number / crowd.visitors)
    try:
        async with Visitor(url, seed=number) as visitor:
            seen.first.append(await visitor.run())
            while True:
                await asyncio.sleep(crowd.pause_s * visitor.rng.uniform(*UNEVEN))
                if time.monotonic() >= until:
                    return
                visitor.slide()
                seen.moves.append(await visitor.run())
    except (VisitError, OSError, TimeoutError, websockets.WebSocketException) as error:
        seen.errors[f"{type(error).__name__}: {error}"[:120]] += 1


async def _watch(server: Server, *, seen: Seen) -> None:
    while True:
        seen.memory_bytes.append(server.memory_bytes())
        await asyncio.sleep(SAMPLE_S)


async def _send(server: Server, *, crowd: Crowd) -> Seen:
    seen = Seen()
    until = time.monotonic() + crowd.ramp_s + crowd.seconds
    watcher = asyncio.create_task(_watch(server, seen=seen))
    await asyncio.gather(
        *(_visit(server.url, number=number, crowd=crowd, until=until, seen=seen) for number in range(crowd.visitors))
    )
    watcher.cancel()
    return seen


async def _warm(server: Server) -> None:
    """One visit before the measurement, so that no visitor pays for imports."""
    async with Visitor(server.url) as visitor:
        await visitor.run()


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
        asyncio.run(_warm(server))
        before_cpu_s, before_bytes = server.settled_cpu_s(), server.memory_bytes()
        began, own = time.monotonic(), time.process_time()
        seen = asyncio.run(_send(server, crowd=crowd))
        wall_s = time.monotonic() - began
        cpu_s = server.settled_cpu_s() - before_cpu_s
        return {
            **vars(crowd),
            "first_views": len(seen.first),
            "moves": len(seen.moves),
            "errors": dict(seen.errors),
            "first_s": _spread([run.seconds for run in seen.first]),
            "move_s": _spread([run.seconds for run in seen.moves]),
            "first_wire_bytes": _median([run.wire_bytes for run in seen.first]),
            "move_wire_bytes": _median([run.wire_bytes for run in seen.moves]),
            "cpu_s_per_run": cpu_s / max(1, len(seen.first) + len(seen.moves)),
            "cores_used": cpu_s / wall_s,
            "own_cores_used": (time.process_time() - own) / wall_s,
            "memory_before_bytes": before_bytes,
            "memory_peak_bytes": max(seen.memory_bytes),
            "memory_per_session_bytes": (max(seen.memory_bytes) - before_bytes) / crowd.visitors,
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
    parser.add_argument("--defaults", action="store_true", help="measure Streamlit's own defaults as well")
    options = parser.parse_args()
    if max(options.visitors) > MAX_VISITORS or options.seconds > MAX_SECONDS:
        parser.error(f"at most {MAX_VISITORS} visitors and {MAX_SECONDS} seconds")
    return options


def main() -> int:
    """Measure, save, and judge the shipped configuration."""
    options = _options()
    about = report.machine()
    crowds = [Crowd(visitors, options.ramp, options.seconds, options.pause) for visitors in options.visitors]
    named: dict[str, Mapping[str, str]] = {"shipped": {}} | (
        {"Streamlit's defaults": STREAMLIT_DEFAULTS} if options.defaults else {}
    )
    results = [
        {"configuration": name, **measure(crowd=crowd, settings=settings)}
        for name, settings in named.items()
        for crowd in crowds
    ]
    rows = [_row(str(result["configuration"]), result) for result in results]
    text = (
        f"{report.table(HEAD, rows)}\n\nEach visitor moves the date slider every {options.pause:g} s on average, for "
        f"{options.seconds:g} s. One process; sent is what goes over the websocket, compressed where the configuration "
        f"says so. {report.where(about)}"
    )
    report.save("load", measured={"machine": about, "results": results}, text=text)
    shipped = [result for result in results if result["configuration"] == "shipped"]
    return int(any(result["errors"] or result["move_s"]["p95"] > ALLOWED_P95_S for result in shipped))


if __name__ == "__main__":
    sys.exit(main())

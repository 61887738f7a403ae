"""Send one abuser among readers, and change the data under them.

`python -m benchmarks.abuse` serves a copy of the shipped data on loopback and visits nobody else. It exits with 1 if a
reader met an error or waited too long, if memory grew beyond the limit, or if one content had the hash of another.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import re
import shutil
import statistics
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import websockets

from benchmarks import report
from benchmarks.serving import ROOT, Server, serving
from benchmarks.visitor import VisitError, Visitor
from geo.intake import folder

ALLOWED_P95_S: Final = 1.0
ALLOWED_GROWTH_BYTES: Final = 300 * 1024**2
PAUSE_S: Final = 5
UPLOADS: Final = 300
SILENT: Final = 500
FIGURES: Final = 30
QUERIES_A_SECOND: Final = 167
THREADS: Final = 64
"""As many requests are on their way at once: the asyncio's own few would hold the abuser back."""
DIGEST: Final = re.compile(rb'"data_sha256": ?"([0-9a-f]{64})"')

Attack = Callable[[Server, Path, asyncio.Event], Coroutine[Any, Any, None]]


def _ask(url: str, *, body: bytes | None = None) -> tuple[int, bytes]:
    request = urllib.request.Request(url, data=body, method="PUT" if body else "GET")  # noqa: S310  # our own server
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except OSError:
        return 0, b""


async def _nobody(_server: Server, _data: Path, over: asyncio.Event) -> None:
    """Readers alone, to compare with."""
    await over.wait()


async def _figures(server: Server, _data: Path, over: asyncio.Event) -> None:
    """Ask for many different figures at once, again and again."""
    number = 0
    while not over.is_set():
        wanted = [f"{server.url}/data/figure.pdf?border_km={number + step}" for step in range(FIGURES)]
        number += FIGURES
        await asyncio.gather(*(asyncio.to_thread(_ask, address) for address in wanted))


async def _silence(server: Server, _data: Path, over: asyncio.Event) -> None:
    """Open many websockets and say nothing."""
    address = f"{server.url.replace('http', 'ws')}/_stcore/stream"
    held = []
    for _ in range(SILENT):
        with suppress(OSError, websockets.WebSocketException, TimeoutError):
            held.append(await websockets.connect(address, subprotocols=[websockets.Subprotocol("streamlit")]))
    await over.wait()
    await asyncio.gather(*(each.close() for each in held), return_exceptions=True)


async def _uploads(server: Server, _data: Path, over: asyncio.Event) -> None:
    """Send files that nobody asked for."""
    for number in range(UPLOADS):
        if not over.is_set():
            await asyncio.to_thread(_ask, f"{server.url}/_stcore/upload_file/x/{number}", body=bytes(1024**2))
    await over.wait()


async def _queries(server: Server, _data: Path, over: asyncio.Event) -> None:
    """Ask for ten thousand documents a minute."""
    number = 0
    while not over.is_set():
        number += 1
        asyncio.get_running_loop().run_in_executor(None, _ask, f"{server.url}/?border_km={number % 400}")
        await asyncio.sleep(1 / QUERIES_A_SECOND)


async def _swaps(_server: Server, data: Path, over: asyncio.Event) -> None:
    """Touch, swap and break the data in turn."""
    whole = (folder.DATA / "incidents.geojson").read_bytes()
    less = json.loads(whole)
    less["features"] = less["features"][:-1]
    contents = [whole, json.dumps(less).encode(), b"{"]
    number = 0
    while not over.is_set():
        number += 1
        goal = data / ("border.geojson" if number % 3 == 2 else "incidents.geojson")  # noqa: PLR2004
        partial = data / "partial"
        partial.write_bytes(contents[number % 3])
        partial.replace(goal)
        await asyncio.sleep(0.5)
        if goal.name == "border.geojson":
            shutil.copyfile(folder.DATA / goal.name, goal)


ATTACKS: Final[dict[str, Attack]] = {
    "nobody": _nobody,
    "figures": _figures,
    "silence": _silence,
    "uploads": _uploads,
    "queries": _queries,
    "swaps": _swaps,
}


async def _read(server: Server, over: asyncio.Event, *, after_s: float, waits: list[float], met: Counter[str]) -> None:
    """Be a reader who moves the slider now and then."""
    await asyncio.sleep(after_s)
    try:
        async with Visitor(server.url) as visitor:
            await visitor.run()
            while not over.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(over.wait(), PAUSE_S)
                visitor.slide()
                waits.append((await visitor.run()).seconds)
    except (OSError, VisitError, TimeoutError, websockets.WebSocketException) as error:
        met[type(error).__name__] += 1


async def _watch(server: Server, over: asyncio.Event, *, stalls: list[float], mixed: set[str]) -> None:
    """Ask for the server's health without pause, and for the records by their hash."""
    seen: dict[bytes, str] = {}
    while not over.is_set():
        begun = time.monotonic()
        await asyncio.to_thread(_ask, f"{server.url}/_stcore/health")
        stalls.append(time.monotonic() - begun)
        _, body = await asyncio.to_thread(_ask, f"{server.url}/data/records.geojson?category=death")
        for digest in DIGEST.findall(body):
            said = hashlib.sha256(body).hexdigest()
            if seen.setdefault(digest, said) != said:
                mixed.add(digest.decode())
        await asyncio.sleep(0.1)


def _quantile(values: Sequence[float], share: float) -> float:
    return statistics.quantiles(values, n=100)[round(share * 100) - 1] if len(values) > 1 else float("inf")


async def _suffer(server: Server, attack: Attack, *, data: Path, readers: int, seconds: float) -> dict[str, Any]:
    over, met, mixed = asyncio.Event(), Counter[str](), set[str]()
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))
    waits: list[float] = []
    stalls: list[float] = []
    before = server.memory_bytes()
    tasks = [
        asyncio.create_task(_read(server, over, after_s=number * PAUSE_S / readers, waits=waits, met=met))
        for number in range(readers)
    ]
    await asyncio.sleep(PAUSE_S + 1)
    tasks += [
        asyncio.create_task(attack(server, data, over)),
        asyncio.create_task(_watch(server, over, stalls=stalls, mixed=mixed)),
    ]
    waits.clear()
    await asyncio.sleep(seconds)
    over.set()
    await asyncio.wait(tasks, timeout=60)
    return {
        "p50_s": _quantile(waits, 0.5),
        "p95_s": _quantile(waits, 0.95),
        "stall_s": _quantile(stalls, 0.99),
        "errors": dict(met),
        "growth_bytes": server.memory_bytes() - before,
        "mixed": sorted(mixed),
    }


def main() -> int:
    """Measure, print, and judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.abuse", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--attacks", nargs="+", choices=list(ATTACKS), default=list(ATTACKS))
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    rows, missed = [], []
    for name in options.attacks:
        with tempfile.TemporaryDirectory() as scratch:
            data = Path(scratch) / "data"
            shutil.copytree(folder.DATA, data, ignore=shutil.ignore_patterns("build"))
            environment = {"GRANICA_DATA": str(data)}
            with serving(ROOT / "app.py", log=Path(scratch) / "log", environment=environment) as server:
                suffering = _suffer(server, ATTACKS[name], data=data, readers=options.readers, seconds=options.seconds)
                told = asyncio.run(suffering)
        fine = told["p95_s"] <= ALLOWED_P95_S and not told["errors"] and not told["mixed"]
        if not fine or told["growth_bytes"] > ALLOWED_GROWTH_BYTES:
            missed.append(name)
        times = (report.time(told[key]) for key in ("p50_s", "p95_s", "stall_s"))
        rows.append([name, *times, str(told["errors"] or "–"), report.size(max(0, told["growth_bytes"]))])
    head = ("Beside", "Readers' p50", "p95", "Health's p99", "Errors", "Memory grew by")
    print(report.table(head, rows))
    print("Missed: " + ", ".join(missed) if missed else "Nobody waited, and nothing was wrong.")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())

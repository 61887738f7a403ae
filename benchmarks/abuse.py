"""Send one abuser among readers, and change the data under them.

`python -m benchmarks.abuse` serves a copy of the shipped data on loopback and visits nobody else; with `--nginx`
through the shipped configuration. Everybody has an address of their own. It exits with 1 if a reader met an error or
waited too long, if memory grew beyond the limit, if one content had the hash of another, or if new data kept the event
loop.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import websockets

from benchmarks import report
from benchmarks.proxied import BASE, proxied
from benchmarks.serving import BASE_VARIABLE, ROOT, Server, serving
from benchmarks.visitor import VisitError, Visitor
from benchmarks.watched import NOTES
from geo.intake import folder

ALLOWED_P95_S: Final = 1.0
ALLOWED_STALL_S: Final = 0.1
ALLOWED_GROWTH_BYTES: Final = 300 * 1024**2
PAUSE_S: Final = 5
UNEVEN: Final = (0.5, 1.5)
"""Each pause is this share of the mean: readers who waited for the same thing do not go on together."""
UPLOADS: Final = 300
SILENT: Final = 500
FIGURES: Final = 30
SWAPS: Final = 200
QUERIES_A_SECOND: Final = 167
THREADS: Final = 64
"""As many requests are on their way at once: the asyncio's own few would hold the abuser back."""
ABUSER: Final = "127.66.0.1"
WATCHER: Final = "127.77.0.1"
DIGEST: Final = re.compile(rb'"data_sha256": ?"([0-9a-f]{64})"')
HASH_CHARS: Final = 16

Attack = Callable[[Server, Path, asyncio.Event], Coroutine[Any, Any, None]]


def _ask(url: str, *, by: str = ABUSER, body: bytes | None = None) -> tuple[int, bytes]:
    parts = urlsplit(url)
    connection = HTTPConnection(str(parts.hostname), parts.port, timeout=60, source_address=(by, 0))
    try:
        connection.request("PUT" if body else "GET", url.partition(parts.netloc)[2], body=body)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, HTTPException):
        return 0, b""
    finally:
        connection.close()


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
            protocol = websockets.Subprotocol("streamlit")
            held.append(await websockets.connect(address, subprotocols=[protocol], local_addr=(ABUSER, 0)))
    await over.wait()
    await asyncio.gather(*(each.close() for each in held), return_exceptions=True)


async def _uploads(server: Server, _data: Path, over: asyncio.Event) -> None:
    """Send files that nobody asked for."""
    addresses = (f"{server.url}/_stcore/upload_file/x/{number}" for number in range(UPLOADS))
    await asyncio.gather(*(asyncio.to_thread(_ask, address, body=bytes(1024**2)) for address in addresses))
    await over.wait()


async def _queries(server: Server, _data: Path, over: asyncio.Event) -> None:
    """Ask for ten thousand documents a minute."""
    number = 0
    while not over.is_set():
        number += 1
        asyncio.get_running_loop().run_in_executor(None, _ask, f"{server.url}/?border_km={number % 400}")
        await asyncio.sleep(1 / QUERIES_A_SECOND)


async def _swaps(_server: Server, data: Path, over: asyncio.Event, pause_s: float = 0.1) -> None:
    """Touch, swap, break and half write the data in turn, each file in one step but the half-written one."""
    whole, line = (folder.DATA / "incidents.geojson").read_bytes(), (folder.DATA / "border.geojson").read_bytes()
    features = json.loads(whole)["features"]

    def less(by: int) -> bytes:
        return json.dumps({"type": "FeatureCollection", "features": features[:-by]}).encode()

    def put(name: str, body: bytes) -> None:
        partial = data / "partial"
        partial.write_bytes(body)
        partial.replace(data / name)

    for number in range(1, SWAPS + 1):
        if over.is_set():
            return
        steps: tuple[Callable[[], object], ...] = (
            lambda: os.utime(data / "incidents.geojson"),
            lambda by=number: put("incidents.geojson", less(by)),  # type: ignore[misc]  # bound at once
            lambda: put("border.geojson", b"{"),
            lambda: put("border.geojson", line),
            lambda: (data / "incidents.geojson").write_bytes(whole[: len(whole) // 2]),
            lambda: put("incidents.geojson", whole),
        )
        steps[number % len(steps)]()
        await asyncio.sleep(pause_s)
    await over.wait()


ATTACKS: Final[dict[str, Attack]] = {
    "nobody": _nobody,
    "figures": _figures,
    "silence": _silence,
    "uploads": _uploads,
    "queries": _queries,
    "swaps": _swaps,
}


@dataclass
class Met:
    """What readers and the watcher met while it lasted."""

    waits_s: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    health_s: list[float] = field(default_factory=list)
    memory_bytes: list[int] = field(default_factory=list)
    workers_bytes: list[int] = field(default_factory=list)
    versions: dict[bytes, str] = field(default_factory=dict)
    mixed: set[str] = field(default_factory=set)


async def _read(server: Server, over: asyncio.Event, *, number: int, of: int, met: Met) -> None:
    """Be a reader who moves the slider now and then."""
    await asyncio.sleep(number * PAUSE_S / of)
    try:
        async with Visitor(server.url, seed=number, by=f"127.10.0.{number + 1}") as visitor:
            await visitor.run()
            while True:
                with suppress(TimeoutError):
                    await asyncio.wait_for(over.wait(), PAUSE_S * visitor.rng.uniform(*UNEVEN))
                if over.is_set():
                    return
                visitor.slide()
                met.waits_s.append((await visitor.run()).seconds)
    except (OSError, VisitError, TimeoutError, websockets.WebSocketException) as error:
        met.errors[type(error).__name__] += 1


async def _watch(server: Server, over: asyncio.Event, *, met: Met) -> None:
    """Ask for the server's health without pause, and whether what stands under a hash is always the same."""
    while not over.is_set():
        begun = time.monotonic()
        await asyncio.to_thread(_ask, f"{server.url}/_stcore/health", by=WATCHER)
        met.health_s.append(time.monotonic() - begun)
        met.memory_bytes.append(server.memory_bytes())
        met.workers_bytes.append(server.workers_bytes())
        status, body = await asyncio.to_thread(_ask, f"{server.url}/data/records.geojson?category=death", by=WATCHER)
        for digest in DIGEST.findall(body) if status == 200 else ():  # noqa: PLR2004  # HTTP's own number
            address = f"{server.url}/granica/{digest[:HASH_CHARS].decode()}/records.bin"
            found, columns = await asyncio.to_thread(_ask, address, by=WATCHER)
            for name, content in ((digest, body), *([(b"map " + digest, columns)] if found == 200 else [])):  # noqa: PLR2004
                said = hashlib.sha256(content).hexdigest()
                if met.versions.setdefault(name, said) != said:
                    met.mixed.add(name.decode())
        await asyncio.sleep(0.05)


def _quantile(values: Sequence[float], share: float) -> float:
    return statistics.quantiles(values, n=100)[round(share * 100) - 1] if len(values) > 1 else float("inf")


def _stalls(notes: Path, *, since: float, until: float) -> list[float]:
    """Seconds that the event loop was late, by the notes of `benchmarks.watched`."""
    lines = [line.split() for line in notes.read_text(encoding="ascii").splitlines()] if notes.exists() else []
    return [float(late) for at, late in (line for line in lines if len(line) == 2) if since <= float(at) <= until]  # noqa: PLR2004


async def _suffer(
    server: Server, attack: Attack, *, data: Path, notes: Path, readers: int, seconds: float
) -> dict[str, Any]:
    over, met = asyncio.Event(), Met()
    async with Visitor(server.url, by=WATCHER) as visitor:  # pays for what is made once
        await visitor.run()
    await asyncio.to_thread(_ask, f"{server.url}/data/records.geojson", by=WATCHER)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))
    tasks = [asyncio.create_task(_read(server, over, number=number, of=readers, met=met)) for number in range(readers)]
    await asyncio.sleep(2 * PAUSE_S)
    before, begun = server.memory_bytes(), time.monotonic()
    tasks += [asyncio.create_task(attack(server, data, over)), asyncio.create_task(_watch(server, over, met=met))]
    met.waits_s.clear()
    await asyncio.sleep(seconds)
    over.set()
    ended = time.monotonic()
    await asyncio.wait(tasks, timeout=60)
    stalls = _stalls(notes, since=begun, until=ended)
    return {
        "moves": len(met.waits_s),
        "p50_s": _quantile(met.waits_s, 0.5),
        "p95_s": _quantile(met.waits_s, 0.95),
        "health_p99_s": _quantile(met.health_s, 0.99),
        "stall_s": max(stalls, default=0.0),
        "long_stalls": sum(late > ALLOWED_STALL_S for late in stalls),
        "errors": dict(met.errors),
        "growth_bytes": max(met.memory_bytes, default=before) - before,
        "workers_bytes": max(met.workers_bytes, default=0),
        "versions": sum(not name.startswith(b"map") for name in met.versions),
        "mixed": sorted(met.mixed),
    }


@contextmanager
def _served(scratch: Path, *, nginx: bool) -> Iterator[Server]:
    """The app over a copy of the data, in a folder of its own, whose event loop is watched."""
    data = scratch / "data"
    shutil.copytree(folder.DATA, data, ignore=shutil.ignore_patterns("build"))
    environment = {"GRANICA_DATA": str(data), NOTES: str(scratch / "stalls")}
    environment |= {BASE_VARIABLE: BASE} if nginx else {}
    with serving(ROOT / "benchmarks" / "watched.py", log=scratch / "log", environment=environment) as server:
        if not nginx:
            yield server
            return
        (scratch / "nginx").mkdir()
        with proxied(server, folder=scratch / "nginx") as through:
            yield through


def _is_missed(name: str, told: dict[str, Any]) -> bool:
    return bool(
        told["p95_s"] > ALLOWED_P95_S
        or told["errors"]
        or told["mixed"]
        or told["growth_bytes"] > ALLOWED_GROWTH_BYTES
        or (name == "swaps" and told["stall_s"] > ALLOWED_STALL_S)
    )


def _row(name: str, told: dict[str, Any]) -> list[str]:
    return [
        name,
        str(told["moves"]),
        *(report.time(told[key]) for key in ("p50_s", "p95_s", "health_p99_s", "stall_s")),
        str(told["long_stalls"]),
        str(told["errors"] or "–"),
        report.size(max(0, told["growth_bytes"])),
        report.size(told["workers_bytes"]),
        f"{told['versions']}, {len(told['mixed'])} mixed",
    ]


HEAD: Final = (
    "Beside",
    "Moves",
    "Move p50",
    "p95",
    "Health p99",
    "Longest stall",
    "over 100 ms",
    "Errors",
    "Memory grew by",
    "Workers",
    "Versions seen",
)


def main() -> int:
    """Measure, save, and judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.abuse", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--attacks", nargs="+", choices=list(ATTACKS), default=list(ATTACKS))
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--nginx", action="store_true", help="through the shipped proxy configuration")
    options = parser.parse_args()
    about = report.machine()
    results: dict[str, dict[str, Any]] = {}
    for name in options.attacks:
        with (
            tempfile.TemporaryDirectory() as scratch,
            _served(Path(scratch), nginx=options.nginx) as server,
        ):
            folders = {"data": Path(scratch) / "data", "notes": Path(scratch) / "stalls"}
            suffering = _suffer(server, ATTACKS[name], **folders, readers=options.readers, seconds=options.seconds)
            results[name] = asyncio.run(suffering)
    missed = [name for name, told in results.items() if _is_missed(name, told)]
    table = report.table(HEAD, [_row(name, told) for name, told in results.items()])
    verdict = f"Missed: {', '.join(missed)}." if missed else "Nobody waited, and nothing was wrong."
    through = "through nginx" if options.nginx else "without nginx"
    text = (
        f"{table}\n\n{options.readers} readers, {through}, {options.seconds:g} s each. {verdict} {report.where(about)}"
    )
    report.save(f"abuse{'-nginx' if options.nginx else ''}", measured={"machine": about, "results": results}, text=text)
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())

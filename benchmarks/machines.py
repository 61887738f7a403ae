"""Who asks for data beside the readers: machines, again and again, or readers who all download at once.

Each has an address of its own, as behind a proxy. Who is told to come again does so at the time that it was told.
"""

from __future__ import annotations

import asyncio
import random
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from itertools import count
from typing import Final

from benchmarks.serving import Server
from geo import study
from geo.publish import export

DATA: Final = {
    "csv": "/data/records.csv?from={first}&to={last}",
    "geojson": "/data/records.geojson?from={first}&to={last}",
    "counts": "/data/counts.json?by=week,category&from={first}&to={last}",
    "feed": "/data/feed.atom?from={first}&to={last}",
    "ogc": "/ogc/collections/records/items?limit=100&datetime={first}/{last}",
}
FIGURES: Final = {code: f"/data/figure.{code}?from={{first}}&to={{last}}" for code in ("png", "svg", "pdf")}
MACHINE: Final = 1 << 16
"""Number of the first machine's address; those below are readers'."""
TRIES: Final = 12
DEADLINE_S: Final = 60
MINUTE_S: Final = 60
TOLD_TO_WAIT: Final = frozenset({HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS})


@dataclass(frozen=True)
class Machines:
    """How many ask, how often all of them together, and how many figures are ordered."""

    count: int
    requests_a_second: float
    figures_a_minute: float


@dataclass(frozen=True)
class Downloads:
    """How many files of each format readers take away, and as many figures."""

    each: int


@dataclass
class Answered:
    """What machines met: seconds until it was there by kind, how many were told to wait and how many then had it."""

    data_s: list[float] = field(default_factory=list)
    figure_s: list[float] = field(default_factory=list)
    told_to_wait: int = 0
    came_later: int = 0
    errors: Counter[str] = field(default_factory=Counter)


def address(number: int) -> dict[str, str]:
    """The header by which a proxy says who asks; loopback is believed."""
    return {"X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}


def _get(url: str, headers: dict[str, str]) -> tuple[int, float]:
    """Status of an answer that is read to its end, and the seconds after which to come again."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip", **headers})  # noqa: S310  # our own server
    try:
        with urllib.request.urlopen(request, timeout=DEADLINE_S) as answer:  # noqa: S310
            answer.read()
            return answer.status, 0
    except urllib.error.HTTPError as error:
        error.read()
        return error.code, float(error.headers.get("Retry-After") or 1)
    except OSError:
        return 0, 0


async def _have(url: str, *, by: dict[str, str], into: list[float], answered: Answered) -> None:
    begun = time.monotonic()
    for tried in range(TRIES):
        status, later_s = await asyncio.to_thread(_get, url, by)
        if status == HTTPStatus.OK:
            into.append(time.monotonic() - begun)
            answered.came_later += tried > 0
            return
        if status not in TOLD_TO_WAIT:
            break
        answered.told_to_wait += tried == 0
        await asyncio.sleep(later_s)
    answered.errors[f"{status} {url.partition('?')[0].rpartition('/')[2]}"] += 1


def _days(rng: random.Random) -> dict[str, str]:
    """Other days each time, so that hardly an answer is there already."""
    whole = (study.current().last - study.current().first).days
    first = rng.randrange(whole)
    last = rng.randint(first, whole)
    return {name: str(study.current().first + timedelta(days=at)) for name, at in (("first", first), ("last", last))}


async def once(server: Server) -> None:
    """Ask for one of each, so that nobody pays for the start of the workers later."""
    days = {"first": study.current().first, "last": study.current().last}
    for path in (*DATA.values(), *FIGURES.values()):
        await asyncio.to_thread(_get, f"{server.url}{path.format(**days)}", address(MACHINE))


async def ask(server: Server, beside: Machines | Downloads, *, busy: asyncio.Event, until: float) -> Answered:
    """Ask while it is busy.

    Parameters
    ----------
    server
        Our own.
    beside
        Who asks.
    busy
        Set while they ask.
    until
        By the monotonic clock, in seconds.

    Returns
    -------
    answered
        Once all that was asked for is there, or refused.
    """
    if isinstance(beside, Downloads):
        return await _download(server, beside, busy=busy)
    return await _repeat(server, beside, busy=busy, until=until)


async def _download(server: Server, downloads: Downloads, *, busy: asyncio.Event) -> Answered:
    """Let readers download, each something else of other days, as soon as it is busy: all at once."""
    answered, rng = Answered(), random.Random(downloads.each)  # noqa: S311  # the same requests every time, no secret
    wanted = [
        *((f"/data/records.{code}?from={{first}}&to={{last}}", answered.data_s) for code in export.FORMATS),
        (FIGURES["pdf"], answered.figure_s),
    ] * downloads.each
    rng.shuffle(wanted)
    await busy.wait()
    async with asyncio.TaskGroup() as asked:
        for number, (path, into) in enumerate(wanted):
            url = f"{server.url}{path.format(**_days(rng))}"
            asked.create_task(_have(url, by=address(number), into=into, answered=answered))
    return answered


async def _repeat(server: Server, machines: Machines, *, busy: asyncio.Event, until: float) -> Answered:
    """Ask at a rate that does not wait for the answers."""
    answered = Answered()

    async def repeat(wanted: dict[str, str], *, number: int, pause_s: float, into: list[float]) -> None:
        rng = random.Random(number)  # noqa: S311  # the same requests every time, no secret
        async with asyncio.TaskGroup() as asked:
            await asyncio.sleep(pause_s * rng.random())
            for turn in count(number):
                if time.monotonic() >= until:
                    return
                if busy.is_set():
                    path = list(wanted.values())[turn % len(wanted)].format(**_days(rng))
                    by = address(MACHINE + number)
                    asked.create_task(_have(f"{server.url}{path}", by=by, into=into, answered=answered))
                await asyncio.sleep(pause_s)

    async with asyncio.TaskGroup() as every:
        for number in range(machines.count):
            pause_s = machines.count / machines.requests_a_second
            every.create_task(repeat(DATA, number=number, pause_s=pause_s, into=answered.data_s))
        if machines.figures_a_minute:
            pause_s = MINUTE_S / machines.figures_a_minute
            every.create_task(repeat(FIGURES, number=machines.count, pause_s=pause_s, into=answered.figure_s))
    return answered

"""Dear work in processes beside the event loop: few of them, bounded in time and memory, shared out fairly.

The same work asked for twice at once is done once, and what was made is kept within a bound. Askers take turns: nobody
has more orders waiting than a share, and when too many wait altogether the next is sent away with a time to come back.
"""

from __future__ import annotations

import asyncio
import pickle
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Sized
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any, Final, Generic, TypeVar, cast
from weakref import WeakKeyDictionary

import server
from server.worker import LENGTH, framed

ROOT: Final = Path(server.__file__).parent.parent
STARTING_S: Final = 60
"""More time for the first order of a process, which reads the programs and the data before: ended too soon, it would be
started again for the next order, and on a busy machine for ever."""
NEWEST: Final = 0.25
"""Share of the last order in what one is expected to take."""
Made = TypeVar("Made", bound=Sized)
Order = TypeVar("Order", bound=Hashable)


class Busy(Exception):  # noqa: N818 - it says how it is
    """There is too much to do; come back in `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"too much to do; come back in {seconds} s")
        self.seconds = seconds


class Overdue(Exception):  # noqa: N818 - it says how it is
    """The work took longer than it may, or more memory."""


@dataclass(frozen=True)
class Bounds:
    """How much a pool may take.

    Attributes
    ----------
    name
        Of the pool.
    processes
        At once.
    seconds
        For one order; its process is then ended.
    waiting, share
        Orders that wait, altogether and of one asker.
    kept_bytes
        Of results that are kept.
    """

    name: str
    processes: int = 1
    seconds: float = 30
    waiting: int = 24
    share: int = 6
    kept_bytes: int = 48 * 1024 * 1024


class Pool(Generic[Order, Made]):
    """Processes for one kind of work, on one event loop.

    Parameters
    ----------
    work
        Makes something that has a length, in bytes, of an order; all of them can be pickled.
    bounds
        How much the pool may take.
    """

    def __init__(self, work: Callable[[Order], Made], bounds: Bounds) -> None:
        self._work, self._bounds = work, bounds
        self._queues: OrderedDict[str, deque[Order]] = OrderedDict()
        self._promised: dict[Order, asyncio.Future[Made]] = {}
        self._kept: OrderedDict[Order, Made] = OrderedDict()
        self._runners: set[asyncio.Task[None]] = set()
        self._idle: list[Process] = []
        self._usual_s = 1.0

    async def give(self, order: Order, *, by: str) -> Made:
        """Give what was made of an order, and make it if nobody has.

        Parameters
        ----------
        order
            What to make; equal orders are one.
        by
            Who asks.

        Raises
        ------
        Busy
            If too many orders wait.
        Overdue
            If it took too long or too much memory.
        """
        if order in self._kept:
            self._kept.move_to_end(order)
            return self._kept[order]
        if order not in self._promised:
            self._queue(order, by=by)
        return await asyncio.shield(self._promised[order])

    def _queue(self, order: Order, *, by: str) -> None:
        waiting = sum(map(len, self._queues.values()))
        if waiting >= self._bounds.waiting or len(self._queues.get(by, ())) >= self._bounds.share:
            raise Busy(self._seconds_of(waiting + len(self._runners)))
        self._promised[order] = asyncio.get_running_loop().create_future()
        self._queues.setdefault(by, deque()).append(order)
        if len(self._runners) < self._bounds.processes:
            runner = asyncio.create_task(self._run())
            self._runners.add(runner)
            runner.add_done_callback(self._runners.discard)

    def _seconds_of(self, orders: int) -> int:
        """Seconds that some orders take, as long as the last ones took."""
        return max(1, ceil(orders * self._usual_s / self._bounds.processes))

    def _note(self, seconds: float) -> None:
        self._usual_s += NEWEST * (seconds - self._usual_s)

    def _next(self) -> Order:
        """The oldest order of whoever has waited longest for a turn."""
        by, queue = self._queues.popitem(last=False)
        order = queue.popleft()
        if queue:
            self._queues[by] = queue
        return order

    async def _run(self) -> None:
        while self._queues:
            order = self._next()
            promise, begun = self._promised[order], time.monotonic()
            try:
                made = await self._made(order)
            except BaseException as error:
                promise.set_exception(error)
                promise.exception()  # marks it as seen: the asker may have gone
                if isinstance(error, asyncio.CancelledError):
                    raise
            else:
                self._keep(order, made)
                promise.set_result(made)
            finally:
                self._note(time.monotonic() - begun)
                del self._promised[order]

    async def _made(self, order: Order) -> Made:
        """Have a process make it; a process that cannot be relied on any more is ended."""
        starting = 0 if self._idle else STARTING_S
        process = self._idle.pop() if self._idle else await self._start()
        try:
            async with asyncio.timeout(self._bounds.seconds + starting):
                fine, made = await _exchange(process, order)
        except (TimeoutError, OSError, EOFError, pickle.PickleError) as error:
            await _end(process)
            raise Overdue(type(error).__name__) from error
        except BaseException:
            await _end(process)
            raise
        self._idle.append(process)
        if fine:
            return cast("Made", made)
        raise Overdue("memory") if isinstance(made, MemoryError) else cast("Exception", made)

    async def _start(self) -> Process:
        command = (sys.executable, "-m", "server.worker", self._work.__module__, self._work.__qualname__)
        return await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, cwd=ROOT)

    async def close(self) -> None:
        """End all processes; whoever still waits is told so."""
        runners = list(self._runners)
        for runner in runners:
            runner.cancel()
        await asyncio.gather(*runners, return_exceptions=True)
        for process in self._idle:
            await _end(process)
        self._idle.clear()

    def _keep(self, order: Order, made: Made) -> None:
        self._kept[order] = made
        while sum(map(len, self._kept.values())) > self._bounds.kept_bytes:
            self._kept.popitem(last=False)


async def _exchange(process: Process, order: object) -> tuple[bool, object]:
    """Give a process an order, and wait for its answer."""
    if process.stdin is None or process.stdout is None:
        raise EOFError
    process.stdin.write(framed(order))
    await process.stdin.drain()
    length = int.from_bytes(await process.stdout.readexactly(LENGTH), "big")
    answer: tuple[bool, object] = pickle.loads(await process.stdout.readexactly(length))  # noqa: S301  # our own process
    return answer


async def _end(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()


_POOLS: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, Pool[Any, Any]]]] = WeakKeyDictionary()


def pool(work: Callable[[Order], Made], bounds: Bounds) -> Pool[Order, Made]:
    """Give the pool that some bounds are for, of this event loop; made when it is first asked for."""
    pools = _POOLS.setdefault(asyncio.get_running_loop(), {})
    if bounds.name not in pools:
        pools[bounds.name] = Pool(work, bounds)
    return pools[bounds.name]


async def close() -> None:
    """End the processes of this event loop."""
    for each in _POOLS.pop(asyncio.get_running_loop(), {}).values():
        await each.close()

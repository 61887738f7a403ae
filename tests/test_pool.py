"""Dear work beside the server: done once, shared out, bounded, and never on the event loop."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from types import SimpleNamespace

import pytest

from server import pool as pools
from server.pool import Bounds, Busy, Overdue, Pool
from server.worker import framed


def work(order: tuple[str, str]) -> bytes:
    """What the tests have made: it says which process made it, and when it began."""
    what, text = order
    if what == "sleep":
        time.sleep(float(text))
    if what == "fail":
        raise ValueError(text)
    if what == "die":
        os._exit(3)
    if what == "eat":
        raise MemoryError
    if what == "print":
        print("noise on the standard output")  # noqa: T201
    return f"{text} {os.getpid()}".encode()


def run(asks: Callable[[Pool[tuple[str, str], bytes]], Awaitable[None]], **bounds: float) -> None:
    """Try a pool within an event loop of its own."""

    async def tried() -> None:
        pool: Pool[tuple[str, str], bytes] = Pool(work, Bounds("tests", **bounds))  # type: ignore[arg-type]
        try:
            await asks(pool)
        finally:
            await pool.close()

    asyncio.run(tried())


def test_it_is_made_in_another_process_and_kept() -> None:
    async def asks(pool: Pool[tuple[str, str], bytes]) -> None:
        text, number = (await pool.give(("say", "a"), by="x")).split()
        assert text == b"a"
        assert int(number) != os.getpid()
        assert await pool.give(("say", "a"), by="y") == b"a " + number
        assert (await pool.give(("print", "b"), by="y")) == b"b " + number

    run(asks)


def test_the_same_order_twice_at_once_is_made_once() -> None:
    async def asks(pool: Pool[tuple[str, str], bytes]) -> None:
        both = [pool.give(("sleep", "0.2"), by=by) for by in ("x", "y")]
        first, second = await asyncio.gather(*both)
        assert first is second

    run(asks, kept_bytes=0)


def test_what_is_kept_has_a_bound() -> None:
    async def asks(pool: Pool[tuple[str, str], bytes]) -> None:
        first = await pool.give(("say", "a" * 50), by="x")
        await pool.give(("say", "b" * 50), by="x")
        again = await pool.give(("say", "a" * 50), by="x")
        assert again == first
        assert again is not first

    run(asks, kept_bytes=100)


def test_one_asker_has_a_share_and_takes_turns() -> None:
    async def asks(pool: Pool[tuple[str, str], bytes]) -> None:
        done: list[str] = []

        async def ask(name: str, by: str) -> None:
            await pool.give(("say", name), by=by)
            done.append(name)

        first = asyncio.create_task(ask("x0", "x"))
        for _ in range(9):  # until it is in the making, and waits no more
            await asyncio.sleep(0)
        many = [asyncio.create_task(ask(f"x{number}", "x")) for number in (1, 2)]
        other = asyncio.create_task(ask("y0", "y"))
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await pool.give(("say", "x3"), by="x")
        await asyncio.gather(first, *many, other)
        assert done.index("y0") < done.index("x2")

    run(asks, share=2)


def test_too_many_orders_are_sent_away_with_a_time() -> None:
    async def asks(pool: Pool[tuple[str, str], bytes]) -> None:
        waiting = [asyncio.create_task(pool.give(("say", str(number)), by=str(number))) for number in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(Busy) as busy:
            await pool.give(("say", "more"), by="z")
        assert busy.value.seconds >= 1
        await asyncio.gather(*waiting)

    run(asks, waiting=3)


def test_the_time_to_come_back_is_what_the_waiting_orders_take(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a clock on which the first orders take no time, and then one takes eighty seconds."""

    async def asks(pool: Pool[tuple[str, str], bytes]) -> None:
        now = [0.0]
        monkeypatch.setattr(pools, "time", SimpleNamespace(monotonic=lambda: now[0]))
        told: list[int] = []
        for took in (0, 80, 0):
            first = asyncio.create_task(pool.give(("sleep", f"0.0{len(told)}"), by="a"))
            for _ in range(9):  # until it is in the making
                await asyncio.sleep(0)
            waiting = [asyncio.create_task(pool.give(("say", f"{len(told)} {by}"), by=by)) for by in "bcd"]
            await asyncio.sleep(0)
            with pytest.raises(Busy) as busy:
                await pool.give(("say", "more"), by="e")
            told.append(busy.value.seconds)
            now[0] += took
            await asyncio.gather(first, *waiting)
        assert told[0] == 4, "the one in the making and three that wait, a second each as long as nothing is known"
        assert told[1] < told[0] < told[2]

    run(asks, waiting=3)


@pytest.mark.parametrize("order", [("sleep", "60"), ("die", ""), ("eat", "")])
def test_an_order_that_takes_too_much_is_given_up_and_the_next_is_made(order: tuple[str, str]) -> None:
    async def asks(pool: Pool[tuple[str, str], bytes]) -> None:
        assert await pool.give(("say", "ready"), by="x")
        with pytest.raises(Overdue):
            await pool.give(order, by="x")
        assert (await pool.give(("say", "a"), by="x")).startswith(b"a ")

    run(asks, seconds=20 if order[0] != "sleep" else 5)


def test_a_process_that_has_just_started_has_more_time_and_no_other() -> None:
    async def asks(pool: Pool[tuple[str, str], bytes]) -> None:
        assert await pool.give(("sleep", "1.5"), by="x")
        with pytest.raises(Overdue):
            await pool.give(("sleep", "1.6"), by="x")
        assert await pool.give(("sleep", "1.7"), by="x"), "made by a new process"

    run(asks, seconds=1)


def test_a_refusal_comes_back_as_it_was() -> None:
    async def asks(pool: Pool[tuple[str, str], bytes]) -> None:
        with pytest.raises(ValueError, match="no such thing"):
            await pool.give(("fail", "no such thing"), by="x")

    run(asks)


def test_processes_are_no_more_than_the_bound_and_end_with_the_pool() -> None:
    numbers: set[int] = set()

    async def asks(pool: Pool[tuple[str, str], bytes]) -> None:
        made = await asyncio.gather(*(pool.give(("sleep", f"0.0{number}"), by=str(number)) for number in range(1, 7)))
        numbers.update(int(text.split()[1]) for text in made)

    run(asks, processes=2)
    assert 1 <= len(numbers) <= 2
    for number in numbers:
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)


def test_a_loop_has_one_pool_for_each_kind() -> None:
    async def asks() -> None:
        bounds = Bounds("tests")
        assert pools.pool(work, bounds) is pools.pool(work, bounds)
        await pools.close()

    asyncio.run(asks())


def test_messages_say_their_length() -> None:
    assert int.from_bytes(framed("x")[:8], "big") == len(framed("x")) - 8

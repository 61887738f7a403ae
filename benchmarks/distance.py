"""Put a server far away: a relay on loopback that lets every byte wait, both ways, as long as a round trip says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final
from urllib.parse import urlsplit

from benchmarks.serving import HOST

CHUNK_BYTES: Final = 65_536


async def _carry(near: asyncio.StreamReader, far: asyncio.StreamWriter, *, delay_s: float) -> None:
    """Carry what comes, in its order, each part a while after it came."""
    loop = asyncio.get_running_loop()
    under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def arrive() -> None:
        with suppress(OSError):
            while True:
                due, body = await under_way.get()
                await asyncio.sleep(due - loop.time())
                if not body:
                    break
                far.write(body)
                await far.drain()
        far.close()

    arriving = asyncio.create_task(arrive())
    body = b"-"
    while body:
        try:
            body = await near.read(CHUNK_BYTES)
        except OSError:
            body = b""
        under_way.put_nowait((loop.time() + delay_s, body))
    await arriving


@asynccontextmanager
async def away(url: str, *, round_trip_s: float) -> AsyncIterator[str]:
    """Give an address at which a server is as far away as a round trip takes; its own address for none.

    Parameters
    ----------
    url
        Of the server.
    round_trip_s
        Half of it lies before each byte on its way there and half on its way back; a connection takes one more.
    """
    if not round_trip_s:
        yield url
        return
    port = urlsplit(url).port

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(round_trip_s)
        far_reader, far_writer = await asyncio.open_connection(HOST, port)
        half = round_trip_s / 2
        with suppress(asyncio.CancelledError):  # at the end, with connections that are open still
            await asyncio.gather(
                _carry(reader, far_writer, delay_s=half),
                _carry(far_reader, writer, delay_s=half),
                return_exceptions=True,
            )

    relay = await asyncio.start_server(connected, HOST, 0, backlog=1024)
    try:
        yield f"http://{HOST}:{relay.sockets[0].getsockname()[1]}"
    finally:
        relay.close()

"""What the app has beside its pages: its addresses, what every answer passes through, what is ready at the start."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from anyio import to_thread
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from starlette.routing import Route

from geo import store
from geo.errors import GranicaError
from geo.foreign.limits import UPLOAD_MAX_BYTES
from server import answer, assets, bounds, held, mapdata, pool, wire
from server import routes as machines
from server.bounds import Bounds
from server.frame import Frame
from server.headers import SafetyHeaders
from server.packing import Packing
from server.preview import Preview
from server.unknown import Unknown
from server.unpacked import Unpacked

SWITCH_S: Final = 0.001
"""Seconds for which a thread may keep the others waiting; at Python's five a run of one page stalls all of them."""


def routes() -> list[Route]:
    """The app's own addresses, below the base path if there is one, as the framework's are."""
    return [*held.routes(), *assets.routes(), *machines.routes()]


def middleware() -> list[Middleware]:
    """What every answer passes through, from the outside in."""
    return [
        Middleware(SafetyHeaders),
        Middleware(Bounds),
        Middleware(Unpacked),
        Middleware(Packing),
        Middleware(Preview),
        Middleware(Frame),
        Middleware(Unknown),
    ]


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Prepare all that is kept for good before the first reader comes, and spare the garbage collector from it.

    Data that cannot be used stop nothing here: the page says what is wrong with them. At the end the processes go too.
    """
    bounds.descriptors()
    sys.setswitchinterval(SWITCH_S)
    wire.look_back()
    MultiPartParser.spool_max_size = 2 * UPLOAD_MAX_BYTES  # a reader's file never lies on the disk, not for a moment
    with suppress(GranicaError):
        prepared = await to_thread.run_sync(store.current)
        await to_thread.run_sync(mapdata.packed, prepared.columns)
    assets.release()
    answer.release()
    gc.collect()
    gc.freeze()
    sweeping = asyncio.create_task(held.sweep())
    try:
        yield
    finally:
        sweeping.cancel()
        await pool.close()

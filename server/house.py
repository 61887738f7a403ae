"""What the app has beside its pages: its addresses, what every answer passes through, what is ready at the start."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from anyio import to_thread
from starlette.middleware import Middleware
from starlette.routing import Route

from geo import store
from geo.errors import GranicaError
from server import answer, assets, bounds, pool
from server import routes as machines
from server.bounds import Bounds
from server.frame import Frame
from server.headers import SafetyHeaders
from server.packing import Packing
from server.preview import Preview
from server.unknown import Unknown
from server.unpacked import Unpacked


def routes() -> list[Route]:
    """The app's own addresses, below the base path if there is one, as the framework's are."""
    return [*assets.routes(), *machines.routes()]


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
    with suppress(GranicaError):
        await to_thread.run_sync(store.current)
    assets.release()
    answer.release()
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        await pool.close()

"""The app as it is, with an event loop that notes how late it comes to a task that is due: `streamlit run` this file.

The environment names the file that is written. Nothing of it is in the product.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import streamlit as st

from server import house

NOTES: Final = "GRANICA_BENCHMARK_STALLS"
"""Variable that names the file: a line a delay, the moment by the monotonic clock and the seconds."""
DUE_S: Final = 0.005
WORTH_S: Final = 0.01


async def _note(path: Path) -> None:
    with path.open("a", encoding="ascii", buffering=1) as notes:
        while True:
            due = time.monotonic() + DUE_S
            await asyncio.sleep(DUE_S)
            late = time.monotonic() - due
            if late > WORTH_S:
                notes.write(f"{due:.3f} {late:.4f}\n")


@asynccontextmanager
async def _watched(served: object) -> AsyncIterator[None]:
    async with house.lifespan(served):
        noting = asyncio.create_task(_note(Path(os.environ[NOTES])))
        try:
            yield
        finally:
            noting.cancel()


app = st.App("../pages/shell.py", lifespan=_watched, routes=house.routes(), middleware=house.middleware())

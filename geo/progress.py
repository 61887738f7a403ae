"""A progress bar on the terminal; nothing where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

BAR_CHARS: Final = 30


def bar(name: str, *, from_total: int = 1) -> Callable[[int, int], None]:
    """Give what draws a progress bar, by how much is done and how much there is.

    Parameters
    ----------
    name
        What is under way.
    from_total
        What is shorter is done before anybody looks.
    """

    def draw(done: int, total: int) -> None:
        if total < from_total or not sys.stderr.isatty():
            return
        filled = BAR_CHARS * done // total
        end = "\n" if done == total else ""
        sys.stderr.write(f"\r{name} [{'#' * filled}{'.' * (BAR_CHARS - filled)}] {done:,} of {total:,}{end}")
        sys.stderr.flush()

    return draw

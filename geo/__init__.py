"""Granica's core: load, validate, join with the border, select, summarise, present, publish.

Nothing in here imports Streamlit. Geometries are WGS 84 (EPSG:4326), longitude before latitude; distances are metres in
the study's metric CRS; dates are calendar dates with both ends inclusive.

`load`, `select`, `locate` and `plot` are all that a researcher needs; see docs/library.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.api import load, locate, plot, select

__all__ = ["load", "locate", "plot", "select"]


def __getattr__(name: str) -> Any:
    # What a researcher calls pulls in everything; the modules below it must be importable without.
    if name in __all__:
        from geo import api  # noqa: PLC0415

        return getattr(api, name)
    message = f"module 'geo' has no attribute {name!r}"
    raise AttributeError(message)

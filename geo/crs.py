"""Reference systems, named once."""

from __future__ import annotations

from typing import Final

from geo import study

WGS84: Final = "EPSG:4326"
"""Longitude and latitude in degrees: what every file stores."""


def metric() -> str:
    """Give the reference system in metres, in which every distance and area of the study in use is computed."""
    return study.current().metric_crs

#!/usr/bin/env python3
"""Derive ``data/basemap/*.json``: the layers that the browser draws offline.

Each file carries its attribution and its licence. See ``encode.py`` for the
format and ``data/basemap/README.md`` for what each file holds.
"""

from __future__ import annotations

from encode import write_layer
from ground import admin_layer, borders_layer, context_layer, land_layer
from places import places_layer
from rail import railway_layer
from water import water_layer
from write import DATA

MAKERS = (
    land_layer,
    borders_layer,
    places_layer,
    water_layer,
    admin_layer,
    context_layer,
    railway_layer,
)


def main() -> None:
    """Write every layer."""
    for make in MAKERS:
        write_layer(DATA / "basemap", make())


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Rebuild every derived geographic file, from the pinned packages."""

from __future__ import annotations

import areas
import basemap
import border
import world


def main() -> None:
    """Run the builds in the order in which they depend on each other."""
    border.main()
    areas.main()
    basemap.main()
    world.main()


if __name__ == "__main__":
    main()

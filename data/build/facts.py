"""Read the facts that are kept by hand: `data/build/facts/`, one TOML file a matter."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).with_name("facts")


def read(matter: str) -> dict[str, Any]:
    """Return what is kept about a matter: "crossings", "labels", "places" or "regions"."""
    return tomllib.loads((FOLDER / f"{matter}.toml").read_text(encoding="utf-8"))

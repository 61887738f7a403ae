"""Say what was measured, where and when: Markdown for people, JSON for the next comparison."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, Final

RESULTS: Final = Path(__file__).parent / "results"
PACKAGES: Final = ("streamlit", "streamlit-folium", "folium", "pydeck", "geopandas", "pandas")
GIB: Final = 1024**3


def machine() -> dict[str, Any]:
    """What the numbers depend on."""
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    models = [line.partition(":")[2].strip() for line in info.splitlines() if line.startswith("model name")]
    return {
        "date": datetime.now(UTC).isoformat(timespec="minutes"),
        "cpu": models[0] if models else platform.machine(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB),
        "load_average": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "versions": {name: metadata.version(name) for name in PACKAGES},
    }


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the first column is text, the others numbers."""
    marks = ["---", *("--:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, marks, *rows))


def where(about: Mapping[str, Any]) -> str:
    """One paragraph on the machine, for the foot of a table."""
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    return (
        f"{about['date'][:10]}, {about['cores']} cores of {about['cpu']}, {about['memory_gib']} GiB, "
        f"load {about['load_average']} at the start; Python {about['python']}, {versions}."
    )


def save(name: str, *, measured: Mapping[str, Any], text: str, folder: Path = RESULTS) -> None:
    """Write both forms and print the one for people."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    (folder / f"{name}.md").write_text(text + "\n", encoding="utf-8")
    print(text)


def size(count: float) -> str:
    """Bytes for people, in thousands."""
    kilo = 1000
    if count < kilo:
        return f"{count:.0f} B"
    return f"{count / kilo:.1f} kB" if count < kilo * kilo else f"{count / kilo**2:.1f} MB"


def time(seconds: float) -> str:
    """Seconds for people: milliseconds below one second."""
    if seconds >= 1:
        return f"{seconds:.1f} s"
    return f"{seconds * 1000:.0f} ms" if seconds >= 0.01 else f"{seconds * 1000:.1f} ms"  # noqa: PLR2004  # 10 ms

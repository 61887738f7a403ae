"""Data folders for tests: a copy of the shipped one, with some files changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from geo.intake import folder as shipped

Json = dict[str, Any]
Change = bytes | Callable[[bytes], bytes]


def build(folder: Path, changes: Mapping[str, Change] | None = None) -> Path:
    """Copy the shipped data files into a folder, each changed as told; an empty body removes the file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in shipped.FILES:
        source = shipped.DATA / name
        if source.is_file():
            shutil.copyfile(source, folder / name)
    shutil.copytree(shipped.DATA / shipped.STORIES_FOLDER, folder / shipped.STORIES_FOLDER, dirs_exist_ok=True)
    for name, change in (changes or {}).items():
        body = change if isinstance(change, bytes) else change((folder / name).read_bytes())
        if body:
            (folder / name).write_bytes(body)
        else:
            (folder / name).unlink()
    return folder


def features(name: str) -> list[Json]:
    """Features of a shipped GeoJSON file, as plain values of one's own."""
    found: list[Json] = json.loads((shipped.DATA / name).read_bytes())["features"]
    return found


def collection(items: list[Any]) -> bytes:
    """A GeoJSON file with these features."""
    return json.dumps({"type": "FeatureCollection", "features": items}, ensure_ascii=True).encode()


def cut_in_half(body: bytes) -> bytes:
    """The first half of a file, as a broken transfer leaves it."""
    return body[: len(body) // 2]


def with_features(change: Callable[[list[Json]], object]) -> Callable[[bytes], bytes]:
    """Change a GeoJSON file's features in place."""

    def changed(body: bytes) -> bytes:
        items: list[Json] = json.loads(body)["features"]
        change(items)
        return collection(items)

    return changed


def three_mistakes(items: list[Json]) -> None:
    """Give one feature a bad date, one a point in the ocean, and one no category."""
    items[0]["properties"]["start"] = "2021-13-45"
    point = next(item for item in items[1:] if item["geometry"] and item["geometry"]["type"] == "Point")
    point["geometry"]["coordinates"] = [-30.1234, 45.4321]
    missing = next(item for item in items[1:] if item is not point)
    del missing["properties"]["category"]

#!/usr/bin/env python3
"""Derive where countries lie and what they are called, to tell coordinates that contradict a row's own country.

Writes `geo/foreign/countries.json`: one country a line, its names in eight languages and the boxes of its parts in
WGS 84 degrees (west, south, east, north). Needs nothing but the standard library.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from fetch import COUNTRY_NAMES, WORLD_ATLAS, member

TARGET: Final = Path(__file__).parents[2] / "geo" / "foreign" / "countries.json"
LANGUAGES: Final = ("en", "pl", "fr", "de", "es", "ru", "uk", "be")
NEAR_DEG: Final = 2.0
"""Parts whose boxes are nearer than this share one box."""
DECIMALS: Final = 1

Box = tuple[float, float, float, float]


def main() -> None:
    """Write the file."""
    lines = [json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in entries()]
    TARGET.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    print(f"{TARGET}: {len(lines)} countries")


def entries() -> Iterator[dict[str, Any]]:
    """Give each country of the map with its names and boxes, by its English name."""
    names, codes = names_by_code(), alpha_by_number()
    atlas = json.loads(member(WORLD_ATLAS, "package/countries-50m.json").read_text(encoding="utf-8"))
    arcs = decoded(atlas)
    for shape in sorted(atlas["objects"]["countries"]["geometries"], key=lambda item: item["properties"]["name"]):
        own = shape["properties"]["name"]
        known = names.get(codes.get(str(shape.get("id", "")).zfill(3), ""), [])
        boxes = merged([box_of(ring, arcs) for ring in outer_rings(shape)])
        yield {"names": list(dict.fromkeys([own, *known])), "boxes": boxes}


def names_by_code() -> dict[str, list[str]]:
    """Names of each country in all languages, by its ISO 3166-1 alpha-2 code."""
    found: dict[str, list[str]] = {}
    for language in LANGUAGES:
        said = json.loads(member(COUNTRY_NAMES, f"package/langs/{language}.json").read_text(encoding="utf-8"))
        for code, names in said["countries"].items():
            found.setdefault(code, []).extend([names] if isinstance(names, str) else names)
    return {code: [code, *names] for code, names in found.items()}


def alpha_by_number() -> dict[str, str]:
    """Alpha-2 code by the number of three digits that the map has."""
    rows = json.loads(member(COUNTRY_NAMES, "package/codes.json").read_text(encoding="utf-8"))
    return {number: alpha2 for alpha2, _, number, *_ in rows}


def decoded(atlas: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Undo the delta encoding of TopoJSON's arcs; degrees."""
    (scale_x, scale_y), (shift_x, shift_y) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs = []
    for arc in atlas["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale_x + shift_x, y * scale_y + shift_y))
        arcs.append(points)
    return arcs


def outer_rings(shape: dict[str, Any]) -> list[list[int]]:
    """The outer ring of each polygon, as numbers of arcs."""
    if shape["type"] == "Polygon":
        return [shape["arcs"][0]]
    return [polygon[0] for polygon in shape.get("arcs", [])]


def box_of(ring: Sequence[int], arcs: Sequence[Sequence[tuple[float, float]]]) -> Box:
    """Box of a ring; an arc of negative number runs backwards and is the same box."""
    points = [point for number in ring for point in arcs[number if number >= 0 else ~number]]
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    return min(lons), min(lats), max(lons), max(lats)


def merged(boxes: Sequence[Box]) -> list[list[float]]:
    """Join boxes that lie near one another until none do."""
    parts = list(boxes)
    joined = True
    while joined:
        joined = False
        for first, box in enumerate(parts):
            other = next((place for place in range(first + 1, len(parts)) if near(box, parts[place])), None)
            if other is not None:
                parts[first] = around(box, parts.pop(other))
                joined = True
                break
    return sorted([round(value, DECIMALS) for value in box] for box in parts)


def near(one: Box, other: Box) -> bool:
    """Whether two boxes overlap or nearly do."""
    return (
        one[0] - NEAR_DEG <= other[2]
        and other[0] - NEAR_DEG <= one[2]
        and one[1] - NEAR_DEG <= other[3]
        and other[1] - NEAR_DEG <= one[3]
    )


def around(one: Box, other: Box) -> Box:
    """The box around two."""
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


if __name__ == "__main__":
    main()

"""Derive a schematic railway layer from a routing graph.

The graph knows junctions only, rounded to 0.001° and joined by straight lines
with the length of the track in kilometres. What is drawn is therefore a
diagram laid on the map, not the track itself.
"""

from __future__ import annotations

import heapq
import json
import re
from collections import defaultdict

import shapely
from countries import thinned_line, to_metric, to_wgs84
from encode import Layer, line_item
from fetch import RAILWAYS, member
from partition import linework, smoothed
from shapely.geometry import LineString, MultiLineString

DRAWN_DEG = (19.5, 50.0, 30.0, 56.5)
DETOUR = 1.12
LONGEST_KM = 70.0
STRAIGHTNESS = 2.2
TOLERANCE_M = 120.0
LEAST_PIECE_M = 250.0
EDGE = re.compile(r"(\d+): ([\d.]+)")

Graph = dict[int, dict[int, float]]


def source() -> tuple[list[tuple[float, float]], list[str]]:
    """Return the junctions as (latitude, longitude), and each one's edges as text."""
    text = member(RAILWAYS, "scgraph_data/world_railways.py").read_text(encoding="utf-8")
    start, middle = text.index("graph=") + 6, text.index("nodes=")
    end = text.index("world_railways_geograph")
    nodes = [tuple(node) for node in json.loads(text[middle + 6 : end])]
    return nodes, text[start:middle].strip()[1:-1].split("}, {")


def graph_in_window() -> tuple[Graph, dict[int, tuple[float, float]]]:
    """Return the graph inside the window, and the junctions' longitude and latitude."""
    nodes, rows = source()
    west, south, east, north = DRAWN_DEG
    places = {i: (lon, lat) for i, (lat, lon) in enumerate(nodes) if west < lon < east and south < lat < north}
    graph: Graph = defaultdict(dict)
    for i in places:
        for other, km in EDGE.findall(rows[i]):
            if int(other) in places and int(other) != i:
                graph[i][int(other)] = graph[int(other)][i] = float(km)
    return dict(graph), places


def has_way_round(graph: Graph, start: int, end: int) -> bool:
    """Tell whether other edges lead from start to end almost as directly."""
    limit = graph[start][end] * DETOUR
    best = {start: 0.0}
    queue = [(0.0, start)]
    while queue:
        km, here = heapq.heappop(queue)
        if here == end:
            return True
        for there, step in graph[here].items():
            total = km + step
            direct = here == start and there == end
            if not direct and total <= limit and total < best.get(there, limit + 1):
                best[there] = total
                heapq.heappush(queue, (total, there))
    return False


def without_shortcuts(graph: Graph) -> set[tuple[int, int]]:
    """Return the edges left when those that other edges spell out are dropped."""
    work = {node: dict(edges) for node, edges in graph.items()}
    edges = [(km, a, b) for a, others in graph.items() for b, km in others.items() if a < b]
    for _, a, b in sorted(edges, reverse=True):
        if has_way_round(work, a, b):
            del work[a][b], work[b][a]
    return {(a, b) for a, others in work.items() for b in others if a < b}


def railway_layer() -> Layer:
    """Return the railways as smoothed lines between junctions."""
    graph, places = graph_in_window()
    lines = []
    for a, b in without_shortcuts(graph):
        line = to_metric(LineString([places[a], places[b]]))
        track_km = max(graph[a][b], 0.001)
        straight_km = line.length / 1_000.0
        if 0 < straight_km < LONGEST_KM and track_km / max(straight_km, 0.1) < STRAIGHTNESS:
            lines.append(line)
    merged = linework(shapely.line_merge(MultiLineString(lines)))
    drawn = [thinned_line(smoothed(line), TOLERANCE_M) for line in merged if line.length > LEAST_PIECE_M]
    return Layer(
        name="rail",
        attribution="© OpenStreetMap contributors (ODbL)",
        licence=f"{RAILWAYS.licence}: {RAILWAYS.label}; schematic",
        lines=[line_item("rail", 8, to_wgs84(MultiLineString(drawn)))],
    )

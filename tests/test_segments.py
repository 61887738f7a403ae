"""The nearest place on a line: the same as a geometry library finds point by point, on lines built to be awkward."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from geo.intake import segments

NEAR_M = 1e-6
Vertices = list[tuple[float, float]]

GRID = st.tuples(st.integers(-6, 6).map(float), st.integers(-6, 6).map(float))
"""Few coordinates, so that vertices stand twice, segments cross and run back, points are as near to two as to one."""
MILLIMETRES = st.integers(-(10**9), 10**9).map(lambda value: value / 1000)
FAR = st.tuples(MILLIMETRES, MILLIMETRES)
LINES = st.lists(GRID, min_size=2, max_size=12) | st.lists(FAR, min_size=2, max_size=12)


def measured(vertices: Vertices, points: segments.Positions) -> tuple[segments.Floats, segments.Floats]:
    line = segments.segments(shapely.LineString(vertices))
    return segments.place(line, points, segments.nearest(line, points))


def as_positions(points: Vertices) -> segments.Positions:
    return segments.positions(np.array(points))


def assert_nearest(vertices: Vertices, points: segments.Positions) -> None:
    """Distance and place are the library's; where several places are nearest, any of them will do."""
    line, places = shapely.LineString(vertices), shapely.points(points.real, points.imag)
    distance, along = measured(vertices, points)
    np.testing.assert_allclose(distance, shapely.distance(line, places), rtol=0, atol=NEAR_M)
    located = shapely.line_locate_point(line, places)
    there = shapely.distance(shapely.line_interpolate_point(line, along), places)
    assert ((np.abs(along - located) <= NEAR_M) | (there <= distance + NEAR_M)).all()


@given(vertices=LINES, points=st.lists(GRID | FAR, min_size=1, max_size=20))
def test_a_place_is_the_one_that_the_geometry_library_finds(vertices: Vertices, points: Vertices) -> None:
    assume(len(set(vertices)) > 1)
    assert_nearest(vertices, as_positions([*points, *vertices]))


@given(
    seed=st.integers(0, 2**32 - 1),
    turns=st.integers(1, 400),
    spread=st.sampled_from([0.0, 1.0, 300.0, 40_000.0, 2e6]),
    block=st.sampled_from([1, 7, segments.BLOCK_POINTS]),
)
def test_what_the_bound_leaves_out_is_never_the_nearest(
    monkeypatch: pytest.MonkeyPatch, seed: int, turns: int, spread: float, block: int
) -> None:
    monkeypatch.setattr(segments, "BLOCK_POINTS", block)
    rng = np.random.default_rng(seed)
    steps = rng.normal(size=(turns + 1, 2)) * rng.choice([1, 50, 2000], size=(turns + 1, 1))
    vertices = np.cumsum(steps, axis=0)
    centre = vertices[rng.integers(turns)] + rng.normal(size=2) * spread
    points = segments.positions(centre + rng.normal(size=(500, 2)) * rng.choice([1, 100, 10_000], size=(500, 1)))
    line = segments.segments(shapely.LineString(vertices))
    places = np.asarray(shapely.points(points.real, points.imag))[:, None]
    every = shapely.distance(np.asarray(line.tree.geometries)[None, :], places)
    distance, _ = segments.place(line, points, segments.nearest(line, points))
    np.testing.assert_allclose(distance, every.min(axis=1), rtol=0, atol=NEAR_M)


@given(steps=st.lists(st.tuples(st.floats(0.01, 100), st.floats(-100, 100)), min_size=2, max_size=15))
def test_the_metre_never_goes_back_as_a_point_walks_the_line(steps: Vertices) -> None:
    vertices = np.cumsum([(0.0, 0.0), *steps], axis=0)
    walk = np.concatenate([np.linspace(start, end, 9) for start, end in pairwise(vertices)])
    distance, along = measured([tuple(vertex) for vertex in vertices], segments.positions(walk))
    assert distance.max() <= NEAR_M
    assert (np.diff(along) >= -NEAR_M).all()


def test_a_vertex_has_one_metre_from_both_of_its_segments() -> None:
    vertices = np.cumsum(np.random.default_rng(1).normal(size=(50, 2)), axis=0)
    line = segments.segments(shapely.LineString(vertices))
    inner, rows = segments.positions(vertices[1:-1]), np.arange(len(vertices) - 2)
    _, at_the_end = segments.place(line, inner, rows)
    _, at_the_start = segments.place(line, inner, rows + 1)
    np.testing.assert_allclose(at_the_end, at_the_start, rtol=0, atol=1e-12)


def test_beyond_a_vertex_all_points_of_the_wedge_have_the_metre_of_the_vertex() -> None:
    wedge = as_positions([(11.0, -1.0), (12.0, -5.0), (15.0, -2.0)])
    _, along = measured([(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)], wedge)
    assert along.tolist() == [11.0 - 1.0, 10.0, 10.0]


def test_of_two_places_as_near_the_first_along_the_line_counts() -> None:
    hairpin = [(0.0, 0.0), (10.0, 0.0), (10.0, 2.0), (0.0, 2.0)]
    distance, along = measured(hairpin, as_positions([(3.0, 1.0), (7.0, 1.0)]))
    assert distance.tolist() == [1.0, 1.0]
    assert along.tolist() == [3.0, 7.0]


def test_of_rounds_on_one_track_the_first_counts() -> None:
    rounds = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)] * 30
    points = as_positions([(3.0, 1.0), (9.0, 4.0), (6.0, 12.0), (-5.0, 8.0)])
    _, along = measured(rounds, points)
    assert along.tolist() == [3.0, 14.0, 24.0, 32.0]


def test_a_vertex_that_stands_twice_changes_nothing() -> None:
    points = as_positions([(1.0, 1.0), (3.0, 4.0), (9.0, -2.0)])
    once, twice = [(0.0, 0.0), (3.0, 3.0), (8.0, 0.0)], [(0.0, 0.0), (3.0, 3.0), (3.0, 3.0), (8.0, 0.0)]
    np.testing.assert_array_equal(measured(once, points), measured(twice, points))


def test_the_gap_between_two_parts_is_no_segment() -> None:
    line = segments.segments(shapely.MultiLineString([[(0, 0), (10, 0)], [(30, 0), (40, 0)]]))
    points = as_positions([(20.0, 1.0), (35.0, 2.0)])
    distance, along = segments.place(line, points, segments.nearest(line, points))
    assert line.total == 20
    assert distance[0] > 10
    assert (distance[1], along[1]) == (2.0, 15.0)


def test_a_line_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="without length"):
        segments.segments(shapely.LineString([(1, 1), (1, 1)]))


def test_no_points_have_no_places() -> None:
    line = segments.segments(shapely.LineString([(0, 0), (1, 1)]))
    assert segments.nearest(line, np.empty(0, dtype=complex)).shape == (0,)

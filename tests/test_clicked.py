"""What was clicked on the map: the rows that the selection keeps, and how many there are of very many."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from geo.query.view import DataView
from pages.blocks import mapview, record_panel
from pages.session.leafing import Leafing


@pytest.mark.parametrize(
    ("selected", "clicked", "left"),
    [
        ([0, 2, 5], (0, 1, 2, 5, 9), [0, 2, 5]),
        ([0, 2, 5], (6,), []),
        ([], (0, 1), []),
        ([3], (), []),
    ],
)
def test_of_what_was_clicked_those_are_left_that_the_selection_keeps(
    selected: list[int], clicked: tuple[int, ...], left: list[int]
) -> None:
    view = cast("DataView", SimpleNamespace(rows=np.array(selected, dtype=np.int64)))
    assert record_panel._kept(clicked, view).tolist() == left  # noqa: SLF001


@pytest.mark.parametrize(
    ("kept", "left", "words"),
    [
        (Leafing((1, 2, 3), "ring", 3), 3, "3 records"),
        (Leafing((1, 2, 3), "ring", 3), 2, "2 records"),
        (Leafing((1, 2, 3), "area", 41_000), 3, "41,000 records"),
        (Leafing((1, 2, 3), "area", 41_000), 2, "more than 2 records"),
    ],
)
def test_a_number_that_is_not_known_to_the_last_is_not_said_as_if_it_were(kept: Leafing, left: int, words: str) -> None:
    assert record_panel._counted(kept, np.arange(left)) == words  # noqa: SLF001


@pytest.mark.parametrize(
    ("given", "count"), [(3, 3), (9, 9), (10, 3), (2, 3), (None, 3), ("9", 3), (True, 3), (9.0, 3), ([], 3)]
)
def test_a_count_of_the_frame_is_taken_only_where_it_can_be_one(given: Any, count: int) -> None:
    assert mapview._count(given, (4, 5, 6), total=9) == count  # noqa: SLF001

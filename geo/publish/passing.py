"""What may be passed on: all records but the rows of data sets whose licence forbids it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np

from geo import study
from geo.query.view import DataView


def passed_on(records: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Leave out the rows of data sets whose licence forbids passing them on.

    Parameters
    ----------
    records
        Rows of ``Dataset.records``.
    """
    withheld = study.current().withheld
    if not withheld:
        return records
    passed = [not (origin and origin["dataset"] in withheld) for origin in records["origin"]]
    return records[np.array(passed, dtype=bool)]  # a list, where empty, would choose columns


def left_out(view: DataView) -> int:
    """Count the records of a selection that may not be passed on."""
    return len(view.rows) - len(passed_on(view.records)) if study.current().withheld else 0


def opened(view: DataView) -> Mapping[str, Any] | None:
    """Give the record that a link opens, where it may be passed on; for what others see of the link."""
    record = view.opened
    origin = None if record is None else record["origin"]
    return None if isinstance(origin, Mapping) and origin["dataset"] in study.current().withheld else record

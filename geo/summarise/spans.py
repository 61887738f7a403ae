"""Records as intervals of days, which several charts draw."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import geopandas as gpd
import pandas as pd

from geo import schema
from geo.summarise.counts import family_of


def spans_of(records: gpd.GeoDataFrame, *, until: date) -> pd.DataFrame:
    """Records as intervals: first day, last day, whether the end is open, and what to say of them."""
    is_open = records["end_status"].isin(schema.OPEN_ENDS)
    last = records["end"].where(records["end"].notna(), records["start"])
    return pd.DataFrame(
        {
            "id": records["id"],
            "title": records["title"],
            "category": records["category"].map({code: term.label for code, term in schema.CATEGORIES.items()}),
            "family": family_of(records["category"]),
            "start": records["start"],
            "end": drawn_to(last, is_open, until=until),
            "open": is_open,
            "place": records["place"].fillna(""),
            "claimed_by": records["claimed_by"].map(", ".join),
            "disputed_by": records["disputed_by"].map(", ".join),
            "confidence": records["confidence"].map({code: term.label for code, term in schema.CONFIDENCES.items()}),
        }
    )


def drawn_to(ends: Iterable[date], is_open: Iterable[bool], *, until: date) -> list[date]:
    """Last day of each interval; one whose end is open is drawn to the last day of the data, ``until``."""
    return [max(day, until) if still else day for day, still in zip(ends, is_open, strict=True)]

"""What the compared ways share: the records, the same slider, the same filter."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd
import streamlit as st

CENTRE: Final = (53.0, 23.75)
ZOOM: Final = 8
MAX_ZOOM: Final = 14
HEIGHT_PX: Final = 600
FIRST: Final = date(2021, 1, 1)
LAST: Final = date(2022, 12, 31)


@st.cache_resource
def _all() -> pd.DataFrame:
    columns = json.loads((Path(os.environ["GRANICA_DATA"]) / "points.json").read_text(encoding="utf-8"))
    return pd.DataFrame(columns).assign(day=lambda table: pd.to_datetime(table["start"]).dt.date)


def chosen() -> pd.DataFrame:
    """Draw the slider, and give the records that begin in its days: WGS 84 degrees, title, first day."""
    start, end = st.slider("Dates", min_value=FIRST, max_value=LAST, value=(FIRST, LAST), format="D MMM YY")
    table = _all()
    table = table[(table["day"] >= start) & (table["day"] <= end)]
    st.text(f"{len(table)} records")
    return table

"""Key and lists: the same facts for those who do not use the map."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo import describe, render, schema, summarise
from geo.model import Link
from geo.symbols import SYMBOLS
from pages.parts import markup, state, store


def headline(link: Link, *, shown: int) -> None:
    """Draw the heading that readers quote, and what it counts."""
    dataset = store.current().dataset
    markup.draw(
        "headline.html",
        headline=summarise.headline(shown, len(dataset.records)),
        selection=describe.selection(link.selection, coverage=dataset.coverage),
    )


def key(records: gpd.GeoDataFrame) -> None:
    """Draw the key to the map's symbols, with how many records of each are in view."""
    pictures = render.legend(dark=st.context.theme.type == "dark")
    counts = summarise.by_family(records)
    entries = [
        {
            "picture": f"data:image/svg+xml,{quote(picture)}",
            "shape": SYMBOLS[code].shape,
            "label": label,
            "count": counts[code],
        }
        for code, (picture, label) in pictures.items()
    ]
    markup.draw("key.html", entries=entries)


def without_point(records: gpd.GeoDataFrame) -> None:
    """List the records that have no exact place; a row opens its record."""
    st.subheader(f"{len(records):,} with no exact place", anchor=False)
    st.caption("On the map only as the line or area they concern, or not at all. Select a row to read the record.")
    listed(records, key="no_point")


def listed(records: gpd.GeoDataFrame, *, key: str) -> None:
    """List records by date; selecting a row opens it."""
    names = store.current().area_names
    table = pd.DataFrame(
        {
            "From": records["start"].map(date.isoformat),
            "To": [_end(record) for record in records[["start", "end", "end_status"]].to_dict("records")],
            "Record": records["title"],
            "Category": _labels(records["category"], schema.CATEGORIES),
            "Place": records["place"].fillna(records["area"].map(names)),
            "Precision": _labels(records["geo_precision"], schema.PRECISIONS),
            "Says so": records["claimed_by"].map(", ".join),
            "Denies it": records["disputed_by"].map(", ".join),
            "Standing": _labels(records["confidence"], schema.CONFIDENCES),
            "Id": records["id"],
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        key=key,
        on_select=lambda: _chosen(key, records["id"].tolist()),
        selection_mode="single-row",
        column_config={"Record": st.column_config.TextColumn(width="large")},
    )


def _end(record: Mapping[Hashable, Any]) -> str:
    if record["end_status"] in schema.OPEN_ENDS:
        return schema.END_STATUSES[record["end_status"]].label.lower()
    last: date = record["end"] or record["start"]
    return last.isoformat()


def _labels(codes: pd.Series, vocabulary: dict[str, schema.AnyTerm]) -> pd.Series:
    return codes.map({code: term.label for code, term in vocabulary.items()})


def _chosen(key: str, ids: list[str]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows:
        state.open_record(ids[rows[0]])

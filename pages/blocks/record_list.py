"""Lists of records: the same facts for those who do not use the map."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo import schema, summarise
from geo.query import select
from geo.query.view import DataView
from pages.session import state
from pages.session import view as session

PAGE_ROWS: Final = 200
"""Rows of a list that are sent at once; a row weighs some 200 bytes."""


def without_point(view: DataView) -> None:
    """Count the records that have no exact place, and list them when asked: a list outweighs all else on the page."""
    found = summarise.without_point(view.index, view.rows)
    st.subheader(f"{len(found):,} with no exact place", anchor=False)
    st.caption("On the map only as the line or area they concern, or not at all.")
    if st.toggle("List them", key="no_point_listed"):
        draw(view, found, key="no_point")


def draw(view: DataView, rows: select.Numbers, *, key: str) -> None:
    """List records by date, a page at a time; selecting a row opens it."""
    if len(rows) > PAGE_ROWS:
        page = st.pagination(-(-len(rows) // PAGE_ROWS), key=f"{key}_page")
        rows = rows[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    records, areas = view.records_at(rows), session.prepared().area_names
    table = pd.DataFrame(
        {
            "From": records["start"].map(date.isoformat),
            "To": [_end(record) for record in records[["start", "end", "end_status"]].to_dict("records")],
            "Record": records["title"],
            "Category": _labels(records["category"], schema.CATEGORIES),
            "Place": records["place"].fillna(records["area"].map(areas)),
            "Precision": _labels(records["geo_precision"], schema.PRECISIONS),
            "Claimed by": records["claimed_by"].map(", ".join),
            "Denied by": records["disputed_by"].map(", ".join),
            "Confidence": _labels(records["confidence"], schema.CONFIDENCES),
            "Id": records["id"],
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        key=key,
        on_select=lambda: _open(key, records["id"].tolist()),
        selection_mode="single-row",
        column_config={"Record": st.column_config.TextColumn(width="large")},
    )


def _end(record: Mapping[Hashable, Any]) -> str:
    if record["end_status"] in schema.OPEN_ENDS:
        return schema.END_STATUSES[record["end_status"]].label.lower()
    last: date = record["end"] or record["start"]
    return last.isoformat()


def _labels(codes: pd.Series, vocabulary: Mapping[str, schema.Term]) -> pd.Series:
    return codes.map({code: term.label for code, term in vocabulary.items()})


def _open(key: str, ids: list[str]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows:
        state.open_record(ids[rows[0]])

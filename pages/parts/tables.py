"""Key and lists: the same facts for those who do not use the map."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote

import pandas as pd
import streamlit as st

from geo import caption, describe, pipeline, render, schema, select, summarise
from geo.model import Link
from geo.symbols import SYMBOLS
from pages.parts import chosen, markup, preview, state, store

PAGE_ROWS: Final = 200
"""Rows of a list that are sent at once; a row weighs some 200 bytes."""


def headline(link: Link, *, shown: int) -> None:
    """Draw the heading that readers quote, and what it counts; the browser's title says the same."""
    dataset = store.current().dataset
    counted = summarise.headline(shown, len(dataset.records))
    selection = describe.selection(link.selection, coverage=dataset.coverage)
    st.set_page_config(page_title=preview.title(link, dataset=dataset, shown=shown))
    markup.draw("headline.html", headline=counted, selection=selection)
    gone_back(link)


def gone_back(link: Link) -> None:
    """Say what a page that goes back to a day leaves out, and what it cannot take back; nothing on any other page."""
    lost = chosen.left_out(link.selection)
    if lost is not None:
        told = caption.gone_back(lost.records, figures=lost.figures, sources=lost.sources, ends=lost.ends)
        markup.draw("figure.html", words=(told,))


def key(rows: select.Numbers) -> None:
    """Draw the key to the map's symbols, with how many records of each are in view.

    What does not change with the records is an element of its own, which the browser keeps.
    """
    counts = select.by_family(store.current().index, rows)
    markup.draw("key_pictures.html", pictures=_pictures(dark=st.context.theme.type == "dark"))
    entries = [
        {"code": code, "shape": SYMBOLS[code].shape, "label": family.label, "count": counts[code]}
        for code, family in schema.FAMILIES.items()
    ]
    markup.draw("key.html", entries=entries)
    markup.draw("key_notes.html")


@lru_cache(maxsize=2)
def _pictures(*, dark: bool) -> Mapping[str, str]:
    """Symbol of each family as an address that holds the picture itself."""
    return {code: f"data:image/svg+xml,{quote(picture)}" for code, (picture, _) in render.legend(dark=dark).items()}


def without_point(rows: select.Numbers) -> None:
    """Count the records that have no exact place, and list them when asked: a list outweighs all else on the page."""
    found = select.without_point(store.current().index, rows)
    st.subheader(f"{len(found):,} with no exact place", anchor=False)
    st.caption("On the map only as the line or area they concern, or not at all.")
    if st.toggle("List them", key="no_point_listed"):
        listed(found, key="no_point")


def listed(rows: select.Numbers, *, key: str) -> None:
    """List records by date, a page at a time; selecting a row opens it."""
    if len(rows) > PAGE_ROWS:
        page = st.pagination(-(-len(rows) // PAGE_ROWS), key=f"{key}_page")
        rows = rows[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    prepared = store.current()
    records = pipeline.known_records(prepared.dataset, day=state.current().selection.known, rows=rows)
    table = pd.DataFrame(
        {
            "From": records["start"].map(date.isoformat),
            "To": [_end(record) for record in records[["start", "end", "end_status"]].to_dict("records")],
            "Record": records["title"],
            "Category": _labels(records["category"], schema.CATEGORIES),
            "Place": records["place"].fillna(records["area"].map(prepared.area_names)),
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

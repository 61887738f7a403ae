"""The marks of a chart as a list of links: the same for keyboard and screen reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from geo.query import words
from geo.query.view import DataView
from geo.rows import rows
from pages.blocks import hrefs, templates
from pages.session import view as session


def draw(view: DataView, table: Callable[[], pd.DataFrame], *, key: str, label: str, of: str = "") -> None:
    """Draw the list, folded; what is no record has no link.

    Parameters
    ----------
    view
        Of this run.
    table
        Gives what the chart draws: its ``id``, and ``title``, ``start``, ``end``, ``open`` of a record or ``said``,
        ``unit``, ``attributed_to``, ``as_of`` of a figure.
    key, label
        Names of the list.
    of
        What the table rests on beside the selection.
    """

    def make() -> str:
        ids, opening = session.prepared().rows_by_id, hrefs.opener(view.link)
        entries = [
            {
                "id": row["id"],
                "href": opening(row["id"]) if row["id"] in ids else "",
                "open": row["id"] == view.link.record_id,
                **(_figure(row) if "said" in row else _record(row)),
            }
            for row in rows(table())
        ]
        return templates.made("marks.html", key=key, label=label, marks=entries)

    st.html(view.made("marks", make, key, of, replace(view.link, view=None)))


def _record(row: Mapping[Any, Any]) -> dict[str, str]:
    until = "no end known" if row["open"] else f"to {words.short_day(row['end'])}"
    return {"words": row["title"], "about": f"{words.short_day(row['start'])} {until} · {row['claimed_by']}"}


def _figure(row: Mapping[Any, Any]) -> dict[str, str]:
    about = f"{row['attributed_to']} · {words.short_day(row['as_of'])}" + (f" · {row['note']}" if row["note"] else "")
    return {"words": f"{row['said']} {row['unit']}", "about": about}

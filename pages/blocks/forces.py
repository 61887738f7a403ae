"""The forces of a selection in one table: which, how strong, by whose word, until when; all countries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from geo import summarise
from geo.model import Link
from geo.query import link as links
from geo.query import words
from geo.query.view import DataView
from geo.rows import rows
from pages.blocks import chart, hrefs, templates


def country(view: DataView) -> str | None:
    """Let the reader choose whose strengths the chart draws, most figures first; None if there are none."""
    names = view.made("countries", lambda: _countries(view))
    if not names:
        return None
    asked = view.link.choice("country", names[0])
    chosen = asked if asked in names else names[0]
    chart.choose("Forces of", [(name, _of(view.link, name, usual=names[0]), name == chosen) for name in names])
    return chosen


def _countries(view: DataView) -> Sequence[str]:
    names: Sequence[str] = levels(view)["country"].value_counts(sort=True).index.tolist()
    return names


def levels(view: DataView) -> pd.DataFrame:
    """Strengths of all forces of the selection."""
    return view.made("levels", lambda: summarise.force_levels(view.records, until=view.dataset.coverage[1]))


def deployed(view: DataView) -> pd.DataFrame:
    """Forces, exercises and works of the selection."""
    until = view.dataset.coverage[1]
    return view.each("deployed", lambda records: summarise.deployments(records, until=until))


def strengths(view: DataView, country: str | None) -> pd.DataFrame:
    """Strengths of the forces of a country, each with its number among those of all."""
    found = levels(view)
    return found[found["country"] == country]


def _of(link: Link, name: str, *, usual: str) -> Link:
    return links.choosing(link, country="" if name == usual else name)


def table(view: DataView) -> None:
    """Draw the table: a row a record, with all strengths that were published of it, side by side."""
    link = replace(view.link, view=None)
    st.html(view.made("forces", lambda: templates.made("forces.html", rows=_rows(view)), link))


def _rows(view: DataView) -> list[dict[str, Any]]:
    opening = hrefs.opener(view.link)
    strengths: dict[str, list[dict[str, Any]]] = {}
    for figure in rows(levels(view)):
        strengths.setdefault(figure["id"], []).append(figure)
    return [
        {
            "id": row["id"],
            "href": opening(row["id"]),
            "open": row["id"] == view.link.record_id,
            "title": row["title"],
            "country": row["country"],
            "force": row["force"],
            "status": row["status"],
            "claimed_by": row["claimed_by"],
            "from": words.short_day(row["start"]),
            "until": "no end known" if row["open"] else words.short_day(row["end"]),
            "strengths": [
                {
                    "said": figure["said"],
                    "of": figure["note"],
                    "by": figure["attributed_to"],
                    "as_of": words.short_day(figure["as_of"]) if figure["as_of"] else "",
                }
                for figure in strengths.get(row["id"], ())
            ],
        }
        for row in rows(deployed(view))
    ]

"""The forces of a selection in one table: which, how strong, by whose word, until when; all countries."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from geo.model import Link
from geo.query import link as links
from geo.query import words
from geo.query.view import DataView
from pages.blocks import chart, hrefs, templates


def country(view: DataView, levels: pd.DataFrame) -> str | None:
    """Let the reader choose whose strengths the chart draws, most figures first; None if there are none."""
    names: Sequence[str] = levels["country"].value_counts(sort=True).index.tolist()
    if not names:
        return None
    asked = view.link.choice("country", names[0])
    chosen = asked if asked in names else names[0]
    chart.choose("Forces of", [(name, _of(view.link, name, usual=names[0]), name == chosen) for name in names])
    return chosen


def _of(link: Link, name: str, *, usual: str) -> Link:
    return links.choosing(link, country="" if name == usual else name)


def table(view: DataView, deployed: pd.DataFrame, levels: pd.DataFrame) -> None:
    """Draw the table: a row a record, with all strengths that were published of it, side by side.

    Parameters
    ----------
    view
        Of this run.
    deployed, levels
        Of `summarise.deployments` and `summarise.force_levels`.
    """
    strengths = {name: found.to_dict("records") for name, found in levels.groupby("id", sort=False)}
    rows = [
        {
            "id": row["id"],
            "href": hrefs.opening(view.link, row["id"]),
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
        for row in deployed.to_dict("records")
    ]
    templates.draw("forces.html", rows=rows)

"""Forces: published strengths, and deployments as intervals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo import schema, study
from geo.rows import rows
from geo.summarise.figures import bounds, iso_day
from geo.summarise.spans import drawn_to, spans_of

LEVEL_COLUMNS: Final = (
    "number",
    "country",
    "force",
    "status",
    "low",
    "high",
    "said",
    "attributed_to",
    "as_of",
    "start",
    "end",
    "open",
    "note",
    "id",
)
OF_A_LEVEL: Final = ("country", "force", "status", "figures", "start", "end", "end_status", "id")
"""Fields of a record that its levels rest on; to take all of them costs more than the rest."""


def deployments(records: gpd.GeoDataFrame, *, until: date) -> pd.DataFrame:
    """Forces, exercises and barrier works as intervals, by country and force.

    Parameters
    ----------
    records
        A selection; of it only deployments.
    until
        Last day of the data, to which an open end is drawn.

    Returns
    -------
    deployments
        Columns ``id``, ``title``, ``category``, ``start``, ``end``, ``open``, ``claimed_by``, ``country``, ``force``,
        ``status``, ``row`` (country and force: one row of a chart).
    """
    there = records[records["kind"] == "deployment"]
    spans = spans_of(there, until=until)[["id", "title", "category", "start", "end", "open", "claimed_by"]]
    status = there["status"].map({code: term.label for code, term in schema.STATUSES.items()})
    table = spans.assign(country=there["country"].map(country_name), force=there["force"], status=status)
    table = table.assign(row=table["country"] + " · " + table["force"])
    return table.sort_values(["country", "start", "id"])


def force_levels(records: gpd.GeoDataFrame, *, until: date) -> pd.DataFrame:
    """Published strengths of deployed forces, each over the time for which its record says so; never summed.

    Parameters
    ----------
    records
        A selection; of it only deployments.
    until
        Last day of the data, to which an open end is drawn.

    Returns
    -------
    levels
        One row a figure, by day: ``number`` from 1, ``country``, ``force``, ``status``, ``low`` and ``high`` (people;
        equal for one value, null where a bound is not said), ``said`` (the figure in words), ``attributed_to``,
        ``as_of`` (null where the source names no day), ``start``, ``end``, ``open``, ``note``, ``id``.
    """
    levels = [
        {
            "country": country_name(record["country"]),
            "force": record["force"],
            "status": schema.STATUSES[record["status"]].label,
            **bounds(figure),
            "attributed_to": figure["attributed_to"],
            "as_of": iso_day(figure["as_of"]),
            "start": record["start"],
            "end": record["end"] or record["start"],
            "open": record["end_status"] in schema.OPEN_ENDS,
            "note": scoped_note(figure),
            "id": record["id"],
        }
        for record in rows(records.loc[records["kind"] == "deployment", list(OF_A_LEVEL)])
        for figure in record["figures"]
        if figure["measure"] == "personnel"
    ]
    levels.sort(key=lambda row: (row["as_of"] or row["start"], row["id"]))
    table = pd.DataFrame(levels, columns=LEVEL_COLUMNS[1:], dtype=object)
    table["end"] = drawn_to(table["end"], table["open"], until=until)
    table.insert(0, "number", range(1, len(table) + 1))
    return table


def scoped_note(figure: Mapping[str, Any]) -> str:
    """Give the note of a figure, after the place that it counts for where that is wider than its record's."""
    scope = figure.get("scope")
    return " ".join(filter(None, [f"For {scope['place']}." if scope else "", figure["note"]]))


def country_name(code: str) -> str:
    """The country in words, or its code if the study does not name it."""
    return study.current().country_names.get(code, code)

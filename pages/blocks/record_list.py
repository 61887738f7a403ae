"""A table of records: exactly the ones that it is given, sorted as a whole, each opened by its link."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, Final

from geo import schema
from geo.query import select, words
from geo.query.view import DataView
from pages.blocks import hrefs, templates
from pages.session import view as session

MOST_ROWS: Final = 1000
"""Rows that one table holds; more come on further pages, in the same order."""


def draw(view: DataView, rows: select.Numbers, *, key: str, caption: str) -> None:
    """Draw a table of records.

    Parameters
    ----------
    view
        Of this run.
    rows
        Rows of the dataset.
    key
        Names the table; ids of its links begin with it.
    caption
        What it holds, for those who do not see where it stands.
    """
    records, areas = view.records_at(rows[:MOST_ROWS]), session.prepared().area_names
    entries = [_entry(view, record, areas=areas) for record in records.to_dict("records")]
    templates.draw("records.html", key=key, caption=caption, entries=entries)


def _entry(view: DataView, record: Mapping[Hashable, Any], *, areas: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": record["id"],
        "href": hrefs.opening(view.link, record["id"]),
        "open": record["id"] == view.link.record_id,
        "start": record["start"],
        "from": words.short_day(record["start"]),
        "to": _end(record),
        "title": record["title"],
        "family": schema.CATEGORIES[record["category"]].family,
        "category": schema.CATEGORIES[record["category"]].label,
        "place": record["place"] or areas.get(record["area"] or "", ""),
        "precision": schema.PRECISIONS[record["geo_precision"]].label,
        "claimed_by": ", ".join(record["claimed_by"]),
        "denied_by": ", ".join(record["disputed_by"]),
        "confidence": schema.CONFIDENCES[record["confidence"]].label,
    }


def _end(record: Mapping[Hashable, Any]) -> str:
    if record["end_status"] in schema.OPEN_ENDS:
        return schema.END_STATUSES[record["end_status"]].label.lower()
    return words.short_day(record["end"] or record["start"])

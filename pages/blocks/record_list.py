"""A table of records: exactly the ones that it is given, sorted as a whole, each opened by its link."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any, Final

from geo import schema
from geo.query import link as links
from geo.query import select, words
from geo.query.view import DataView
from pages.blocks import hrefs, templates
from pages.session import view as session

MOST_ROWS: Final = 1000
"""Rows that are drawn; the order is that of all rows, and the files hold them all."""
COLUMNS: Final = {
    "start": "From",
    "last": "To",
    "title": "Record",
    "category": "Category",
    "place": "Place",
    "precision": "Precision",
    "claimed_by": "Claimed by",
    "denied_by": "Denied by",
    "confidence": "Confidence",
    "id": "Id",
}
DAYS: Final = frozenset({"start", "last"})


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
    areas, chosen = session.prepared().area_names, view.link.choice("sort", "start")
    name, backwards = chosen.removeprefix("-"), chosen.startswith("-")
    entries = [_entry(view, record, areas=areas) for record in view.records_at(rows).to_dict("records")]
    if name in COLUMNS:
        entries.sort(key=lambda entry: _order(entry, name), reverse=backwards)
    heads = [
        {
            "label": label,
            "href": hrefs.to(links.choosing(view.link, sort=_next(code, name=name, backwards=backwards))),
            "order": ("descending" if backwards else "ascending") if code == name else "none",
        }
        for code, label in COLUMNS.items()
    ]
    templates.draw(
        "records.html",
        key=key,
        caption=caption,
        heads=heads,
        entries=entries[:MOST_ROWS],
        more=max(0, len(entries) - MOST_ROWS),
    )


def _order(entry: Mapping[str, Any], name: str) -> tuple[Any, ...]:
    """What a table is ordered by: days as days, everything else as text, what is empty last."""
    value = entry[name]
    return (value == "", value if name in DAYS else str(value).casefold(), entry["start"], entry["id"])


def _next(code: str, *, name: str, backwards: bool) -> str:
    """The order after a click on a column's head: by it, then the other way round; the usual order needs no word."""
    asked = f"-{code}" if code == name and not backwards else code
    return "" if asked == "start" else asked


def _entry(view: DataView, record: Mapping[Hashable, Any], *, areas: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": record["id"],
        "href": hrefs.opening(view.link, record["id"]),
        "open": record["id"] == view.link.record_id,
        "start": record["start"],
        "from": words.short_day(record["start"]),
        "to": _end(record),
        "last": date.max if record["end_status"] in schema.OPEN_ENDS else record["end"] or record["start"],
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

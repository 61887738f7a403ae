"""A table of records: exactly the ones that it is given, sorted as a whole, page by page, each opened by its link."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import streamlit as st

from geo import schema
from geo.query import link as links
from geo.query import select, words
from geo.query.view import DataView
from geo.rows import rows as rows_of
from pages.blocks import hrefs, paging, templates
from pages.session import view as session

ROWS_A_PAGE: Final = 200
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, the fields of a record that it rests on, and what of them it is ordered by."""

    label: str
    fields: tuple[str, ...]
    value: Callable[[Row, Mapping[str, str]], Any]


def _last(record: Row) -> date:
    open_end = record["end_status"] in schema.OPEN_ENDS
    return date.max if open_end else record["end"] or record["start"]


COLUMNS: Final[Mapping[str, Column]] = {
    "start": Column("From", (), lambda record, _: record["start"]),
    "last": Column("To", ("end", "end_status"), lambda record, _: _last(record)),
    "title": Column("Record", ("title",), lambda record, _: record["title"]),
    "category": Column("Category", ("category",), lambda record, _: schema.CATEGORIES[record["category"]].label),
    "place": Column(
        "Place", ("place", "area"), lambda record, areas: record["place"] or areas.get(record["area"] or "", "")
    ),
    "precision": Column(
        "Precision", ("geo_precision",), lambda record, _: schema.PRECISIONS[record["geo_precision"]].label
    ),
    "claimed_by": Column("Claimed by", ("claimed_by",), lambda record, _: ", ".join(record["claimed_by"])),
    "denied_by": Column("Denied by", ("disputed_by",), lambda record, _: ", ".join(record["disputed_by"])),
    "confidence": Column(
        "Confidence", ("confidence",), lambda record, _: schema.CONFIDENCES[record["confidence"]].label
    ),
    "id": Column("Id", (), lambda record, _: record["id"]),
}


FIELDS: Final = tuple(
    {field: None for column in COLUMNS.values() for field in column.fields} | dict.fromkeys(("id", "start"))
)
"""Fields of a record that a row rests on; to take all of them costs more than the rest."""


def draw(
    view: DataView,
    rows: Callable[[], select.Numbers],
    *,
    key: str,
    caption: str,
    most: int = ROWS_A_PAGE,
    of: Hashable = None,
) -> None:
    """Draw a table of records; the page of it and its order are in the link.

    Parameters
    ----------
    view
        Of this run.
    rows
        Gives rows of the dataset.
    key
        Names the table; ids of its links begin with it.
    caption
        What it holds, for those who do not see where it stands.
    most
        Rows of a page of it.
    of
        All that the rows rest on beside the selection.
    """

    def make() -> str:
        return _markup(view, ordered(view, rows, key=key, of=of), key=key, caption=caption, most=most)

    st.html(view.made("table", make, key, of, most, caption, replace(view.link, view=None)))


def ordered(view: DataView, rows: Callable[[], select.Numbers], *, key: str, of: Hashable = None) -> select.Numbers:
    """Rows in the order that the link asks for: by one column, what is empty last, then by day and id."""
    asked = view.link.choice("sort", "start")
    return view.made("order", lambda: _sorted(view, rows(), asked=asked), key, of, asked)


def _sorted(view: DataView, rows: select.Numbers, *, asked: str) -> select.Numbers:
    name, backwards = asked.removeprefix("-"), asked.startswith("-")
    if name not in COLUMNS:
        return rows
    if name == "start":
        return rows[::-1] if backwards else rows  # records are in this order
    column, areas = COLUMNS[name], session.prepared().area_names
    records = view.records_at(rows)[["start", "id", *(field for field in column.fields if field != "id")]]
    values = [_key(column.value(record, areas)) for record in rows_of(records)]
    filled = [place for place, value in enumerate(values) if value != ""]
    empty = [place for place, value in enumerate(values) if value == ""]
    filled.sort(key=lambda place: values[place], reverse=backwards)
    return rows[[*filled, *empty]]


def _key(value: Any) -> Any:
    return value if isinstance(value, date) else str(value).casefold()


def _markup(view: DataView, rows: select.Numbers, *, key: str, caption: str, most: int) -> str:
    chosen = view.link.choice("sort", "start")
    name, backwards = chosen.removeprefix("-"), chosen.startswith("-")
    heads = [
        {
            "label": column.label,
            "href": hrefs.to(paging.turned(links.choosing(view.link, sort=_next(code, chosen=chosen)), key, 1)),
            "order": ("descending" if backwards else "ascending") if code == name else "none",
        }
        for code, column in COLUMNS.items()
    ]
    part = paging.part(view.link, key, of=len(rows), most=most)
    opening, areas = hrefs.opener(view.link), session.prepared().area_names
    shown = view.fields_at(rows[part.first : part.last], FIELDS)
    return templates.made(
        "records.html",
        key=key,
        caption=caption,
        heads=heads,
        entries=[_entry(view, record, areas=areas, href=opening(record["id"])) for record in rows_of(shown)],
        part=part,
    )


def _next(code: str, *, chosen: str) -> str:
    """The order after a click on a column's head: by it, then the other way round; the usual order needs no word."""
    asked = f"-{code}" if code == chosen else code
    return "" if asked == "start" else asked


def _entry(view: DataView, record: Row, *, areas: Mapping[str, str], href: str) -> dict[str, Any]:
    cells = {name: column.value(record, areas) for name, column in COLUMNS.items()}
    return {
        **cells,
        "href": href,
        "open": record["id"] == view.link.record_id,
        "from": words.short_day(record["start"]),
        "to": _end(record),
        "family": schema.CATEGORIES[record["category"]].family,
    }


def _end(record: Row) -> str:
    if record["end_status"] in schema.OPEN_ENDS:
        return schema.END_STATUSES[record["end_status"]].label.lower()
    return words.short_day(record["end"] or record["start"])

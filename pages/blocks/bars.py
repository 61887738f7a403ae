"""The records of a bar of the timeline: which bar stands in the link, and every bar in a list beside the chart."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

import streamlit as st

from geo import schema, summarise
from geo.model import Link
from geo.query import link as links
from geo.query import words
from geo.query.view import DataView
from pages.blocks import hrefs, paging, record_list, templates

KEY = "bar"
ONE_DAY = timedelta(days=1)


def draw(view: DataView, *, per: summarise.Period) -> None:
    """Draw the list of all bars, folded, and the records of the one that the link names.

    Parameters
    ----------
    view
        Of this run.
    per
        What a bar stands for.
    """
    link = replace(view.link, view=None)
    st.html(view.made("bars", lambda: templates.made("bars.html", per=per, bars=_bars(view, per=per)), per, link))
    day, family = chosen(view.link)
    if day is None:
        return
    days, rows = _days(day, per=per), summarise.in_bar(view.index, view.rows, day=day, per=per, family=family)
    of = f"{schema.FAMILIES[family].label}: " if family else ""
    what = f"{of}{len(rows):,} record{'' if len(rows) == 1 else 's'} that begin{'s' if len(rows) == 1 else ''} {days}"
    templates.draw("bar_heading.html", what=what, close=hrefs.to(_named(view.link, "")))
    if len(rows):
        record_list.draw(view, lambda: rows, key=KEY, caption=what, of=(day, per, family))


def chosen(link: Link) -> tuple[date | None, str]:
    """The day of the bar that a link names, and its family, empty for all; no day if it names none that there is."""
    text, _, family = link.choice("bar").partition(",")
    day = None
    with suppress(ValueError):
        day = date.fromisoformat(text)
    return (None, "") if family and family not in schema.FAMILIES else (day, family)


def _named(link: Link, bar: str) -> Link:
    return paging.turned(links.choosing(link, bar=bar), KEY, 1)


def _days(day: date, *, per: summarise.Period) -> str:
    if per == "day":
        return words.period(day, day)
    monday = day - timedelta(days=day.weekday())
    return words.period(monday, monday + 6 * ONE_DAY)


def _bars(view: DataView, *, per: summarise.Period) -> Sequence[dict[str, Any]]:
    table = summarise.periods(view.index, view.rows, per=per)
    totals = cast("dict[date, int]", table.groupby("first")["records"].sum().to_dict())
    return [
        {
            "id": f"bar-{day.isoformat()}",
            "href": hrefs.to(_named(view.link, day.isoformat())),
            "days": _days(day, per=per),
            "records": number,
        }
        for day, number in totals.items()
    ]

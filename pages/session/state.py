"""Keep the address, the widgets and the session telling the same story.

The address wins when it changed from outside (a link opened, Back pressed); the widgets win otherwise, and the
address is written after them. The map's frame owns `lat`, `lon` and `z` and writes them itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

import streamlit as st

from geo.model import LAYERS, Link, Problem, Selection, Story, View
from geo.publish import stories
from geo.query import link as links
from geo.query.filters import FILTERS

VIEW: Final = frozenset({"lat", "lon", "z"})
LINK: Final = "link"
WRITTEN: Final = "link_written"
PAGE: Final = "link_page"
PROBLEMS: Final = "link_problems"
CITED: Final = "link_cited"

DATES: Final = "dates"
ALONG: Final = "along_km"
KNOWN: Final = "known"
WIDGETS: Final = ("layers", *(item.field for item in FILTERS), "border_km", "text")


def read(page: str, *, record_ids: Collection[str], told: Mapping[str, Story]) -> Link:
    """Take the link of this run, from the address if it changed from outside, else from the session.

    Parameters
    ----------
    page
        The page that is about to run; a change of page without parameters keeps the selection.
    record_ids
        The ids that exist.
    told
        Stories by name; a link that names a step of one and nothing else opens what the step shows.
    """
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    turned = st.session_state.get(PAGE) not in (None, page)
    link, problems = stories.expanded(*links.parse(query, record_ids=record_ids), told=told, record_ids=record_ids)
    if _outside(query) and not (turned and not query):
        st.session_state[LINK] = link
        st.session_state[CITED] = link.selection
        st.session_state[PROBLEMS] = problems
        _fill_widgets(link.selection)
    elif link.view and not turned:
        st.session_state[LINK] = replace(st.session_state[LINK], view=link.view)
    st.session_state[PAGE] = page
    return current()


def _outside(query: dict[str, list[str]]) -> bool:
    """Whether the address differs from what we wrote last, the map's view aside."""
    written = st.session_state.get(WRITTEN)
    return written is None or {name: values for name, values in query.items() if name not in VIEW} != written


def begin(link: Link) -> None:
    """Take a link as if it had been opened just now, and write it."""
    st.session_state[LINK] = link
    st.session_state[CITED] = link.selection
    st.session_state[PROBLEMS] = ()
    _fill_widgets(link.selection)
    write()


def current() -> Link:
    """The link of this session."""
    link: Link = st.session_state[LINK]
    return link


def problems() -> tuple[Problem, ...]:
    """What of the opened address could not be used."""
    found: tuple[Problem, ...] = st.session_state.get(PROBLEMS, ())
    return found


def keep(selection: Selection) -> Link:
    """Apply the widgets' values, and write the address; pages of tables and the chosen bar are of one selection."""
    if selection != current().selection:
        st.session_state[LINK] = replace(links.choosing(current(), page="", bar=""), selection=selection)
    write()
    return current()


def open_record(record_id: str | None) -> None:
    """Open a record, or close the open one, and write the address."""
    st.session_state[LINK] = current().with_record(record_id)
    write()


def write() -> None:
    """Write the canonical address if it differs; one entry in the browser's history a change.

    What was cited is a selection: once it is another one, there is nothing to compare it with.
    """
    if current().selection != st.session_state.get(CITED):
        st.session_state[LINK] = replace(current(), pin=None)
    pairs = links.write(current())
    st.session_state[WRITTEN] = {name: [value] for name, value in pairs.items() if name not in VIEW}
    if st.query_params.to_dict() != pairs or any(len(st.query_params.get_all(name)) > 1 for name in pairs):
        st.query_params.from_dict(pairs)


def _fill_widgets(selection: Selection) -> None:
    """Put a selection into the widgets' state before they are drawn."""
    st.session_state[DATES] = (selection.start, selection.end)
    st.session_state[ALONG] = selection.along_km
    st.session_state[KNOWN] = selection.known
    for name in WIDGETS:
        value: Any = getattr(selection, name)
        st.session_state[name] = sorted(value) if isinstance(value, frozenset) else value
    st.session_state["layers"] = [layer for layer in LAYERS if layer in selection.layers]


def dates() -> tuple[date | None, date | None]:
    """The dates that the reader set; None where no bound is set."""
    found: tuple[date | None, date | None] = st.session_state[DATES]
    return found


def set_dates(start: date | None, end: date | None) -> None:
    """Set both dates; None for no bound."""
    st.session_state[DATES] = (start, end)
    selection = replace(current().selection, start=start, end=end)
    st.session_state[LINK] = replace(current(), selection=selection)


def along() -> tuple[float, float] | None:
    """The stretch of the line that the reader set, kilometres; None for the whole of it and what has no place on it."""
    found: tuple[float, float] | None = st.session_state[ALONG]
    return found


def set_along(stretch: tuple[float, float] | None) -> None:
    """Set the stretch of the line; None for no bound."""
    st.session_state[ALONG] = stretch


def known() -> date | None:
    """The day that the reader goes back to; None for all that was ever published."""
    found: date | None = st.session_state[KNOWN]
    return found


def set_known(day: date | None) -> None:
    """Go back to a day; None for all that was ever published."""
    st.session_state[KNOWN] = day


def set_view(view: View | None) -> None:
    """Keep where the map looks, as its frame told it."""
    st.session_state[LINK] = replace(current(), view=view)


def choose(**chosen: str) -> None:
    """Set choices of a page, and write the address; an empty one is taken away."""
    st.session_state[LINK] = links.choosing(current(), **chosen)
    write()


def set_second(start: date | None, end: date | None) -> None:
    """Set the second pair of dates, and write the address."""
    st.session_state[LINK] = current().with_second(start, end)
    write()

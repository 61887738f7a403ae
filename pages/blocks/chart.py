"""Draw a chart with what belongs to it: its words, the table behind it, and downloads of both.

The picture is saved from the menu that Streamlit shows over a chart; the browser makes it, nothing is sent anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo import study, summarise
from geo.model import Link
from geo.present import caption
from geo.present import chart as charts
from geo.publish.export import text
from geo.query import link as links
from geo.query.view import DataView
from pages.blocks import hrefs, templates
from pages.session import state

DAYS: Final = ("first", "at")
"""Fields of days that readers brush: of bars, and of marks within their day."""
FEW_DAYS: Final = 100
MOST_OPTIONS: Final = 10
PER: Final = ("day", "week")
KILOMETRES: Final = "km"
"""Field of kilometres that readers brush."""


def dark() -> bool:
    """Whether the page is dark."""
    return bool(st.context.theme.type == "dark")


def per(view: DataView) -> summarise.Period:
    """Let the reader count by day or week; by default by day where the days are few enough to tell apart."""
    first, last = view.days
    usual: summarise.Period = "day" if (last - first).days < FEW_DAYS else "week"
    asked: summarise.Period = "day" if view.link.choice("per", usual) == "day" else "week"
    choose(
        "Bars",
        [(f"by {name}", links.choosing(view.link, per="" if name == usual else name), name == asked) for name in PER],
    )
    return asked


def choose(label: str, options: Sequence[tuple[str, Link, bool]]) -> None:
    """Draw a choice that stands in the link: words, the link that chooses it, and whether it is chosen.

    Of many options the first are shown, and the chosen one; the others are folded.
    """
    entries = [
        {"id": number, "words": words, "href": hrefs.to(link), "chosen": chosen}
        for number, (words, link, chosen) in enumerate(options, start=1)
    ]
    shown = [entry for entry in entries if entry["chosen"] or int(str(entry["id"])) <= MOST_OPTIONS]
    folded = [entry for entry in entries if entry not in shown]
    templates.draw("choice.html", label=label, entries=shown, folded=folded)


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as it is kept and sent.

    Attributes
    ----------
    spec
        The specification, its rows as Arrow.
    words
        What it says, in sentences.
    rows
        Rows of the table behind it.
    """

    spec: Mapping[str, Any]
    words: Sequence[str]
    rows: int


def draw(
    view: DataView,
    drawing: Callable[..., charts.Drawing],
    *,
    key: str,
    tables: Callable[[], Sequence[Any]],
    words: Callable[..., Sequence[str]],
    options: Mapping[str, Hashable] | None = None,
    hint: str = "",
    behind: Callable[[], pd.DataFrame] | None = None,
) -> None:
    """Draw a chart, what it says in words, and its table; all of it is made once for a selection.

    Parameters
    ----------
    view
        Of this run.
    drawing
        A function of `geo.present.chart`.
    key
        Names its widgets and its file.
    tables
        Gives what it draws, of the view and the options alone.
    words
        Says what they hold, in sentences, for those who do not see it; takes the tables.
    options
        Of the drawing, and all that the tables rest on beside the selection.
    hint
        What a reader can do with it. A region that is drawn on it sets the selection, where it has one to draw.
    behind
        Gives the table behind it, where that is another than the first that it draws.
    """
    chosen, is_dark = dict(options or {}), dark()
    table = behind or (lambda: tables()[0])

    def make() -> Picture:
        found = tables()
        said = words(*found)
        spec = drawing(*found, description=caption.joined(said), dark=is_dark, **chosen).written()
        return Picture(spec, tuple(said), len(behind() if behind else found[0]))

    picture = view.made(key, make, is_dark, *chosen.items())
    _send(view, picture, key=key)
    limitation = view.dataset.limitation("chart", drawing.__name__)
    templates.draw("chart.html", words=(hint, *picture.words) if hint else picture.words, limitation=limitation)
    tabled(table, rows=picture.rows, key=key)


def _send(view: DataView, picture: Picture, *, key: str) -> None:
    """Send a chart; one that has a region to draw is another widget for another selection, without a region."""
    if not any(part["name"] == charts.BRUSH for part in picture.spec.get("params", ())):
        st.vega_lite_chart(picture.spec, key=key, theme=None, width="stretch")
        return
    fresh = f"{key}_{links.query_string(Link(selection=view.link.selection))}"
    st.vega_lite_chart(
        picture.spec,
        key=fresh,
        theme=None,
        on_select=partial(_brushed, fresh),
        selection_mode=charts.BRUSH,
        width="stretch",
    )


def apart_km(view: DataView) -> float:
    """Least distance between two names on the axis of the line, kilometres along it."""
    south, north = view.link.selection.along_km or (0.0, study.current().along_max_km)
    return (north - south) / charts.NAMES_ON_THE_AXIS


def tabled(table: Callable[[], pd.DataFrame], *, rows: int, key: str, label: str = "Data table") -> None:
    """Offer a table, folded, and its file; neither where a licence forbids passing the rows on.

    Parameters
    ----------
    table
        Gives it, once somebody opens it.
    rows
        How many it has.
    key, label
        Its name, and what readers call it.
    """
    if study.current().withheld:
        return  # the table's own menu would give it as a file
    folded = st.expander(f"{label} ({rows:,} rows)", key=f"{key}_folded", on_change="rerun")
    if not folded.open:
        return
    with folded:
        shown = table()
        st.dataframe(shown, hide_index=True, key=f"{key}_table")
        st.download_button(
            "Download as CSV",
            partial(_csv, shown),
            file_name=f"granica-{key}.csv",
            mime="text/csv",
            key=f"{key}_csv",
            on_click="ignore",
        )


def _csv(table: pd.DataFrame) -> bytes:
    """Bytes of a table; what a spreadsheet could take for a formula is guarded as in the export of records."""
    return table.map(text.guard).to_csv(index=False, lineterminator="\r\n").encode()


def _brushed(key: str) -> None:
    region: Mapping[str, Any] = st.session_state[key]["selection"].get(charts.BRUSH, {})
    take(region)


def take(region: Mapping[str, Any]) -> None:
    """Make a drawn region the selection's dates and kilometres; a region that was wiped away changes nothing."""
    for name in DAYS:
        if name in region:
            state.set_dates(*charts.days_of(region[name]))
    if KILOMETRES in region:
        state.set_along(charts.stretch_of(region[KILOMETRES]))

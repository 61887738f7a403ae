"""Draw a chart with what belongs to it: its words, the table behind it, and downloads of both.

The picture is saved from the menu that Streamlit shows over a chart; the browser makes it, nothing is sent anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
from pages.session import view as session

DAYS: Final = "first"
"""Field of days that readers brush."""
NAMES_ON_THE_AXIS: Final = 45
FEW_DAYS: Final = 100
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
    """Draw a choice that stands in the link: words, the link that chooses it, and whether it is chosen."""
    entries = [{"words": words, "href": hrefs.to(link), "chosen": chosen} for words, link, chosen in options]
    templates.draw("choice.html", label=label, entries=entries)


def draw(
    chart: Callable[..., charts.AnyChart],
    *tables: pd.DataFrame,
    key: str,
    words: Sequence[str],
    hint: str = "",
    table: pd.DataFrame | None = None,
    **options: Any,
) -> None:
    """Draw a chart, what it says in words, and its table.

    Parameters
    ----------
    chart
        A function of `geo.present.chart`.
    *tables
        What it draws; the first is the table behind it.
    key
        Names its widgets and its file.
    words
        What it says, in sentences, for those who do not see it.
    hint
        How to draw a region on it; one that is drawn sets the selection. Empty where none can be drawn.
    table
        The table behind it, where that is another than the first.
    **options
        Of the function.
    """
    drawn = chart(*tables, description=caption.joined(words), dark=dark(), **options)
    if hint:
        link = session.current().link
        fresh = f"{key}_{links.query_string(link)}"  # a chart of another selection has no region drawn on it
        st.altair_chart(
            drawn,
            key=fresh,
            theme=None,
            on_select=partial(_brushed, fresh),
            selection_mode=charts.BRUSH,
            width="stretch",
        )
    else:
        st.altair_chart(drawn, key=key, theme=None, width="stretch")
    limitation = session.current().dataset.limitation("chart", chart.__name__)
    templates.draw("chart.html", words=(hint, *words) if hint else words, limitation=limitation)
    tabled(tables[0] if table is None else table, key=key)


def apart_km(view: DataView) -> float:
    """Least distance between two names on the axis of the line, kilometres along it."""
    south, north = view.link.selection.along_km or (0.0, study.current().along_max_km)
    return (north - south) / NAMES_ON_THE_AXIS


def tabled(table: pd.DataFrame, *, key: str, label: str = "Data table") -> None:
    """Offer a table, folded, and its file; neither where a licence forbids passing the rows on."""
    if study.current().withheld:
        return  # the table's own menu would give it as a file
    with st.expander(f"{label} ({len(table):,} rows)"):
        st.dataframe(table, hide_index=True, key=f"{key}_table")
        st.download_button(
            "Download as CSV",
            partial(_csv, table),
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
    if DAYS in region:
        state.set_dates(*charts.days_of(region[DAYS]))
    if KILOMETRES in region:
        state.set_along(charts.stretch_of(region[KILOMETRES]))

"""What the page Claims holds: figures that conflict, records that are denied or said by one side, and their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo import schema, summarise
from geo.model import Link
from geo.present import caption, matrix
from geo.present import chart as charts
from geo.query import link as links
from geo.query import select
from geo.query.view import DataView
from pages.blocks import chart, families, hrefs, marks, paging, record_list, templates
from pages.session import view as session

ROWS_A_PAGE: Final = 20
"""Of the lists here, so that what follows is not far."""
CONTESTED: Final = "contested"
NO_LINKS: Final[Mapping[Any, str]] = {}


def denied(view: DataView) -> None:
    """List the records that a named party denies, or those that one party denies, and let the reader choose which."""
    deniers = view.made("deniers", lambda: _deniers(view))
    asked = view.link.choice("party")
    party = asked if asked in deniers else ""
    number = deniers[party] if party else view.denied
    what = f"denied or told otherwise by {party or 'a named party'}"
    st.header(f"{number:,} {what}", anchor=False)
    if not number:
        return
    if party:
        chart.choose("Denied by", [("everybody", _by(view.link, ""), False), (party, view.link, True)])
    record_list.draw(
        view,
        lambda: _rows(_contested(view, party)),
        key=CONTESTED,
        caption=f"{number:,} {what}",
        most=ROWS_A_PAGE,
        of=party,
    )


def _deniers(view: DataView) -> Mapping[str, int]:
    """Parties that deny records of the selection, and how many each."""
    names = Counter(name for names in _contested(view)["disputed_by"] for name in names)
    return dict(names.most_common())


def _contested(view: DataView, party: str = "") -> pd.DataFrame:
    """Records of the selection that a named party denies, or this one, and who does."""
    found = view.each("contested", lambda records: summarise.contested(records)[["disputed_by", "claimant_sides"]])
    return summarise.contested(found, by=party) if party else found


def _alone(view: DataView) -> select.Numbers:
    """Records of the selection that one side alone says."""
    return _rows(view.each("one_sided", lambda records: summarise.one_sided(records)[["id"]]))


def _rows(found: pd.DataFrame) -> select.Numbers:
    rows: select.Numbers = found.index.to_numpy()
    return rows


def _by(link: Link, party: str) -> Link:
    return paging.turned(links.choosing(link, party=party), CONTESTED, 1)


def alone(view: DataView) -> None:
    """List the records that one side alone says."""
    number = len(_alone(view))
    what = "said by one side alone"
    st.header(f"{number:,} {what}", anchor=False)
    if number:
        record_list.draw(
            view,
            partial(_alone, view),
            key="one_sided",
            caption=f"{number:,} {what}",
            most=ROWS_A_PAGE,
        )


def numbers(view: DataView) -> None:
    """Draw how many records each side says, what its claims amount to, and who denies how many."""
    link = replace(view.link, view=None)
    for name, make in (("claims", _claims), ("standing", _standing), ("denials", _denials)):
        st.html(view.made(name, partial(make, view), link))
        limitation = view.dataset.limitation("chart", name)
        templates.draw("chart.html", words=(), limitation=limitation)


def _claims(view: DataView) -> str:
    table = _counted(view)
    words = caption.claims(
        table,
        records=len(view.rows),
        one_sided=len(_alone(view)),
        contested=view.denied,
    )
    found = matrix.claims(table)
    cells = {
        (line.code, family): _selecting(view, side=line.code, family=family)
        for line in found.lines
        for family, _ in found.columns
    }
    return _table(found, key="claims", title="Who says so: records by side and family", words=words, cells=cells)


def _counted(view: DataView) -> pd.DataFrame:
    fields = ["claimant_sides", "category", "confidence"]
    return view.made("claimed", lambda: summarise.claims(view.each("claimed", lambda records: records[fields])))


def _selecting(view: DataView, *, side: str, family: str) -> str:
    """Address of the records of a cell; empty where a filter on claimants makes of it another set."""
    chosen = view.link.selection
    if chosen.claimants:
        return ""
    of_family = families.categories(family)
    selection = replace(chosen, claimants=frozenset({side}), categories=of_family & (chosen.categories or of_family))
    return hrefs.to(Link(selection=selection), page="records")


def _standing(view: DataView) -> str:
    return _table(
        matrix.standing(_counted(view)),
        key="standing",
        title="What the claims amount to, by side",
        words=("Shares are of the side’s records. A record of two sides counts for each.",),
        shares=True,
    )


def _denials(view: DataView) -> str:
    table = summarise.denials(_contested(view))
    found = matrix.denials(table)
    return _table(
        found,
        key="denials",
        title="Who denies what: records by party and side",
        words=caption.denials(table, contested=view.denied),
        heads={line.code: hrefs.to(_by(view.link, line.code)) for line in found.lines},
        chosen=view.link.choice("party"),
    )


def _table(
    found: matrix.Matrix,
    *,
    key: str,
    title: str,
    words: Sequence[str],
    heads: Mapping[str, str] = NO_LINKS,
    cells: Mapping[tuple[str, str], str] = NO_LINKS,
    shares: bool = False,
    chosen: str = "",
) -> str:
    return templates.made(
        "matrix.html",
        matrix=found,
        key=key,
        title=title,
        note=caption.joined(words),
        heads={line.code: heads.get(line.code, "") for line in found.lines},
        cells=cells,
        shares=shares,
        chosen=chosen,
    )


def figures(view: DataView) -> None:
    """Let the reader choose a set of figures for the same thing, deaths first, and draw it; the set is in the link."""
    sets = view.made("figures", lambda: _sets(view))
    st.header(f"{len(sets):,} sets of conflicting figures", anchor=False)
    if not sets:
        return
    usual = next(iter(sets))
    asked = view.link.choice("figures", usual)
    chosen = asked if asked in sets else usual
    chart.choose(
        "Figures for",
        [
            (title, links.choosing(view.link, figures="" if name == usual else name), name == chosen)
            for name, (title, _) in sets.items()
        ],
    )
    title, together = sets[chosen]
    chart.draw(
        view,
        charts.side_by_side,
        key="side_by_side",
        tables=lambda: (together.assign(opens=_opens(together["id"])),),
        words=caption.side_by_side,
        options={"title": title},
        behind=lambda: together,
    )
    marks.draw(view, lambda: together, key="figures", label="These figures", of=chosen)
    chart.tabled(
        lambda: pd.concat([found for _, found in sets.values()]),
        rows=sum(len(found) for _, found in sets.values()),
        key="all_figures",
        label="All sets of figures",
    )


def _sets(view: DataView) -> Mapping[str, tuple[str, pd.DataFrame]]:
    """Sets of figures by their names in links, each with its heading: those of deaths first."""
    areas = session.prepared().area_names
    table = summarise.together(
        view.each("figures", lambda records: summarise.published(records, areas=areas)), view.attempts
    )
    groups = sorted(table.groupby("group", sort=False), key=lambda named: not _of_deaths(named[1]))
    return {_name(found): (str(title), found) for title, found in groups}


def _opens(ids: pd.Series) -> list[str]:
    """What a click on a figure opens: its record; a published count has none."""
    records = session.prepared().rows_by_id
    return [f"id={name}" if name in records else "" for name in ids]


def _of_deaths(found: pd.DataFrame) -> bool:
    return bool(found["measure"].iloc[0] == schema.MEASURES["killed"].label)


def _name(found: pd.DataFrame) -> str:
    """Name of a set in links: what it counts, and the record or count that begins it."""
    what = str(found["measure"].iloc[0]).lower().replace(" ", "_")
    return f"{what}-{found['id'].iloc[0]}"

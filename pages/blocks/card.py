"""Draw the opened record."""

from __future__ import annotations

import numpy as np

from geo import study
from geo.model import Link
from geo.present import bearing, card, copies
from geo.publish import report
from geo.query import select
from geo.query.view import DataView
from pages.blocks import hrefs, share, templates
from pages.session import own
from pages.session import view as session


def draw(view: DataView, *, rows: select.Numbers, bar: bool = True) -> None:
    """Draw the open record's card, a way to close it, and ways to the record before and after it.

    Parameters
    ----------
    view
        With an open record; one that was published after the day that the link goes back to is only named.
    rows
        Rows of the dataset that the reader leafs through, ascending.
    bar
        Whether there is a bar to leaf and to close with; in a story its own is enough.
    """
    name = view.link.record_id or ""
    at = session.prepared().rows_by_id.get(name, -1)
    here = int(np.searchsorted(rows, at))
    place = here if here < len(rows) and rows[here] == at else None
    ids = view.dataset.records["id"]
    before = ids.iloc[rows[place - 1]] if place else None
    after = ids.iloc[rows[place + 1]] if place is not None and place + 1 < len(rows) else None
    told, areas = view.opened, session.prepared().area_names
    said = (
        None
        if told is None
        else card.card(
            told,
            sources=view.dataset.sources,
            areas=areas,
            limitation=view.dataset.limitation("category", told["category"]),
            bearing=bearing.bearing(told, view.dataset),
        )
    )
    templates.draw(
        "record.html",
        card=said,
        copies=copies.lookups(said.sources if said else ()),
        name=name,
        bar=bar,
        place=None if place is None else place + 1,
        of=len(rows),
        before=before and hrefs.opening(view.link, before),
        after=after and hrefs.opening(view.link, after),
        close=hrefs.opening(view.link, None),
        alone="" if own.current() else share.address(Link(record_id=name)),
        # Corrections are of today: a card that goes back to a day cannot know them.
        corrections=[]
        if view.link.selection.known
        else [item for item in view.dataset.corrections if item.record == name],
        report=report.address(study.current().report_errors_to, record=name, version=view.dataset.version),
    )

"""Under the search box: the first records that it finds, what was guessed, and what to try when there is nothing."""

from __future__ import annotations

from typing import Final

from geo.query.view import DataView
from pages.blocks import hrefs, templates

MOST: Final = 6
"""Records listed under the box; the list and the table have all of them."""


def draw(view: DataView) -> None:
    """Draw what a search found; nothing where none is made."""
    if not view.link.selection.text:
        return
    first = view.records_at(view.rows[:MOST])
    found = [
        {"id": record_id, "title": title, "day": day.isoformat(), "href": hrefs.opening(view.link, record_id)}
        for record_id, title, day in zip(first["id"], first["title"], first["start"], strict=True)
    ]
    guessed = [{"asked": asked, "taken": " or ".join(taken)} for asked, taken in view.guessed]
    table = hrefs.to(view.link, page="records")
    templates.draw("hits.html", found=found, more=len(view.rows) - len(found), guessed=guessed, all=table)

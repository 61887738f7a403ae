"""The feed of a selection: an entry for each record that is new, and one for each correction."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from html import escape
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from feedgenerator import Atom1Feed

from geo import store, study
from geo.model import Link
from geo.publish import history
from geo.publish.pin import Row
from geo.query.select import EPOCH
from geo.query.words import period
from server import addresses
from server.answer import Content
from server.asked import Asked

ATOM: Final = "application/atom+xml; charset=utf-8"
MOST: Final = 1000
"""Entries in a feed; the newest are given."""


class _Feed(Atom1Feed):  # type: ignore[misc]  # the library has no types
    """A feed that is as old as its newest entry or, empty, as the data; never as new as the clock."""

    def latest_post_date(self) -> datetime:
        days = [item["updateddate"] for item in self.items]
        made: datetime = max(days, default=self.feed["made"])
        return made


def feed(asked: Asked) -> Content:
    """Give the new and the corrected records of a selection as Atom, the newest first."""
    view = asked.view
    earlier = [each.dataset for each in store.earlier() if each.dataset.version != view.dataset.version]
    events = history.events(view, earlier)
    shown = events[:MOST]
    said = f"{view.headline}: {view.words}."
    if len(shown) < len(events):
        said = f"{said} The newest {len(shown):,} of {len(events):,} entries."
    out = _Feed(
        title=f"Granica: {view.words}",
        link=addresses.page(asked.selected, site=asked.site),
        description=f"{study.current().subject}. {said}",
        subtitle=f"{study.current().subject}. {said}",
        feed_url=addresses.feed(asked.selected, site=asked.site),
        feed_guid=_name(f"feed?{asked.canonical}"),
        author_name=study.current().authors,
        feed_copyright=f"{study.current().authors}, {study.current().licence.id}",
        language="en",
        made=_moment(view.dataset.released or EPOCH),
    )
    for event in shown:
        out.add_item(**_item(event, asked))
    return Content(out.writeString("utf-8").encode(), ATOM)


def _item(event: history.Event, asked: Asked) -> dict[str, Any]:
    row = event.row
    corrected = event.what == "corrected"
    page = addresses.page(Link(record_id=event.id), site=asked.site)
    lines = [
        f"Corrected in version {event.version}: {', '.join(event.fields)}." if corrected else "",
        f"{_when(row)}. {row['summary']}",
        f"Claimed by: {', '.join(row['claimed_by'])}.",
        f"Denied by: {', '.join(row['disputed_by'])}." if row["disputed_by"] else "",
    ]
    return {
        "title": f"{'Corrected: ' if corrected else ''}{row['title']}",
        "link": page,
        "description": "".join(f"<p>{escape(line)}</p>" for line in lines if line),
        "unique_id": _name(f"{event.id}:{event.version}" if corrected else event.id),
        "unique_id_is_permalink": False,
        "pubdate": _moment(event.day or EPOCH),
        "updateddate": _moment(event.day or EPOCH),
        "categories": (row["category"],),
    }


def _when(row: Row) -> str:
    return period(date.fromisoformat(row["start"]), date.fromisoformat(row["end"]) if row["end"] else None)


def _name(what: str) -> str:
    """A name that stays the same wherever the app is."""
    return uuid5(NAMESPACE_URL, f"granica:{what}").urn


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)

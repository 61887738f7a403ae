"""The numbers of the charts: how many records of a selection, by what, and what is not counted."""

from __future__ import annotations

from typing import Final

from geo.publish import compose, passing
from geo.summarise.tabulate import DIMENSIONS, tabulate
from server.answer import JSON, Content, to_json, told
from server.asked import Asked, Option

MOST: Final = 3
"""Dimensions at once; more would give a row for nearly every record."""


def _by(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if not 0 < len(set(names)) == len(names) <= MOST or not set(names) <= DIMENSIONS.keys():
        raise ValueError(text)
    return names


BY: Final = Option(
    "by",
    _by,
    default=(),
    instead="the number of records as a whole",
    about=f"What to count by: up to {MOST} of {', '.join(DIMENSIONS)}, with commas between them.",
    rule={
        "type": "string",
        "pattern": f"^({'|'.join(DIMENSIONS)})(,({'|'.join(DIMENSIONS)})){{0,{MOST - 1}}}$",
        "examples": ["week,category"],
    },
)


def counts(asked: Asked) -> Content:
    """Count the records of a selection; published figures are not added up, here or anywhere."""
    view = asked.view
    table = tabulate(passing.passed_on(view.records), by=asked.options["by"])
    about = compose.extract(view, address=f"{asked.site}/").about.lines()
    body = {
        **about,
        "counts": "records, each once unless a line of `by` says otherwise; never the figures that records publish",
        "by": {name: f"Each record counts under {DIMENSIONS[name].about}." for name in table.by},
        "rows": table.rows,
        "not_counted": [{"why": why, "records": number} for why, number in table.not_counted.items()],
        "not_used": told(asked.not_used),
    }
    return Content(to_json(body), JSON)

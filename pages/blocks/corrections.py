"""Draw what was corrected in the data, the newest version first, record by record."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import Any

import streamlit as st

from geo.model import Correction
from geo.query.view import DataView
from pages.blocks import hrefs, templates


def draw(view: DataView) -> None:
    """Draw every correction; a record that is still there is a link to its card."""
    link = replace(view.link.with_record(None), view=None)
    st.html(view.made("corrections", lambda: templates.made("corrections.html", versions=_versions(view)), link))


def _versions(view: DataView) -> list[tuple[str, list[dict[str, Any]]]]:
    found = view.dataset.corrections
    newest = dict.fromkeys(item.version for item in reversed(found))
    return [(version, _records(view, [item for item in found if item.version == version])) for version in newest]


def _records(view: DataView, found: list[Correction]) -> list[dict[str, Any]]:
    opening = hrefs.opener(view.link)
    titles = dict(zip(view.dataset.records["id"], view.dataset.records["title"], strict=True))
    return [
        {
            "id": name,
            "title": titles.get(name, ""),
            "href": opening(name) if name in titles else "",
            "corrections": list(items),
        }
        for name, items in groupby(found, key=lambda item: item.record)
    ]

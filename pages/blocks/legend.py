"""The key to the map's symbols, with how many records of each are shown."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote

import streamlit as st

from geo import schema, summarise
from geo.present import webmap
from geo.query.view import DataView
from geo.symbols import SYMBOLS
from pages.blocks import templates


def draw(view: DataView) -> None:
    """Draw the key. What does not change with the records is an element of its own, which the browser keeps."""
    counts = summarise.by_family(view.index, view.rows)
    templates.draw("key_pictures.html", pictures=_pictures(dark=st.context.theme.type == "dark"))
    entries = [
        {"code": code, "shape": SYMBOLS[code].shape, "label": family.label, "count": counts[code]}
        for code, family in schema.FAMILIES.items()
    ]
    templates.draw("key.html", entries=entries)
    templates.draw("key_notes.html")


@lru_cache(maxsize=2)
def _pictures(*, dark: bool) -> Mapping[str, str]:
    """Symbol of each family as an address that holds the picture itself."""
    return {code: f"data:image/svg+xml,{quote(picture)}" for code, (picture, _) in webmap.legend(dark=dark).items()}

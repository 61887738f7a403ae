"""Downloads of exactly the selection; a file is made when somebody asks for it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from geo.publish import compose, export
from geo.query.view import DataView


def draw(view: DataView) -> None:
    """Draw one button a format."""
    extract = compose.extract(view)
    for column, item in zip(st.columns(len(export.FORMATS)), export.FORMATS.values(), strict=True):
        column.download_button(
            item.label,
            partial(export.encode, extract, format=item.code),
            file_name=export.filename(extract, format=item.code),
            mime=item.media_type,
            help=item.serves,
            on_click="ignore",
            width="stretch",
        )

"""What a first visit is told: what this is, how to read it, and where to begin. It does not come back once closed."""

from __future__ import annotations

import streamlit as st

from geo import study
from geo.model import Link, Selection
from geo.query.view import DataView
from pages.blocks import hrefs, story, templates


def draw(view: DataView) -> None:
    """Draw the panel on the whole map alone; the browser keeps whether it was closed, and the style hides it then."""
    link = view.link
    if st.context.is_embedded or link.record_id or link.selection != Selection() or link.choice("story"):
        return
    starts = story.starts(view) or [{"title": "How records are made", "href": hrefs.to(Link(), page="method")}]
    with st.container(key="welcome"):
        templates.draw("welcome.html", subject=study.current().subject, shown=len(view.dataset.records), starts=starts)
        with st.container(key="welcome_close"):
            templates.draw("welcome_close.html")

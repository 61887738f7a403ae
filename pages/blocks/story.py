"""Guided stories: a step in the panel over the map, and all of them listed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from geo.model import Link, Story
from geo.publish import stories
from geo.query import link as links
from geo.query.view import DataView
from pages.blocks import hrefs, templates
from pages.session import view as session


def step(view: DataView) -> bool:
    """Draw the step of the story that the link names, and say whether there is one."""
    story = view.dataset.stories.get(view.link.choice("story"))
    if story is None:
        return False
    number = int(view.link.choice("step", "1"))
    templates.draw(
        "story.html",
        story=story,
        text=story.steps[number - 1].text,
        number=number,
        of=len(story.steps),
        before=_href(story, number - 1) if number > 1 else "",
        after=_href(story, number + 1) if number < len(story.steps) else "",
        records=[
            {"id": name, "href": _opening(view, name), "open": name == view.link.record_id}
            for name in story.steps[number - 1].records
        ],
        close=hrefs.to(replace(links.choosing(view.link, story="", step=""), view=None)),
        report="" if st.context.is_embedded else hrefs.to(links.choosing(Link(), story=story.name), page="stories"),
    )
    return True


def _href(story: Story, number: int) -> str:
    link = stories.shown(story, number=number, record_ids=session.prepared().rows_by_id)
    return hrefs.to(link, page="")


def _opening(view: DataView, name: str) -> str:
    return hrefs.to(replace(view.link.with_record(name), view=None))


def starts(view: DataView) -> list[dict[str, str]]:
    """Title and address of the first step of each story."""
    return [{"title": story.title, "href": _href(story, 1)} for story in view.dataset.stories.values()]


def everything(view: DataView) -> None:
    """List all stories with all their steps: to choose from, and to print as a report."""
    chosen = view.link.choice("story")
    told = [story for story in view.dataset.stories.values() if not chosen or story.name == chosen]
    every = hrefs.to(Link()) if chosen else ""
    templates.draw("stories.html", stories=[_told(view, story) for story in told], every=every)


def _told(view: DataView, story: Story) -> dict[str, Any]:
    titles = dict(zip(view.dataset.records["id"], view.dataset.records["title"], strict=True))
    return {
        "name": story.name,
        "title": story.title,
        "summary": story.summary,
        "href": _href(story, 1),
        "steps": [
            {
                "text": told.text,
                "href": _href(story, number),
                "records": [{"id": name, "title": titles.get(name, "")} for name in told.records],
            }
            for number, told in enumerate(story.steps, start=1)
        ],
    }

"""Guided stories: what a folder of data tells step by step, each step a link and the records that bear it.

A story is a file ``stories/NAME.toml``. One that cannot be used becomes findings; the others and the data still work.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

from geo import schema, study
from geo.errors import DataError
from geo.intake import folder, load
from geo.model import Dataset, Finding, Intake, Link, Problem, Step, Story
from geo.query import link as links

NAME: Final = re.compile(r"[a-z0-9-]{1,60}", re.ASCII)
STEP_MAX_CHARS: Final = 280
MOST_STEPS: Final = 20
STORY_KEYS: Final = frozenset({"title", "summary", "steps"})
STEP_KEYS: Final = frozenset({"text", "link", "records"})

Doubt = tuple[str, str, str]


def told(dataset: Dataset, directory: Path) -> Dataset:
    """Add the stories of a folder to its data, with what is wrong in them.

    Parameters
    ----------
    dataset
        The data of the folder.
    directory
        The folder; without a folder of stories the data stay as they are.
    """
    home = directory / folder.STORIES_FOLDER
    if home.exists() and not home.is_dir():
        lost = Finding(home.name, "the whole folder", "file", "is no folder", "a folder of stories, or nothing")
        return replace(dataset, findings=(*dataset.findings, lost), intakes=(*dataset.intakes, Intake(home.name, 0, 0)))
    ids = frozenset(dataset.records["id"])
    read = [(path, *_read(path, record_ids=ids)) for path in folder.stories(directory)]
    return replace(
        dataset,
        stories={story.name: story for _, story, _ in read if story},
        findings=(*dataset.findings, *(finding for _, _, findings in read for finding in findings)),
        intakes=(*dataset.intakes, *(Intake(file_of(path), 1, int(story is not None)) for path, story, _ in read)),
    )


def file_of(path: Path) -> str:
    """Name of a story's file as findings give it."""
    return f"{folder.STORIES_FOLDER}/{path.name}"


def _read(path: Path, *, record_ids: Collection[str]) -> tuple[Story | None, tuple[Finding, ...]]:
    file = file_of(path)
    try:
        given = tomllib.loads(load.read_bytes(path).decode())
    except DataError as error:
        return None, (Finding(file, "the whole file", "file", error.problem, error.right),)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        return None, (Finding(file, "the whole file", "file", f"not valid TOML: {error}", "a complete TOML document"),)
    found = tuple(Finding(file, where, *doubt) for where, doubt in _doubts(path.stem, given, record_ids=record_ids))
    return (None, found) if found else (_story(path.stem, given), ())


def _story(name: str, given: Mapping[str, Any]) -> Story:
    steps = tuple(Step(step["text"], step["link"], tuple(step["records"])) for step in given["steps"])
    return Story(name, given["title"], given["summary"], steps)


def _doubts(name: str, given: Mapping[str, Any], *, record_ids: Collection[str]) -> Iterator[tuple[str, Doubt]]:
    """All that is wrong in a story: where, and what."""
    if not NAME.fullmatch(name):
        yield name, ("file", f"{name!r} cannot stand in a link", "small letters, digits and hyphens, 60 at most")
    yield from ((name, doubt) for doubt in _strangers(given, STORY_KEYS))
    yield from ((name, doubt) for doubt in _text(given, "title", most=schema.TITLE_MAX_CHARS))
    yield from ((name, doubt) for doubt in _text(given, "summary", most=schema.SUMMARY_MAX_CHARS))
    steps = given.get("steps")
    if not isinstance(steps, list) or not 0 < len(steps) <= MOST_STEPS:
        yield name, ("steps", "no list of steps, or too long a one", f"1 to {MOST_STEPS} [[steps]]")
        return
    for number, step in enumerate(steps, start=1):
        yield from ((f"step {number}", doubt) for doubt in _step(step, record_ids=record_ids))


def _step(step: Any, *, record_ids: Collection[str]) -> Iterator[Doubt]:
    if not isinstance(step, dict):
        yield "steps", "not a table", "text, link and records"
        return
    yield from _strangers(step, STEP_KEYS)
    yield from _text(step, "text", most=STEP_MAX_CHARS)
    records = step.get("records")
    if not isinstance(records, list) or not records:
        yield "records", "no records", "ids of the records that bear each sentence"
    else:
        yield from (
            ("records", f"{name!r} does not exist", "the id of a record") for name in records if name not in record_ids
        )
    if not isinstance(step.get("link"), str):
        yield "link", "no link", "the query of a link, such as from=YYYY-MM-DD&id=…"
        return
    for problem in opened(step["link"], record_ids=record_ids)[1]:
        yield "link", f"{problem.parameter} asks for {problem.asked}", "a link that can be used as a whole"


def _strangers(given: Mapping[str, Any], known: Collection[str]) -> Iterator[Doubt]:
    yield from ((name, "an unknown key", " and ".join(sorted(known))) for name in given if name not in known)


def _text(given: Mapping[str, Any], name: str, *, most: int) -> Iterator[Doubt]:
    text = given.get(name)
    if not isinstance(text, str) or not text.strip() or not text.isprintable():
        yield name, "no text, or signs that do not print", f"1 to {most} characters on one line"
        return
    if len(text) > most:
        yield name, f"{len(text)} characters", f"{most} at most"
    for word in study.current().words_never_used:
        if re.search(rf"\b{re.escape(word)}", text, re.IGNORECASE):
            yield name, f"the word {word!r} in the project's own voice", "a neutral word"


def opened(query: str, *, record_ids: Collection[str]) -> tuple[Link, tuple[Problem, ...]]:
    """Read the link of a step."""
    return links.parse(parse_qs(query, keep_blank_values=True), record_ids=record_ids)


def shown(story: Story, *, number: int, record_ids: Collection[str]) -> Link:
    """Give the link of a step, which says of which story it is.

    Parameters
    ----------
    story
        The story.
    number
        Of the step, from 1; one beyond the last is the last.
    record_ids
        The ids that exist.
    """
    number = min(max(1, number), len(story.steps))
    link, _ = opened(story.steps[number - 1].link, record_ids=record_ids)
    return links.choosing(link, story=story.name, step=str(number))


def expanded(
    link: Link, problems: tuple[Problem, ...], *, told: Mapping[str, Story], record_ids: Collection[str]
) -> tuple[Link, tuple[Problem, ...]]:
    """Read a link that may name a story: with nothing else in it, it shows what its step shows.

    Parameters
    ----------
    link, problems
        As they were read.
    told
        Stories by name.
    record_ids
        The ids that exist.
    """
    name = link.choice("story")
    if not name:
        return links.choosing(link, step=""), problems
    if name not in told:
        problem = Problem("story", name, "no story: there is none with this name")
        return links.choosing(link, story="", step=""), (*problems, problem)
    step = shown(told[name], number=int(link.choice("step", "1")), record_ids=record_ids)
    alone = replace(link, choices=()) == Link()
    return (step if alone else links.choosing(link, step=step.choice("step"))), problems

"""Guided stories: a file that can be used becomes a story, one that cannot becomes findings; nothing else is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.model import Dataset, Link
from geo.publish import stories
from geo.query import link as links

STEP = '[[steps]]\ntext = "{text}"\nlink = "{link}"\nrecords = ["{record}"]\n'
HEAD = 'title = "A story"\nsummary = "What it tells."\n'


def told(folder: Path, dataset: Dataset, text: str, *, name: str = "a-story") -> Dataset:
    (folder / "stories").mkdir(exist_ok=True)
    (folder / "stories" / f"{name}.toml").write_text(text, encoding="utf-8")
    return stories.told(dataset, folder)


def step(dataset: Dataset, **changes: str) -> str:
    usual = {"text": "It begins.", "link": "side=PL", "record": dataset.records["id"].iloc[0]}
    return STEP.format(**(usual | changes))


def test_a_step_opens_what_its_link_shows_and_says_of_which_story_it_is(tmp_path: Path, dataset: Dataset) -> None:
    found = told(tmp_path, dataset, HEAD + step(dataset) + step(dataset, link="side=BY"))
    ids = set(dataset.records["id"])
    asked = Link(choices=(("story", "a-story"), ("step", "9")))
    link, problems = stories.expanded(asked, (), told=found.stories, record_ids=ids)
    assert links.write(link) == {"side": "BY", "story": "a-story", "step": "2"}
    assert problems == ()
    changed = links.choosing(link, step="1")
    assert stories.expanded(changed, (), told=found.stories, record_ids=ids)[0] == changed


def test_a_story_that_does_not_exist_is_told(dataset: Dataset) -> None:
    asked = Link(choices=(("story", "none-such"),))
    link, problems = stories.expanded(asked, (), told={}, record_ids=set(dataset.records["id"]))
    assert link == Link()
    assert [problem.parameter for problem in problems] == ["story"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": "x" * (stories.STEP_MAX_CHARS + 1)}, "text"),
        ({"link": "side=nowhere"}, "link"),
        ({"record": "none-such"}, "records"),
    ],
)
def test_a_step_that_cannot_be_used_is_a_finding(
    tmp_path: Path, dataset: Dataset, changes: dict[str, str], field: str
) -> None:
    found = told(tmp_path, dataset, HEAD + step(dataset, **changes))
    (finding,) = found.findings[len(dataset.findings) :]
    assert (finding.file, finding.id, finding.field) == ("stories/a-story.toml", "step 1", field)
    assert found.stories == {}


def test_a_text_of_just_the_length_is_told(tmp_path: Path, dataset: Dataset) -> None:
    found = told(tmp_path, dataset, HEAD + step(dataset, text="x" * stories.STEP_MAX_CHARS))
    assert list(found.stories) == ["a-story"]


def test_what_is_no_toml_is_a_finding_and_the_data_stay(tmp_path: Path, dataset: Dataset) -> None:
    found = told(tmp_path, dataset, "title = ")
    assert len(found.records) == len(dataset.records)
    assert "not valid TOML" in found.findings[-1].problem

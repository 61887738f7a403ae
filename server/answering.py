"""Answer addresses in a process beside the server, by the function that the server itself would have asked."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

from geo import study
from geo.model import Link, Problem
from server import making
from server.answer import Content
from server.asked import Asked

Texts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Question:
    """A request, understood, as it travels: `server.asked.Asked` without the data and without who asks.

    Attributes
    ----------
    serve
        Module and name of the function that answers it.
    folder, digest
        The data, and what they were when it was asked.
    link, options, path, given, not_used, site
        As `Asked` has them; the mappings as pairs.
    """

    serve: tuple[str, str]
    folder: str
    digest: str
    link: Link
    options: tuple[tuple[str, Any], ...]
    path: Texts
    given: tuple[tuple[str, tuple[str, ...]], ...]
    not_used: tuple[Problem, ...]
    site: str


def answer(question: Question) -> Content:
    """Answer a question.

    Raises
    ------
    Stale
        If the data are not those of the question any more.
    Refusal
        If the address refuses it.
    """
    making.stand_back()
    prepared = making.opened(question.folder, question.digest)
    module, name = question.serve
    asked = Asked(
        prepared=prepared,
        link=question.link,
        options=dict(question.options),
        path=dict(question.path),
        given=dict(question.given),
        not_used=question.not_used,
        site=question.site,
        by="",
    )
    with study.use(prepared.study):
        return cast("Content", getattr(import_module(module), name)(asked))

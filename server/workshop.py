"""Order dear work: files on one process, pictures on another, answers on a third, so that none waits for the others."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from http import HTTPStatus
from typing import Any, Final, TypeVar

from geo.query import link as links
from server import answering, making
from server.address import Serve
from server.answer import Content, Refusal
from server.answering import Question
from server.asked import Asked
from server.making import Made, Order
from server.pool import Bounds, Busy, Overdue, pool
from server.pool import Made as AnyMade

FILES: Final = Bounds("files", seconds=60)
PICTURES: Final = Bounds("pictures", seconds=30, waiting=12)
ANSWERS: Final = Bounds("answers", seconds=30, waiting=120, share=30)
"""They are quick, and a program asks for several pages of features at once."""
Wanted = TypeVar("Wanted", bound=Hashable)

SOON: Final = 2
"""Seconds after which to come back when the data have just changed."""


async def file(asked: Asked, **options: Any) -> Made:
    """Have the file of a selection made."""
    return await _give(
        making.make, FILES, _order(asked, "file", query=links.query_string(asked.selected), **options), asked
    )


async def snapshot(asked: Asked, **options: Any) -> Made:
    """Have the file that stands by itself made of what the link shows."""
    return await _give(
        making.make, FILES, _order(asked, "snapshot", query=links.query_string(asked.link), **options), asked
    )


async def sources(asked: Asked, **options: Any) -> Made:
    """Have the list of all sources made."""
    return await _give(making.make, FILES, _order(asked, "sources", query="", **options), asked)


async def picture(asked: Asked, kind: str, **options: Any) -> Made:
    """Have a figure or a preview made of what the link shows."""
    return await _give(
        making.make, PICTURES, _order(asked, kind, query=links.query_string(asked.link), **options), asked
    )


async def answered(asked: Asked, serve: Serve) -> Content:
    """Have an address answered by what serves it."""
    question = Question(
        serve=(serve.__module__, serve.__qualname__),
        folder=str(asked.prepared.folder.resolve()),
        digest=asked.prepared.dataset.digest,
        link=asked.link,
        options=tuple(sorted(asked.options.items())),
        path=tuple(sorted(asked.path.items())),
        given=tuple((name, tuple(texts)) for name, texts in asked.given.items()),
        not_used=asked.not_used,
        site=asked.site,
    )
    return await _give(answering.answer, ANSWERS, question, asked)


def _order(asked: Asked, kind: str, *, query: str, **options: Any) -> Order:
    return Order(
        kind=kind,
        folder=str(asked.prepared.folder.resolve()),
        digest=asked.prepared.dataset.digest,
        query=query,
        options=tuple(sorted(options.items())),
    )


async def _give(work: Callable[[Wanted], AnyMade], bounds: Bounds, order: Wanted, asked: Asked) -> AnyMade:
    """Wait for an order.

    Raises
    ------
    Refusal
        If there is too much to do, or the order cannot be made.
    """
    try:
        return await pool(work, bounds).give(order, by=asked.by)
    except Busy as error:
        raise _later("There is too much to do at the moment", error.seconds) from error
    except making.Stale as error:
        raise _later("The data have just changed", SOON) from error
    except Overdue as error:
        problem = f"It takes longer than {bounds.seconds:g} s, or more memory than there is: choose fewer records"
        raise _later(problem, int(bounds.seconds)) from error


def _later(problem: str, seconds: int) -> Refusal:
    detail = f"{problem}; come back in {seconds} s."
    return Refusal(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": str(seconds)})

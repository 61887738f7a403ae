"""The table of the app's own addresses, and how each request to one of them is answered."""

from __future__ import annotations

import inspect
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from http import HTTPStatus
from typing import Final

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from geo.errors import DataError, GranicaError
from server import addresses, answer, asked, counts, documents, figures, records
from server.answer import Content, Refusal
from server.asked import Asked, Option

LOG: Final = logging.getLogger(__name__)
METHODS: Final = ["GET", "HEAD", "OPTIONS"]
LATER: Final = {"Retry-After": "60"}

Serve = Callable[[Asked], Content] | Callable[[Asked], Awaitable[Content]]


@dataclass(frozen=True)
class Address:
    """One address of the app.

    Attributes
    ----------
    path
        Below the base path, with Starlette's parameters.
    serve
        Gives the content; it may raise `Refusal`. What is not a coroutine runs in a thread.
    takes_link
        Whether the link's parameters choose something there.
    options
        Parameters of its own.
    dated
        Whether the content says the day on which it is asked for.
    """

    path: str
    serve: Serve
    takes_link: bool = False
    options: tuple[Option, ...] = ()
    dated: bool = False


ADDRESSES: Final = (
    Address("/data/records.{format}", records.selection, takes_link=True, options=(records.HXL, records.BOM)),
    Address("/data/records/{id}.{format}", records.single, dated=True),
    Address("/data/counts.json", counts.counts, takes_link=True, options=(counts.BY,)),
    Address("/data/figure.{format}", figures.figure, takes_link=True, options=(figures.TITLE,)),
    Address("/data/sources.bib", documents.bibliography),
    Address("/data/schema/{name}", documents.schema),
    Address("/data/{name}", documents.published),
)
"""In the order in which they are tried."""


def routes() -> list[Route]:
    """Every address, below the base path."""
    base = addresses.base()
    return [Route(f"{base}{item.path}", _endpoint(item), methods=METHODS) for item in ADDRESSES]


def _endpoint(item: Address) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        if request.method == "OPTIONS":
            return answer.preflight()
        try:
            return await _answered(item, request)
        except Refusal as refusal:
            return answer.problem(refusal.status, refusal.detail, headers=refusal.headers)
        except DataError as error:
            return answer.problem(HTTPStatus.SERVICE_UNAVAILABLE, f"The data cannot be used: {error}", headers=LATER)
        except GranicaError as error:
            return answer.problem(HTTPStatus.BAD_REQUEST, f"{error}")
        except Exception:
            number = secrets.token_hex(4)
            LOG.exception("error %s", number)
            detail = f"This could not be made. The number of the error is {number}."
            return answer.problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail)

    return endpoint


async def _answered(item: Address, request: Request) -> Response:
    options = (*item.options, asked.STRICT)
    understood = await to_thread.run_sync(partial(asked.read, request, options=options, takes_link=item.takes_link))
    problems = understood.not_used
    if problems and understood.options["strict"]:
        status = HTTPStatus.BAD_REQUEST
        return answer.problem(status, "Some parameters cannot be used.", not_used=answer.told(problems))
    dataset = understood.prepared.dataset
    tag = answer.tag(
        dataset.digest, request.url.path, understood.canonical, understood.site, repr(problems), _today(item)
    )
    if answer.unchanged(request, tag=tag, modified=None if item.dated else dataset.released):
        return answer.not_modified(tag=tag, modified=dataset.released)
    content = await _content(item.serve, understood)
    respond = partial(answer.answer, request, content, tag=tag, modified=dataset.released, problems=problems)
    return await to_thread.run_sync(respond)


def _today(item: Address) -> str:
    day: date | None = datetime.now(tz=UTC).date() if item.dated else None
    return str(day)


async def _content(serve: Serve, understood: Asked) -> Content:
    if inspect.iscoroutinefunction(serve):
        made: Content = await serve(understood)
        return made
    return await to_thread.run_sync(serve, understood)  # type: ignore[arg-type]  # the other kind of `Serve`

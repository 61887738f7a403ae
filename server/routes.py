"""The table of the app's own addresses, and how each request to one of them is answered."""

from __future__ import annotations

import inspect
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import partial
from http import HTTPStatus
from typing import Final

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from geo import study
from geo.errors import DataError, GranicaError
from geo.present import staticmap
from geo.publish import export, passing
from server import (
    addresses,
    answer,
    asked,
    changes,
    counts,
    documents,
    feed,
    figures,
    oembed,
    openapi,
    records,
    site,
    workshop,
)
from server.address import Address
from server.answer import JSON, Content, Refusal
from server.asked import Asked
from server.ogc import collections, items

LOG: Final = logging.getLogger(__name__)
METHODS: Final = ["GET", "HEAD", "OPTIONS"]
LATER: Final = {"Retry-After": "60"}

JSON_GEOJSON_BIB: Final = (JSON, "application/geo+json", "application/x-bibtex")
RECORD_ID: Final = {"type": "string", "pattern": "^[A-Z]{2,8}-[A-Za-z0-9._-]+$"}
COLLECTION: Final = {"type": "string", "enum": list(collections.COLLECTIONS)}


def _one_of(names: Iterable[str]) -> Mapping[str, object]:
    return {"type": "string", "enum": list(names)}


def _openapi(asked: Asked) -> Content:
    """Describe all addresses, as OpenAPI 3.1."""
    return openapi.document(asked, ADDRESSES)


def _ogc_api(asked: Asked) -> Content:
    """Describe the features' addresses, as OpenAPI 3.0, which their standard names."""
    return openapi.document(asked, ADDRESSES, below=addresses.OGC)


DATA: Final = (
    Address(
        "/data/records.{format}",
        records.selection,
        gives=tuple(item.media_type for item in export.FORMATS.values()),
        parts={"format": _one_of(export.FORMATS)},
        takes_link=True,
        versioned=True,
        options=(records.HXL, records.BOM),
    ),
    Address(
        "/data/records/{id}.{format}",
        records.single,
        gives=JSON_GEOJSON_BIB,
        parts={"id": RECORD_ID, "format": _one_of(records.SINGLE)},
        versioned=True,
        dated=True,
    ),
    Address(
        f"{addresses.DATA}/{addresses.SNAPSHOT}",
        records.snapshot,
        gives=("text/html",),
        takes_link=True,
        takes_view=True,
        versioned=True,
        dated=True,
    ),
    Address("/data/counts.json", counts.counts, takes_link=True, versioned=True, options=(counts.BY,), beside=True),
    Address("/data/changes.json", changes.since, takes_link=True, options=(asked.VERSION, asked.ROWS)),
    Address("/data/feed.atom", feed.feed, gives=("application/atom+xml",), takes_link=True, beside=True),
    Address(
        "/data/figure.{format}",
        figures.figure,
        gives=tuple(item.media_type for item in staticmap.FORMATS.values()),
        parts={"format": _one_of(staticmap.FORMATS)},
        takes_link=True,
        takes_view=True,
        versioned=True,
        options=(figures.TITLE, figures.WIDTH),
    ),
    Address("/data/preview.png", figures.preview, gives=("image/png",), takes_link=True, takes_view=True),
    Address("/data/sources.bib", documents.bibliography, gives=("application/x-bibtex",), versioned=True),
    Address(
        "/data/schema/{name}",
        documents.schema,
        gives=("application/schema+json",),
        parts={"name": _one_of(documents.schema_names())},
        versioned=True,
    ),
    Address(
        "/data/{name}",
        documents.published,
        gives=tuple(media_type.partition(";")[0] for media_type in documents.FILES.values()),
        parts={"name": _one_of(documents.FILES)},
        versioned=True,
    ),
)
ITEMS: Final = (items.BBOX, items.BBOX_CRS, items.CRS, items.DATETIME, items.LIMIT, items.OFFSET)
OGC: Final = (
    Address("/ogc", collections.landing, strict=items.STRICT),
    Address("/ogc/", collections.landing, strict=items.STRICT),
    Address("/ogc/api", _ogc_api, gives=(collections.OPENAPI,), strict=items.STRICT),
    Address("/ogc/conformance", collections.conformance, strict=items.STRICT),
    Address("/ogc/collections", collections.collections, strict=items.STRICT),
    Address(
        "/ogc/collections/{collection}",
        collections.collection,
        parts={"collection": COLLECTION},
        strict=items.STRICT,
    ),
    Address(
        "/ogc/collections/{collection}/queryables",
        collections.queryables,
        gives=("application/schema+json",),
        parts={"collection": COLLECTION},
        strict=items.STRICT,
    ),
    Address(
        "/ogc/collections/{collection}/items",
        items.items,
        gives=("application/geo+json",),
        parts={"collection": COLLECTION},
        takes_link=True,
        versioned=True,
        options=ITEMS,
        strict=items.STRICT,
        beside=True,
    ),
    Address(
        "/ogc/collections/{collection}/items/{item}",
        items.item,
        gives=("application/geo+json",),
        parts={"collection": COLLECTION, "item": RECORD_ID},
        takes_link=True,
        versioned=True,
        options=(items.CRS,),
        strict=items.STRICT,
    ),
)
SITE: Final = (
    Address(addresses.OPENAPI, _openapi),
    Address(addresses.OEMBED, oembed.oembed, options=oembed.OPTIONS),
    Address(addresses.ROBOTS, site.robots, gives=("text/plain",)),
    Address(addresses.SITEMAP, site.sitemap, gives=("application/xml",)),
    Address(addresses.FAVICON, site.favicon, gives=("image/vnd.microsoft.icon",)),
    Address(addresses.LLMS, site.llms, gives=("text/plain",)),
    Address(addresses.SECURITY, site.security, gives=("text/plain",), dated=True),
)
ADDRESSES: Final = (*DATA, *OGC, *SITE)
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
    read = partial(asked.read, request, options=item.all_options, takes_link=item.takes_link, versioned=item.versioned)
    understood = await to_thread.run_sync(read)
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
    with study.use(understood.prepared.study):
        content = await _content(item, understood)
        lacks = await to_thread.run_sync(_lacks, understood) if _tells_lacks(item) else []
    said = [*answer.not_used(problems), *lacks]
    respond = partial(answer.answer, request, content, tag=tag, modified=dataset.released, said=said)
    return await to_thread.run_sync(respond)


def _tells_lacks(item: Address) -> bool:
    """Whether it is made of a selection: of features, each collection says it in its own body."""
    return item.takes_link and item.path.startswith(addresses.DATA)


def _lacks(understood: Asked) -> answer.Said:
    """What a table cannot say of itself: what it leaves out, and what of the data could not be used."""
    left = passing.left_out(understood.view)
    return [
        *([(answer.LEFT_OUT, f"{left}, {export.WITHHELD}")] if left else []),
        *answer.incomplete(understood.prepared.dataset.gaps),
    ]


def _today(item: Address) -> str:
    day: date | None = datetime.now(tz=UTC).date() if item.dated else None
    return str(day)


async def _content(item: Address, understood: Asked) -> Content:
    if item.beside:
        return await workshop.answered(understood, item.serve)
    if inspect.iscoroutinefunction(item.serve):
        made: Content = await item.serve(understood)
        return made
    return await to_thread.run_sync(item.serve, understood)  # type: ignore[arg-type]  # the other kind of `Serve`

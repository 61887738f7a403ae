"""Describe the addresses as OpenAPI, from the table that serves them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from geo import study
from server import addresses, parameters
from server.address import Address
from server.answer import INCOMPLETE, JSON, LEFT_OUT, NOT_USED, PROBLEM, Content, to_json
from server.asked import Asked, Option
from server.ogc.collections import OPENAPI
from server.parameters import Parameter

VERSION, OLDER_VERSION = "3.1.0", "3.0.3"
NEWER: Final = frozenset({"examples"})
"""What a schema of the older version has no word for."""
Json = Mapping[str, Any]

PROBLEM_RULE: Final[Json] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "not_used": {"type": "array", "items": {"$ref": "#/components/schemas/NotUsed"}},
    },
}
NOT_USED_RULE: Final[Json] = {
    "type": "object",
    "required": ["parameter", "asked", "given"],
    "properties": {name: {"type": "string"} for name in ("parameter", "asked", "given")},
}
REFUSALS: Final[Mapping[str, str]] = {
    "400": "A parameter cannot be used, and the request is strict.",
    "403": "The record may be shown, and not passed on.",
    "404": "There is no such thing.",
    "503": "The data cannot be used, or there is too much to do; `Retry-After` says when to come back.",
}
SAID: Final[Mapping[str, Json]] = {
    name: {"schema": {"type": "string"}, "description": description}
    for name, description in (
        (NOT_USED, "A parameter that could not be used, and what is given instead."),
        (LEFT_OUT, "How many records of the selection are not in the answer, and why."),
        (INCOMPLETE, "What of a file of the data could not be used."),
    )
}


def document(asked: Asked, table: Iterable[Address], *, below: str = "") -> Content:
    """Describe addresses.

    Parameters
    ----------
    asked
        Where the app is.
    table
        The addresses.
    below
        Describe those below this path alone, as an API of its own and in OpenAPI 3.0.
    """
    dataset = asked.prepared.dataset
    body = {
        "openapi": OLDER_VERSION if below else VERSION,
        "info": {
            "title": study.current().title,
            "version": dataset.version,
            "description": "Records of a selection, as files, features, counts, a feed and figures. No key is needed. "
            "Parameters are those of the app's links. Never add up the figures that records publish.",
            "license": {"name": study.current().licence.id, "url": study.current().licence.url},
        },
        "servers": [{"url": f"{asked.site}{below}"}],
        "paths": {
            item.path.removeprefix(below) or "/": {"get": _older(_operation(item)) if below else _operation(item)}
            for item in table
            if item.path.startswith(below) and item.path != addresses.OGC
        },
        "components": {"schemas": {"Problem": PROBLEM_RULE, "NotUsed": NOT_USED_RULE}},
    }
    return Content(to_json(body), OPENAPI if below else JSON)


def _older(value: Any) -> Any:
    """Take out what OpenAPI 3.0 has no word for."""
    if isinstance(value, Mapping):
        return {name: _older(each) for name, each in value.items() if name not in NEWER}
    return [_older(each) for each in value] if isinstance(value, list) else value


def _operation(item: Address) -> Json:
    chosen = (*(parameters.filters() if item.takes_link else ()), *(parameters.view() if item.takes_view else ()))
    return {
        "operationId": re.sub(r"\W+", "_", item.path).strip("_") or "root",
        "summary": item.about,
        "parameters": [
            *(_part(name, rule) for name, rule in item.parts.items()),
            *map(_of_link, chosen),
            *map(_own, item.all_options),
        ],
        "responses": _responses(item),
    }


def _part(name: str, rule: Json) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": rule}


def _of_link(item: Parameter) -> Json:
    if not item.several:
        return {"name": item.name, "in": "query", "description": item.about, "schema": item.rule}
    several = {"type": "array", "items": item.rule, "minItems": 1, "uniqueItems": True}
    listed = {"style": "form", "explode": False, "schema": several}
    return {"name": item.name, "in": "query", "description": item.about, **listed}


def _own(option: Option) -> Json:
    return {"name": option.name, "in": "query", "description": option.about, "schema": option.rule}


def _responses(item: Address) -> Json:
    problem = {"content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    fine = {
        "description": item.about,
        "headers": {"ETag": {"schema": {"type": "string"}, "required": True}, **SAID},
        "content": {media_type: {} for media_type in item.gives},
    }
    return {
        "200": fine,
        "304": {"description": "Nothing has changed since."},
        **{status: {"description": text, **problem} for status, text in REFUSALS.items()},
    }

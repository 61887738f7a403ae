"""Pieces of JSON Schema (2020-12) that the fields are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.terms import Term

Json = dict[str, Any]


def text(max_chars: int) -> Json:
    """Text of one to so many characters."""
    return {"type": "string", "minLength": 1, "maxLength": max_chars}


def term(vocabulary: Mapping[str, Term]) -> Json:
    """One word of a vocabulary."""
    return {"type": "string", "enum": list(vocabulary)}


def nullable(schema: Json) -> Json:
    """What a rule allows, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def list_of(item: Json, *, at_least: int = 0) -> Json:
    """A list of such items."""
    return {"type": "array", "items": item, "minItems": at_least, "maxItems": 200}


def object_of(properties: Json, *, required: tuple[str, ...] | None = None) -> Json:
    """An object of these properties and no others, all required unless told."""
    needed = list(properties if required is None else required)
    return {"type": "object", "properties": properties, "required": needed, "additionalProperties": False}

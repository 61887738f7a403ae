"""The structure by the library `jsonschema`, plainly: what the quick way must say word for word."""

from __future__ import annotations

import re
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from geo import study
from geo.intake.validate.result import cut, shorten
from geo.schema import Json as Rule

Told = tuple[str, str, str]
"""Field, problem, what would be right."""


def told(rule: Rule, item: Any, *, dates: bool = True, by_path: bool = True) -> list[Told]:
    """All that is wrong with a value."""
    validator = Draft202012Validator(rule, format_checker=FormatChecker() if dates else None)
    errors: Any = validator.iter_errors(item)
    if by_path:
        errors = sorted(errors, key=lambda error: list(map(str, error.absolute_path)))
    return [(field_of(error), *in_words(error)) for error in errors]


def field_of(error: ValidationError) -> str:
    """The field that a schema error is about."""
    path = [cut(str(part)) for part in error.absolute_path if part != "properties"]
    missing = re.match(r"'(\w+)' is a required property", error.message)
    return ".".join([*path, missing[1]] if missing else path) or "feature"


def in_words(error: ValidationError) -> tuple[str, str]:
    """Put a schema error into a sentence and what would have been right."""
    deepest = _deepest(error)
    value = shorten(deepest.instance)
    limit = deepest.validator_value
    say: dict[str, tuple[str, str]] = {
        "required": ("missing", "every required field, null where it may be"),
        "enum": (
            f"{value} is not in the vocabulary",
            f"one of {', '.join(map(str, limit)) if isinstance(limit, list) else limit}",
        ),
        "format": (f"{value} is not a calendar date", f"a date like {study.current().first}"),
        "pattern": (f"{value} does not match the pattern", f"text that matches {limit}"),
        "maxLength": (f"{len(str(deepest.instance))} characters", f"at most {limit}"),
        "minLength": ("empty text", "text, or null where it may be"),
        "minItems": ("an empty list", f"at least {limit}"),
        "maxItems": ("too long a list", f"at most {limit}"),
        "type": (f"{value} is of the wrong type", f"{limit}"),
        "minimum": (f"{value} is too small", f"at least {limit}"),
        "maximum": (f"{value} is too large", f"at most {limit}"),
        "additionalProperties": (cut(deepest.message), "only the fields of the codebook"),
    }
    return say.get(str(deepest.validator), (cut(deepest.message), str(limit)))


def _deepest(error: ValidationError) -> ValidationError:
    """Step into ``anyOf``: a nullable field fails for the reason that is not 'it is not null'."""
    reasons = [reason for reason in error.context or () if reason.validator_value != "null"]
    return _deepest(reasons[0]) if reasons else error

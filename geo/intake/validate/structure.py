"""The structure, by JSON Schema, and its faults in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from jsonschema_rs import Draft202012Validator, ValidationError

from geo import study
from geo.intake.validate.result import Found, cut, shorten
from geo.schema import Json as Rule

DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DAY_CHARS: Final = 10
DAYS_KEPT: Final = 8192
MAX_DEPTH: Final = 32
"""Levels of nesting that are compared with a schema; none of ours has half as many."""
MAX_INTEGER: Final = 2**63 - 1
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """A JSON Schema (2020-12), and the same compiled."""

    rule: Rule
    compiled: Draft202012Validator


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing in a value that a schema does not allow.

    Attributes
    ----------
    path
        Where it stands.
    keyword, limit
        What of the schema it is against.
    value
        What stands there.
    message
        In a sentence, for a keyword that we have no words for.
    missing
        The property that is required and not there.
    rank
        Where the keyword stands in the schema, for the order.
    reasons
        Why no branch of an ``anyOf`` holds, in the order of the schema.
    """

    path: Path
    keyword: str
    limit: Any
    value: Any
    message: str
    missing: str = ""
    rank: tuple[int, ...] = ()
    reasons: tuple[Fault, ...] = ()


def structure(rule: Rule, *, dates: bool = True) -> Structure:
    """Compile a JSON Schema.

    Parameters
    ----------
    rule
        The schema.
    dates
        Whether text of the format ``date`` must be one.
    """
    formats = {"date": is_day} if dates else {}
    return Structure(rule, Draft202012Validator(rule, validate_formats=dates, formats=formats))


def is_day(text: str) -> bool:
    """Whether a text is a calendar date, year-month-day."""
    return len(text) == DAY_CHARS and _is_day(text)


@lru_cache(maxsize=DAYS_KEPT)
def _is_day(text: str) -> bool:
    """A crisis has fewer days than records; that they are short is seen to before."""
    try:
        return bool(DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def is_sound(form: Structure, item: Any) -> bool:
    """Whether a value is surely as the schema has it."""
    try:
        return form.compiled.is_valid(item)
    except ValueError:  # half a letter in a key, or nested without end
        return False


def faults(form: Structure, item: Any) -> list[Fault]:
    """Give all that a schema does not allow in a value, in the order of the schema."""
    found = (_fault(error, item, rule=form.rule) for error in form.compiled.iter_errors(_comparable(item)))
    return sorted(found, key=lambda fault: fault.rank)


def check_structure(form: Structure, item: Any) -> Iterator[Found]:
    """Check a feature against the schema, and that its two ids are one."""
    broken = [] if is_sound(form, item) else faults(form, item)
    for fault in sorted(broken, key=lambda fault: list(map(str, fault.path))):
        yield field_of(fault), *in_words(fault), "error"
    if isinstance(item, dict) and isinstance(item.get("properties"), dict):
        own, outer = item["properties"].get("id"), item.get("id")
        if outer is not None and outer != own:
            yield "id", f"the feature's id is {outer!r}, its property {own!r}", "the same id in both", "error"


def field_of(fault: Fault) -> str:
    """The field that a fault is about."""
    path = [cut(str(part)) for part in fault.path if part != "properties"]
    missing = [fault.missing] if re.fullmatch(r"\w+", fault.missing) else []
    return ".".join([*path, *missing]) or "feature"


def in_words(fault: Fault) -> tuple[str, str]:
    """Put a fault into a sentence and what would have been right."""
    deepest = _deepest(fault)
    value, limit = shorten(deepest.value), deepest.limit
    say: dict[str, tuple[str, str]] = {
        "required": ("missing", "every required field, null where it may be"),
        "enum": (
            f"{value} is not in the vocabulary",
            f"one of {', '.join(map(str, limit)) if isinstance(limit, list) else limit}",
        ),
        "format": (f"{value} is not a calendar date", f"a date like {study.current().first}"),
        "pattern": (f"{value} does not match the pattern", f"text that matches {limit}"),
        "maxLength": (f"{len(str(deepest.value))} characters", f"at most {limit}"),
        "minLength": ("empty text", "text, or null where it may be"),
        "minItems": ("an empty list", f"at least {limit}"),
        "maxItems": ("too long a list", f"at most {limit}"),
        "type": (f"{value} is of the wrong type", f"{limit}"),
        "minimum": (f"{value} is too small", f"at least {limit}"),
        "maximum": (f"{value} is too large", f"at most {limit}"),
        "additionalProperties": (cut(deepest.message), "only the fields of the codebook"),
    }
    return say.get(deepest.keyword, (cut(deepest.message), str(limit)))


def _deepest(fault: Fault) -> Fault:
    """Step into ``anyOf``: a nullable field fails for the reason that is not 'it is not null'."""
    reasons = [reason for reason in fault.reasons if reason.limit != "null"]
    return _deepest(reasons[0]) if reasons else fault


# --- from the library's errors -------------------------------------------------------


def _fault(error: ValidationError, item: Any, *, rule: Rule) -> Fault:
    """Take over an error, with what stands in the value itself, not in the copy that was compared."""
    path, value = _follow(item, error.instance_path)
    limit, rank = _walk(rule, error.schema_path, path)
    kind: Any = error.kind  # its attributes go with its name
    reasons = [reason for branch in kind.context for reason in branch] if kind.name == "anyOf" else []
    missing = str(kind.property) if kind.name == "required" else ""
    named = [name for name in value if _plain_name(name) == kind.error.instance] if kind.name == "propertyNames" else []
    return Fault(
        path=path,
        keyword=str(error.schema_path[-1]),
        limit=limit,
        value=named[0] if named else value,
        message=_message(error, value, limit=limit),
        missing=missing,
        rank=(*rank, limit.index(missing)) if missing else rank,
        reasons=tuple(sorted((_fault(reason, item, rule=rule) for reason in reasons), key=lambda reason: reason.rank)),
    )


def _message(error: ValidationError, value: Any, *, limit: Any) -> str:
    kind: Any = error.kind
    if kind.name == "additionalProperties":
        names = sorted(name for name in value if _plain_name(name) in kind.unexpected)
        verb = "was" if len(names) == 1 else "were"
        return f"Additional properties are not allowed ({', '.join(map(repr, names))} {verb} unexpected)"
    if kind.name == "const":
        return f"{limit!r} was expected"
    return str(error.message)


def _follow(item: Any, steps: Sequence[str | int]) -> tuple[Path, Any]:
    """Follow a path of the copy that was compared through the value itself; give the path in it, and where it ends."""
    path: list[str | int] = []
    for step in steps:
        key = step if isinstance(step, int) else next(name for name in item if _plain_name(name) == step)
        path.append(key)
        item = item[key]
    return tuple(path), item


def _walk(rule: Any, steps: Sequence[str | int], path: Path) -> tuple[Any, tuple[int, ...]]:
    """Follow a path through a schema; give where it ends, and the position of each step among its neighbours.

    An item of a list has its own position too, for the schema has one rule for all of them.
    """
    rank: list[int] = []
    places = iter(path)
    named = False
    for step in steps:
        rank.append(list(rule).index(step) if isinstance(rule, Mapping) else int(step))
        rule = rule[step]
        if named or step == "items" or (step == "additionalProperties" and isinstance(rule, Mapping)):
            place = next(places, 0)
            rank.extend([place] if isinstance(place, int) else [])
        named = step == "properties" and not named
    return rule, tuple(rank)


def _comparable(value: Any, *, depth: int = 0) -> Any:
    """Copy a value without what Rust has no word for and no schema of ours asks for.

    That is half of a letter, a number of more than 64 bits, and what is nested deeper than any field.
    """
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, int) and not isinstance(value, bool):
        return max(-MAX_INTEGER, min(MAX_INTEGER, value))
    if not isinstance(value, dict | list):
        return value
    if depth > MAX_DEPTH:
        return type(value)()
    if isinstance(value, list):
        return [_comparable(item, depth=depth + 1) for item in value]
    return {_plain_name(name): _comparable(item, depth=depth + 1) for name, item in value.items()}


def _plain_name(name: str) -> str:
    """Write half a letter out, so that two names stay two."""
    return name.replace("\\", "\\\\").encode("utf-8", "backslashreplace").decode()

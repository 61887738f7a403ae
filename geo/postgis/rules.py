"""What a column may hold, from its JSON Schema: a type, and constraints that have names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

NAME_MAX_BYTES: Final = 63
"""Longer names are cut by PostgreSQL without a word."""
FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"
TEXT, TEXTS, DATE, WHOLE, NUMBER, TRUTH, JSON = "text", "text[]", "date", "integer", "numeric", "boolean", "json"

Rule = Mapping[str, Any]


@dataclass(frozen=True)
class Check:
    """A constraint: what it is called within its table, and the condition in SQL."""

    name: str
    condition: str


@dataclass(frozen=True)
class Column:
    """A column of a table, and the rule of its values; `nullable` where null is a value, not merely no value."""

    name: str
    type: str
    rule: Rule
    needed: bool
    nullable: bool

    @property
    def checks(self) -> tuple[Check, ...]:
        """Its constraints, but for NOT NULL."""
        return tuple(Check(f"{self.name}_{kind}", condition) for kind, condition in _conditions(self).items())


def column(name: str, rule: Rule, *, required: bool) -> Column:
    """Make a column of a property and its rule.

    Parameters
    ----------
    name
        Of the property.
    rule
        JSON Schema of its value.
    required
        Whether the property must be there.
    """
    choices = rule.get("anyOf", [rule])
    given = [choice for choice in choices if choice.get("type") != "null"]
    nullable = len(given) < len(choices)
    inner = given[0] if len(given) == 1 else {"anyOf": given}
    return Column(name, _type(inner), inner, needed=required and not nullable, nullable=nullable)


def _type(rule: Rule) -> str:
    kind = rule.get("type")
    if kind == "string":
        return DATE if rule.get("format") == "date" else TEXT
    if kind == "array":
        return TEXTS if rule["items"].get("type") == "string" else JSON
    return {"integer": WHOLE, "number": NUMBER, "boolean": TRUTH}.get(str(kind), JSON)


def _conditions(of: Column) -> dict[str, str]:
    """Conditions by the kind of what they ask: ``known``, ``length``, ``form``, ``range``, ``day``."""
    name, rule = quoted(of.name), of.rule
    if of.type == DATE:
        return {"day": f"{name} BETWEEN '{FIRST_DAY}' AND '{LAST_DAY}'"}
    if of.type in {TEXTS, JSON}:
        value = f"to_jsonb({name})" if of.type == TEXTS else f"{name}::jsonb"
        return (
            {"form": f"granica.fits({value}, {literal(json.dumps(rule, ensure_ascii=False))}::jsonb)"} if rule else {}
        )
    if "enum" in rule:
        return {"known": f"{name} IN ({', '.join(map(literal, rule['enum']))})"}
    bounds = {sign: rule[key] for sign, key in ((">=", "minimum"), ("<=", "maximum")) if key in rule}
    lengths = {sign: rule[key] for sign, key in ((">=", "minLength"), ("<=", "maxLength")) if key in rule}
    found = {
        "range": " AND ".join(f"{name} {sign} {bound}" for sign, bound in bounds.items()),
        "length": " AND ".join(f"char_length({name}) {sign} {length}" for sign, length in lengths.items()),
        "form": f"{name} ~ {literal(rule['pattern'])}" if "pattern" in rule else "",
    }
    return {kind: condition for kind, condition in found.items() if condition}


def quoted(name: str) -> str:
    """Write a name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Write a text in SQL."""
    return "'" + text.replace("'", "''") + "'"

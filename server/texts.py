"""Make the texts that the server gives from templates, with everything in them escaped."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

FOLDER: Final = Path(__file__).parent / "templates"
IN_SCRIPT: Final = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
"""Letters that could end a script element or begin another, as JSON may write them."""


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(FOLDER)
    return Environment(loader=loader, autoescape=select_autoescape(["html"]), undefined=StrictUndefined)


def text(template: str, **values: Any) -> str:
    """Fill a template of this folder; in ``.html`` everything is escaped."""
    return _environment().get_template(template).render(**values)


def structured(value: Any) -> Markup:
    """Write JSON so that it can stand in a script element."""
    written = json.dumps(value, ensure_ascii=False)
    return Markup(written.translate(IN_SCRIPT))  # noqa: S704  # nothing in it can be markup now

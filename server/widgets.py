"""Name the framework's own modules that the first view draws with, so that the browser asks for them at once.

The framework asks for a widget's module when the first such widget comes, and draws a grey box until it is there. On a
slow line or machine that is the drawer's first look.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from typing import Final

DRAWN: Final = (
    "Html",
    "TextInput",
    "Selectbox",
    "Slider",
    "Multiselect",
    "ButtonGroup",
    "Button",
    "ComponentInstance",
)
"""What the map's page and the drawer are made of, as the framework calls it."""
IMPORTED: Final = re.compile(r'(?:from|import)"\./([\w.-]+\.js)"')


@lru_cache(maxsize=1)
def modules() -> tuple[str, ...]:
    """Names of those files, and of what they import, that the framework's document does not name itself.

    A version of the framework that calls them otherwise gets none of them named: they then come as late as ever.
    """
    static = resources.files("streamlit") / "static"
    folder = static / "static" / "js"
    named = (static / "index.html").read_text(encoding="utf-8")
    files = {path.name: path for path in folder.iterdir()}
    found: dict[str, None] = {}
    waiting = [name for name in sorted(files) if name.partition(".")[0] in DRAWN]
    while waiting:
        name = waiting.pop(0)
        if name in found or name in named or name not in files:
            continue
        found[name] = None
        waiting.extend(IMPORTED.findall(files[name].read_text(encoding="utf-8")))
    return tuple(found)

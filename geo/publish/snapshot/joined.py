"""Join the map's modules into one script: a file that opens from a disk may load no other.

The modules are written in one manner: imports by name from a neighbour, at the top; exports where a thing is declared.
Anything else is refused, so that nothing is joined wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

IMPORT: Final = re.compile(r'^import \{([^}]*)\} from "([^"]+)";\n', re.MULTILINE)
EXPORT: Final = re.compile(r"^export (?=(?:(?:async )?function|class|const) (\w+))", re.MULTILINE)
COMMENT: Final = re.compile(r"^ */\*\*.*?\*/\n", re.MULTILINE | re.DOTALL)
OTHER: Final = re.compile(r"^(?:import|export)\b.*|\bimport\(.*|\bimport\.meta\b.*", re.MULTILINE)
"""A way to import or export that is not joined."""
ENDING: Final = re.compile(r"</(script)|<!--", re.IGNORECASE)
"""What would end a script element, or change how its end is found."""


def joined(start: str, *, folder: Path, replaced: Mapping[str, str], before: str = "") -> str:
    """Write a module and all that it imports as one.

    Parameters
    ----------
    start
        Path of the module below the folder.
    folder
        Where the modules lie.
    replaced
        Path of the module that is taken in place of another.
    before
        Path of a module whose exports every other one sees under their names, as it sees those of the browser.

    Returns
    -------
    script
        For a script element of the type ``module``; nothing in it ends the element.

    Raises
    ------
    ValueError
        If a module imports or exports in another way, or modules import one another in a circle.
    """
    written: dict[str, str] = {}
    names: dict[str, list[str]] = {}

    def write(name: str, *, importers: tuple[str, ...]) -> None:
        if name in importers:
            message = f"modules import one another: {' → '.join((*importers, name))}"
            raise ValueError(message)
        if name in written:
            return
        code = COMMENT.sub("", (folder / name).read_text(encoding="utf-8"))
        taken = [(text, _path(name, given, replaced=replaced)) for text, given in IMPORT.findall(code)]
        for _, other in taken:
            write(other, importers=(*importers, name))
        names[name] = EXPORT.findall(code)
        body = EXPORT.sub("", IMPORT.sub("", code))
        if (left := OTHER.search(body)) is not None:
            message = f"{name}: cannot join {left.group()!r}"
            raise ValueError(message)
        heads = "".join(f"const {{{text.replace(' as ', ': ')}}} = {_name(other)};\n" for text, other in taken)
        written[name] = (
            f"const {_name(name)} = (() => {{\n{heads}{body}return {{ {', '.join(names[name])} }};\n}})();\n"
        )

    if before:
        write(before, importers=())
        written[before] += f"const {{ {', '.join(names[before])} }} = {_name(before)};\n"
    write(start, importers=())
    return inert("".join(written.values()))


def inert(script: str) -> str:
    """Write a script so that nothing in it ends the element that holds it; in texts and patterns it stays the same."""
    return ENDING.sub(lambda found: found.group().replace("<", r"\x3c"), script.replace("\r\n", "\n"))


def _path(importer: str, given: str, *, replaced: Mapping[str, str]) -> str:
    """Path below the folder of what a module imports."""
    parts = list(Path(importer).parent.parts)
    for part in given.split("/"):
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    path = "/".join(parts)
    return replaced.get(path, path)


def _name(path: str) -> str:
    return re.sub(r"\W", "_", path)

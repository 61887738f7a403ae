"""What each layer, category, family, measure and chart cannot say, as a folder of data declares it.

A folder need not declare any. One that does says it of everything; a gap or an unknown name is a finding.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from geo import schema
from geo.errors import DataError, MissingFileError
from geo.intake import load
from geo.intake.folder import LIMITATIONS_FILE
from geo.intake.validate.records import BLANK
from geo.model import LAYERS, Finding, Limitations

CHARTS: Final = (
    "histogram",
    "attempts",
    "measures",
    "along",
    "deployments",
    "force_levels",
    "claims",
    "standing",
    "denials",
    "side_by_side",
    "compare_families",
    "compare_bands",
    "small_map",
)
"""Charts, by the name of the function that draws them."""


def things() -> Mapping[str, tuple[str, ...]]:
    """Give all things of which something is to be said, by their sort; categories are those of the study in use."""
    return {
        "layer": LAYERS,
        "category": tuple(schema.CATEGORIES),
        "family": tuple(schema.FAMILIES),
        "measure": tuple(schema.MEASURES),
        "chart": CHARTS,
    }


def read(directory: Path) -> tuple[Limitations, tuple[Finding, ...]]:
    """Read what a folder of data says of its limits.

    Parameters
    ----------
    directory
        The folder; one without the file says nothing.

    Returns
    -------
    limitations
        What can be used of the file: a text by sort and name.
    findings
        What is wrong in it.
    """
    path = directory / LIMITATIONS_FILE
    try:
        given = tomllib.loads(load.read_bytes(path).decode())
    except MissingFileError:
        return {}, ()
    except DataError as error:
        return {}, (Finding(path.name, "the whole file", "file", error.problem, error.right),)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        problem = f"not valid TOML: {error}"
        return {}, (Finding(path.name, "the whole file", "file", problem, "a complete TOML document"),)
    said = {
        sort: {name: text for name, text in _table(given, sort).items() if name in names and not _wrong(text)}
        for sort, names in things().items()
    }
    return said, tuple(Finding(path.name, *doubt, "warning") for doubt in _doubts(given))


def _table(given: Mapping[str, Any], sort: str) -> Mapping[str, Any]:
    table = given.get(sort, {})
    return table if isinstance(table, dict) else {}


def _doubts(given: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for sort in given:
        if sort not in things():
            yield sort, "table", "unknown", f"one of {', '.join(things())}"
    for sort, names in things().items():
        table = _table(given, sort)
        for name in names:
            if problem := _wrong(table.get(name)):
                yield f"{sort}.{name}", "text", problem, f"1 to {schema.SUMMARY_MAX_CHARS} characters"
        for name in table:
            if name not in names:
                yield f"{sort}.{name}", "name", "unknown", f"one of {', '.join(names)}"


def _wrong(text: object) -> str:
    if text is None:
        return "missing"
    if not isinstance(text, str):
        return "no text"
    if not text or BLANK.fullmatch(text):
        return "empty"
    return "" if len(text) <= schema.SUMMARY_MAX_CHARS else f"{len(text)} characters"

"""Which column means what: written by `suggest`, mended by hand, kept as a file and run again next month."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from geo.errors import DataError, MalformedFileError
from geo.foreign.dates import ORDERS, OrderCode

TARGETS: Final[Mapping[str, str]] = {
    "id": "the data set's own id of the row, each once",
    "title": "what happened, in few words",
    "summary": "what happened, in more words",
    "start": "the day, or the first day",
    "end": "the last day, inclusive",
    "latitude": "latitude in degrees",
    "longitude": "longitude in degrees",
    "coordinates": "latitude and longitude in one cell",
    "place": "name of the place",
    "region": "name of the district, province or region",
    "country": "name of the country",
    "precision": "how exactly the place is known, in the words of our vocabulary",
    "uncertainty_m": "metres around the point",
    "category": "what it is about",
    "actors": "who takes part",
    "claimed_by": "who says so",
    "claimant_sides": "the side that the claimant belongs to, in the words of our vocabulary",
    "disputed_by": "who denies it",
    "url": "address of the source",
    "source": "name of the source",
    "reported": "the day of publication",
    "note": "what a careful reader must know",
    "killed": "how many died",
    "injured": "how many were injured",
    "missing": "how many are missing",
    "survivors": "how many survived",
    "detained": "how many were detained",
    "participants": "how many took part",
    "people_present": "how many were there",
    "people_crossed": "how many crossed, or tried to",
    "people_returned": "how many were sent back",
    "people_rescued": "how many were rescued",
    "attempts": "attempts to cross, as a border service counts them",
    "personnel": "how many soldiers, police or guards",
}
"""What a column can mean."""
MEASURES: Final = (
    "killed",
    "injured",
    "missing",
    "survivors",
    "detained",
    "participants",
    "people_present",
    "people_crossed",
    "people_returned",
    "people_rescued",
    "attempts",
    "personnel",
)
"""Targets that are figures."""
UNITS: Final[Mapping[str, str]] = {"attempts": "attempts"}
DATES: Final = ("start", "end", "reported")


@dataclass(frozen=True, slots=True)
class Choice:
    """A column that a target is taken from, how sure that is (0…1), and why."""

    column: str
    confidence: float = 1.0
    reason: str = "given"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """How a free table becomes records.

    Attributes
    ----------
    columns
        The column of each target.
    dataset, title
        Code and name of the data set; made from the file's name if empty.
    dates
        ``DMY`` or ``MDY``, where the column does not show it.
    decimal
        The decimal mark, where the file does not show it.
    turned
        Whether latitude and longitude stand in each other's columns.
    defaults
        Values for targets that have no column.
    categories
        Our category of each of theirs.
    """

    columns: Mapping[str, Choice] = field(default_factory=dict)
    dataset: str = ""
    title: str = ""
    dates: OrderCode | None = None
    decimal: str = ""
    turned: bool = False
    defaults: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)

    def column(self, target: str) -> str:
        """Name the column of a target; empty if it has none."""
        choice = self.columns.get(target)
        return choice.column if choice else ""


_MEMBERS: Final = ("columns", "dataset", "title", "dates", "decimal", "turned", "defaults", "categories")


def read(content: bytes, *, file: str) -> ColumnMapping:
    """Read a mapping from TOML.

    Parameters
    ----------
    content
        The file's bytes.
    file
        Its name.

    Raises
    ------
    MalformedFileError
        If it is not TOML, or names what does not exist; the message says what would have been right.
    """
    try:
        said = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise MalformedFileError(file, f"not valid TOML: {error}", "TOML as --suggest writes it") from error
    others = [name for name in said if name not in _MEMBERS]
    if others:
        raise MalformedFileError(file, f"{', '.join(others)} is not a part of a mapping", f"only {', '.join(_MEMBERS)}")
    order = said.get("dates") or None
    if order is not None and order not in ORDERS:
        raise MalformedFileError(file, f"dates = {order!r}", "DMY or MDY")
    decimal = said.get("decimal", "")
    if decimal not in ("", ".", ","):
        raise MalformedFileError(file, f"decimal = {decimal!r}", '"." or ","')
    return ColumnMapping(
        columns={target: _choice(target, value, file=file) for target, value in _table(said, "columns", file).items()},
        dataset=_text(said, "dataset", file),
        title=_text(said, "title", file),
        dates=order,
        decimal=decimal,
        turned=said.get("turned") is True,
        defaults={_target(name, file=file): str(value) for name, value in _table(said, "defaults", file).items()},
        categories={name: str(value) for name, value in _table(said, "categories", file).items()},
    )


def _table(said: Mapping[str, Any], name: str, file: str) -> Mapping[str, Any]:
    value = said.get(name, {})
    if not isinstance(value, dict):
        raise MalformedFileError(file, f"{name} is not a table", f"[{name}]")
    return value


def _text(said: Mapping[str, Any], name: str, file: str) -> str:
    value = said.get(name, "")
    if not isinstance(value, str):
        raise MalformedFileError(file, f"{name} is not text", f'{name} = "…"')
    return value


def _target(name: str, *, file: str) -> str:
    if name not in TARGETS:
        raise MalformedFileError(file, f"{name} is nothing that a column can mean", f"one of {', '.join(TARGETS)}")
    return name


def _choice(target: str, value: Any, *, file: str) -> Choice:
    _target(target, file=file)
    if isinstance(value, str):
        return Choice(value)
    if isinstance(value, dict) and isinstance(value.get("column"), str):
        return Choice(value["column"])
    raise MalformedFileError(file, f"columns.{target} names no column", f'{target} = "name of the column"')


def check(mapping: ColumnMapping, *, columns: tuple[str, ...], file: str) -> None:
    """Refuse a mapping that names columns that the table does not have.

    Raises
    ------
    DataError
        If it does.
    """
    missing = [choice.column for choice in mapping.columns.values() if choice.column not in columns]
    if missing:
        raise DataError(file, f"no column {', '.join(map(repr, missing))}", f"one of {', '.join(columns[:40])}")


def write(mapping: ColumnMapping, *, file: str, unmapped: tuple[str, ...] = (), question: str = "") -> str:
    """Write a mapping as TOML, each column with its confidence and reason.

    Parameters
    ----------
    mapping
        What to write.
    file
        The table's name, for the heading.
    unmapped
        Columns that mean nothing here; they are kept with the record as they are.
    question
        What has to be answered before the table can be read.
    """
    lines = [
        f"# How the columns of {_one_line(file)} become records. Change what is wrong, then run it with --mapping."
    ]
    lines += [f"dataset = {_quoted(mapping.dataset)}", f"title = {_quoted(mapping.title)}"]
    if question:
        lines += [f"# {_one_line(question)}", '# dates = "DMY"   # day first; or "MDY", month first']
    elif mapping.dates:
        lines.append(f"dates = {_quoted(mapping.dates)}")
    if mapping.decimal:
        lines.append(f"decimal = {_quoted(mapping.decimal)}")
    if mapping.turned:
        lines.append("turned = true")
    lines += ["", "[columns]"]
    lines += [
        f"{target} = {{ column = {_quoted(choice.column)}, confidence = {choice.confidence:.2f}, "
        f"reason = {_quoted(choice.reason)} }}"
        for target, choice in mapping.columns.items()
    ]
    lines += [f"# kept as it is: {_one_line(name)}" for name in unmapped]
    for name, table in (("defaults", mapping.defaults), ("categories", mapping.categories)):
        if table:
            lines += ["", f"[{name}]", *(f"{_quoted(key)} = {_quoted(value)}" for key, value in table.items())]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Write a TOML basic string; JSON's escapes are among TOML's."""
    return json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False).replace("\x7f", "\\u007f")


def _one_line(text: str) -> str:
    return " ".join("".join(character for character in text if character.isprintable()).split())

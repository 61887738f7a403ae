"""Tables of numbers of records, with how strong each is among them. Every function takes a table of `geo.summarise`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo import schema


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of records, 0 for none, and its part of the greatest in its table or, in a share, of its row; 0 to 1."""

    records: int
    part: float


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its code and label, and its cells in the order of the columns."""

    code: str
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows and columns of numbers: headings of both, codes and labels of the columns, and the rows."""

    down: str
    across: str
    columns: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]


def claims(table: pd.DataFrame) -> Matrix:
    """Set out how many records of each family each side says.

    Parameters
    ----------
    table
        Of `summarise.claims`.
    """
    counts = table.groupby(["side", "family"], sort=False)["records"].sum().to_dict()
    return _matrix(
        counts, down="Says so", across="Family", rows=_labels(schema.CLAIMANT_SIDES), columns=_labels(schema.FAMILIES)
    )


def standing(table: pd.DataFrame) -> Matrix:
    """Set out what each side's claims amount to, as shares of the side's records.

    Parameters
    ----------
    table
        Of `summarise.claims`.
    """
    counts = table.groupby(["side", "confidence"], sort=False)["records"].sum().to_dict()
    return _matrix(
        counts,
        down="Says so",
        across="Standing",
        rows=_labels(schema.CLAIMANT_SIDES),
        columns=_labels(schema.CONFIDENCES),
        of_row=True,
    )


def denials(table: pd.DataFrame) -> Matrix:
    """Set out how many records each party denies or tells otherwise, by the side that says so.

    Parameters
    ----------
    table
        Of `summarise.denials`.
    """
    counts = table.set_index(["denied_by", "side"])["records"].to_dict()
    parties = {name: name for name in dict.fromkeys(table["denied_by"])}
    return _matrix(counts, down="Denies it", across="Says so", rows=parties, columns=_labels(schema.CLAIMANT_SIDES))


def _labels(vocabulary: Mapping[str, schema.Term]) -> dict[str, str]:
    return {code: term.label for code, term in vocabulary.items()}


def _matrix(
    counts: Mapping[Any, int],
    *,
    down: str,
    across: str,
    rows: Mapping[str, str],
    columns: Mapping[str, str],
    of_row: bool = False,
) -> Matrix:
    """Rows and columns that hold a number, in the given order."""
    shown = {code: label for code, label in columns.items() if any(column == code for _row, column in counts)}
    greatest = max(counts.values(), default=0)
    lines = []
    for code, label in rows.items():
        numbers = [int(counts.get((code, column), 0)) for column in shown]
        if any(numbers):
            lines.append(Line(code, label, _cells(numbers, whole=sum(numbers) if of_row else greatest)))
    return Matrix(down, across, tuple(shown.items()), tuple(lines))


def _cells(numbers: Sequence[int], *, whole: int) -> tuple[Cell, ...]:
    return tuple(Cell(number, number / whole if whole else 0.0) for number in numbers)

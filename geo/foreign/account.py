"""What became of each row: rows = skipped + taken + refused, taken = with a point + without one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing about one row: where it is, whose id, what is wrong and what would have been right."""

    row: int
    id: str
    field: str
    problem: str
    expected: str

    def __str__(self) -> str:
        return f"row {self.row} ({self.id or 'no id'}): {self.field}: {self.problem} ({self.expected})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What became of a file.

    Attributes
    ----------
    file, format, dataset, title
        The file, what it was taken for, and the data set's code and name.
    rows
        How many it has.
    skipped, without_point
        How many, by reason.
    taken, with_point
        How many became records; how many of these have a place on the map.
    refused, doubtful
        Each by its number and id. A refused row is no record; a doubtful one is.
    warnings
        What was changed or left out, by kind, and how often.
    notes
        How the file was read: encoding, separator, order of dates.
    """

    file: str
    format: str
    dataset: str
    title: str
    rows: int
    taken: int
    with_point: int
    skipped: Mapping[str, int] = field(default_factory=dict)
    without_point: Mapping[str, int] = field(default_factory=dict)
    refused: tuple[Remark, ...] = ()
    doubtful: tuple[Remark, ...] = ()
    warnings: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def adds_up(self) -> bool:
        """Whether every row is accounted for."""
        return self.rows == sum(self.skipped.values()) + self.taken + len(self.refused) and (
            self.taken == self.with_point + sum(self.without_point.values())
        )

    def report(self) -> dict[str, Any]:
        """Give the account as JSON has it."""
        return {
            "file": self.file,
            "format": self.format,
            "dataset": self.dataset,
            "title": self.title,
            "rows": self.rows,
            "skipped": sum(self.skipped.values()),
            "skipped_why": dict(self.skipped),
            "taken": self.taken,
            "with_point": self.with_point,
            "without_point": dict(self.without_point),
            "refused": [_remark(item) for item in self.refused],
            "doubtful": [_remark(item) for item in self.doubtful],
            "warnings": dict(self.warnings),
            "notes": list(self.notes),
        }

    def lines(self) -> list[str]:
        """Write the account in words, without the single rows."""
        without, skipped = sum(self.without_point.values()), sum(self.skipped.values())
        return [
            f"{self.file}: {self.title}",
            *self.notes,
            f"{self.rows:,} rows: {self.taken:,} taken, {skipped:,} skipped, {len(self.refused):,} refused",
            f"{self.taken:,} taken: {self.with_point:,} with a point, line or area, {without:,} without",
            *(f"  without: {number:,}, {reason}" for reason, number in self.without_point.items()),
            *(f"  skipped: {number:,}, {reason}" for reason, number in self.skipped.items()),
            *(f"  warning: {number:,}, {reason}" for reason, number in self.warnings.items()),
            *([f"  doubtful: {len(self.doubtful):,}"] if self.doubtful else []),
        ]


def _remark(item: Remark) -> dict[str, Any]:
    return {
        "row": item.row,
        "id": item.id or None,
        "field": item.field,
        "problem": item.problem,
        "expected": item.expected,
    }


def total(accounts: Sequence[Account]) -> dict[str, Any]:
    """Add several files up; one file's report is its own."""
    reports = [account.report() for account in accounts]
    if len(reports) == 1:
        return reports[0]
    sums: dict[str, Any] = {
        name: sum(report[name] for report in reports) for name in ("rows", "skipped", "taken", "with_point")
    }
    lists = {
        name: [{"file": report["file"], **item} for report in reports for item in report[name]]
        for name in ("refused", "doubtful")
    }
    counts = {name: _added(report[name] for report in reports) for name in ("without_point", "warnings", "skipped_why")}
    return {**sums, **counts, **lists, "files": reports}


def _added(parts: Any) -> dict[str, int]:
    sums: dict[str, int] = {}
    for part in parts:
        for reason, number in part.items():
            sums[reason] = sums.get(reason, 0) + number
    return sums

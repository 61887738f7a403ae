"""What a published figure says, and of which day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any


def bounds(figure: Mapping[str, Any]) -> dict[str, Any]:
    """Lowest and highest value of a figure, null where it does not say one, and the figure in words."""
    low, high, value = figure["min"], figure["max"], figure["value"]
    if value is not None:
        return {"low": value, "high": value, "said": f"{value:,.10g}"}
    if low is None:
        return {"low": None, "high": high, "said": f"at most {high:,.10g}"}
    if high is None:
        return {"low": low, "high": None, "said": f"at least {low:,.10g}"}
    return {"low": low, "high": high, "said": f"{low:,.10g}–{high:,.10g}"}


def iso_day(text: str | None) -> date | None:
    """The day that a figure is of, null where the source names none."""
    return date.fromisoformat(text) if text else None

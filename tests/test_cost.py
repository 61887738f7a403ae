"""What a run costs: one reading of the store, one going back to a day, one evaluation of a range of dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from geo import store
from geo.query import as_of, select
from geo.query import view as views
from tests.serving import ROOT

PAGES = sorted(path.name for path in (ROOT / "pages").glob("*.py") if path.stem not in {"__init__", "shell"})
RANGES = {"compare.py": 2}
"""Ranges of dates that a page sets against each other."""


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each of the dear steps was taken."""
    counted: Counter[str] = Counter()

    def count(module: Any, name: str) -> None:
        step: Callable[..., Any] = getattr(module, name)

        def taken(*arguments: Any, **options: Any) -> Any:
            counted[name] += 1
            return step(*arguments, **options)

        monkeypatch.setattr(module, name, taken)

    count(as_of, "as_known")
    count(store, "current")
    count(select, "rows_by_publication")
    return counted


@pytest.mark.parametrize("page", PAGES)
def test_a_run_takes_each_dear_step_once(calls: Counter[str], page: str) -> None:
    app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=60)
    app.query_params["known"] = "2021-11-12"
    app.run()
    if page != "map.py":
        app.switch_page(page).run()
    views._as_of.kept.clear()  # type: ignore[attr-defined]  # noqa: SLF001  # another test may have gone back to the same day
    calls.clear()
    app.run()
    assert not app.exception
    assert calls["current"] == 1
    assert calls["as_known"] <= 1
    assert calls["rows_by_publication"] <= RANGES.get(page, 1)

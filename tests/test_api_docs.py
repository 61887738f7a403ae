"""The examples of docs/api.md run as they stand."""

from __future__ import annotations

import re

import pytest

from server.routes import DATA
from tests.serving import ROOT, Server

TEXT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_runs(server: Server, number: int, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(EXAMPLES[number], f"docs/api.md, example {number + 1}", "exec"), {"SITE": server.url})  # noqa: S102
    assert capsys.readouterr().out or "assert" in EXAMPLES[number]


def test_every_address_of_the_data_is_told() -> None:
    told = [path.partition("{")[0].rstrip(".") for path in (item.path for item in DATA) if path != "/data/{name}"]
    assert not [path for path in told if path not in TEXT]

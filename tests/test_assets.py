"""The browser's modules: formatted, linted, and their pure parts tested by Node."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.serving import ROOT

UNIT_TESTS = sorted((ROOT / "tests" / "assets").glob("*.test.js"))
BIOME = ROOT / "node_modules" / ".bin" / "biome"


def needs(there: object, *, what: str) -> None:
    """Skip where something is not installed, but fail in CI."""
    if not there:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(what)


def run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", UNIT_TESTS, ids=lambda path: path.stem)
def test_the_pure_modules_hold_their_rules(path: Path) -> None:
    needs(shutil.which("node"), what="no Node found: `apt-get install nodejs`")
    run("node", "--test", str(path))


def test_there_are_unit_tests() -> None:
    assert UNIT_TESTS


def test_formatter_and_linter_have_nothing_to_say() -> None:
    needs(BIOME.exists(), what="no Biome found: `npm ci`")
    run(str(BIOME), "ci", "--error-on-warnings")


def test_text_becomes_markup_nowhere() -> None:
    ways = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser", "createContextualFragment")
    for path in sorted([*(ROOT / "geo" / "assets").rglob("*.js"), *(ROOT / "server" / "page").glob("*.js")]):
        used = [way for way in ways if way in path.read_text(encoding="utf-8")]
        assert not used, f"{path.name}: {used}"

"""The shape of the code: who may import whom, and that every module says what it is for."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving import ROOT

OWN = sorted(path for folder in ("geo", "server", "pages", "tests") for path in (ROOT / folder).rglob("*.py"))
VAGUE = {"utils", "util", "helpers", "helper", "misc", "common", "tools"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}


def test_the_contracts_on_imports_are_kept() -> None:
    lint = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([str(lint), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", [path for path in OWN if path.is_relative_to(ROOT / "geo")], ids=name_of)
def test_the_core_knows_nothing_of_streamlit(path: Path) -> None:
    forbidden = ("streamlit", "streamlit_folium", "server", "pages")
    assert not [name for name in imported(path) if name.split(".")[0] in forbidden]


def test_the_core_can_be_used_without_streamlit() -> None:
    code = "import sys, geo.store; sys.exit(any(name.startswith('streamlit') for name in sys.modules))"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


@pytest.mark.parametrize("path", [path for path in OWN if "tests" not in path.parts], ids=name_of)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_no_file_is_named_for_nothing() -> None:
    assert not [name_of(path) for path in OWN if path.stem in VAGUE]


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("*.py")), ids=name_of)
def test_a_page_is_thin(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 50


def test_nothing_is_drawn_through_unsafe_html() -> None:
    for path in OWN:
        if "tests" not in path.parts:
            assert "unsafe_allow_html" not in path.read_text(encoding="utf-8"), name_of(path)


SUBJECT = re.compile(r"Poland|Belarus|PL-BY|PLBY|2180|Kuźnica|tripoint|\b(?:19|20)[0-9]{2}\b")
"""What only a study may name."""
STANDARDS = re.compile(
    r"JSON Schema \(2020-12|draft/2020-12|www\.w3\.org/2000/svg|CIE 1976|[A-Z][a-z]+(?: et al\.)? \(?(?:19|20)[0-9]{2}"
    r"|\((?:19|20)[0-9]{2}, \"|GUGiK 2021"
)
"""Names of standards, and sources in the form of a citation."""


WORLD = {ROOT / "geo" / "foreign" / "words.toml", ROOT / "geo" / "foreign" / "geoconfirmed.py"}
"""The countries of the whole world, as other people's data name them."""


@pytest.mark.parametrize("folder", ["geo", "server", "pages"])
def test_only_a_study_names_a_subject(folder: str) -> None:
    for path in sorted(set((ROOT / folder).rglob("*")) - WORLD):
        if path.suffix in {".py", ".html", ".js", ".css", ".toml", ".md"}:
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                assert not SUBJECT.search(STANDARDS.sub("", line)), f"{name_of(path)}:{number}: {line.strip()}"

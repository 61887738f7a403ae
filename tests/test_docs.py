"""The documentation is held to account: every parameter, page, command and variable is in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from geo import __main__ as command
from geo.query import link as links
from server import addresses

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r'_command\(\s*commands,\s*"(\w+)"', Path(command.__file__).read_text(encoding="utf-8"))
PAGES = list(addresses.PAGES.values())
VARIABLES = {
    name
    for folder in ("geo", "server", "pages")
    for path in (ROOT / folder).rglob("*.py")
    for name in re.findall(r'"(GRANICA_\w+)"', path.read_text(encoding="utf-8"))
}
DATA_FILES = [path.name for path in (ROOT / "data").iterdir() if path.suffix in {".geojson", ".json", ".csv"}]


@pytest.mark.parametrize("parameter", links.PARAMETERS)
def test_a_parameter_of_the_link_is_in_the_readme(parameter: str) -> None:
    assert f"`{parameter}`" in README


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_in_the_readme(page: str) -> None:
    assert f"| {page} |" in README


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_in_the_documentation(name: str) -> None:
    curating = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    assert f"python -m geo {name}" in README + curating


@pytest.mark.parametrize("variable", sorted(VARIABLES))
def test_a_variable_is_in_the_readme(variable: str) -> None:
    assert f"`{variable}`" in README


@pytest.mark.parametrize("name", DATA_FILES)
def test_a_data_file_is_in_the_data_readme(name: str) -> None:
    assert f"`{name}`" in (ROOT / "data" / "README.md").read_text(encoding="utf-8")


def test_links_inside_the_documentation_lead_somewhere() -> None:
    for path in ROOT.glob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (ROOT / target).exists(), f"{path.name}: {target}"


ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`((?:geo|pages|server|data)/[\w./-]*|app\.py|pyproject\.toml)`", ARCHITECTURE)))
)
def test_the_architecture_names_what_is_there(path: str) -> None:
    assert (ROOT / path).exists()


def test_the_architecture_draws_every_room() -> None:
    rooms = {f"geo/{path.name}/" for path in (ROOT / "geo").iterdir() if (path / "__init__.py").is_file()}
    assert not [room for room in rooms if room not in ARCHITECTURE]


def test_the_five_lines_of_the_library_run() -> None:
    text = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {}
    exec(re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)[0], names)  # noqa: S102  # our own documentation
    assert names["records"]["id"].tolist() == names["same"]["id"].tolist()
    assert len(names["records"])
    assert names["located"]["border_m"].notna().all()
    assert names["picture"].startswith(b"\x89PNG")

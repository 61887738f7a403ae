"""What a reader of the drawer sees of a search: its first hits, what was guessed, and what to try."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from geo import store, study
from pages.sidebar.hits import MOST
from tests import building
from tests.serving import ROOT


@pytest.fixture
def app(tmp_path: object, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> AppTest:
    del tmp_path
    names = [f"PLBY-{number:04d}" for number in range(1, MOST + 3)]
    items = [building.feature(id=name, title=f"Kuźnica, event {name}") for name in names]
    monkeypatch.setenv(study.VARIABLE, str(building.folder(tmp_path_factory.mktemp("hits"), *items)))
    store.settled()
    return AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=60)


def drawer(app: AppTest, text: str) -> str:
    app.query_params["q"] = text
    app.run()
    assert not app.exception
    return " ".join(element.proto.body for element in app.sidebar.get("html"))


def test_the_first_hits_are_listed_and_the_rest_are_counted(app: AppTest) -> None:
    shown = drawer(app, "Кузница")
    assert shown.count("Kuźnica, event") == MOST
    assert f"All {MOST + 2} as a table" in shown


def test_what_was_guessed_is_said(app: AppTest) -> None:
    assert "No record says “kuzncia”; shown: kuznica." in drawer(app, "kuzncia")


def test_when_nothing_is_found_there_is_something_to_try(app: AppTest) -> None:
    assert "Nothing found." in drawer(app, "xyzzyxyzzy")


def test_without_a_search_nothing_is_listed(app: AppTest) -> None:
    assert "granica-hits" not in drawer(app, "")

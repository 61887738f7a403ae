"""The document asks at once for the framework's modules that the first view draws with."""

from __future__ import annotations

import re
from importlib import resources

from geo import store
from server import assets, widgets

STATIC = resources.files("streamlit") / "static"


def test_every_widget_of_the_first_view_is_named_and_is_there() -> None:
    roots = {name.partition(".")[0] for name in widgets.modules()}
    assert set(widgets.DRAWN) <= roots
    assert all((STATIC / "static" / "js" / name).is_file() for name in widgets.modules())


def test_what_a_named_module_imports_is_named_too_here_or_by_the_framework() -> None:
    own = (STATIC / "index.html").read_text(encoding="utf-8")
    named = set(widgets.modules())
    for name in named:
        body = (STATIC / "static" / "js" / name).read_text(encoding="utf-8")
        for imported in widgets.IMPORTED.findall(body):
            assert imported in named or imported in own, f"{name} imports {imported}"


def test_nothing_is_named_twice() -> None:
    own = (STATIC / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'href="\./static/js/([^"]+)"', assets.later(store.current()))
    assert sorted(links) == sorted(widgets.modules())
    assert not [name for name in links if name in own]

"""Render the base map once: it is the same in each run of a page, and folium would compile and write it anew."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Final

from folium import Figure, Map

from geo.present.webmap import Canvas

ID: Final = "div"
"""streamlit-folium's own name for the map, so that it finds nothing to replace."""


class Printed(Map):
    """A map that has been rendered: it is given to streamlit-folium in each run, and nothing is computed again.

    What is added to it is not kept, so that sessions can share it.

    Parameters
    ----------
    canvas
        The map as `base_map` builds it; it is of no use afterwards.
    """

    def __init__(self, canvas: Canvas) -> None:  # the map is there already: folium has nothing to set up
        canvas._id = ID  # noqa: SLF001
        figure = Figure()
        figure.add_child(canvas)
        canvas.render()  # type: ignore[no-untyped-call]  # branca has no types
        self._name, self._id = canvas._name, ID  # noqa: SLF001
        self._children = OrderedDict()
        self._template = _Said("\n".join(_script(part) for part in (canvas, *canvas._children.values())))  # noqa: SLF001
        self.options = canvas.options
        self.default_js, self.default_css = canvas.default_js, canvas.default_css
        self._bounds = canvas.get_bounds()
        self._root = _Root(header=_Text(figure.header.render()), html=_Text(figure.html.render()))

    def get_root(self) -> Any:
        """Give the document's parts."""
        return self._root

    def get_bounds(self) -> Any:
        """Give the bounds of what is drawn by folium: nothing."""
        return self._bounds

    def add_child(self, child: Any, name: str | None = None, index: int | None = None) -> Any:
        """Keep nothing."""
        del child, name, index
        return self

    def render(self, **_arguments: Any) -> str:
        """Do nothing: it is done."""
        return ""


def _script(part: Any) -> str:
    return str(part._template.module.script(part))  # noqa: SLF001  # as streamlit-folium takes it


@dataclass(frozen=True, slots=True)
class _Text:
    text: str

    def render(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class _Root:
    header: _Text
    html: _Text


class _Said:
    """A template whose script is written."""

    def __init__(self, script: str) -> None:
        self.module = self
        self.script = lambda _part: script

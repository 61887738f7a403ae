"""Make markup from templates: Jinja with autoescape on, so that nothing in the data is markup."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import streamlit as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER: Final = Path(__file__).parent / "templates"
STYLE: Final = FOLDER / "granica.css"
"""Also in the document's head, as `server.assets` has it; here it comes after Streamlit's and so wins over it."""


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, auto_reload=False)


def draw(template: str, **values: Any) -> None:
    """Draw a template of this folder; its arguments are those of `made`."""
    st.html(made(template, **values))


def made(template: str, **values: Any) -> str:
    """Make markup of a template of this folder.

    Parameters
    ----------
    template
        Its file name.
    **values
        What it names; text in them is escaped.
    """
    return _environment().get_template(template).render(**values)


def style(*, dark: bool) -> None:
    """Give our own elements their style; Streamlit's are left as the theme has them.

    Parameters
    ----------
    dark
        Whether the page is dark; what lies over the map needs a ground of its own.
    """
    theme = f"theme.{'dark' if dark else 'light'}"
    st.html(_style(st.get_option(f"{theme}.backgroundColor"), st.get_option(f"{theme}.linkColor")))


@lru_cache(maxsize=2)
def _style(ground: str, link: str) -> str:
    """The style as one element, read and made once: each element of a run costs its share of the run."""
    return f"<style>{STYLE.read_text(encoding='utf-8')}</style>{made('ground.html', ground=ground, link=link)}"

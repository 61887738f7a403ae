"""The key to the map as a filter: a family of symbols is the filter by its categories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from urllib.parse import quote

import streamlit as st

from geo import kept, schema, study, summarise
from geo.present import webmap
from geo.query import select
from geo.query.view import DataView
from geo.symbols import SYMBOLS
from pages.blocks import hrefs, templates

Codes = frozenset[str]


def draw(view: DataView) -> None:
    """Draw the key: a row a family with its symbol, how many records it has in all other filters, and a tick."""
    chosen = view.link.selection
    rows = select.rows(view.index, replace(chosen, categories=frozenset())) if chosen.categories else view.rows
    counts = summarise.by_family(view.index, rows)
    entries = [
        {
            "code": code,
            "label": family.label,
            "count": counts[code],
            "checked": state(chosen.categories, code),
            "href": hrefs.selecting(view.link, replace(chosen, categories=toggled(chosen.categories, code))),
            "only": hrefs.selecting(view.link, replace(chosen, categories=categories(code))),
        }
        for code, family in schema.FAMILIES.items()
    ]
    limits = {family.label: view.dataset.limitation("family", code) for code, family in schema.FAMILIES.items()}
    templates.draw("key.html", entries=entries, limits=limits if any(limits.values()) else {})


def pictures() -> None:
    """Give the page the symbols of families, for the key and for lists; also where no drawer is drawn."""
    st.html(_style(tuple(schema.FAMILIES), dark=st.context.theme.type == "dark"))


def categories(family: str) -> Codes:
    """Codes of the categories of a family."""
    return _by_family(study.current())[family]


@kept.with_first(size=1)
def _by_family(_of: study.Study) -> Mapping[str, Codes]:
    found: dict[str, set[str]] = {family: set() for family in schema.FAMILIES}
    for code, category in schema.CATEGORIES.items():
        found[category.family].add(code)
    return {family: frozenset(codes) for family, codes in found.items()}


def state(chosen: Codes, family: str) -> str:
    """Whether a family is kept: ``true``, ``false``, or ``mixed`` if only some of its categories are."""
    own = categories(family)
    kept = own & chosen if chosen else own
    return "true" if kept == own else "mixed" if kept else "false"


def toggled(chosen: Codes, family: str) -> Codes:
    """The categories to keep after a click on a family; all of them, and none of them, is no filter."""
    own, everything = categories(family), frozenset(schema.CATEGORIES)
    kept = (chosen or everything) - own if state(chosen, family) == "true" else (chosen or everything) | own
    return frozenset() if kept == everything else kept


def names(chosen: Codes) -> Sequence[str]:
    """Names of chosen categories, a family by its own name where all of it is chosen."""
    whole = [code for code in schema.FAMILIES if categories(code) <= chosen]
    rest = chosen - frozenset().union(*(categories(code) for code in whole))
    return [
        *(schema.FAMILIES[code].label for code in whole),
        *(category.label for code, category in schema.CATEGORIES.items() if code in rest),
    ]


@lru_cache(maxsize=4)
def _style(_of: tuple[str, ...], *, dark: bool) -> str:
    """A style with the symbol of each family as an address that holds the picture itself."""
    pictures = {code: f"data:image/svg+xml,{quote(picture)}" for code, (picture, _) in webmap.legend(dark=dark).items()}
    return templates.made("key_pictures.html", pictures=pictures)


def shape(family: str) -> str:
    """The shape of a family's symbol in words."""
    return SYMBOLS[family].shape

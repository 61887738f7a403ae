"""Each active filter by name, with a link that takes it away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from geo import schema
from geo.model import DEFAULT_LAYERS, RECORD_LAYERS, Selection
from geo.query import words
from geo.query.filters import FILTERS, CodedFilter
from geo.query.view import DataView
from pages.blocks import families, hrefs, templates
from pages.sidebar.filters import LAYER_LABELS


def draw(view: DataView) -> None:
    """Draw a chip for each active filter, and one link that takes them all away; nothing without a filter."""
    link = view.link
    chips = [
        {"words": text, "href": hrefs.selecting(link, without), "id": f"chip-{number}"}
        for number, (text, without) in enumerate(active(link.selection, coverage=view.dataset.coverage))
    ]
    if chips:
        templates.draw("chips.html", chips=chips, reset=hrefs.selecting(link, Selection()))


def active(chosen: Selection, *, coverage: tuple[Any, Any]) -> Iterator[tuple[str, Selection]]:
    """Name the active filters.

    Parameters
    ----------
    chosen
        The selection.
    coverage
        First and last day of the data, said where the reader set one bound only.

    Yields
    ------
    words, without
        What a filter keeps, and the selection without it.
    """
    if chosen.start or chosen.end:
        yield (
            words.period(chosen.start or coverage[0], chosen.end or coverage[1]),
            replace(chosen, start=None, end=None),
        )
    if chosen.text:
        yield f"“{chosen.text}”", replace(chosen, text="")
    for item in FILTERS:
        nothing: Mapping[str, Any] = {item.field: frozenset()}
        if codes := getattr(chosen, item.field):
            yield _named(item, codes), replace(chosen, **nothing)
    if chosen.border_km:
        yield f"within {chosen.border_km:g} km of the line", replace(chosen, border_km=None)
    if chosen.along_km:
        south, north = chosen.along_km
        yield f"kilometres {south:g}–{north:g} of the line", replace(chosen, along_km=None)
    if missing := [name for name in RECORD_LAYERS if name not in chosen.layers]:
        labels = [LAYER_LABELS[name] for name in missing]
        yield f"without {', '.join(labels).lower()}", replace(chosen, layers=chosen.layers | DEFAULT_LAYERS)
    if chosen.known:
        yield f"as published by {words.day(chosen.known)}", replace(chosen, known=None)


def _named(item: CodedFilter, codes: frozenset[str]) -> str:
    """Name what a filter keeps; a filter on a list says what it looks at, as its words do not."""
    labels = [term.label for code, term in item.vocabulary.items() if code in codes]
    either = " or ".join(families.names(codes) if item.vocabulary is schema.CATEGORIES else labels)
    return f"{item.noun}: {either}" if item.on_list else either

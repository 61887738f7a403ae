"""Tables of the method page: generated from the schema and the data, so that they cannot fall behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo import schema, study, summarise
from geo.model import Dataset, Link, Selection
from geo.present import card
from geo.query.view import DataView
from pages.blocks import templates

METHOD_FILE: Final = "method.md"
VOCABULARIES: Final[Mapping[str, Mapping[str, schema.Term]]] = {
    "Kind": schema.KINDS,
    "Category": schema.CATEGORIES,
    "Family": schema.FAMILIES,
    "Precision of the place": schema.PRECISIONS,
    "Precision of the date": schema.DATE_PRECISIONS,
    "Side": schema.SIDES,
    "Confidence": schema.CONFIDENCES,
    "Claimant side": schema.CLAIMANT_SIDES,
    "Measure": schema.MEASURES,
    "End of a record": schema.END_STATUSES,
    "Status of a deployment": schema.STATUSES,
    "Type of unit": schema.UNIT_TYPES,
    "Period of a count": schema.PERIOD_TYPES,
    "Title of a source": schema.TITLE_BASES,
    "Address of a source": schema.ADDRESS_STATES,
    "Check of a record": schema.CHECKS,
    "What a source bears": schema.BEARINGS,
}
LIMITED: Final = {"Category": "category", "Family": "family", "Measure": "measure"}
"""Vocabularies of which the data say what they cannot say, and under which name."""

TALLIES: Final[Sequence[tuple[str, str, Mapping[str, schema.Term]]]] = (
    ("Category", "category", schema.CATEGORIES),
    ("Side", "side", schema.SIDES),
    ("Precision", "geo_precision", schema.PRECISIONS),
)


def method() -> None:
    """Draw how the records of the study in use were made, if its folder says so."""
    path = study.current().folder / METHOD_FILE
    if path.is_file():
        st.markdown(path.read_text(encoding="utf-8"))


def fields() -> None:
    """Draw every field of a record with its rule."""
    rows = [(field.name, field.origin, field.rule) for field in schema.fields()]
    templates.draw("table.html", columns=("Field", "Given or computed", "Rule"), rows=rows)


def vocabulary(dataset: Dataset) -> None:
    """Draw one vocabulary, chosen by the reader, and what its terms cannot say where the data declare it."""
    name = st.selectbox("Vocabulary", list(VOCABULARIES))
    limits = dataset.limitations.get(LIMITED.get(name, ""), {})
    more = ("Cannot say",) if limits else ()
    rows = [
        (term.code, term.label, term.definition, *([limits.get(term.code, "")] if limits else []))
        for term in VOCABULARIES[name].values()
    ]
    templates.draw("table.html", columns=("Code", "Label", "Definition", *more), rows=rows)


def checks(view: DataView) -> None:
    """Draw how many records were checked in which way, and when last."""
    _table(view, "checks", summarise.checks, ("How", "What that is", "Records", "Last"))


def balance(view: DataView) -> None:
    """Draw how many records each side claims, and how many it alone."""
    _table(view, "balance", summarise.claimant_balance, ("Who says so", "Records", "By this side alone"))


def coverage(view: DataView) -> None:
    """Draw how many records begin in each month, and how they spread over categories and sides."""
    families = tuple(family.label for family in schema.FAMILIES.values())
    _table(view, "coverage", summarise.coverage, ("Month", *families, "All"))
    for column, (label, field, vocabulary) in zip(st.columns(len(TALLIES)), TALLIES, strict=True):
        count = partial(summarise.tally, field=field, vocabulary=vocabulary)
        with column:
            _table(view, f"tally {field}", count, (label, "Records"))


def _table(view: DataView, what: str, make: Callable[[gpd.GeoDataFrame], pd.DataFrame], columns: Sequence[str]) -> None:
    """Draw a table of all records as they could be known, made once for the data and the day."""

    def made() -> str:
        table = make(view.known.records)
        return templates.made("table.html", columns=columns, rows=table.to_numpy().tolist())

    st.html(_of_all(view).made(what, made))


def _of_all(view: DataView) -> DataView:
    """The view of everything as it could be known on the day of a view."""
    return view.following(Link(selection=Selection(known=view.link.selection.known)))


def intake(dataset: Dataset) -> None:
    """Draw how many features each file held, and what became of them."""
    rows = [(intake.file, intake.read, intake.kept, intake.rejected) for intake in dataset.intakes]
    templates.draw("table.html", columns=("File", "Read", "Kept", "Rejected"), rows=rows)


def sources(view: DataView) -> None:
    """Say how many titles are headlines and how many addresses were checked, and offer all sources, folded."""
    dataset = view.known
    st.caption(_of_all(view).made("sources", lambda: _checked(dataset)))
    folded = st.expander(f"All {len(dataset.sources):,} sources", key="sources_folded", on_change="rerun")
    if folded.open:
        with folded:
            _sources(dataset)


def _checked(dataset: Dataset) -> str:
    bases = Counter(entry["custom"]["title_basis"] for entry in dataset.sources.values())
    told = [
        f"{basis.label.lower()} {bases[basis.code]:,}" for basis in schema.TITLE_BASES.values() if bases[basis.code]
    ]
    checked = sum("checked" in entry["custom"] for entry in dataset.sources.values())
    return f"Titles: {', '.join(told)}. Addresses checked: {checked:,} of {len(dataset.sources):,}."


def _sources(dataset: Dataset) -> None:
    rows = [
        (
            entry.get("container-title") or entry.get("publisher", ""),
            entry.get("title", ""),
            schema.TITLE_BASES[entry["custom"]["title_basis"]].label,
            card.address_state(entry),
            card.published(entry),
            entry.get("language", ""),
            card.safe_href(entry.get("URL")),
        )
        for entry in dataset.sources.values()
    ]
    st.dataframe(
        pd.DataFrame(
            rows, columns=["Publisher", "Title", "Title is", "Address is", "Published", "Language", "Address"]
        ),
        hide_index=True,
        column_config={"Address": st.column_config.LinkColumn()},
    )

"""Tables of the method page: generated from the schema and the data, so that they cannot fall behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd
import streamlit as st

from geo import schema, study, summarise
from geo.model import Dataset
from geo.present import card

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
    st.dataframe(pd.DataFrame(rows, columns=["Field", "Given or computed", "Rule"]), hide_index=True)


def vocabulary(dataset: Dataset) -> None:
    """Draw one vocabulary, chosen by the reader, and what its terms cannot say where the data declare it."""
    name = st.selectbox("Vocabulary", list(VOCABULARIES))
    limits = dataset.limitations.get(LIMITED.get(name, ""), {})
    rows = [
        {"Code": term.code, "Label": term.label, "Definition": term.definition}
        | ({"Cannot say": limits.get(term.code, "")} if limits else {})
        for term in VOCABULARIES[name].values()
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)


def checks(dataset: Dataset) -> None:
    """Draw how many records were checked in which way, and when last."""
    table = summarise.checks(dataset.records)
    st.dataframe(
        table.rename(columns={"how": "How", "definition": "What that is", "records": "Records", "last": "Last"}),
        hide_index=True,
    )


def balance(dataset: Dataset) -> None:
    """Draw how many records each side claims, and how many it alone."""
    table = summarise.claimant_balance(dataset.records)
    st.dataframe(
        table.rename(columns={"side": "Who says so", "records": "Records", "alone": "By this side alone"}),
        hide_index=True,
    )


def coverage(dataset: Dataset) -> None:
    """Draw how many records begin in each month, and how they spread over categories and sides."""
    st.dataframe(summarise.coverage(dataset.records), hide_index=True)
    for column, (label, field, vocabulary) in zip(st.columns(len(TALLIES)), TALLIES, strict=True):
        table = summarise.tally(dataset.records, field=field, vocabulary=vocabulary)
        column.dataframe(table.rename(columns={"label": label, "records": "Records"}), hide_index=True)


def intake(dataset: Dataset) -> None:
    """Draw how many features each file held, and what became of them."""
    rows = [(intake.file, intake.read, intake.kept, intake.rejected) for intake in dataset.intakes]
    st.dataframe(pd.DataFrame(rows, columns=["File", "Read", "Kept", "Rejected"]), hide_index=True)


def sources(dataset: Dataset) -> None:
    """Draw all sources, and say how many titles are headlines and how many addresses were checked."""
    bases = Counter(entry["custom"]["title_basis"] for entry in dataset.sources.values())
    told = [
        f"{basis.label.lower()} {bases[basis.code]:,}" for basis in schema.TITLE_BASES.values() if bases[basis.code]
    ]
    checked = sum("checked" in entry["custom"] for entry in dataset.sources.values())
    st.caption(f"Titles: {', '.join(told)}. Addresses checked: {checked:,} of {len(dataset.sources):,}.")
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

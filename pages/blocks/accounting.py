"""What became of each row of a reader's file: the account, its refusals by number, and both as a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

import streamlit as st

from geo import schema
from geo.foreign.account import Account, Remark
from geo.foreign.bring import Brought
from pages.blocks import templates

FIRST_ROWS: Final = 8
MOST_SHOWN: Final = 50
COLUMNS: Final = ("From", "Record", "Category", "Place", "Precision", "Claimed by")


def draw(brought: Brought) -> None:
    """Draw the account of a file and its first rows as records.

    Parameters
    ----------
    brought
        What the file gave.
    """
    account = brought.account
    st.header(f"Taken for: {account.title}", anchor=False)
    templates.draw("account.html", account=account, lines=account.lines()[1:])
    _remarks("Refused: these rows are no records", account.refused)
    _remarks("Doubtful: taken, and worth a look", account.doubtful)
    st.download_button(
        "Download the account (JSON)",
        report(account),
        file_name="account.json",
        mime="application/json",
        key="account_json",
        on_click="ignore",
    )
    if brought.features:
        st.subheader("The first rows as records", anchor=False)
        templates.draw("table.html", columns=COLUMNS, rows=first_records(brought))


def report(account: Account) -> bytes:
    """Write the account as a JSON file."""
    return json.dumps(account.report(), ensure_ascii=False, indent=2).encode("utf-8", "replace")


def first_records(brought: Brought) -> list[tuple[str, ...]]:
    """Give the first records as rows of `COLUMNS`."""
    return [
        (
            said["start"],
            said["title"],
            _label(schema.CATEGORIES, said["category"]),
            said["place"] or "",
            _label(schema.PRECISIONS, said["geo_precision"]),
            ", ".join(said["claimed_by"]),
        )
        for said in (feature["properties"] for feature in brought.features[:FIRST_ROWS])
    ]


def _label(vocabulary: object, code: str) -> str:
    terms = dict(vocabulary)  # type: ignore[call-overload]  # a vocabulary is a mapping of terms
    return str(terms[code].label) if code in terms else code


def _remarks(heading: str, remarks: Sequence[Remark]) -> None:
    if not remarks:
        return
    with st.expander(f"{heading} ({len(remarks):,})", expanded=len(remarks) <= FIRST_ROWS):
        rows = [(item.row, item.id, item.field, item.problem, item.expected) for item in remarks[:MOST_SHOWN]]
        templates.draw("table.html", columns=("Row", "Id", "Field", "What is wrong", "What would be right"), rows=rows)
        if len(remarks) > MOST_SHOWN:
            st.text(f"The first {MOST_SHOWN}; the file holds them all.")

"""The records: the same selection as a table, and as files."""

import streamlit as st

from geo import select
from pages.parts import card, downloads, state, store, tables

prepared, link = store.current(), state.current()
rows = select.rows(prepared.index, link.selection)
records = prepared.dataset.records.iloc[rows]

tables.headline(link, shown=len(rows))
downloads.draw(rows)
if link.record_id:
    card.draw(link.record_id)
tables.listed(records, key="records")

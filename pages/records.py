"""The records: the same selection as a table, and as files."""

from geo import select
from pages.parts import card, downloads, state, store, tables

prepared, link = store.current(), state.current()
rows = select.rows(prepared.index, link.selection)

tables.headline(link, shown=len(rows))
downloads.draw(link)
if link.record_id:
    card.draw(link.record_id)
tables.listed(rows, key="records")

"""The records: the same selection as a table, and as files."""

from geo import pipeline
from pages.parts import card, downloads, state, store, tables

prepared, link = store.current(), state.current()
records = pipeline.selected(prepared.dataset, prepared.index, selection=link.selection)

tables.headline(link, shown=len(records))
downloads.draw(link)
if link.record_id:
    card.draw(link.record_id)
tables.listed(records, key="records")

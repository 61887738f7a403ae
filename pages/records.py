"""The records: the same selection as a table, and as files."""

from pages.blocks import downloads, headline, record_list, record_panel
from pages.session import view as session

view = session.current()

headline.draw(view, page="records")
downloads.draw(view)
record_list.draw(view, lambda: view.rows, key="records", caption=f"{len(view.rows):,} records")

record_panel.draw(view)

"""The records: the same selection as a table, and as files."""

from pages.blocks import card, downloads, headline, record_list
from pages.session import view as session

view = session.current()

headline.draw(view)
downloads.draw(view)
if view.link.record_id:
    card.draw(view)
record_list.draw(view, view.rows, key="records")

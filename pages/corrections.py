"""The corrections: what stood in a record before, what stands there now, and why."""

from pages.blocks import corrections, headline, record_panel
from pages.session import view as session

view = session.current()

headline.draw(view, page="corrections", filters=False)
record_panel.draw(view)
corrections.draw(view)

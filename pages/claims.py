"""Claims: which figures stand against each other, who denies what, and who says so alone."""

from pages.blocks import claim_lists, headline, record_panel
from pages.session import view as session

view = session.current()

headline.draw(view, page="claims")
claim_lists.figures(view)
claim_lists.denied(view)
claim_lists.alone(view)
claim_lists.numbers(view)
record_panel.draw(view)

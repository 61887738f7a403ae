"""The stories: each step with its link and the records that bear it, to choose from and to print."""

from pages.blocks import headline, story
from pages.session import view as session

view = session.current()

headline.draw(view, page="stories", filters=False)
story.everything(view)

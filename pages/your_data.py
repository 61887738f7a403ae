"""Your data: bring a file, see what became of each row, and have every page show it, in this tab alone."""

from pages.blocks import accounting, bringing, headline
from pages.session import own
from pages.session import view as session

headline.titled(session.current(), page="your_data")
bringing.promise()
found = bringing.draw()
if found is None and (mine := own.current()):
    accounting.draw(mine.brought)

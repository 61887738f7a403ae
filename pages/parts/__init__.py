"""What the pages share: the store, the link's state, sidebar, map, card, notices, serving."""

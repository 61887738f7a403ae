"""From rows to what a reader sees: charts, captions, cards, the map on the screen and the map for print."""

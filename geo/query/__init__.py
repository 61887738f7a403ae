"""From a link to rows: read the address, choose records, go back to a day."""

"""What a reader takes away: files, citations, a map for print."""

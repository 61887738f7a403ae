"""Other people's data: read within limits, understood by their own codebooks, counted row by row, made into a study."""

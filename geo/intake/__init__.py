"""From files to a `Dataset`: read, validate, join with the border."""

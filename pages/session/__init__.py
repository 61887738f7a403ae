"""What a session keeps: the link, the widgets, the view of the run, and the one place for errors."""

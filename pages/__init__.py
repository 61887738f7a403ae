"""The pages, each thin; `shell.py` is what they share."""

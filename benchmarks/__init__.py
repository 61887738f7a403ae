"""Measure what a reader waits for and what a visitor costs, beside the usual ways to draw the same records.

`python -m benchmarks` draws the same synthetic records in every way; `python -m benchmarks.load` sends a crowd.
"""

"""Downloads of exactly the selection."""

import streamlit as st


def draw(rows: object) -> None:
    """Draw."""

"""The one place that turns exceptions into what a reader sees."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from geo.errors import GranicaError

LOG = logging.getLogger(__name__)


@contextmanager
def shown() -> Iterator[None]:
    """Show what went wrong in words, log the rest under a number that a reader can quote."""
    try:
        yield
    except GranicaError as error:
        st.error("The data cannot be shown.")
        st.text(str(error))
    except Exception:
        number = secrets.token_hex(4)
        LOG.exception("error %s", number)
        st.error(f"This page could not be drawn. The number of the error is {number}; the other pages still work.")

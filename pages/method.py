"""The method: how records are coded, what the fields mean, where the data come from and what they lack."""

import streamlit as st

from pages.blocks import codebook, headline
from pages.session import view as session

view = session.current()

headline.draw(view, page="method", filters=False)
codebook.method()
st.header("Claimants", anchor=False)
codebook.balance(view)
st.header("Checks", anchor=False)
st.caption("How each record was last checked against what is published.")
codebook.checks(view)
st.header("Coverage", anchor=False)
st.caption("Records by the month in which they begin. A thin month is a gap in what was found, not a quiet month.")
codebook.coverage(view)
st.header("Files read", anchor=False)
codebook.intake(view.known)
st.header("Codebook", anchor=False)
codebook.fields()
codebook.vocabulary(view.known)
st.header(f"{len(view.known.sources):,} sources", anchor=False)
codebook.sources(view)

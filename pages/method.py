"""The method: how records are coded, what the fields mean, where the data come from and what they lack."""

from pathlib import Path

import streamlit as st

from geo import pipeline
from pages.parts import codebook, state, store, tables

link = state.current()
dataset = pipeline.known_dataset(store.current().dataset, day=link.selection.known)

st.title("Method", anchor=False)
tables.gone_back(link)
st.markdown((Path(__file__).parent / "parts" / "method.md").read_text(encoding="utf-8"))
st.subheader("Who says so", anchor=False)
codebook.balance(dataset)
st.subheader("What is covered, and what is thin", anchor=False)
st.caption("Records by the month in which they begin. A thin month is a gap in what was found, not a quiet month.")
codebook.coverage(dataset)
st.subheader("What was read", anchor=False)
codebook.intake(dataset)
st.subheader("Codebook", anchor=False)
codebook.fields()
codebook.vocabulary()
st.subheader(f"{len(dataset.sources):,} sources", anchor=False)
codebook.sources(dataset)

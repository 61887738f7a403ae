"""What every page shares: navigation, sidebar, notices, footer and the one error boundary."""

import streamlit as st

from pages.parts import boundary, markup, notices, sidebar, state, store

PAGES = [
    st.Page("map.py", title="Map", default=True),
    st.Page("timeline.py", title="Timeline"),
    st.Page("along.py", title="Along the border"),
    st.Page("deployments.py", title="Deployments"),
    st.Page("claims.py", title="Claims"),
    st.Page("compare.py", title="Compare"),
    st.Page("records.py", title="Records"),
    st.Page("method.py", title="Method"),
]

st.set_page_config(page_title="Granica", layout="wide", initial_sidebar_state=sidebar.WIDTH_PX)
markup.style()
page = st.navigation(PAGES, position="hidden")
with boundary.shown():
    dataset = store.current().dataset
    state.read(page.url_path)
    if st.context.is_embedded:
        page.run()
    else:
        state.keep(sidebar.draw(PAGES, coverage=dataset.coverage))
        notices.draw(dataset, problems=state.problems())
        page.run()
        notices.footer(dataset)

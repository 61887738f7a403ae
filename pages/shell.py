"""What every page shares: the bar, the drawer, the view of the run, notices, footer and the one place for errors."""

import streamlit as st

from geo import store
from pages.blocks import bar, notices, templates
from pages.session import errors, state, view
from pages.sidebar import panel
from server import addresses

PAGES = [st.Page(f"{path or 'map'}.py", title=title, default=not path) for path, title in addresses.PAGES.items()]

st.set_page_config(page_title="Granica", layout="wide", initial_sidebar_state="auto")
templates.style(dark=st.context.theme.type == "dark")
page = st.navigation(PAGES, position="top")
with errors.shown():
    prepared = store.current()
    link = state.read(page.url_path, record_ids=prepared.rows_by_id, told=prepared.dataset.stories)
    if st.context.is_embedded:
        view.keep(prepared, prepared.view(link))
        notices.draw(prepared.dataset, problems=state.problems())
        page.run()
    else:
        drawn = panel.draw(prepared)
        view.keep(prepared, drawn.following(state.keep(drawn.link.selection)))
        bar.draw(view.current(), PAGES, here=page)
        notices.draw(prepared.dataset, problems=state.problems())
        notices.cited(view.current())
        page.run()
        if page.url_path:  # the map fills the screen, and has its credits in its frame
            notices.footer(prepared.dataset)
    notices.service(store.notice())

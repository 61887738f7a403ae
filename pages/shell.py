"""What every page shares: the bar, the drawer, the view of the run, notices, footer and the one place for errors."""

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from geo import store, study
from geo.publish import compose
from pages.blocks import bar, families, notices, templates, whose
from pages.session import errors, own, state, view
from pages.sidebar import panel
from server import addresses

PAGES = [st.Page(f"{path or 'map'}.py", title=title, default=not path) for path, title in addresses.PAGES.items()]


def run(page: StreamlitPage) -> None:
    """Run a page on the data that this session shows.

    All names are a function's own: the module of the script that ran last stays in memory, whoever's it was.
    """
    mine = own.current()
    prepared = mine.prepared if mine else store.current()
    with study.use(prepared.study):
        link = state.read(page.url_path, record_ids=prepared.rows_by_id, told=prepared.dataset.stories)
        families.pictures()
        if st.context.is_embedded:
            view.keep(prepared, prepared.view(compose.without_withheld(link, dataset=prepared.dataset)))
            notices.draw(prepared.dataset, problems=state.problems())
            page.run()
        else:
            drawn = panel.draw(prepared)
            view.keep(prepared, drawn.following(state.keep(drawn.link.selection)))
            bar.draw(view.current(), PAGES, here=page)
            whose.draw()
            notices.draw(prepared.dataset, problems=state.problems())
            notices.cited(view.current())
            page.run()
            if page.url_path:  # the map fills the screen, and has its credits in its frame
                notices.footer(prepared.dataset)
    if mine is None:
        notices.service(store.notice())


st.set_page_config(page_title="Granica", layout="wide", initial_sidebar_state="auto")
templates.style(dark=st.context.theme.type == "dark")
with errors.shown():
    run(st.navigation(PAGES, position="top"))

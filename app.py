"""Granica's server: `streamlit run app.py`.

The page itself starts in `pages/shell.py`; here it is given its own addresses for the map's files and the headers that
keep readers safe.
"""

import streamlit as st

from server import assets

app = st.App("pages/shell.py", lifespan=assets.lifespan, routes=assets.routes(), middleware=assets.middleware())

"""Granica's server: `streamlit run app.py`.

The page itself starts in `pages/shell.py`; here it is given its own addresses and the headers that keep
readers safe.
"""

import streamlit as st

from server import house

app = st.App("pages/shell.py", lifespan=house.lifespan, routes=house.routes(), middleware=house.middleware())

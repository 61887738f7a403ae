"""The usual ways to draw records on a map in Streamlit, each a script of its own."""

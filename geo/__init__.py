"""Granica's core: load, validate, join with the border, select, summarise, render, export.

Nothing in here imports Streamlit. Geometries are WGS 84 (EPSG:4326), longitude before latitude; distances are metres in
the study's metric CRS; dates are calendar dates with both ends inclusive.
"""

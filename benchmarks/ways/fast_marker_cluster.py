"""`FastMarkerCluster`: coordinates as one list, no text."""

import folium
from folium.plugins import FastMarkerCluster
from streamlit_folium import st_folium

from benchmarks.ways.points import CENTRE, HEIGHT_PX, MAX_ZOOM, ZOOM, chosen

canvas = folium.Map(CENTRE, zoom_start=ZOOM, maxZoom=MAX_ZOOM, tiles=None)
places = chosen()[["lat", "lon"]].to_numpy().tolist()
FastMarkerCluster(places).add_to(canvas)  # type: ignore[no-untyped-call]  # folium has no types
st_folium(canvas, height=HEIGHT_PX, use_container_width=True, returned_objects=[])

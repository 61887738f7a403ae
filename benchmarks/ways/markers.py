"""One `folium.Marker` with popup and tooltip a record: what the tutorials show."""

import folium
from streamlit_folium import st_folium

from benchmarks.ways.points import CENTRE, HEIGHT_PX, MAX_ZOOM, ZOOM, chosen

canvas = folium.Map(CENTRE, zoom_start=ZOOM, maxZoom=MAX_ZOOM, tiles=None)
table = chosen()
for lat, lon, title, start in zip(*(table[name] for name in ("lat", "lon", "title", "start")), strict=True):
    folium.Marker((lat, lon), popup=title, tooltip=start).add_to(canvas)
st_folium(canvas, height=HEIGHT_PX, use_container_width=True, returned_objects=[])

"""One `folium.GeoJson` layer of a GeoDataFrame, with tooltip and popup by field."""

import folium
import geopandas as gpd
from streamlit_folium import st_folium

from benchmarks.ways.points import CENTRE, HEIGHT_PX, MAX_ZOOM, ZOOM, chosen

table = chosen()
places = gpd.GeoDataFrame(
    table[["title", "start"]], geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs="EPSG:4326"
)
canvas = folium.Map(CENTRE, zoom_start=ZOOM, maxZoom=MAX_ZOOM, tiles=None, prefer_canvas=True)
folium.GeoJson(
    places,
    marker=folium.CircleMarker(radius=4, fill=True),
    tooltip=folium.GeoJsonTooltip(["start"]),
    popup=folium.GeoJsonPopup(["title"]),
).add_to(canvas)
st_folium(canvas, height=HEIGHT_PX, use_container_width=True, returned_objects=[])

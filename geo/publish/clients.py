"""How the clients that readers use open the address of a selection: a line each, to be copied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FOLLOWING: Final = """<script>
addEventListener("message", ({ source, data }) => {
  if (data?.type !== "granica:height" || !(data.height > 0 && data.height < 5000)) return;
  for (const frame of document.querySelectorAll("iframe[data-granica]")) {
    if (frame.contentWindow === source) frame.height = Math.ceil(data.height);
  }
});
</script>"""
"""What lets an embedded page say its height: the frame that a message comes from takes it, and only as a number."""


def lines(*, geojson: str, csv: str, ogc: str) -> Mapping[str, str]:
    """Give a line for each client.

    Parameters
    ----------
    geojson, csv
        Absolute addresses of the selection in these formats.
    ogc
        Absolute address of the OGC API, of which the collection ``records`` takes the link's own parameters.
    """
    return {
        "Python": f'records = geopandas.read_file("{geojson}")',
        "R": f'records <- sf::read_sf("{geojson}")',
        "QGIS": f"Layer › Add Layer › Add WFS / OGC API Features Layer, address {ogc}",
        "Excel": f"Data › From Web, address {csv}",
    }

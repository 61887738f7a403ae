/** Border crossings: small signs by their kind, with names from near. */

import { element } from "./dom.js";

const NAMES_ZOOM = 10;

export class Crossings {
  constructor(map, { records }) {
    this.records = records;
    map.createPane("crossings").style.zIndex = 440;
    this.layer = L.layerGroup().addTo(map);
    const near = () => map.getContainer().classList.toggle("g-near", map.getZoom() >= NAMES_ZOOM);
    map.on("zoomend", near);
    near();
  }

  draw(wanted) {
    this.layer.clearLayers();
    if (!wanted) return;
    for (const { name, mode, lat, lon } of this.records.crossings) {
      const sign = element("span", { className: `g-crossing g-crossing-${mode}` }, [
        element("i"),
        element("span", { text: name }),
      ]);
      const icon = L.divIcon({ html: sign, className: "g-crossing-anchor", iconSize: [12, 12] });
      this.layer.addLayer(L.marker([lat, lon], { icon, pane: "crossings", interactive: false, keyboard: false }));
    }
  }
}

/** Hexagons of the screen, darker where more records lie; a record counts at its point, however wide its circle. */

import { hexagons } from "./clusters.js";
import { boxOf } from "./view.js";

const SIZE_PX = 30;
const MARGIN = 0.15;
const COLOURS = {
  light: { color: "#7a2e08", fillColor: "#c4500a" },
  dark: { color: "#ffd0a8", fillColor: "#ff9a5c" },
};

export class Density {
  constructor(map, { records }) {
    this.map = map;
    this.records = records;
    this.layer = L.layerGroup().addTo(map);
    this.renderer = L.canvas({ pane: "uncertainty" });
  }

  clear() {
    this.layer.clearLayers();
  }

  draw(rows, dark) {
    const zoom = this.map.getZoom();
    const cells = hexagons(rows, this.records, zoom, SIZE_PX, boxOf(this.map, MARGIN));
    const most = cells.reduce((largest, { count }) => Math.max(largest, count), 1);
    for (const { x, y, count } of cells) {
      const style = { ...COLOURS[dark ? "dark" : "light"], fillOpacity: 0.12 + 0.68 * Math.sqrt(count / most) };
      this.layer.addLayer(L.polygon(this.corners(x, y, zoom), { ...this.base(), ...style }));
    }
  }

  base() {
    return { renderer: this.renderer, pane: "uncertainty", interactive: false, stroke: true, weight: 0.6 };
  }

  corners(x, y, zoom) {
    return [0, 1, 2, 3, 4, 5].map((corner) => {
      const angle = (Math.PI / 3) * corner + Math.PI / 6;
      return this.map.unproject([x + SIZE_PX * Math.cos(angle), y + SIZE_PX * Math.sin(angle)], zoom);
    });
  }
}

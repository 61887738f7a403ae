/** Meridians and parallels from near, so that open country does not look like a map that failed to load. */

import { element } from "./dom.js";

const FROM_ZOOM = 11;
const STEPS = [
  [14, 100],
  [13, 50],
  [12, 20],
  [11, 10],
];
const INSET_PX = 4;

/**
 * Degrees at which lines stand between two bounds.
 * @param {number} low
 * @param {number} high
 * @param {number} zoom
 * @returns {number[]} none from far
 */
export function degrees(low, high, zoom) {
  const parts = STEPS.find(([from]) => zoom >= from)?.[1];
  if (!parts) return [];
  const found = [];
  for (let part = Math.ceil(low * parts); part <= high * parts; part += 1) found.push(part / parts + 0);
  return found;
}

const written = (value, [positive, negative]) => `${Math.abs(value).toFixed(2)}° ${value < 0 ? negative : positive}`;

export class Graticule {
  constructor(map, pane) {
    this.map = map;
    this.pane = pane;
    this.renderer = L.svg({ pane });
    this.layer = L.layerGroup().addTo(map);
    map.on("moveend", () => this.draw());
    this.draw();
  }

  draw() {
    this.layer.clearLayers();
    const zoom = this.map.getZoom();
    if (zoom < FROM_ZOOM) return;
    const bounds = this.map.getBounds();
    const [south, west, north, east] = [bounds.getSouth(), bounds.getWest(), bounds.getNorth(), bounds.getEast()];
    const corner = this.map.containerPointToLatLng([this.map.getSize().x - INSET_PX, INSET_PX]);
    for (const lon of degrees(west, east, zoom)) {
      this.line([
        [south, lon],
        [north, lon],
      ]);
      this.label([corner.lat, lon], written(lon, "EW"), "g-meridian");
    }
    for (const lat of degrees(south, north, zoom)) {
      this.line([
        [lat, west],
        [lat, east],
      ]);
      this.label([lat, corner.lng], written(lat, "NS"), "g-parallel");
    }
  }

  line(path) {
    const look = { className: "g-graticule", weight: 1, interactive: false };
    this.layer.addLayer(L.polyline(path, { ...look, renderer: this.renderer, pane: this.pane }));
  }

  label(at, text, className) {
    const html = element("span", { text, className, attributes: { "aria-hidden": "true" } });
    const icon = L.divIcon({ html, className: "g-degree", iconSize: [0, 0] });
    this.layer.addLayer(L.marker(at, { icon, pane: this.pane, interactive: false, keyboard: false }));
  }
}

/** Areas and sections of the border that records concern: drawn, labelled with their count, and open to a click. */

import { element, press } from "./dom.js";
import { best, boxAround } from "./layout.js";

const CHAR_PX = 6.1;
const TEXT_PX = 122;
const LINE_PX = 13;
const PAD_PX = 44;
const HEIGHT_PX = 22;
const GAP_PX = 26;
const STEP_PX = 26;
const OFFSETS = [0, 1, -1, 2, -2, 3, -3, 4, -4].flatMap((y) => [
  [0, y],
  [1, y],
  [-1, y],
  [1.6, y],
  [-1.6, y],
]);
const BESIDE = [...OFFSETS].sort(([a], [b]) => Number(a === 0) - Number(b === 0));
const LEADER = { color: "var(--g-area)", weight: 1, opacity: 0.6, interactive: false, pane: "areas" };
const BAND = { color: "var(--g-section)", weight: 9, opacity: 0.16, lineCap: "butt" };
const EDGE = { color: "var(--g-area)", weight: 1.5, opacity: 0.85, dashArray: "1 4", fill: false };

export class Areas {
  /**
   * @param {L.Map} map
   * @param {{records: object, spotlight: object}} parts
   * @param {(rows: number[], at: L.LatLng, name: string) => void} onOpen called with the records of an area
   */
  constructor(map, { records, spotlight }, onOpen) {
    Object.assign(this, { map, records, spotlight, onOpen });
    map.createPane("areas").style.zIndex = 410;
    this.renderer = L.svg({ pane: "areas" });
    this.layer = L.layerGroup().addTo(map);
    this.labels = [];
  }

  draw(rows) {
    this.layer.clearLayers();
    const byCount = this.records.byArea(rows);
    for (const [area] of byCount) this.layer.addLayer(this.outline(this.records.areas[area]));
    this.labels = byCount.map(([area, members]) => this.label(this.records.areas[area], members));
    for (const { marker, leader } of this.labels) this.layer.addLayer(leader).addLayer(marker);
  }

  outline(feature) {
    const style = isLine(feature) ? BAND : EDGE;
    return L.geoJSON(feature, { pane: "areas", renderer: this.renderer, interactive: false, style });
  }

  label(feature, rows) {
    const { name, label_lat: lat, label_lon: lon } = feature.properties;
    const badge = element("b", { text: String(rows.length) });
    const html = element("span", { className: "g-area" }, [element("span", { text: name }), badge]);
    const icon = L.divIcon({ html, className: "g-area-anchor", iconSize: null });
    const marker = L.marker([lat, lon], { icon, keyboard: true, alt: "", zIndexOffset: -500 });
    marker.on("add", () => {
      marker.getElement().setAttribute("role", "button");
      marker.getElement().setAttribute("aria-label", `${name}: ${rows.length} records for the whole area`);
    });
    press(marker, () => this.onOpen(rows, marker.getLatLng(), name));
    marker.on("mouseover focus", () => this.spotlight.light(rows[0]));
    marker.on("mouseout blur", () => this.spotlight.dim());
    const leader = L.polyline([], { ...LEADER, renderer: this.renderer });
    const lines = Math.ceil((name.length * CHAR_PX) / TEXT_PX);
    const width = Math.min(name.length * CHAR_PX, TEXT_PX) + PAD_PX;
    const height = HEIGHT_PX + (lines - 1) * LINE_PX;
    const offsets = isLine(feature) ? BESIDE : OFFSETS;
    return { marker, leader, offsets, width, height, anchor: L.latLng(lat, lon) };
  }

  /** Put each label where it hides no symbol and no other label, near its anchor, with a leader if it had to move. */
  place(symbols) {
    const taken = [...symbols];
    const frame = this.map.getSize();
    for (const { marker, leader, offsets, anchor, width, height } of this.labels) {
      const at = this.map.latLngToContainerPoint(anchor);
      const shown = at.x > 0 && at.y > 0 && at.x < frame.x && at.y < frame.y;
      const moves = offsets.map(([x, y]) => ({ x: at.x + x * (width / 2 + GAP_PX), y: at.y + y * STEP_PX }));
      const place = best(shown ? moves : [at], { width, height, taken, frame });
      taken.push(boxAround(place, width, height));
      marker.setLatLng(this.map.containerPointToLatLng(L.point(place)));
      leader.setLatLngs([anchor, marker.getLatLng()]);
    }
  }
}

function isLine(feature) {
  return feature.geometry.type.endsWith("LineString");
}

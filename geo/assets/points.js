/** Records with a point: symbols and rings, and the circles within which their places lie. */

import { gather } from "./clusters.js";
import { press } from "./dom.js";

const CIRCLES_MAX = 1500;
const MARGIN = 0.15;

export class Points {
  /**
   * @param {L.Map} map
   * @param {{records: object, symbols: object, spotlight: object, texts: () => Promise<object>}} parts
   * @param {(rows: number[], at: L.LatLng) => void} onOpen called with the records that a reader wants to open
   */
  constructor(map, { records, symbols, spotlight, texts }, onOpen) {
    Object.assign(this, { map, records, symbols, spotlight, texts, onOpen });
    map.createPane("uncertainty").style.zIndex = 420;
    this.renderer = L.canvas({ pane: "uncertainty" });
    this.circles = L.layerGroup().addTo(map);
    this.layer = L.layerGroup().addTo(map);
    this.markers = new Map();
    this.shown = [];
  }

  /** Forget what is drawn, as its colours are no longer right. */
  clear() {
    this.markers.clear();
    this.layer.clearLayers();
  }

  /** Draw rows; markers that stay are left alone, so that focus and popups survive. */
  draw(rows, { uncertainty }) {
    const zoom = this.map.getZoom();
    const bounds = this.map.getBounds().pad(MARGIN);
    const { lat, lon } = this.records.columns;
    const near = rows.filter((row) => this.records.hasPoint(row) && bounds.contains([lat[row], lon[row]]));
    this.shown = gather(near, this.records, zoom).map((cluster) => ({
      ...cluster,
      latlng: this.map.unproject([cluster.x, cluster.y], zoom),
    }));
    const wanted = new Map(this.shown.map((cluster) => [cluster.key, cluster]));
    for (const [key, marker] of this.markers) {
      if (wanted.has(key)) continue;
      this.layer.removeLayer(marker);
      this.markers.delete(key);
    }
    for (const [key, cluster] of wanted) {
      if (!this.markers.has(key)) this.markers.set(key, this.marker(cluster).addTo(this.layer));
    }
    this.circles.clearLayers();
    if (uncertainty) this.drawCircles();
  }

  /** Boxes on the screen that symbols and rings take. */
  boxes() {
    return this.shown.map(({ rows, latlng }) => {
      const { x, y } = this.map.latLngToContainerPoint(latlng);
      const half = this.symbols.sizeOf(rows) / 2;
      return [x - half, y - half, x + half, y + half];
    });
  }

  marker({ rows, latlng }) {
    const size = this.symbols.sizeOf(rows);
    const single = rows.length === 1;
    const className = single ? "g-single" : "g-cluster";
    const icon = L.divIcon({ html: this.symbols.picture(rows), className, iconSize: [size, size] });
    const marker = L.marker(latlng, { icon, keyboard: true, riseOnHover: true, alt: "" });
    marker.on("add", () => this.name(marker.getElement(), rows));
    press(marker, () => this.onOpen(rows, latlng));
    if (single) marker.on("mouseover focus", () => this.spotlight.light(rows[0]));
    if (single) marker.on("mouseout blur", () => this.spotlight.dim());
    return marker;
  }

  /** Accessible name: of one record what and where it is, of a ring its make-up. */
  async name(node, rows) {
    const say = (name) => node.setAttribute("aria-label", name);
    node.setAttribute("role", "button");
    const makeUp = this.records.inWords(rows);
    say(rows.length === 1 ? makeUp : `${rows.length} records: ${makeUp}`);
    const texts = await this.texts();
    if (rows.length === 1) say(`${texts.title[rows[0]]}, ${texts.place[rows[0]]}, ${texts.start[rows[0]]}`);
    node.title = node.getAttribute("aria-label");
  }

  /** Circles true to scale, one for each place and radius; in a crowd, those of single records alone. */
  drawCircles() {
    const { lat, lon, radius } = this.records.columns;
    const crowded = this.shown.reduce((sum, { rows }) => sum + rows.length, 0) > CIRCLES_MAX;
    const drawn = new Set();
    for (const { rows } of this.shown) {
      if (crowded && rows.length > 1) continue;
      for (const row of rows) {
        const key = `${lat[row]}:${lon[row]}:${radius[row]}`;
        if (drawn.has(key)) continue;
        drawn.add(key);
        this.circles.addLayer(L.circle([lat[row], lon[row]], this.circleStyle(row, rows.length > 1)));
      }
    }
  }

  circleStyle(row, faint) {
    const colour = this.symbols.colourOf(row);
    return {
      radius: this.records.columns.radius[row],
      renderer: this.renderer,
      pane: "uncertainty",
      interactive: false,
      color: faint ? "#7a828c" : colour,
      weight: 1,
      opacity: faint ? 0.22 : 0.6,
      fillColor: colour,
      fillOpacity: faint ? 0 : 0.05,
    };
  }
}

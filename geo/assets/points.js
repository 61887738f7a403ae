/** Records with a point: symbols and rings, and the circles within which their places lie. */

import { gather } from "./clusters.js";
import { Roving } from "./keyboard.js";
import { boxOf } from "./view.js";

const CIRCLES_MAX = 1500;
const CROWD_ZOOM = 10;
const MARGIN = 0.15;
const FAINT = { color: "#7a828c", opacity: 0.35, fillOpacity: 0 };

export class Points {
  /**
   * @param {L.Map} map
   * @param {{records: object, symbols: object, spotlight: object, texts: import("./texts.js").Texts}} parts
   * @param {(rows: Uint32Array, at: L.LatLng) => void} onOpen called with the records that a reader wants to open
   */
  constructor(map, { records, symbols, spotlight, texts }, onOpen) {
    Object.assign(this, { map, records, symbols, spotlight, texts, onOpen });
    map.createPane("uncertainty").style.zIndex = 420;
    const pane = map.createPane("symbols");
    pane.style.zIndex = 600;
    this.renderer = L.canvas({ pane: "uncertainty" });
    this.circles = L.layerGroup().addTo(map);
    this.layer = L.layerGroup().addTo(map);
    this.markers = new Map();
    this.shown = [];
    this.roving = new Roving(pane, {
      label: (count) => `${count} symbols in view; arrow keys move among them`,
      onPress: (key) => this.press(key),
    });
  }

  /** Forget what is drawn, as its colours are no longer right. */
  clear() {
    this.markers.clear();
    this.layer.clearLayers();
  }

  /** Draw rows; markers that stay are left alone, so that focus survives. */
  draw(rows, { uncertainty }) {
    const zoom = this.map.getZoom();
    const focused = this.focused();
    this.shown = gather(rows, this.records, zoom, boxOf(this.map, MARGIN));
    for (const group of this.shown) group.latlng = this.map.unproject([group.x, group.y], zoom);
    const wanted = new Map(this.shown.map((cluster) => [cluster.key, cluster]));
    for (const [key, marker] of this.markers) {
      if (wanted.has(key)) continue;
      this.layer.removeLayer(marker);
      this.markers.delete(key);
    }
    for (const [key, cluster] of wanted) {
      if (!this.markers.has(key)) this.markers.set(key, this.marker(cluster).addTo(this.layer));
    }
    this.reach();
    if (focused !== null && this.focused() === null) this.focus(focused);
    this.circles.clearLayers();
    if (uncertainty) this.drawCircles(zoom);
  }

  /** Let the keyboard reach what is in view; what was drawn for its margin waits. */
  reach() {
    const frame = this.map.getSize();
    const items = [];
    for (const { key, latlng } of this.shown) {
      const { x, y } = this.map.latLngToContainerPoint(latlng);
      const node = this.markers.get(key).getElement();
      const seen = x >= 0 && y >= 0 && x <= frame.x && y <= frame.y;
      node.setAttribute("aria-hidden", String(!seen));
      if (seen) items.push({ key, node, x, y });
      else node.removeAttribute("tabindex");
    }
    this.roving.set(items);
  }

  /** First row of the symbol that has the focus, or null. */
  focused() {
    const active = document.activeElement;
    const found = this.shown.find(({ key }) => this.markers.get(key)?.getElement() === active);
    return found ? found.first : null;
  }

  /** Give the focus to the symbol that holds a row; false if none in view does. */
  focus(row) {
    const found = this.shown.find((group) => group.holds(row));
    const node = found && this.markers.get(found.key)?.getElement();
    node?.focus({ preventScroll: true });
    return Boolean(node) && document.activeElement === node;
  }

  /** Say which symbol holds the open record. */
  select(opened) {
    for (const group of this.shown) {
      const node = this.markers.get(group.key).getElement();
      node.setAttribute("aria-selected", String(group.holds(opened)));
    }
  }

  /** How many records the symbols in view stand for. */
  get inView() {
    const seen = new Set(this.roving.items.map(({ key }) => key));
    return this.shown.reduce((sum, { key, count }) => (seen.has(key) ? sum + count : sum), 0);
  }

  /** Boxes on the screen that symbols and rings take. */
  boxes() {
    return this.shown.map(({ count, latlng }) => {
      const { x, y } = this.map.latLngToContainerPoint(latlng);
      const half = this.symbols.sizeOf(count) / 2;
      return [x - half, y - half, x + half, y + half];
    });
  }

  press(key) {
    const { rows, latlng } = this.shown.find((group) => group.key === key);
    this.onOpen(rows, latlng);
  }

  marker(group) {
    const { key, count, first, latlng } = group;
    const words = this.records.inWords(group.makeUp, group.brought); // what acts later must not hold the group, which holds all rows
    const size = this.symbols.sizeOf(count);
    const single = count === 1;
    const className = single ? "g-single" : "g-cluster";
    const icon = L.divIcon({ html: this.symbols.picture(group), className, iconSize: [size, size] });
    const options = { icon, pane: "symbols", keyboard: false, autoPanOnFocus: false, riseOnHover: true, alt: "" };
    const marker = L.marker(latlng, options);
    marker.on("click", () => this.press(key));
    const light = () => single && this.spotlight.light(first);
    marker.on("add", () => {
      const node = marker.getElement();
      node.addEventListener("focus", light);
      node.addEventListener("blur", () => this.spotlight.dim());
      this.name(node, { count, first, words });
    });
    marker.on("mouseover", light);
    marker.on("mouseout", () => this.spotlight.dim());
    return marker;
  }

  /** Accessible name: of one record what, where, when and whose word it is; of a ring its make-up. */
  async name(node, { count, first, words }) {
    const say = (name) => {
      node.setAttribute("aria-label", name);
      node.title = name;
    };
    say(count === 1 ? words : `${count} records: ${words}`);
    if (count === 1) say(told((await this.texts.of([first])).get(first)));
  }

  /** Circles true to scale, one for each place and radius; those of rings only from near, where they do not crowd. */
  drawCircles(zoom) {
    const { lat, lon } = this.records;
    const { radius } = this.records.columns;
    const crowded = zoom < CROWD_ZOOM || this.shown.reduce((sum, { count }) => sum + count, 0) > CIRCLES_MAX;
    const drawn = new Set();
    for (const group of this.shown) {
      if (crowded && group.count > 1) continue;
      for (const row of group.rows) {
        const key = `${lat[row]}:${lon[row]}:${radius[row]}`;
        if (drawn.has(key)) continue;
        drawn.add(key);
        this.circles.addLayer(L.circle([lat[row], lon[row]], this.circleStyle(row, group.count > 1)));
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
      color: colour,
      weight: 1,
      opacity: 0.85,
      fillColor: colour,
      fillOpacity: 0.05,
      ...(faint ? FAINT : {}),
    };
  }
}

/** A record in one line: title, place, day, claimant, and who denies it. */
function told({ title, place, start, claimed_by: claimed, disputed_by: disputed }) {
  const denied = disputed ? `; denied by ${disputed}` : "";
  const where = [place, start].filter(Boolean).join(", ");
  return `${title}. ${where}. Claimed by ${claimed}${denied}`;
}

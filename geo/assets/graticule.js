/** Meridians and parallels from near, so that open country does not look like a map that failed to load. */

import { element } from "./dom.js";

const FROM_ZOOM = 11;
const STEPS = [
  [14, 100],
  [13, 50],
  [12, 20],
  [11, 10],
];
const FINE_FROM_ZOOM = 12;
const FINE = 5;
const INSET_PX = 5;
const LABEL = { width: 47, height: 16 };

/** How many parts a degree is cut into at a zoom; none from far. */
const partsAt = (zoom) => STEPS.find(([from]) => zoom >= from)?.[1] ?? 0;

/**
 * Degrees at which lines stand between two bounds.
 * @param {number} low
 * @param {number} high
 * @param {number} zoom
 * @param {number} [fine] how many lines for one
 * @returns {number[]} none from far
 */
export function degrees(low, high, zoom, fine = 1) {
  const parts = partsAt(zoom) * fine;
  if (!parts) return [];
  const found = [];
  for (let part = Math.ceil(low * parts); part <= high * parts; part += 1) found.push(part / parts + 0);
  return found;
}

/**
 * The first of some boxes that is wholly in the frame and hides nothing, or undefined.
 * @param {number[][]} boxes left, top, right, bottom
 * @param {{x: number, y: number}} frame
 * @param {{free: (box: number[]) => boolean}} taken
 */
export function fitting(boxes, frame, taken) {
  const within = ([left, top, right, bottom]) => left >= 0 && top >= 0 && right <= frame.x && bottom <= frame.y;
  return boxes.find((box) => within(box) && taken.free(box));
}

const written = (value, [positive, negative]) => `${Math.abs(value).toFixed(2)}° ${value < 0 ? negative : positive}`;

export class Graticule {
  /** @param {L.Map} map @param {string} pane of the lines; their labels lie above all lines */
  constructor(map, pane) {
    this.map = map;
    this.pane = pane;
    map.createPane("graticule-labels").style.cssText = "z-index: 391; pointer-events: none";
    this.renderer = L.svg({ pane });
    this.lines = L.layerGroup().addTo(map);
    this.labels = L.layerGroup().addTo(map);
    map.on("moveend", () => this.draw());
    this.draw();
  }

  get bounds() {
    const bounds = this.map.getBounds();
    return { south: bounds.getSouth(), west: bounds.getWest(), north: bounds.getNorth(), east: bounds.getEast() };
  }

  draw() {
    this.lines.clearLayers();
    this.labels.clearLayers();
    const zoom = this.map.getZoom();
    if (zoom < FROM_ZOOM) return;
    if (zoom >= FINE_FROM_ZOOM) this.net(FINE, "g-graticule g-fine");
    this.net(1, "g-graticule");
  }

  net(fine, className) {
    const { south, west, north, east } = this.bounds;
    const zoom = this.map.getZoom();
    const meridian = (lon) => [
      [south, lon],
      [north, lon],
    ];
    const parallel = (lat) => [
      [lat, west],
      [lat, east],
    ];
    const paths = [
      ...degrees(west, east, zoom, fine).map(meridian),
      ...degrees(south, north, zoom, fine).map(parallel),
    ];
    const look = { className, weight: 1, interactive: false, renderer: this.renderer, pane: this.pane };
    this.lines.addLayer(L.polyline(paths, look));
  }

  /**
   * Label the lines at the frame's edges, where a label hides nothing.
   * @param {import("./boxes.js").Boxes} taken what is taken on the screen; labels are added to it
   * @returns {number[][]} boxes of the labels
   */
  place(taken) {
    this.labels.clearLayers();
    const { south, west, north, east } = this.bounds;
    const zoom = this.map.getZoom();
    const frame = this.map.getSize();
    const at = (lat, lon) => this.map.latLngToContainerPoint([lat, lon]);
    const box = (left, top) => [left, top, left + LABEL.width, top + LABEL.height];
    const [top, bottom] = [INSET_PX, frame.y - INSET_PX - LABEL.height];
    const [right, left] = [frame.x - INSET_PX - LABEL.width, INSET_PX];
    const meridians = degrees(west, east, zoom).map((lon) => {
      const x = at(north, lon).x + 3;
      return [written(lon, "EW"), [box(x, top), box(x, bottom)]];
    });
    const parallels = degrees(south, north, zoom).map((lat) => {
      const y = at(lat, west).y - LABEL.height;
      return [written(lat, "NS"), [box(right, y), box(left, y)]];
    });
    return [...meridians, ...parallels].flatMap(([text, boxes]) => {
      const free = fitting(boxes, frame, taken);
      if (!free) return [];
      taken.take(free);
      this.label(free, text);
      return [free];
    });
  }

  label([left, top], text) {
    const html = element("span", { text, attributes: { "aria-hidden": "true" } });
    const icon = L.divIcon({ html, className: "g-degree", iconSize: [0, 0] });
    const at = this.map.containerPointToLatLng([left, top]);
    this.labels.addLayer(L.marker(at, { icon, pane: "graticule-labels", interactive: false, keyboard: false }));
  }
}

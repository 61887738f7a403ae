/** Areas and sections of the border that records concern: drawn, and labelled with their count where there is room. */

import { Boxes } from "./boxes.js";
import { element, press } from "./dom.js";
import { boxAround, candidates, thinned } from "./layout.js";

const CHAR_PX = 6.4;
const PAD_PX = 46;
const HEIGHT_PX = 24;
const FEW = 5;
const LINE_SIZE = { width: 8, height: 8 };
const FEW_BELOW_ZOOM = 9;
const BAND = { color: "var(--g-area)", weight: 7, opacity: 0.45, lineCap: "butt" };
const EDGE = { color: "var(--g-area)", weight: 1.5, opacity: 0.85, dashArray: "1 4", fill: false };

export class Areas {
  /**
   * @param {L.Map} map
   * @param {{records: object, spotlight: object}} parts
   * @param {(rows: Uint32Array, at: L.LatLng, name: string) => void} onOpen called with the records of an area
   */
  constructor(map, { records, spotlight }, onOpen) {
    Object.assign(this, { map, records, spotlight, onOpen });
    map.createPane("sections").style.zIndex = 218; // below the border's own line, which stays to be seen
    map.createPane("areas").style.zIndex = 410;
    map.createPane("area-labels").style.zIndex = 590;
    this.renderers = { areas: L.svg({ pane: "areas" }), sections: L.svg({ pane: "sections" }) };
    this.layer = L.layerGroup().addTo(map);
    this.labels = L.layerGroup().addTo(map);
    this.shapes = records.areas.map(shapeOf);
    this.shown = [];
  }

  draw(rows) {
    this.layer.clearLayers();
    this.shown = this.records.byArea(rows).map(([area, members]) => ({ area, rows: members }));
    for (const { area } of this.shown) this.layer.addLayer(this.outline(this.records.areas[area]));
  }

  outline(feature) {
    const [pane, style] = isLine(feature) ? ["sections", BAND] : ["areas", EDGE];
    return L.geoJSON(feature, { pane, renderer: this.renderers[pane], interactive: false, style });
  }

  /**
   * Label areas, those with most records first: in one line, inside the area or beside the section, where the label hides
   * nothing; from far a few only. What finds no room is in the list of wider areas.
   * @param {import("./boxes.js").Boxes} taken what is taken on the screen; labels are added to it
   * @returns {number[][]} boxes of the labels
   */
  place(taken) {
    this.labels.clearLayers();
    const frame = this.map.getSize();
    let left = this.map.getZoom() < FEW_BELOW_ZOOM ? FEW : Number.POSITIVE_INFINITY;
    const boxes = [];
    const lines = this.lines();
    for (const { area, rows } of this.shown) {
      if (left === 0) break;
      const { name } = this.records.areas[area].properties;
      const size = { width: Math.ceil(name.length * CHAR_PX) + PAD_PX, height: HEIGHT_PX };
      const place = candidates(this.onScreen(area), size, frame).find((box) => taken.free(box) && lines.free(box));
      if (!place) continue;
      taken.take(place);
      left -= 1;
      boxes.push(place);
      this.labels.addLayer(this.label(name, rows, place));
    }
    return boxes;
  }

  /** Lines on the screen, as boxes of their points: a label upon one would seem to be its name. */
  lines() {
    const found = this.shapes.flatMap(({ line }, area) =>
      line ? thinned(this.onScreen(area).paths.flat(), this.map.getSize()) : [],
    );
    return new Boxes(found.map((point) => boxAround(point, LINE_SIZE)));
  }

  /** An area's shape in pixels of the frame. */
  onScreen(area) {
    const { line, paths, anchor } = this.shapes[area];
    const point = ([lon, lat]) => this.map.latLngToContainerPoint([lat, lon]);
    return { line, anchor: point(anchor), paths: paths.map((path) => path.map(point)) };
  }

  label(name, rows, [left, top, right, bottom]) {
    const html = element("span", { className: "g-area" }, [
      element("span", { text: `${name} · ` }),
      element("b", { text: String(rows.length) }),
    ]);
    const icon = L.divIcon({ html, className: "g-area-anchor", iconSize: [right - left, bottom - top] });
    const at = this.map.containerPointToLatLng([(left + right) / 2, (top + bottom) / 2]);
    const marker = L.marker(at, { icon, pane: "area-labels", keyboard: true, autoPanOnFocus: false, alt: "" });
    press(marker, () => this.onOpen(rows, at, name));
    marker.on("mouseover focus", () => this.spotlight.light(rows[0]));
    marker.on("mouseout blur", () => this.spotlight.dim());
    marker.on("add", () => marker.getElement().setAttribute("aria-label", `${name} · ${counted(rows)}`));
    return marker;
  }

  /** How many of the drawn areas' rows have no part of their area in some bounds. */
  outside(bounds) {
    const far = this.shown.filter(({ area }) => !bounds.intersects(this.shapes[area].bounds));
    return far.reduce((sum, { rows }) => sum + rows.length, 0);
  }

  boundsOf(area) {
    return L.latLngBounds(this.shapes[area].bounds);
  }
}

const counted = (rows) => (rows.length === 1 ? "1 record" : `${rows.length} records`);

function isLine(feature) {
  return feature.geometry.type.endsWith("LineString");
}

/** Outer rings or lines of a feature, with its bounds as Leaflet writes them. */
function shapeOf({ geometry, properties }) {
  const { type, coordinates } = geometry;
  const paths = { LineString: () => [coordinates], MultiLineString: () => coordinates };
  const rings = { Polygon: () => [coordinates[0]], MultiPolygon: () => coordinates.map(([outer]) => outer) };
  const line = type in paths;
  const found = (line ? paths : rings)[type]();
  const all = found.flat();
  const spread = (index) =>
    all.reduce(([low, high], at) => [Math.min(low, at[index]), Math.max(high, at[index])], [Infinity, -Infinity]);
  const [[west, east], [south, north]] = [spread(0), spread(1)];
  const bounds = [
    [south, west],
    [north, east],
  ];
  return { line, paths: found, bounds, anchor: [properties.label_lon, properties.label_lat] };
}

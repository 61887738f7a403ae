/** The ground and the lines of the offline base map, on canvas. */

import { COLOURS } from "./palette.js";

/**
 * Turn a path of whole-number steps into Leaflet positions.
 * @param {number[]} steps first vertex, then step after step, longitude first
 * @param {number} scale units a degree
 * @returns {[number, number][]} latitude and longitude in degrees
 */
export function decode(steps, scale) {
  const points = new Array(steps.length / 2);
  let x = 0;
  let y = 0;
  for (let i = 0; i < steps.length; i += 2) {
    x += steps[i];
    y += steps[i + 1];
    points[i / 2] = [y / scale, x / scale];
  }
  return points;
}

/**
 * Say how a kind of item is drawn at a zoom.
 * @param {string} kind the item's kind
 * @param {number} zoom the map's zoom
 * @param {Object<string, string>} c the theme's colours
 * @returns {L.PathOptions[]} one style a stroke, the lowest first
 */
export function strokes(kind, zoom, c) {
  const grow = (low, high) => low + (high - low) * Math.min(1, Math.max(0, (zoom - 5) / 6));
  switch (kind) {
    case "focus":
      return [
        { color: c.casing, weight: grow(4, 5), opacity: 0.5 },
        { color: c.focus, weight: grow(2.2, 3), opacity: 1 },
      ];
    case "border":
      return [
        { color: c.casing, weight: grow(2.2, 5), opacity: 0.6 },
        { color: c.border, weight: grow(0.8, 1.5), opacity: 1 },
      ];
    case "admin1":
      return [{ color: c.admin, weight: grow(0.6, 1.3), opacity: 1, dashArray: "7 3 2 3" }];
    case "admin2":
      return [{ color: c.county, weight: 0.9, opacity: 1, dashArray: "4 3" }];
    case "admin3":
      return [{ color: c.commune, weight: 0.8, opacity: 1, dashArray: "1.5 3" }];
    case "river1":
      return [{ color: c.river, weight: grow(0.8, 2.2), opacity: 1 }];
    case "borderRiver":
      return [{ color: c.river, weight: grow(0.8, 5), opacity: 1 }];
    case "river2":
      return [{ color: c.river, weight: grow(0.3, 1.3), opacity: 1 }];
    case "rail":
      return [{ color: c.rail, weight: grow(0.4, 1.3), opacity: 1, dashArray: zoom > 9 ? "7 3" : null }];
    default:
      return [];
  }
}

/**
 * Say what an area of the ground is filled with.
 * @param {string} kind "land", "lake", or a country's code
 * @param {string[]} countries those on the sides of the line
 * @param {Object<string, string>} c the theme's colours
 * @returns {string} a colour; any other country is land
 */
export function fill(kind, countries, c) {
  if (kind === "lake") {
    return c.lake;
  }
  return c.sides[countries.indexOf(kind)] ?? c.land;
}

/** The pane that a kind of line belongs to. */
function paneOf(kind) {
  if (kind === "focus") {
    return "granica-focus";
  }
  return /^(river|borderRiver)/.test(kind) ? "granica-water" : "granica-lines";
}

/** The ground and lines of the base map: canvas layers switched by zoom. */
export class Ground {
  /**
   * @param {L.Map} map the map to draw on
   * @param {{theme: "light" | "dark", countries: string[]}} options `countries` are those on the sides of the line
   */
  constructor(map, { theme, countries }) {
    this.map = map;
    this.theme = theme;
    this.countries = countries;
    this.renderers = {};
    this.items = [];
    map.on("zoomend", this.update, this);
  }

  renderer(pane) {
    this.renderers[pane] ??= L.canvas({ pane, padding: 0.25 });
    return this.renderers[pane];
  }

  /** Add the lines and areas of one file. */
  add(file) {
    const fresh = [];
    for (const area of file.areas ?? []) {
      fresh.push(this.area(file, area));
    }
    for (const line of file.lines ?? []) {
      fresh.push(this.line(file, line));
    }
    this.items.push(...fresh);
    this.items.sort((a, b) => a.order - b.order);
    this.update();
  }

  area(file, item) {
    const rings = item.p.map((polygon) => polygon.map((ring) => decode(ring, file.scale)));
    const lake = item.k === "lake";
    const pane = lake && file.name !== "world" ? "granica-water" : "granica-ground";
    const options = { ...this.base(pane), stroke: false, fill: true, fillOpacity: 1 };
    const below = file.name === "context" || file.name === "world";
    const order = below ? (lake ? 0.5 : 0) : ({ land: 2, lake: 4 }[item.k] ?? 3);
    const paint = (c) => ({ fillColor: fill(item.k, this.countries, c) });
    return { order, zoom: item.z, layers: [L.polygon(rings, options)], paint: (c) => [paint(c)] };
  }

  line(file, item) {
    const paths = item.p.map((path) => decode(path, file.scale));
    const count = strokes(item.k, 8, COLOURS.light).length;
    const pane = file.name === "world" ? "granica-ground" : paneOf(item.k); // below the detailed ground, if that is there
    const options = { ...this.base(pane), fill: false, lineJoin: "round" };
    const layers = Array.from({ length: count }, () => L.polyline(paths, options));
    return {
      order: file.name === "world" ? 0.7 : 5,
      zoom: item.z,
      layers,
      paint: (c, zoom) => strokes(item.k, zoom, c),
    };
  }

  base(pane) {
    return { renderer: this.renderer(pane), pane, interactive: false, smoothFactor: 0.8 };
  }

  /** Cover the window of the detailed land with sea, below it, from the zoom on that the land is drawn from. */
  addSea([west, south, east, north], zoom = 0) {
    const inset = 0.02;
    const box = L.rectangle(
      [
        [south + inset, west + inset],
        [north - inset, east - inset],
      ],
      { ...this.base("granica-ground"), stroke: false, fill: true, fillOpacity: 1 },
    );
    this.items.push({ order: 1, zoom, layers: [box], paint: (c) => [{ fillColor: c.sea }] });
    this.items.sort((a, b) => a.order - b.order);
  }

  /** Show what the zoom asks for, in the theme's colours, in the right order. */
  update() {
    const zoom = this.map.getZoom();
    const colours = COLOURS[this.theme];
    this.map.getContainer().style.background = colours.sea;
    for (const item of this.items) {
      const styles = item.paint(colours, zoom);
      item.layers.forEach((layer, i) => {
        Object.assign(layer.options, styles[i]);
        if (zoom < item.zoom) {
          layer.remove();
          return;
        }
        if (!this.map.hasLayer(layer)) {
          layer.addTo(this.map);
        }
        layer.setStyle(styles[i]);
        layer.bringToFront();
      });
    }
  }

  setTheme(theme) {
    this.theme = theme;
    this.update();
  }
}

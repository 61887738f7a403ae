/** Names of places on the offline base map: plain elements, laid out anew after each move. */

import { beyond, inside, isBare } from "./beyond.js";
import { Boxes } from "./boxes.js";
import { COLOURS } from "./palette.js";

const FONT = '"Source Sans", "Noto Sans", system-ui, sans-serif';
/** Font size in pixels and weight, by a place's rank (0 capital … 5 village). */
const RANKS = [
  { size: 14, weight: 700, colour: "city" },
  { size: 13, weight: 700, colour: "city" },
  { size: 12, weight: 500, colour: "city" },
  { size: 11.5, weight: 400, colour: "town" },
  { size: 11, weight: 400, colour: "town" },
  { size: 10.5, weight: 400, colour: "village" },
];
/** Look of the labels that name areas, by kind; spacing in em. */
const AREAS = {
  nation: { size: 12, weight: 600, colour: "country", spacing: 0, italic: false },
  country: { size: 13, weight: 600, colour: "country", spacing: 0.32, italic: false },
  region: { size: 10.5, weight: 500, colour: "region", spacing: 0.18, italic: false },
  water: { size: 11, weight: 400, colour: "water", spacing: 0.02, italic: true },
  forest: { size: 11, weight: 400, colour: "forest", spacing: 0.02, italic: true },
};

const BEYOND = { size: 12, weight: 500, colour: "beyond", italic: true };
const BEYOND_INSET_PX = 26;
const DOT_GAP_PX = 3;
const CORNER_GAP_PX = -0.5;
const DOT_HALF_PX = 3;
/** Sides of its dot on which a name may stand: right, left, top, bottom and the corners. */
const SIDES = ["r", "l", "t", "b", "tr", "br", "tl", "bl"];
const LINE_HEIGHT = 1.25;
const SECOND_NAME_ZOOM = 11;
const LABEL_MARGIN_PX = 120;

const measured = new Map();
const pen = document.createElement("canvas").getContext("2d");

/** The width of a text in pixels. */
function widthOf(text, look) {
  const font = `${look.italic ? "italic " : ""}${look.weight} ${look.size}px ${FONT}`;
  const key = `${font}|${text}`;
  if (!measured.has(key)) {
    pen.font = font;
    const spacing = (look.spacing ?? 0) * look.size * text.length;
    measured.set(key, pen.measureText(text).width + spacing);
  }
  return measured.get(key);
}

/** The labels: plain elements, laid out anew after each move. */
export class Names {
  /**
   * @param {L.Map} map the map to label
   * @param {string} theme "light" or "dark"
   */
  constructor(map, theme) {
    this.map = map;
    this.theme = theme;
    this.places = [];
    this.areas = [];
    this.symbols = [];
    this.taken = [];
    this.pane = map.getPane("granica-labels");
    this.pane.setAttribute("aria-hidden", "true");
    map.on("zoomstart", () => this.pane.classList.add("granica-fading"));
    map.on("moveend zoomend viewreset resize", () => this.schedule());
    document.fonts?.load(`12px ${FONT}`).then(() => {
      measured.clear();
      this.schedule();
    });
  }

  /**
   * Take the rows of a file of places.
   * @param {object} file
   * @param {{outside?: [number, number, number, number]}} options west, south, east, north of where none is wanted
   */
  add(file, { outside = null } = {}) {
    const wanted = ({ at }) => !outside || !within(at, outside);
    const places = file.places.map(([name, second, x, y, rank, zoom, side]) => ({
      name,
      second,
      at: L.latLng(y / file.scale, x / file.scale),
      rank,
      zoom,
      side,
    }));
    const areas = file.area_labels.map(([text, kind, x, y, zoom, last = zoom]) => ({
      text,
      kind,
      at: L.latLng(y / file.scale, x / file.scale),
      zoom,
      last,
    }));
    this.places = [...this.places, ...places.filter(wanted)];
    this.areas = [...this.areas, ...areas.filter(wanted)];
    this.draw();
  }

  /**
   * Give way: names stand beside symbols and never under them, and do not touch labels of areas.
   * @param {number[][]} symbols boxes in pixels of the frame
   * @param {number[][]} labels
   */
  avoid(symbols, labels) {
    this.symbols = symbols;
    this.taken = [...symbols, ...labels];
    this.schedule();
  }

  schedule() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.draw());
  }

  /** Lay out and show the labels of the view. */
  draw() {
    const zoom = Math.round(this.map.getZoom());
    const view = this.map.getPixelBounds();
    const origin = this.map.getPixelOrigin();
    const reach = L.point(LABEL_MARGIN_PX, LABEL_MARGIN_PX);
    const seen = L.bounds(view.min.subtract(reach), view.max.add(reach));
    const shift = view.min.subtract(origin);
    const moved = ([left, top, right, bottom]) => [left + shift.x, top + shift.y, right + shift.x, bottom + shift.y];
    const boxes = new Boxes(this.taken.map(moved));
    this.covering = this.symbols.map(moved);
    const sheet = document.createDocumentFragment();
    const put = (item, build) => {
      const point = this.map.project(item.at);
      if (seen.contains(point)) {
        build(sheet, boxes, point.subtract(origin), item, zoom);
      }
    };
    const shown = this.places.filter((place) => place.zoom <= zoom);
    for (const place of shown.filter(({ rank }) => rank <= 2)) put(place, this.place.bind(this));
    for (const area of this.areas.filter((one) => one.zoom <= zoom && zoom <= one.last))
      put(area, this.area.bind(this));
    for (const place of shown.filter(({ rank }) => rank > 2)) put(place, this.place.bind(this));
    if (isBare(shown.filter(({ at }) => view.contains(this.map.project(at))).length, zoom)) {
      this.around(sheet, boxes, shift);
    }
    this.pane.replaceChildren(sheet);
    this.paint();
    this.pane.classList.remove("granica-fading");
  }

  /** Add a place's dot and name where there is room: at the side that suits it, else at another, else not at all. */
  place(sheet, boxes, point, place, zoom) {
    const look = RANKS[place.rank];
    const second = zoom >= SECOND_NAME_ZOOM && place.second !== place.name ? place.second : "";
    const small = { size: look.size - 1.5, weight: 400, colour: "second" };
    const width = Math.max(widthOf(place.name, look), second ? widthOf(second, small) : 0);
    const height = look.size * LINE_HEIGHT;
    const mark = around(point, DOT_HALF_PX);
    const symbol = this.covering.find((box) => overlaps(box, mark));
    if (!symbol && !boxes.free(mark)) return;
    const others = SIDES.filter((side) => side !== place.side && !(symbol && faces(side, place.side)));
    const sides = [place.side, ...others];
    const spots = sides.map((side) => spotAt(side, symbol ?? mark, width, height));
    const spot = spots.find(({ x, y }) => boxes.free([x - 1, y, x + width + 1, y + height]));
    if (!spot) return;
    const { x, y, align } = spot;
    const full = [x - 1, y, x + width + 1, y + height + (second ? small.size * LINE_HEIGHT : 0)];
    const both = second && boxes.free(full);
    boxes.take(both ? full : [x - 1, y, x + width + 1, y + height]);
    if (!symbol) {
      boxes.take(mark);
      sheet.append(dot(point, place.rank));
    }
    sheet.append(text(place.name, look, x, y, width, align));
    if (both) sheet.append(text(second, small, x, y + height - 1, width, align));
  }

  /** Add what lies beyond the view's sides, where there is room. */
  around(sheet, boxes, shift) {
    const frame = this.map.getSize();
    const places = this.places.map(({ name, rank, at }) => ({ name, rank, ...this.map.latLngToContainerPoint(at) }));
    for (const pointer of beyond(places, frame)) {
      const width = widthOf(pointer.text, BEYOND);
      const size = { width, height: BEYOND.size * LINE_HEIGHT };
      const at = inside(pointer, size, frame, BEYOND_INSET_PX);
      const [x, y] = [at.x + shift.x, at.y + shift.y];
      const box = [x - 3, y - 2, x + width + 3, y + size.height + 2];
      if (!boxes.free(box)) continue;
      boxes.take(box);
      sheet.append(text(pointer.text, BEYOND, x, y, width, "center"));
    }
  }

  /** Add an area's name if there is room. */
  area(sheet, boxes, point, area, zoom) {
    const base = AREAS[area.kind];
    const look = area.kind === "country" && zoom > 7 ? { ...base, size: 12 } : base;
    const lines = area.text.split("\n");
    const width = Math.max(...lines.map((line) => widthOf(line, look)));
    const height = look.size * LINE_HEIGHT;
    const x = point.x - width / 2;
    const y = point.y - (height * lines.length) / 2;
    const box = [x - 3, y - 1, x + width + 3, y + height * lines.length + 1];
    if (!boxes.free(box)) {
      return;
    }
    boxes.take(box);
    lines.forEach((line, i) => {
      sheet.append(text(line, look, x, y + i * height, width, "center"));
    });
  }

  /** Hand the theme's colours to the style sheet. */
  paint() {
    for (const [name, value] of Object.entries(COLOURS[this.theme])) {
      this.pane.style.setProperty(`--granica-${name}`, value);
    }
  }

  setTheme(theme) {
    this.theme = theme;
    this.paint();
  }
}

/** An element that shows a text at a place of the label pane. */
function text(content, look, x, y, width, align) {
  const element = document.createElement("span");
  element.className = `granica-label granica-${look.colour}`;
  element.textContent = content;
  element.style.cssText =
    `left:${x.toFixed(1)}px;top:${y.toFixed(1)}px;width:${Math.ceil(width + 1)}px;` +
    `font-size:${look.size}px;font-weight:${look.weight};text-align:${align};` +
    `font-style:${look.italic ? "italic" : "normal"};letter-spacing:${look.spacing ?? 0}em`;
  return element;
}

/** An element that marks a place. */
function dot(point, rank) {
  const element = document.createElement("i");
  const size = rank <= 1 ? 7 : rank <= 3 ? 6 : 5;
  element.className = "granica-dot";
  element.style.cssText =
    `left:${Math.round(point.x - size / 2)}px;top:${Math.round(point.y - size / 2)}px;` +
    `width:${size}px;height:${size}px`;
  return element;
}

const within = ({ lat, lng }, [west, south, east, north]) => west < lng && lng < east && south < lat && lat < north;

const around = ({ x, y }, half) => [x - half, y - half, x + half, y + half];

const overlaps = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];

/** Where a name stands on a side of a box, and how it is aligned there. */
function spotAt(side, [left, top, right, bottom], width, height) {
  const [vertical, horizontal] = [side[0], side.at(-1)];
  const away = side.length === 2 ? CORNER_GAP_PX : DOT_GAP_PX;
  const x = { r: right + away, l: left - away - width }[horizontal] ?? (left + right - width) / 2;
  const y = { t: top - away - height, b: bottom + away }[vertical] ?? (top + bottom - height) / 2;
  return { x, y, align: { l: "right", r: "left" }[horizontal] ?? "center" };
}

/** Whether two sides face each other: where the dot is not seen, a name there would be taken for another place's. */
function faces(side, other) {
  const facing = { l: "r", r: "l", t: "b", b: "t" };
  return [...side].some((letter) => other.includes(facing[letter]));
}

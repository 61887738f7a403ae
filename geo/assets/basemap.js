/**
 * The offline base map: land, borders, water, railways, places.
 *
 * Adds `Granica.basemap(map, {url, theme})`, which draws the files of
 * `data/basemap/` on a Leaflet 1.9 map, below its overlays, and answers to no
 * pointer. Nothing is asked of any other host, and no text becomes markup.
 */
(() => {
  "use strict";

  /** Every colour of the base map, by theme. */
  const COLOURS = {
    light: {
      sea: "#d3dfe6",
      land: "#efeeea",
      PL: "#fbfaf7",
      BY: "#f5f2ec",
      lake: "#d3dfe6",
      river: "#bcd0dc",
      border: "#8f9197",
      casing: "#ffffff",
      focus: "#a8323e",
      admin: "#b8b3a6",
      county: "#cfcabf",
      commune: "#dcd8ce",
      rail: "#b9b4a8",
      dot: "#5a5f69",
      dotFill: "#ffffff",
      halo: "rgba(251,250,247,0.88)",
      city: "#23262d",
      town: "#3a3e47",
      village: "#5d626c",
      second: "#5b606a",
      country: "#5b616f",
      region: "#645f50",
      water: "#38627d",
      forest: "#4c6342",
    },
    dark: {
      sea: "#10181e",
      land: "#1b1d20",
      PL: "#25272b",
      BY: "#202225",
      lake: "#131d24",
      river: "#2c4250",
      border: "#777c85",
      casing: "#15171a",
      focus: "#e0616c",
      admin: "#55565a",
      county: "#3d3f43",
      commune: "#343639",
      rail: "#4c4a46",
      dot: "#a3a8b1",
      dotFill: "#25272b",
      halo: "rgba(24,26,29,0.88)",
      city: "#eef0f3",
      town: "#d2d5da",
      village: "#aeb3bb",
      second: "#9da2ab",
      country: "#9aa1ad",
      region: "#a29d8d",
      water: "#7fa9c4",
      forest: "#93ac86",
    },
  };

  const CREDIT =
    "© OpenStreetMap contributors (ODbL) · Natural Earth · GSHHG/WDBII (LGPL) · " +
    "PRNG GUGiK 2021 · GeoNames (CC BY 4.0)";

  /** Panes from the ground up; Leaflet's overlays start at 400. */
  const PANES = [
    ["granica-ground", 205],
    ["granica-water", 210],
    ["granica-lines", 215],
    ["granica-focus", 220],
    ["granica-labels", 390],
  ];

  /** Files in the order in which a reader needs them. */
  const FILES = ["land", "borders", "places", "water", "admin", "context", "rail"];

  const FONT = '"Noto Sans", "Segoe UI", "Helvetica Neue", Roboto, Arial, sans-serif';
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
    country: { size: 13, weight: 600, colour: "country", spacing: 0.32, italic: false },
    region: { size: 10.5, weight: 500, colour: "region", spacing: 0.18, italic: false },
    water: { size: 11, weight: 400, colour: "water", spacing: 0.02, italic: true },
    forest: { size: 11, weight: 400, colour: "forest", spacing: 0.02, italic: true },
  };
  const DOT_GAP_PX = 6;
  const CORNER_GAP_PX = 2.5;
  const DOT_HALF_PX = 3;
  const LINE_HEIGHT = 1.25;
  const SECOND_NAME_ZOOM = 11;
  const LABEL_MARGIN_PX = 120;
  const CELL_PX = 64;

  /**
   * Turn a path of whole-number steps into Leaflet positions.
   * @param {number[]} steps first vertex, then step after step, longitude first
   * @param {number} scale units a degree
   * @returns {[number, number][]} latitude and longitude in degrees
   */
  function decode(steps, scale) {
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
  function strokes(kind, zoom, c) {
    const grow = (low, high) => low + (high - low) * Math.min(1, Math.max(0, (zoom - 5) / 6));
    switch (kind) {
      case "focus":
        return [
          { color: c.focus, weight: grow(7, 14), opacity: 0.13 },
          { color: c.focus, weight: grow(1.6, 2.4), opacity: 1 },
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
      case "bug":
        return [{ color: c.river, weight: grow(0.8, 5), opacity: 1 }];
      case "river2":
        return [{ color: c.river, weight: grow(0.3, 1.3), opacity: 1 }];
      case "rail":
        return [{ color: c.rail, weight: grow(0.4, 1.3), opacity: 1, dashArray: zoom > 9 ? "7 3" : null }];
      default:
        return [];
    }
  }

  /** The pane that a kind of line belongs to. */
  function paneOf(kind) {
    if (kind === "focus") {
      return "granica-focus";
    }
    return /^(river|bug)/.test(kind) ? "granica-water" : "granica-lines";
  }

  /** The ground and lines of the base map: canvas layers switched by zoom. */
  class Ground {
    /**
     * @param {L.Map} map the map to draw on
     * @param {string} theme "light" or "dark"
     */
    constructor(map, theme) {
      this.map = map;
      this.theme = theme;
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
      const pane = lake ? "granica-water" : "granica-ground";
      const options = { ...this.base(pane), stroke: false, fill: true, fillOpacity: 1 };
      const order = file.name === "context" ? 0 : { land: 2, PL: 3, BY: 3, lake: 4 }[item.k];
      const paint = (c) => ({ fillColor: c[item.k] });
      return { order, zoom: item.z, layers: [L.polygon(rings, options)], paint: (c) => [paint(c)] };
    }

    line(file, item) {
      const paths = item.p.map((path) => decode(path, file.scale));
      const count = strokes(item.k, 8, COLOURS.light).length;
      const options = { ...this.base(paneOf(item.k)), fill: false, lineJoin: "round" };
      const layers = Array.from({ length: count }, () => L.polyline(paths, options));
      return { order: 5, zoom: item.z, layers, paint: (c, zoom) => strokes(item.k, zoom, c) };
    }

    base(pane) {
      return { renderer: this.renderer(pane), pane, interactive: false, smoothFactor: 0.8 };
    }

    /** Cover the window of the detailed land with sea, below it. */
    addSea([west, south, east, north]) {
      const inset = 0.02;
      const box = L.rectangle(
        [
          [south + inset, west + inset],
          [north - inset, east - inset],
        ],
        { ...this.base("granica-ground"), stroke: false, fill: true, fillOpacity: 1 },
      );
      this.items.push({ order: 1, zoom: 0, layers: [box], paint: (c) => [{ fillColor: c.sea }] });
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

  /** Boxes already taken on the screen, found by grid cell. */
  class Boxes {
    constructor() {
      this.cells = new Map();
    }

    *keys([left, top, right, bottom]) {
      for (let x = Math.floor(left / CELL_PX); x <= Math.floor(right / CELL_PX); x += 1) {
        for (let y = Math.floor(top / CELL_PX); y <= Math.floor(bottom / CELL_PX); y += 1) {
          yield `${x},${y}`;
        }
      }
    }

    free(box) {
      for (const key of this.keys(box)) {
        for (const other of this.cells.get(key) ?? []) {
          const apart =
            box[0] >= other[2] || box[2] <= other[0] || box[1] >= other[3] || box[3] <= other[1];
          if (!apart) {
            return false;
          }
        }
      }
      return true;
    }

    take(box) {
      for (const key of this.keys(box)) {
        if (!this.cells.has(key)) {
          this.cells.set(key, []);
        }
        this.cells.get(key).push(box);
      }
    }
  }

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
  class Labels {
    /**
     * @param {L.Map} map the map to label
     * @param {string} theme "light" or "dark"
     */
    constructor(map, theme) {
      this.map = map;
      this.theme = theme;
      this.places = [];
      this.areas = [];
      this.pane = map.getPane("granica-labels");
      this.pane.setAttribute("aria-hidden", "true");
      map.on("zoomstart", () => this.pane.classList.add("granica-fading"));
      map.on("moveend zoomend viewreset resize", () => this.schedule());
    }

    /** Take the rows of the file of places. */
    add(file) {
      this.places = file.places.map(([name, second, x, y, rank, zoom, side]) => ({
        name,
        second,
        at: L.latLng(y / file.scale, x / file.scale),
        rank,
        zoom,
        side,
      }));
      this.areas = file.area_labels.map(([text, kind, x, y, zoom]) => ({
        text,
        kind,
        at: L.latLng(y / file.scale, x / file.scale),
        zoom,
      }));
      this.draw();
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
      const boxes = new Boxes();
      const sheet = document.createDocumentFragment();
      const put = (item, build) => {
        const point = this.map.project(item.at);
        if (seen.contains(point)) {
          build(sheet, boxes, point.subtract(origin), item, zoom);
        }
      };
      const shown = this.places.filter((place) => place.zoom <= zoom);
      shown.filter((place) => place.rank <= 2).forEach((place) => put(place, this.place));
      this.areas.filter((area) => area.zoom === zoom).forEach((area) => put(area, this.area));
      shown.filter((place) => place.rank > 2).forEach((place) => put(place, this.place));
      this.pane.replaceChildren(sheet);
      this.paint();
      this.pane.classList.remove("granica-fading");
    }

    /** Add a place's dot and name if there is room. */
    place(sheet, boxes, point, place, zoom) {
      const look = RANKS[place.rank];
      const second = zoom >= SECOND_NAME_ZOOM && place.second !== place.name ? place.second : "";
      const small = { size: look.size - 1.5, weight: 400 };
      const width = Math.max(widthOf(place.name, look), second ? widthOf(second, small) : 0);
      const height = look.size * LINE_HEIGHT;
      const [vertical, horizontal] = [place.side[0], place.side.at(-1)];
      const away = place.side.length === 2 ? CORNER_GAP_PX : DOT_GAP_PX;
      const left = { r: point.x + away, l: point.x - away - width }[horizontal];
      const top = { t: point.y - away - height, b: point.y + away }[vertical];
      const x = left ?? point.x - width / 2;
      const y = top ?? point.y - height / 2;
      const below = second ? small.size * LINE_HEIGHT : 0;
      const box = [x - 1, y, x + width + 1, y + height];
      const mark = [
        point.x - DOT_HALF_PX,
        point.y - DOT_HALF_PX,
        point.x + DOT_HALF_PX,
        point.y + DOT_HALF_PX,
      ];
      if (!boxes.free(box) || !boxes.free(mark)) {
        return;
      }
      const full = [box[0], box[1], box[2], box[3] + below];
      const both = second && boxes.free(full);
      boxes.take(both ? full : box);
      boxes.take(mark);
      sheet.append(dot(point, place.rank));
      const align = { l: "right", r: "left" }[horizontal] ?? "center";
      sheet.append(text(place.name, look, x, y, width, align));
      if (both) {
        const colour = { ...small, colour: "second" };
        sheet.append(text(second, colour, x, y + height - 1, width, align));
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

  /** Make the panes that the base map draws in, below the overlays. */
  function makePanes(map) {
    for (const [name, level] of PANES) {
      const pane = map.getPane(name) ?? map.createPane(name);
      pane.style.zIndex = String(level);
      pane.style.pointerEvents = "none";
    }
  }

  /**
   * Draw the base map.
   * @param {L.Map} map a Leaflet 1.9 map with its view set
   * @param {{url: (name: string) => string, theme?: "light" | "dark"}} options
   *   `url` gives the address of a base map file ("land" …)
   * @returns {{setTheme: (theme: "light" | "dark") => void, ready: Promise<void>}}
   *   `ready` settles when every file is drawn, and rejects if one is missing
   */
  function basemap(map, { url, theme = "light" }) {
    makePanes(map);
    const ground = new Ground(map, theme);
    const labels = new Labels(map, theme);
    map.attributionControl?.setPrefix(false).addAttribution(CREDIT);
    ground.update();

    const show = (file) => {
      if (file.window) {
        ground.addSea(file.window);
      }
      ground.add(file);
      if (file.places) {
        labels.add(file);
      }
    };
    const load = async (name) => {
      const response = await fetch(url(name));
      if (!response.ok) {
        throw new Error(`Base map file "${name}" was not delivered (${response.status})`);
      }
      show(await response.json());
    };
    const first = Promise.all(FILES.slice(0, 2).map(load));
    const ready = first.then(() => Promise.all(FILES.slice(2).map(load))).then(() => undefined);
    return {
      ready,
      setTheme(next) {
        ground.setTheme(next);
        labels.setTheme(next);
      },
    };
  }

  window.Granica = window.Granica ?? {};
  window.Granica.basemap = basemap;
})();

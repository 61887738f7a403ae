/**
 * The map's overlay: fetches the prepared records once, then follows commands of a few hundred bytes.
 *
 * Text from the data reaches the page by textContent only. Nothing here asks another origin. The server computes the same
 * clauses over the same columns (geo/select.py); a command carries the server's count, and a difference is an error.
 */
(() => {
  "use strict";

  const CELL_PX = 46;
  const TOUCH_PX = 30;
  const SINGLE_PX = 26;
  const LIST_MAX = 60;
  const CIRCLES_MAX = 1500;
  const VIEW_DECIMALS = 4;
  const NARROW_PX = 640;
  const DENSITY_PX = 30;
  const GROUND_PANES = ["granica-ground", "granica-water", "granica-lines", "granica-labels"];
  const BORDER_PANE = "granica-focus";
  const OWN_GROUND = "Own map, asks nobody else";
  const TILES = {
    "OpenStreetMap, asks openstreetmap.org": ["https://tile.openstreetmap.org/{z}/{x}/{y}.png", "© OpenStreetMap contributors"],
    "Satellite, asks Esri": ["https://server.arcgisonline.com/ArcGIS/rest/services/World_Imagery/MapServer/tile/{z}/{y}/{x}", "Imagery © Esri and its suppliers"],
  };
  const LABEL_CHAR_PX = 6.1;
  const LABEL_TEXT_PX = 122;
  const LABEL_LINE_PX = 13;
  const LABEL_PAD_PX = 44;
  const LABEL_HEIGHT_PX = 22;
  const LABEL_GAP_PX = 26;
  const LABEL_STEP_PX = 26;
  const LABEL_OFFSETS = [0, 1, -1, 2, -2, 3, -3, 4, -4].flatMap((y) => [[0, y], [1, y], [-1, y], [1.6, y], [-1.6, y]]);
  const OUTSIDE_COST = 4;
  const LEADER = {color: "var(--g-area)", weight: 1, opacity: 0.6, interactive: false};
  const CLUSTER_SIZES = [[10, 34], [50, 40], [250, 46], [Infinity, 54]];
  const SVG = "http://www.w3.org/2000/svg";
  const CROSSING_LABEL_ZOOM = 10;
  const NO_ROW = -1;

  /** Make an element with text and children; text is never parsed. */
  const element = (tag, {className, text, attributes} = {}, children = []) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };

  const svg = (tag, attributes, children = []) => {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };

  const TESTS = {
    ge: ([bound]) => (value) => value >= bound,
    le: ([bound]) => (value) => value <= bound,
    in: (values) => { const set = new Set(values); return (value) => set.has(value); },
    bits: ([text]) => { const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)); return (row) => Boolean(bytes[row >> 3] & (1 << (row & 7))); },
  };

  /** Rows that hold every clause, ascending. */
  const evaluate = (columns, clauses, length) => {
    const tests = clauses.map(([name, test, values]) => [name === "row" ? null : columns[name], TESTS[test](values)]);
    const rows = [];
    for (let row = 0; row < length; row += 1) {
      if (tests.every(([column, holds]) => holds(column ? column[row] : row))) rows.push(row);
    }
    return rows;
  };

  const isoDay = (text) => (text ? text : "");

  const whereTheCardIs = () => {
    if (new URLSearchParams(window.parent.location.search).get("embed") === "true") return "in Granica, by the line under the map";
    return window.parent.innerWidth < NARROW_PX ? "below the map" : "beside the map";
  };

  /** Act on a click, and on Enter or Space, as a button does. */
  const press = (marker, act) => {
    marker.on("click", act);
    marker.on("keydown", ({originalEvent}) => {
      if (originalEvent.key !== "Enter" && originalEvent.key !== " ") return;
      L.DomEvent.stop(originalEvent);
      act();
    });
  };

  const boxAround = ({x, y}, width, height) => ({left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2});

  /** Square pixels of a box that lie on other boxes or outside the frame. */
  const overlap = (box, others, frame) => {
    const shared = (other) => Math.max(0, Math.min(box.right, other.right) - Math.max(box.left, other.left)) * Math.max(0, Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top));
    const area = (box.right - box.left) * (box.bottom - box.top);
    const inside = shared({left: 4, top: 4, right: frame.x - 4, bottom: frame.y - 24});
    return others.reduce((sum, other) => sum + shared(other), OUTSIDE_COST * (area - inside));
  };

  class Overlay {
    constructor(map, data, addresses) {
      this.map = map;
      this.data = data;
      this.addresses = addresses;
      this.length = data.columns.start.length;
      this.family = new Uint8Array(this.length);
      const familyOf = [];
      data.families.forEach((family, number) => family.categories.forEach((category) => { familyOf[category] = number; }));
      for (let row = 0; row < this.length; row += 1) this.family[row] = familyOf[data.columns.category[row]];
      this.hollow = data.codes.precision.indexOf("district");
      this.disputed = data.codes.confidence.indexOf("disputed");
      this.placePoints(map);
      this.rows = [];
      this.markers = new Map();
      this.labels = [];
      this.layers = this.panes();
      map.on("moveend", () => { this.draw(); this.tellAddress(); });
      map.on("popupclose", () => this.dim());
      this.playback = Granica.playback(map, this);
      this.offerTiles();
      this.followHistory();
    }

    /** Project every point once, at zoom 0: at zoom z it is 2 ** z times as far. */
    placePoints(map) {
      const {lat, lon} = this.data.columns;
      this.worldX = new Float64Array(this.length);
      this.worldY = new Float64Array(this.length);
      for (let row = 0; row < this.length; row += 1) {
        if (lat[row] === null) continue;
        const point = map.project([lat[row], lon[row]], 0);
        this.worldX[row] = point.x;
        this.worldY[row] = point.y;
      }
    }

    /** Panes from the bottom up: areas, uncertainty, crossings, markers. */
    panes() {
      const order = {areas: 410, uncertainty: 420, spotlight: 430, crossings: 440};
      const layers = {};
      for (const [name, z] of Object.entries(order)) {
        this.map.createPane(name).style.zIndex = z;
        layers[name] = L.layerGroup().addTo(this.map);
      }
      this.spotlight = layers.spotlight;
      layers.density = L.layerGroup().addTo(this.map);
      layers.markers = L.layerGroup().addTo(this.map);
      this.renderers = {uncertainty: L.canvas({pane: "uncertainty"}), areas: L.svg({pane: "areas"}), spotlight: L.svg({pane: "spotlight"})};
      return layers;
    }

    pane(name, visible) {
      const pane = this.map.getPane(name);
      if (pane) pane.style.display = visible ? "" : "none";
    }

    /** Offer tiles of others, saying whom they ask; until a reader chooses them, nobody is asked. */
    offerTiles() {
      const own = L.layerGroup().addTo(this.map);
      const tiles = Object.entries(TILES).map(([name, [url, attribution]]) => [name, L.tileLayer(url, {attribution, maxZoom: 14, referrerPolicy: "origin"})]);
      L.control.layers({[OWN_GROUND]: own, ...Object.fromEntries(tiles)}, null, {position: "topright"}).addTo(this.map);
      this.map.on("baselayerchange", ({layer}) => GROUND_PANES.forEach((name) => this.pane(name, layer === own)));
    }

    show(command) {
      const changedTheme = !this.command || this.command.dark !== command.dark;
      this.command = command;
      this.rows = evaluate(this.data.columns, command.clauses, this.length);
      this.playback.settle();
      if (this.rows.length !== command.count) {
        console.error(`Granica: the map counts ${this.rows.length} records, the page ${command.count}`);
      }
      if (changedTheme) this.markers.forEach((marker) => marker.remove());
      if (changedTheme) this.markers.clear();
      document.documentElement.dataset.theme = command.dark ? "dark" : "light";
      this.pane(BORDER_PANE, command.drawn.border);
      this.drawAreas();
      this.drawCrossings();
      this.draw();
      if (command.opened !== this.opened) this.reveal(command.opened);
      else if (command.opened !== NO_ROW) this.highlight(command.opened);
      if (this.told) this.tellAddress();
      this.announce();
    }

    /** Show some days of the selection only, as playback does: both inclusive, counted from 1970-01-01. */
    showFrame({from, to}) {
      const dates = ([column]) => column === "start" || column === "end";
      const others = this.command.clauses.filter((clause) => !dates(clause));
      this.rows = evaluate(this.data.columns, [...others, ["end", "ge", [from]], ["start", "le", [to]]], this.length);
      this.drawAreas();
      this.draw();
      this.announce();
    }

    /** Tell tests and assistive technology what is drawn. */
    announce() {
      const root = this.map.getContainer();
      root.dataset.records = String(this.rows.length);
      root.setAttribute("role", "region");
      root.setAttribute("aria-label", `Map with ${this.rows.length} records. The list below the map holds the same records.`);
    }

    colour(family) {
      const symbol = this.data.families[family];
      return this.command.dark ? symbol.dark : symbol.light;
    }

    // --- points ---------------------------------------------------------------------------------------------------------

    /** Redraw what the view holds; markers that stay are left alone, so that focus and popups survive. */
    draw() {
      if (!this.command) return;
      this.map.getContainer().classList.toggle("g-near", this.map.getZoom() >= CROSSING_LABEL_ZOOM);
      this.layers.density.clearLayers();
      const clusters = this.command.drawn.density ? [] : this.cluster();
      if (this.command.drawn.density) this.drawDensity();
      const wanted = new Map(clusters.map((cluster) => [cluster.key, cluster]));
      for (const [key, marker] of this.markers) {
        if (!wanted.has(key)) { marker.remove(); this.markers.delete(key); }
      }
      for (const [key, cluster] of wanted) {
        if (!this.markers.has(key)) this.markers.set(key, this.marker(cluster).addTo(this.layers.markers));
      }
      this.drawUncertainty(clusters);
      this.placeLabels(clusters);
    }

    /** Gather the selected points in view into cells of the screen, then join cells that would touch. */
    cluster() {
      const {lat, lon} = this.data.columns;
      const bounds = this.map.getBounds().pad(0.15);
      const [west, south, east, north] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
      const zoom = this.map.getZoom();
      const scale = 2 ** zoom;
      const cells = new Map();
      for (const row of this.rows) {
        if (lat[row] === null || lat[row] < south || lat[row] > north || lon[row] < west || lon[row] > east) continue;
        const [px, py] = [this.worldX[row] * scale, this.worldY[row] * scale];
        const key = `${Math.floor(px / CELL_PX)}:${Math.floor(py / CELL_PX)}`;
        const cell = cells.get(key) || {rows: [], x: 0, y: 0};
        cell.rows.push(row);
        cell.x += px;
        cell.y += py;
        cells.set(key, cell);
      }
      const groups = [];
      const bySize = [...cells.values()].sort((a, b) => b.rows.length - a.rows.length || a.rows[0] - b.rows[0]);
      for (const cell of bySize) {
        const [x, y] = [cell.x / cell.rows.length, cell.y / cell.rows.length];
        const near = groups.find((group) => Math.hypot(group.x - x, group.y - y) < TOUCH_PX);
        if (near) near.rows.push(...cell.rows);
        else groups.push({x, y, rows: cell.rows});
      }
      return groups.map((group) => this.finished(group, zoom));
    }

    /** Hexagons of the screen, darker where more records lie; a record counts at its point, however wide its circle. */
    drawDensity() {
      const {lat, lon} = this.data.columns;
      const zoom = this.map.getZoom();
      const bounds = this.map.getBounds().pad(0.15);
      const [wide, high] = [DENSITY_PX * Math.sqrt(3), DENSITY_PX * 1.5];
      const cells = new Map();
      for (const row of this.rows) {
        if (lat[row] === null || !bounds.contains([lat[row], lon[row]])) continue;
        const {x, y} = this.map.project([lat[row], lon[row]], zoom);
        const line = Math.round(y / high);
        const shift = line % 2 ? wide / 2 : 0;
        const centre = L.point(Math.round((x - shift) / wide) * wide + shift, line * high);
        const key = `${centre.x}:${centre.y}`;
        const cell = cells.get(key) || {centre, count: 0};
        cell.count += 1;
        cells.set(key, cell);
      }
      const most = Math.max(1, ...[...cells.values()].map(({count}) => count));
      for (const {centre, count} of cells.values()) this.layers.density.addLayer(this.hexagon(centre, Math.sqrt(count / most), zoom));
    }

    hexagon(centre, weight, zoom) {
      const corners = [0, 1, 2, 3, 4, 5].map((corner) => {
        const angle = (Math.PI / 3) * corner + Math.PI / 6;
        return this.map.unproject([centre.x + DENSITY_PX * Math.cos(angle), centre.y + DENSITY_PX * Math.sin(angle)], zoom);
      });
      return L.polygon(corners, {renderer: this.renderers.uncertainty, pane: "uncertainty", interactive: false, stroke: true, weight: 0.6, color: this.command.dark ? "#ffd0a8" : "#7a2e08", fillColor: this.command.dark ? "#ff9a5c" : "#c4500a", fillOpacity: 0.12 + 0.68 * weight});
    }

    finished({rows, x, y}, zoom) {
      rows.sort((a, b) => a - b);
      return {rows, latlng: this.map.unproject([x, y], zoom), key: `${zoom}:${rows.length}:${rows[0]}:${rows[rows.length - 1]}:${Math.round(x)}:${Math.round(y)}`};
    }

    marker(cluster) {
      const single = cluster.rows.length === 1;
      const node = single ? this.symbol(cluster.rows[0]) : this.donut(cluster.rows);
      const size = single ? SINGLE_PX : this.clusterSize(cluster.rows.length);
      const icon = L.divIcon({html: node, className: single ? "g-single" : "g-cluster", iconSize: [size, size]});
      const marker = L.marker(cluster.latlng, {icon, keyboard: true, riseOnHover: true, alt: ""});
      marker.on("add", () => this.name(marker, cluster.rows));
      press(marker, () => (single ? this.open(cluster.rows[0], cluster.latlng) : this.enter(cluster)));
      if (single) marker.on("mouseover focus", () => this.highlight(cluster.rows[0]));
      if (single) marker.on("mouseout blur", () => this.dim());
      return marker;
    }

    /** Accessible name: the title of one record, or the make-up of a cluster. */
    async name(marker, rows) {
      const node = marker.getElement();
      node.setAttribute("role", "button");
      const makeUp = this.makeUp(rows).map(([family, count]) => `${count} ${this.data.families[family].label}`).join(", ");
      node.setAttribute("aria-label", rows.length === 1 ? makeUp : `${rows.length} records: ${makeUp}`);
      const texts = await this.texts();
      const title = rows.length === 1 ? `${texts.title[rows[0]]}, ${texts.place[rows[0]]}, ${isoDay(texts.start[rows[0]])}` : `${rows.length} records: ${makeUp}`;
      node.setAttribute("aria-label", title);
      node.title = title;
    }

    makeUp(rows) {
      const counts = new Map();
      for (const row of rows) counts.set(this.family[row], (counts.get(this.family[row]) || 0) + 1);
      return [...counts].sort(([a], [b]) => a - b);
    }

    clusterSize(count) {
      return CLUSTER_SIZES.find(([limit]) => count < limit)[1];
    }

    /** One record: filled for a site or locality, hollow for a district, with a dashed ring where it is disputed. */
    symbol(row) {
      const {path, box} = this.data.families[this.family[row]];
      const colour = this.colour(this.family[row]);
      const hollow = this.data.columns.precision[row] === this.hollow;
      const shape = svg("path", {d: path, fill: hollow ? "var(--g-paper)" : colour, stroke: hollow ? colour : "var(--g-paper)", "stroke-width": hollow ? 3 : 2, "paint-order": hollow ? "normal" : "stroke", "stroke-linejoin": "round"});
      const picture = svg("svg", {viewBox: `-2 -2 ${box + 4} ${box + 4}`, width: SINGLE_PX, height: SINGLE_PX, "aria-hidden": "true"}, [shape]);
      if (this.data.columns.confidence[row] === this.disputed) {
        picture.prepend(svg("circle", {cx: box / 2, cy: box / 2, r: box / 2 + 1, fill: "none", stroke: colour, "stroke-width": 1.4, "stroke-dasharray": "3 2.4"}));
      }
      return picture;
    }

    /** Several records: a ring that shows how many of each family, and their number. */
    donut(rows) {
      const size = this.clusterSize(rows.length);
      const radius = size / 2 - 4;
      const around = 2 * Math.PI * radius;
      const parts = this.makeUp(rows);
      let turned = 0;
      const arcs = parts.map(([family, count]) => {
        const length = (count / rows.length) * around;
        const gap = parts.length > 1 ? 1 : 0;
        const arc = svg("circle", {cx: size / 2, cy: size / 2, r: radius, fill: "none", stroke: this.colour(family), "stroke-width": 6, "stroke-dasharray": `${Math.max(length - gap, 0.5)} ${around}`, "stroke-dashoffset": -turned, transform: `rotate(-90 ${size / 2} ${size / 2})`});
        turned += length;
        return arc;
      });
      const disc = svg("circle", {cx: size / 2, cy: size / 2, r: size / 2 - 0.5, fill: "var(--g-paper)", stroke: "var(--g-line)", "stroke-width": 1});
      const label = svg("text", {x: size / 2, y: size / 2, "text-anchor": "middle", "dominant-baseline": "central", class: "g-count"});
      label.textContent = String(rows.length);
      return svg("svg", {viewBox: `0 0 ${size} ${size}`, width: size, height: size, "aria-hidden": "true"}, [disc, ...arcs, label]);
    }

    // --- uncertainty ----------------------------------------------------------------------------------------------------

    /** Circles true to scale, one for each place and radius in view; in a crowd, those of single records alone. */
    drawUncertainty(clusters) {
      this.layers.uncertainty.clearLayers();
      if (!this.command.drawn.uncertainty) return;
      const {lat, lon, radius} = this.data.columns;
      const seen = new Set();
      const crowded = clusters.reduce((sum, {rows}) => sum + rows.length, 0) > CIRCLES_MAX;
      for (const {rows} of clusters) {
        if (crowded && rows.length > 1) continue;
        for (const row of rows) {
          const key = `${lat[row]}:${lon[row]}:${radius[row]}`;
          if (seen.has(key)) continue;
          seen.add(key);
          this.layers.uncertainty.addLayer(L.circle([lat[row], lon[row]], this.circleStyle(row, rows.length > 1)));
        }
      }
    }

    circleStyle(row, faint) {
      const colour = this.colour(this.family[row]);
      return {radius: this.data.columns.radius[row], renderer: this.renderers.uncertainty, pane: "uncertainty", interactive: false, color: faint ? "#7a828c" : colour, weight: 1, opacity: faint ? 0.22 : 0.6, fillColor: colour, fillOpacity: faint ? 0 : 0.05};
    }

    /** Bring out one record's circle or area. */
    highlight(row) {
      this.spotlight.clearLayers();
      const {lat, lon, radius, area} = this.data.columns;
      const style = {pane: "spotlight", renderer: this.renderers.spotlight, interactive: false, color: this.colour(this.family[row]), weight: 2, fillOpacity: 0.12};
      if (lat[row] !== null) this.spotlight.addLayer(L.circle([lat[row], lon[row]], {...style, radius: radius[row]}));
      else if (area[row] !== NO_ROW) this.spotlight.addLayer(L.geoJSON(this.data.areas[area[row]], {...style, style: {...style, weight: 3}}));
    }

    /** Back to the open record's place, or to none. */
    dim() {
      if (this.opened === undefined || this.opened === NO_ROW) this.spotlight.clearLayers();
      else this.highlight(this.opened);
    }

    // --- areas ----------------------------------------------------------------------------------------------------------

    /** Areas and border sections that selected records concern: drawn, labelled with their count, and open to click. */
    drawAreas() {
      this.layers.areas.clearLayers();
      const members = new Map();
      for (const row of this.rows) {
        const area = this.data.columns.area[row];
        if (area === NO_ROW) continue;
        if (members.has(area)) members.get(area).push(row);
        else members.set(area, [row]);
      }
      const byCount = [...members].sort(([, a], [, b]) => b.length - a.length);
      for (const [area] of byCount) this.layers.areas.addLayer(this.outline(this.data.areas[area]));
      this.labels = byCount.map(([area, rows]) => this.areaLabel(this.data.areas[area], rows));
      for (const {marker, leader} of this.labels) this.layers.areas.addLayer(leader).addLayer(marker);
    }

    outline(feature) {
      const band = {color: "var(--g-section)", weight: 9, opacity: 0.16, lineCap: "butt"};
      const edge = {color: "var(--g-area)", weight: 1.5, opacity: 0.85, dashArray: "1 4", fill: false};
      const style = feature.geometry.type.endsWith("LineString") ? band : edge;
      return L.geoJSON(feature, {pane: "areas", renderer: this.renderers.areas, interactive: false, style});
    }

    areaLabel(feature, rows) {
      const {name, label_lat: lat, label_lon: lon} = feature.properties;
      const badge = element("b", {text: String(rows.length)});
      const label = element("span", {className: "g-area"}, [element("span", {text: name}), badge]);
      const icon = L.divIcon({html: label, className: "g-area-anchor", iconSize: null});
      const marker = L.marker([lat, lon], {icon, keyboard: true, alt: "", zIndexOffset: -500});
      marker.on("add", () => {
        marker.getElement().setAttribute("role", "button");
        marker.getElement().setAttribute("aria-label", `${name}: ${rows.length} records for the whole area`);
      });
      press(marker, () => this.list(rows, marker.getLatLng(), name).then(() => this.highlight(rows[0])));
      marker.on("mouseover focus", () => this.highlight(rows[0]));
      marker.on("mouseout blur", () => this.dim());
      const leader = L.polyline([[lat, lon], [lat, lon]], {...LEADER, renderer: this.renderers.areas, pane: "areas"});
      const beside = feature.geometry.type.endsWith("LineString");
      const offsets = beside ? [...LABEL_OFFSETS].sort(([a], [b]) => Number(a === 0) - Number(b === 0)) : LABEL_OFFSETS;
      const lines = Math.ceil((name.length * LABEL_CHAR_PX) / LABEL_TEXT_PX);
      const size = {width: Math.min(name.length * LABEL_CHAR_PX, LABEL_TEXT_PX) + LABEL_PAD_PX, height: LABEL_HEIGHT_PX + (lines - 1) * LABEL_LINE_PX};
      return {marker, leader, offsets, size, anchor: L.latLng(lat, lon)};
    }

    /** Put each label where it hides no symbol and no other label, near its anchor, with a leader if it had to move. */
    placeLabels(clusters) {
      const taken = clusters.map(({rows, latlng}) => boxAround(this.map.latLngToContainerPoint(latlng), this.sizeOf(rows), this.sizeOf(rows)));
      const frame = this.map.getSize();
      for (const {marker, leader, offsets, anchor, size: {width, height}} of this.labels) {
        const at = this.map.latLngToContainerPoint(anchor);
        const shown = at.x > 0 && at.y > 0 && at.x < frame.x && at.y < frame.y;
        const candidates = shown ? offsets.map(([x, y]) => L.point(at.x + x * (width / 2 + LABEL_GAP_PX), at.y + y * LABEL_STEP_PX)) : [at];
        const cost = (point) => overlap(boxAround(point, width, height), taken, frame);
        const best = candidates.reduce((least, point) => (cost(point) < cost(least) ? point : least));
        taken.push(boxAround(best, width, height));
        marker.setLatLng(this.map.containerPointToLatLng(best));
        leader.setLatLngs([anchor, marker.getLatLng()]);
      }
    }

    sizeOf(rows) {
      return rows.length === 1 ? SINGLE_PX : this.clusterSize(rows.length);
    }

    // --- crossings ------------------------------------------------------------------------------------------------------

    drawCrossings() {
      this.layers.crossings.clearLayers();
      if (!this.command.drawn.crossings) return;
      for (const {name, mode, lat, lon} of this.data.crossings) {
        const sign = element("span", {className: `g-crossing g-crossing-${mode}`}, [element("i"), element("span", {text: name})]);
        const icon = L.divIcon({html: sign, className: "g-crossing-anchor", iconSize: [12, 12]});
        this.layers.crossings.addLayer(L.marker([lat, lon], {icon, pane: "crossings", interactive: false, keyboard: false}));
      }
    }

    // --- opening --------------------------------------------------------------------------------------------------------

    texts() {
      this.textsAsked ??= fetch(this.addresses.texts).then((answer) => answer.json());
      return this.textsAsked;
    }

    /** A cluster opens into its members: by a list where zooming cannot part them or where they are few, else by zooming. */
    enter({rows, latlng}) {
      const {lat, lon} = this.data.columns;
      const bounds = L.latLngBounds(rows.map((row) => [lat[row], lon[row]]));
      const apart = this.map.getBoundsZoom(bounds) > this.map.getZoom() && !bounds.getNorthEast().equals(bounds.getSouthWest());
      if (rows.length <= LIST_MAX || !apart || this.map.getZoom() >= this.map.getMaxZoom()) this.list(rows, latlng, `${rows.length} records`, apart ? bounds : null);
      else this.map.fitBounds(bounds, {padding: [40, 40]});
    }

    /** Popup with the members, each a button. */
    async list(rows, latlng, heading, bounds = null) {
      const texts = await this.texts();
      const items = rows.map((row) => {
        const button = element("button", {className: "g-item", attributes: {type: "button"}}, [this.symbol(row), element("span", {text: texts.title[row]}), element("time", {text: this.days(texts, row)})]);
        button.addEventListener("click", () => this.open(row, latlng));
        button.addEventListener("mouseenter", () => this.highlight(row));
        return element("li", {}, [button]);
      });
      const closer = bounds ? [element("button", {className: "g-zoom", text: "Zoom in", attributes: {type: "button"}})] : [];
      closer.forEach((button) => button.addEventListener("click", () => { this.map.closePopup(); this.map.fitBounds(bounds, {padding: [40, 40]}); }));
      this.popup(latlng, element("div", {className: "g-list", attributes: {tabindex: "-1"}}, [element("h3", {text: heading}), ...closer, element("ul", {}, items)]));
    }

    /** Days of a record; its end is left to the card where the page goes back to a day, for it may not have been known. */
    days(texts, row) {
      const goneBack = this.command.clauses.some(([column]) => column === "reported");
      const [start, end] = [texts.start[row], goneBack ? "" : texts.end[row]];
      return end && end !== start ? `${start} – ${end}` : start;
    }

    /** Open one record: a short popup at once, the card by a rerun. */
    async open(row, latlng) {
      this.opened = row;
      if (window.Streamlit) window.Streamlit.setComponentValue({opened: row, at: Date.now()});
      await this.brief(row, latlng);
    }

    async brief(row, latlng) {
      const texts = await this.texts();
      const said = [element("p", {text: `Says: ${texts.claimed_by[row]}`})];
      if (texts.disputed_by[row]) said.push(element("p", {className: "g-denied", text: `Denies: ${texts.disputed_by[row]}`}));
      const when = [this.days(texts, row), texts.place[row]].filter(Boolean).join(" · ");
      const whole = element("p", {className: "g-when", text: `The whole record is ${whereTheCardIs()}.`});
      this.popup(latlng, element("div", {className: "g-brief"}, [element("h3", {text: texts.title[row]}), element("p", {className: "g-when", text: when}), ...said, whole]));
      this.highlight(row);
    }

    popup(latlng, content) {
      L.popup({maxWidth: 300, minWidth: 220, maxHeight: 260, autoPanPadding: [24, 24], content}).setLatLng(latlng).openOn(this.map);
      content.querySelector(".g-item")?.focus({preventScroll: true});
    }

    /** A record opened by a link or from a list: bring out its place, and move only if the view does not hold it. */
    reveal(row) {
      this.opened = row;
      this.spotlight.clearLayers();
      if (row === NO_ROW) this.map.closePopup();
      if (row === NO_ROW) return;
      this.highlight(row);
      const place = this.placeOf(row);
      if (place && !this.map.getBounds().contains(place)) this.map.panTo(place);
    }

    placeOf(row) {
      const {lat, lon, area} = this.data.columns;
      if (lat[row] !== null) return L.latLng(lat[row], lon[row]);
      if (area[row] === NO_ROW) return null;
      const {label_lat: labelLat, label_lon: labelLon} = this.data.areas[area[row]].properties;
      return L.latLng(labelLat, labelLon);
    }

    // --- the address ----------------------------------------------------------------------------------------------------

    /** Write the view into the page's address without a rerun; once moved, after each command, whose address lacks it. */
    tellAddress() {
      if (window.parent === window) return;
      this.told = true;
      const {lat, lng} = this.map.getCenter();
      const address = new URL(window.parent.location.href);
      address.searchParams.set("lat", String(Number(lat.toFixed(VIEW_DECIMALS))));
      address.searchParams.set("lon", String(Number(lng.toFixed(VIEW_DECIMALS))));
      address.searchParams.set("z", String(this.map.getZoom()));
      const readable = address.search.replaceAll("%2C", ",");
      window.parent.history.replaceState(window.parent.history.state, "", address.pathname + readable + address.hash);
      window.parent.granicaView = [lat, lng, this.map.getZoom()];
    }

    /** Look where a reader of this tab looked last, when the map is drawn again; and where Back leads to. */
    followHistory() {
      if (window.parent === window) return;
      if (window.parent.granicaView) this.look(...window.parent.granicaView);
      const back = () => {
        const {searchParams} = new URL(window.parent.location.href);
        const view = ["lat", "lon", "z"].map((name) => (searchParams.has(name) ? Number(searchParams.get(name)) : NaN));
        if (view.every(Number.isFinite)) this.look(...view);
      };
      window.parent.addEventListener("popstate", back);
      window.addEventListener("pagehide", () => window.parent.removeEventListener("popstate", back));
    }

    look(lat, lon, zoom) {
      this.told = true;
      this.map.setView([lat, lon], zoom, {animate: false});
    }
  }

  const Granica = (window.Granica ??= {});
  let overlay = null;
  let pending = null;
  const nothing = () => L.layerGroup();

  /** Take the map over: base map, scale, and the one fetch of the records. */
  Granica.start = async (map, addresses) => {
    map.attributionControl.setPrefix(false);
    L.control.scale({imperial: false, maxWidth: 120, position: "topright"}).addTo(map);
    if (Granica.basemap) Granica.ground = Granica.basemap(map, {url: (file) => `${addresses.basemap}${file}.json`, theme: "light"});
    const answer = await fetch(addresses.records);
    overlay = new Overlay(map, await answer.json(), addresses);
    if (pending) overlay.show(pending);
    pending = null;
    map.getContainer().dataset.ready = "true";
  };

  /** Follow a command; what streamlit-folium adds to the map is the same empty layer each time. */
  const empty = {layer: null};
  Granica.show = (command) => {
    if (overlay) overlay.show(command);
    else pending = command;
    if (Granica.ground) Granica.ground.setTheme(command.dark ? "dark" : "light");
    window.feature_group = [];
    empty.layer ??= nothing();
    return empty.layer;
  };
})();

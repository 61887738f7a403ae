/**
 * The map in the browser: fetches the prepared records once, then follows commands of a few hundred bytes.
 *
 * Nothing here asks another origin. The server computes the same clauses over the same columns; a command carries the
 * server's count, and a difference is an error.
 */

import { Address } from "./address.js";
import { Areas } from "./areas.js";
import { basemap } from "./basemap.js";
import { Boxes } from "./boxes.js";
import { between, evaluate, withoutDates } from "./clauses.js";
import { Foot, helpDialog, Live, Outside, toolbar } from "./controls.js";
import { Crossings } from "./crossings.js";
import { Density } from "./density.js";
import { element } from "./dom.js";
import { fetchFound, missing } from "./found.js";
import { leaveScrolling, still } from "./gestures.js";
import { Page } from "./page.js";
import { Points } from "./points.js";
import { Popups } from "./popups.js";
import { NO_ROW, Records } from "./records.js";
import { Spotlight } from "./spotlight.js";
import { Strip } from "./strip.js";
import { Symbols } from "./symbols.js";
import { Texts } from "./texts.js";
import { byDay } from "./timescale.js";
import { boxOf, View } from "./view.js";

const LIST_MAX = 60;
/** Rows that the page is told of what was clicked; a list of more begins with them and says how many there are. */
const SENT_MAX = 2_500;
const BORDER_PANE = "granica-focus";
const RECORD_ZOOM = 11;
const RESULTS_ZOOM = 11;
const KEY_FROM_PX = { x: 700, y: 480 };
const EDGES = ".g-tools, .g-foot > *, .g-outside";
const ZOOM_SNAP = 0.25;

class Overlay {
  /**
   * @param {L.Map} map
   * @param {Records} records
   * @param {{addresses: object, page: Page, view: View, address: Address, ground: object}} around
   */
  constructor(map, records, { addresses, page, view, address, ground }) {
    const { names, graticule, credits } = ground;
    Object.assign(this, { map, records, page, view, address, names, graticule, rows: [] });
    this.symbols = new Symbols(records);
    const parts = { records, symbols: this.symbols, texts: new Texts(addresses.texts, records.length) };
    this.spotlight = new Spotlight(map, parts);
    const lit = { ...parts, spotlight: this.spotlight };
    this.points = new Points(map, lit, (rows, at) =>
      rows.length === 1 ? this.open(rows[0], at) : this.enter(rows, at),
    );
    this.areas = new Areas(map, lit, (rows, at, name) => this.list(rows, at, { heading: name, of: "area" }));
    this.density = new Density(map, parts);
    this.crossings = new Crossings(map, parts);
    this.popups = new Popups(map, lit, (row, at) => this.open(row, at));
    const size = map.getSize();
    this.foot = new Foot(map, { open: page.embedded && size.x > KEY_FROM_PX.x && size.y > KEY_FROM_PX.y, credits });
    this.outside = new Outside(map, () => view.fit(this.boundsOf(this.rows), RESULTS_ZOOM));
    this.live = new Live();
    this.strip = new Strip(this, (days) => page.send(days));
    map.on("moveend", () => this.draw());
    map.on("popupclose", () => this.spotlight.dim());
  }

  /** Follow a command. */
  show(command) {
    const before = this.command;
    this.command = command;
    this.rows = evaluate(this.records.columns, command.clauses, this.records.length);
    if (this.rows.length !== command.count) {
      console.error(`Granica: the map counts ${this.rows.length} records, the page ${command.count}`);
    }
    this.symbols.dark = command.dark;
    if (before?.dark !== command.dark) this.points.clear();
    this.map.getPane(BORDER_PANE).style.display = command.drawn.border ? "" : "none";
    this.crossings.draw(command.drawn.crossings);
    this.strip.settle();
    const { pending } = this.strip; // what the reader has set since the page was told
    if (pending) this.showFrame(pending);
    else this.redraw();
    this.reveal(command.opened, before === undefined);
    const changed = JSON.stringify(before?.clauses) !== JSON.stringify(command.clauses);
    if (changed && (before || this.view.free)) this.follow();
    if (changed && before) this.live.say(this.inWords());
    this.address.settle();
  }

  /** How many events of the selection begin on which day, its dates aside: all, and those whose day is known. */
  begun() {
    const clauses = withoutDates(this.command.clauses);
    const key = JSON.stringify(clauses);
    if (this.counted?.key !== key) {
      const { columns, length } = this.records;
      const all = this.records.eventsOf(evaluate(columns, clauses, length));
      const dated = this.records.datedOf(all);
      this.counted = { key, all: byDay(columns.start, all), dated: byDay(columns.start, dated) };
    }
    return this.counted;
  }

  /** Show some days of the selection only, for as long as the page says nothing else. */
  showFrame({ from, to }) {
    const clauses = [...withoutDates(this.command.clauses), ...between(from, to)];
    this.rows = evaluate(this.records.columns, clauses, this.records.length);
    this.redraw();
  }

  redraw() {
    this.placed = this.records.countPlaced(this.rows);
    this.areas.draw(this.rows);
    this.foot.drawKey(this, this.rows);
    const wide = this.areas.shown.map(({ area, rows }) => ({ name: this.records.areas[area].properties.name, rows }));
    this.foot.drawAreas(wide, (rows, name) => this.list(rows, this.map.getCenter(), { heading: name, of: "area" }));
    this.draw();
    const root = this.map.getContainer();
    root.dataset.records = String(this.rows.length);
    root.setAttribute("role", "region");
    root.setAttribute("aria-label", `Map with ${this.rows.length} of ${this.records.length} records`);
  }

  /** Draw what the view holds: names give way to labels of areas, and both to symbols. */
  draw() {
    if (!this.command) return;
    const { density, uncertainty } = this.command.drawn;
    this.density.clear();
    if (density) this.density.draw(this.rows, this.command.dark);
    this.points.draw(density ? [] : this.rows, { uncertainty });
    this.points.select(this.spotlight.opened);
    this.outside.draw(this.countOutside());
    const symbols = this.points.boxes();
    const edges = this.edges();
    const taken = new Boxes([...symbols, ...edges]);
    const labels = [...this.areas.place(taken), ...this.crossings.place(taken), ...this.graticule.place(taken)];
    this.names.avoid(symbols, [...labels, ...edges]);
  }

  /** Boxes that buttons and folds take at the map's edges, and what the page's card covers. */
  edges() {
    const root = this.map.getContainer();
    const { left, top } = root.getBoundingClientRect();
    const { x, y } = this.map.getSize();
    const { right, bottom } = this.page.covered();
    const boxes = [...root.querySelectorAll(EDGES)].map((node) => {
      const box = node.getBoundingClientRect();
      return [box.left - left, box.top - top, box.right - left, box.bottom - top];
    });
    if (right > 0) boxes.push([x - right, 0, x, y]);
    if (bottom > 0) boxes.push([0, y - bottom, x, y]);
    return boxes;
  }

  /** How many of the rows that have a place have none in the view. */
  countOutside() {
    const inside = this.records.countIn(this.rows, boxOf(this.map));
    return this.placed - inside + this.areas.outside(this.map.getBounds());
  }

  inWords() {
    return `${this.rows.length} of ${this.records.length} records, ${this.points.inView} with a place in view`;
  }

  /** Bounds of the rows that have a place; null if none has. */
  boundsOf(rows) {
    const { placed, south, west, north, east } = this.records.reachOf(rows);
    return placed === 0 ? null : L.latLngBounds([south, west], [north, east]);
  }

  /** Where the view holds nothing of a new selection, look where its records are. */
  follow() {
    const { placed } = this.records.reachOf(this.rows);
    if (placed > 0 && this.countOutside() === placed) this.view.fit(this.boundsOf(this.rows), RESULTS_ZOOM);
  }

  /** Whether the page goes back to a day. */
  get goneBack() {
    return this.command.clauses.some(([column]) => column === "reported");
  }

  /** List rows: in the page where it shows lists, else at their place. */
  async list(rows, at, { heading, of, bounds = null }) {
    this.returnTo = document.activeElement;
    if (this.command.panel) {
      this.listed = true;
      this.page.send({ rows: [...rows.subarray(0, SENT_MAX)], of, count: rows.length });
      this.takeFocus();
    } else {
      await this.popups.list(rows, at, { heading, bounds, goneBack: this.goneBack });
    }
    this.spotlight.light(rows[0]);
  }

  /** A ring opens into its records: by a list where zooming cannot part them or they are few, else by zooming. */
  enter(rows, at) {
    const bounds = this.boundsOf(rows);
    const apart =
      this.map.getBoundsZoom(bounds) > this.map.getZoom() && !bounds.getNorthEast().equals(bounds.getSouthWest());
    if (rows.length > LIST_MAX && apart && this.map.getZoom() < this.map.getMaxZoom()) this.view.fit(bounds);
    else this.list(rows, at, { heading: `${rows.length} records`, of: "ring", bounds: apart ? bounds : null });
  }

  /** Open one record: the page draws its card; where it shows none, a short popup does. */
  async open(row, at) {
    this.returnTo = document.activeElement;
    this.spotlight.open(row);
    this.points.select(row);
    this.page.send({ opened: row, rows: [row] });
    this.takeFocus();
    if (!this.command.panel) await this.popups.brief(row, at, { goneBack: this.goneBack });
  }

  /** Who opens something by keyboard goes on reading there. */
  takeFocus() {
    if (this.command.panel && document.documentElement.dataset.by === "keyboard") this.page.focusCard();
  }

  /** A record was opened or closed by the page: bring out its place, and move only if the view does not hold it. */
  reveal(row, first) {
    const before = this.spotlight.opened;
    if (row === before) this.spotlight.dim();
    else this.spotlight.open(row);
    this.points.select(row);
    if (row === NO_ROW && before !== NO_ROW) this.closed(before);
    if (row !== before) this.page.whenDrawn(() => this.draw());
    const place = row === before ? null : this.records.placeOf(row);
    if (!place) return;
    if (first && this.view.free) this.view.fit(this.boundsOf([row]), RECORD_ZOOM);
    else if (!this.map.getBounds().contains(place)) this.map.panTo(place);
  }

  /** After a record has been closed, the focus goes back to its symbol, if the reader has taken it nowhere else. */
  closed(row) {
    this.map.closePopup();
    if (this.returnTo && this.page.focusIsFree && !this.points.focus(row)) this.map.getContainer().focus();
    this.returnTo = null;
  }

  /** Close what is open; false if nothing was. */
  close() {
    const popup = this.popups.isOpen;
    const something = popup || this.spotlight.opened !== NO_ROW || this.listed;
    if (popup) this.map.closePopup();
    if (popup && this.returnTo?.isConnected) this.returnTo.focus();
    if (this.spotlight.opened !== NO_ROW || this.listed) this.page.send({ opened: null });
    this.listed = false;
    return Boolean(something);
  }
}

/** What streamlit-folium holds: it follows commands from the first moment, and draws them once the records are there. */
class Frame {
  constructor(map, { addresses, home, given, ground, countries }) {
    Object.assign(this, { map, addresses });
    map.options.zoomSnap = ZOOM_SNAP;
    map.getContainer().style.cssText = "";
    nameDocument();
    still(map);
    this.address = new Address(map);
    const page = new Page({
      view: () => this.address.view,
      close: () => this.overlay?.close(),
      uncovered: () => this.overlay?.draw(),
    });
    this.view = new View(map, { home, given, address: this.address, page });
    if (page.embedded) leaveScrolling(map);
    this.help = helpDialog();
    toolbar(map, { whole: () => this.view.whole(), help: () => this.help.showModal() });
    const url = (file) => `${addresses.basemap}${file}.json`;
    this.ground = basemap(map, { url, files: ground, countries });
    this.listen();
    this.load(addresses, page);
  }

  async load(addresses, page) {
    const answer = await fetch(addresses.records);
    if (!answer.ok) throw new Error(`The records were not delivered (${answer.status})`);
    const records = new Records(await answer.arrayBuffer());
    const around = { addresses, page, view: this.view, address: this.address, ground: this.ground };
    this.overlay = new Overlay(this.map, records, around);
    if (this.command) await this.follow(this.command);
    this.map.getContainer().dataset.ready = "true";
  }

  show(command) {
    this.command = command;
    const theme = command.dark ? "dark" : "light";
    document.documentElement.dataset.theme = theme;
    this.ground.setTheme(theme);
    if (this.overlay) this.follow(command);
  }

  /** Draw a command, once the rows are there that a search found; one that came later takes its place. */
  async follow(command) {
    const names = missing(command.clauses);
    if (names.length > 0) await fetchFound(this.addresses.found, names);
    if (this.command === command) this.overlay.show(command);
  }

  /** Keys that act wherever the focus is in the frame; and whether it is keys that a reader uses. */
  listen() {
    document.addEventListener("keydown", (event) => this.keydown(event));
    document.addEventListener("keydown", () => this.by("keyboard"), true);
    document.addEventListener("pointerdown", () => this.by("pointer"), true);
  }

  by(means) {
    document.documentElement.dataset.by = means;
  }

  keydown(event) {
    const { key, target } = event;
    if (event.defaultPrevented || target.closest("dialog, input, select")) return;
    if (key === "?") this.help.showModal();
    else if (key === "0") this.view.whole();
    else if (key === "Escape") this.escape(target);
  }

  /** Close the fold that the focus is in, else the popup or what the page has open, else every fold. */
  escape(target) {
    const fold = target.closest("details[open]");
    const open = fold ? [fold] : document.querySelectorAll("details.g-fold[open]");
    if (!fold && this.overlay?.close()) return;
    for (const one of open) one.open = false;
    fold?.querySelector("summary").focus();
  }
}

/** Mend the document that streamlit-folium and folium made: readers may enlarge it, and it says what it is. */
function nameDocument() {
  document.querySelector("meta[content*='user-scalable']")?.remove();
  const root = document.getElementById("root");
  root.setAttribute("role", "main");
  root.setAttribute("aria-label", "Map"); // the page around has a main part too
  root.prepend(element("h1", { className: "g-live", text: "Map" }));
}

/**
 * Take a Leaflet map over.
 * @param {L.Map} map
 * @param {{addresses: {records: string, texts: string, basemap: string}, home: [number, number][] | null,
 *   given: boolean, ground: string[], countries: string[]}} config addresses of our own origin, the border's corners, whether the link names
 *   a view, the files of the base map that the records are drawn on, and the countries on the sides of the line
 * @returns {{show: (command: object) => void}}
 */
export function start(map, config) {
  return new Frame(map, config);
}

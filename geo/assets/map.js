/**
 * The map in the browser: fetches the prepared records once, then follows commands of a few hundred bytes.
 *
 * Nothing here asks another origin. The server computes the same clauses over the same columns; a command carries the
 * server's count, and a difference is an error.
 */

import { Address } from "./address.js";
import { Areas } from "./areas.js";
import { basemap } from "./basemap.js";
import { between, evaluate, withoutDates } from "./clauses.js";
import { Crossings } from "./crossings.js";
import { Density } from "./density.js";
import { Playback } from "./playback.js";
import { Points } from "./points.js";
import { Popups } from "./popups.js";
import { NO_ROW, Records } from "./records.js";
import { Spotlight } from "./spotlight.js";
import { Symbols } from "./symbols.js";
import { offerTiles } from "./tiles.js";

const LIST_MAX = 60;
const BORDER_PANE = "granica-focus";
const FIT = { padding: [40, 40] };

class Overlay {
  constructor(map, records, addresses) {
    this.map = map;
    this.records = records;
    this.rows = [];
    this.symbols = new Symbols(records);
    const parts = { records, symbols: this.symbols, texts: () => this.texts(addresses.texts) };
    this.spotlight = new Spotlight(map, parts);
    const lit = { ...parts, spotlight: this.spotlight };
    this.areas = new Areas(map, lit, (rows, at, name) => this.list(rows, at, name));
    this.points = new Points(map, lit, (rows, at) =>
      rows.length === 1 ? this.open(rows[0], at) : this.enter(rows, at),
    );
    this.density = new Density(map, parts);
    this.crossings = new Crossings(map, parts);
    this.popups = new Popups(map, lit, (row, at) => this.open(row, at));
    map.on("moveend", () => this.draw());
    map.on("popupclose", () => this.spotlight.dim());
    this.playback = new Playback(map, this);
    offerTiles(map);
    this.address = new Address(map);
  }

  texts(address) {
    this.asked ??= fetch(address).then((answer) => answer.json());
    return this.asked;
  }

  /** Follow a command. */
  show(command) {
    const recoloured = this.command?.dark !== command.dark;
    this.command = command;
    this.rows = evaluate(this.records.columns, command.clauses, this.records.length);
    this.playback.settle();
    if (this.rows.length !== command.count) {
      console.error(`Granica: the map counts ${this.rows.length} records, the page ${command.count}`);
    }
    this.symbols.dark = command.dark;
    if (recoloured) this.points.clear();
    this.map.getPane(BORDER_PANE).style.display = command.drawn.border ? "" : "none";
    this.crossings.draw(command.drawn.crossings);
    this.redraw();
    if (command.opened === this.spotlight.opened) this.spotlight.dim();
    else this.reveal(command.opened);
    this.address.settle();
  }

  /** Show some days of the selection only, as playback does: both inclusive, counted from the Unix epoch. */
  showFrame({ from, to }) {
    const clauses = [...withoutDates(this.command.clauses), ...between(from, to)];
    this.rows = evaluate(this.records.columns, clauses, this.records.length);
    this.redraw();
  }

  redraw() {
    this.areas.draw(this.rows);
    this.draw();
    this.announce();
  }

  /** Draw what the view holds. */
  draw() {
    if (!this.command) return;
    const { density, uncertainty } = this.command.drawn;
    this.density.clear();
    if (density) this.density.draw(this.rows, this.command.dark);
    this.points.draw(density ? [] : this.rows, { uncertainty });
    this.areas.place(this.points.boxes());
  }

  /** Tell tests and assistive technology what is drawn. */
  announce() {
    const root = this.map.getContainer();
    root.dataset.records = String(this.rows.length);
    root.setAttribute("role", "region");
    root.setAttribute("aria-label", `Map with ${this.rows.length} records`);
  }

  /** Whether the page goes back to a day. */
  get goneBack() {
    return this.command.clauses.some(([column]) => column === "reported");
  }

  async list(rows, at, heading, bounds = null) {
    await this.popups.list(rows, at, { heading, bounds, goneBack: this.goneBack });
    this.spotlight.light(rows[0]);
  }

  /** A ring opens into its records: by a list where zooming cannot part them or they are few, else by zooming. */
  enter(rows, at) {
    const { lat, lon } = this.records.columns;
    const bounds = L.latLngBounds(rows.map((row) => [lat[row], lon[row]]));
    const apart =
      this.map.getBoundsZoom(bounds) > this.map.getZoom() && !bounds.getNorthEast().equals(bounds.getSouthWest());
    if (rows.length > LIST_MAX && apart && this.map.getZoom() < this.map.getMaxZoom()) this.map.fitBounds(bounds, FIT);
    else this.list(rows, at, `${rows.length} records`, apart ? bounds : null);
  }

  /** Open one record: a short popup at once, the card by a rerun. */
  open(row, at) {
    this.spotlight.open(row);
    window.Streamlit?.setComponentValue({ opened: row, at: Date.now() });
    return this.popups.brief(row, at, { goneBack: this.goneBack });
  }

  /** A record opened by a link or from a list: bring out its place, and move only if the view does not hold it. */
  reveal(row) {
    this.spotlight.open(row);
    if (row === NO_ROW) this.map.closePopup();
    const place = row === NO_ROW ? null : this.records.placeOf(row);
    if (place && !this.map.getBounds().contains(place)) this.map.panTo(place);
  }
}

/** What streamlit-folium holds: it follows commands from the first moment, and draws them once the records are there. */
class Frame {
  constructor(map, addresses) {
    map.attributionControl.setPrefix(false);
    L.control.scale({ imperial: false, maxWidth: 120, position: "topright" }).addTo(map);
    this.ground = basemap(map, { url: (file) => `${addresses.basemap}${file}.json` });
    this.load(map, addresses);
  }

  async load(map, addresses) {
    const answer = await fetch(addresses.records);
    const records = new Records(await answer.json(), (at) => map.project(at, 0));
    this.overlay = new Overlay(map, records, addresses);
    if (this.command) this.overlay.show(this.command);
    map.getContainer().dataset.ready = "true";
  }

  show(command) {
    this.command = command;
    const theme = command.dark ? "dark" : "light";
    document.documentElement.dataset.theme = theme;
    this.ground.setTheme(theme);
    this.overlay?.show(command);
  }
}

/**
 * Take a Leaflet map over.
 * @param {L.Map} map
 * @param {{records: string, texts: string, basemap: string}} addresses of our own origin
 * @returns {{show: (command: object) => void}}
 */
export function start(map, addresses) {
  return new Frame(map, addresses);
}

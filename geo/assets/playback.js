/**
 * Playback: steps through time in the browser, without asking the server.
 *
 * A frame is a pair of days, both inclusive; the overlay adds it to the clauses of the last command. When playback
 * stops, the frame's days are sent to the page, which puts them into its slider and link.
 */

import { bounds } from "./clauses.js";
import { button } from "./dom.js";
import { NEVER_ENDS } from "./records.js";

const STEPS = { 1: "day", 7: "week" };
const SPEEDS = { 1200: "slow", 600: "normal", 250: "fast" };
const CALM_MS = 1200;
const DAY_MS = 86400000;

const isoOf = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);
const wordsOf = (day) =>
  new Date(day * DAY_MS).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });

const choice = (title, options, chosen, act) => {
  const node = document.createElement("select");
  node.setAttribute("aria-label", title);
  node.title = title;
  for (const [value, label] of Object.entries(options)) node.append(new Option(label, value, false, value === chosen));
  node.addEventListener("change", () => act(node.value));
  return node;
};

export class Playback {
  constructor(map, overlay) {
    this.map = map;
    this.overlay = overlay;
    this.step = 1;
    this.pause = 600;
    this.cumulative = false;
    this.timer = null;
    this.sent = null;
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
    const node = this.build();
    const Control = L.Control.extend({ onAdd: () => node });
    new Control({ position: "bottomleft" }).addTo(map);
  }

  build() {
    const node = document.createElement("div");
    node.className = "g-play leaflet-bar";
    node.setAttribute("role", "group");
    node.setAttribute("aria-label", "Playback through time");
    this.toggle = button("Play through time", () => (this.timer ? this.stop() : this.play()), { sign: "▶" });
    this.now = document.createElement("output");
    this.now.setAttribute("aria-live", "off");
    this.options = document.createElement("span");
    this.options.className = "g-play-options";
    this.options.append(
      choice("Step", STEPS, "1", (value) => {
        this.step = Number(value);
      }),
      choice("What a step shows", { window: "each alone", cumulative: "up to then" }, "window", (value) => {
        this.cumulative = value === "cumulative";
      }),
      choice("Speed", SPEEDS, "600", (value) => {
        this.pause = Number(value);
      }),
    );
    node.append(
      button("One step back", () => this.by(-1), { sign: "◂" }),
      this.toggle,
      button("One step on", () => this.by(1), { sign: "▸" }),
      this.now,
      this.options,
    );
    L.DomEvent.disableClickPropagation(node).disableScrollPropagation(node);
    return node;
  }

  /** Days that the selection allows: its own bounds, else those of the data. */
  bounds() {
    const { columns } = this.overlay.records;
    const { from, to } = bounds(this.overlay.command.clauses);
    const first = from ?? columns.start.reduce((least, day) => Math.min(least, day));
    const lastDay = (most, day, row) => Math.max(most, day === NEVER_ENDS ? columns.start[row] : day);
    return { first, last: to ?? columns.end.reduce(lastDay, first) };
  }

  /** Take over the page's dates, unless they are the ones that we sent. */
  begin() {
    const { first, last } = this.bounds();
    const ours = this.sent && this.sent[0] === first && this.sent[1] === last;
    if (!ours) {
      this.range = { first, last };
      this.day = null;
    }
  }

  play() {
    this.begin();
    this.toggle.textContent = "❚❚";
    this.toggle.setAttribute("aria-label", "Stop here");
    this.map.closePopup();
    const tick = () => {
      if (!this.advance(1)) this.stop();
    };
    tick();
    this.timer = window.setInterval(tick, this.calm.matches ? CALM_MS : this.pause);
  }

  by(direction) {
    if (this.timer) this.halt();
    this.begin();
    this.advance(direction);
    this.tell();
  }

  /** Show the next frame; false past the end. */
  advance(direction) {
    const { first, last } = this.range;
    const start = direction > 0 ? first : last - ((last - first) % this.step);
    const next = this.day === null ? start : this.day + direction * this.step;
    if (next > last || next < first) return false;
    this.day = next;
    this.overlay.showFrame(this.frame());
    this.say();
    return true;
  }

  frame() {
    const until = Math.min(this.day + this.step - 1, this.range.last);
    return { from: this.cumulative ? this.range.first : this.day, to: until };
  }

  say() {
    const { from, to } = this.frame();
    const days = from === to ? wordsOf(from) : `${wordsOf(from)} – ${wordsOf(to)}`;
    this.now.textContent = `${days} · ${this.overlay.rows.length} records`;
  }

  halt() {
    window.clearInterval(this.timer);
    this.timer = null;
    this.toggle.textContent = "▶";
    this.toggle.setAttribute("aria-label", "Play through time");
  }

  stop() {
    this.halt();
    this.tell();
  }

  /** Put the frame's days into the page's slider and link. */
  tell() {
    if (this.day === null) return;
    const { from, to } = this.frame();
    this.sent = [from, to];
    window.Streamlit?.setComponentValue({ from: isoOf(from), to: isoOf(to), at: Date.now() });
  }

  /** A command came from the page: the frame is over, and what is shown is what the page counts. */
  settle() {
    if (this.timer) this.halt();
    const { first, last } = this.bounds();
    if (!this.sent || this.sent[0] !== first || this.sent[1] !== last) this.now.textContent = "";
    else this.say();
  }
}

/**
 * The time strip under the map: how many records begin when, and which days are shown.
 *
 * Days can be brushed, clicked, typed, stepped and played; every drag has a click and a key that do the same. While a
 * reader drags or plays, the map follows in the browser; what they settle on goes to the page, into its address.
 */

import { bounds } from "./clauses.js";
import { dayIn, inWords, isoOf, monthOf, months } from "./days.js";
import { button, element, fold, svg } from "./dom.js";
import { Player } from "./player.js";
import { bars, labelled, reach, Scale } from "./timescale.js";
import { Told } from "./told.js";

const STEPS = { "": "step: by itself", 1: "step: day", 7: "step: week" };
const MODES = { window: "each alone", cumulative: "up to then" };
const SPEEDS = { 1200: "slow", 600: "normal", 250: "fast" };
const NARROW = "(max-width: 760px)";
const CALM_MS = 1200;
const SETTLE_MS = 600;
const CLICK_PX = 4;
const GRIP_PX = 12;
const SIDE_PX = 26;
const CLOSE_DAYS = 7;
const KEYS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };

export class Strip {
  /**
   * @param {object} overlay what the strip steers: `records`, `command`, `rows`, `showFrame`, `showAll`
   * @param {(message: {from: string | null, to: string | null}) => void} onDates called with the days settled on
   */
  constructor(overlay, onDates) {
    Object.assign(this, { overlay, onDates, player: new Player(), pause: 600, timer: null, near: false });
    this.told = new Told();
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
    this.node = this.build();
    document.body.append(this.node);
    new ResizeObserver(() => this.draw()).observe(this.scaleNode);
  }

  // --- what it is made of ---------------------------------------------------------------------------------------------

  build() {
    this.toggle = button("Play", () => (this.timer ? this.stop() : this.play()), { className: "g-play" });
    this.words = element("p", { className: "g-said" });
    this.back = button("Back", () => this.goBack(), { className: "g-back" });
    this.zoom = button("Closer", () => this.toggleNear(), { className: "g-closer" });
    this.all = button("All days", () => this.tell(null, null), { className: "g-all" });
    this.wrong = element("p", { className: "g-wrong", attributes: { role: "alert" } });
    this.steps = element("span", { className: "g-steps" }, [
      button("One step back", () => this.by(-1), { sign: "◂" }),
      button("One step on", () => this.by(1), { sign: "▸" }),
    ]);
    this.days = this.form();
    this.more = fold("Options", this.options(), { className: "g-play-options", sign: "⋯" });
    this.head = element("div", { className: "g-strip-head" });
    this.scaleNode = this.buildScale();
    const narrow = window.matchMedia(NARROW);
    narrow.addEventListener("change", () => this.arrange(narrow.matches));
    this.arrange(narrow.matches);
    const parts = [this.head, this.wrong, this.scaleNode];
    return element("section", { className: "g-strip", attributes: { "aria-label": "Time" } }, parts);
  }

  /** Put what a narrow frame has no room for into the fold. */
  arrange(narrow) {
    const { toggle, steps, more, words, back, zoom, days, all } = this;
    this.head.replaceChildren(
      ...(narrow ? [toggle, more, words, back, all] : [toggle, steps, more, words, back, zoom, days, all]),
    );
    if (narrow) more.lastElementChild.prepend(days, steps, zoom);
  }

  options() {
    const choose = (title, options, chosen, act) => {
      const node = element("select", { attributes: { "aria-label": title } });
      node.append(
        ...Object.entries(options).map(([value, label]) => new Option(label, value, false, value === chosen)),
      );
      node.addEventListener("change", () => act(node.value));
      return node;
    };
    return [
      choose("Step", STEPS, "", (value) => {
        this.player.step = value ? Number(value) : null;
      }),
      choose("What a step shows", MODES, "window", (value) => {
        this.player.cumulative = value === "cumulative";
      }),
      choose("Speed", SPEEDS, "600", (value) => {
        this.pause = Number(value);
      }),
    ];
  }

  /** Typed days, written as the page's own fields write them: taken with Enter, and when the field is left. */
  form() {
    this.inputs = {};
    const field = (name, label) => {
      const about = { type: "text", name, "aria-label": label, placeholder: "YYYY-MM-DD", maxlength: "20" };
      const input = element("input", { attributes: { ...about, autocomplete: "off" } });
      input.addEventListener("blur", () => this.typed());
      input.addEventListener("keydown", ({ key }) => key === "Enter" && this.typed());
      this.inputs[name] = input;
      return input;
    };
    const dash = element("span", { text: "–", attributes: { "aria-hidden": "true" } });
    return element("div", { className: "g-days", attributes: { role: "group", "aria-label": "Days" } }, [
      field("from", "From"),
      dash,
      field("to", "To"),
    ]);
  }

  buildScale() {
    this.picture = svg("svg", { class: "g-bars", "aria-hidden": "true" });
    this.range = element("div", { className: "g-range", attributes: { "aria-hidden": "true" } });
    const handle = (name, className) => {
      const attributes = { role: "slider", tabindex: "0", "aria-label": name };
      return element("div", { className: `g-handle ${className}`, attributes });
    };
    this.handles = {
      from: handle("First day", "g-from"),
      to: handle("Last day", "g-to"),
      now: handle("Day shown", "g-now"),
    };
    for (const [end, node] of Object.entries(this.handles)) {
      node.addEventListener("keydown", (event) => this.keydown(end, event));
      node.addEventListener("blur", () => this.settleSoon(0));
    }
    const node = element("div", { className: "g-scale" }, [this.picture, this.range, ...Object.values(this.handles)]);
    node.addEventListener("pointerdown", (event) => this.grab(event));
    return node;
  }

  // --- what it shows --------------------------------------------------------------------------------------------------

  /** A command came from the page: what is shown is what the page says, but for what a reader has set since. */
  settle() {
    if (this.timer) this.halt();
    const { records, command } = this.overlay;
    if (records.length === 0) return;
    this.covered ??= reach(records.columns);
    this.whole ??= this.reachOfEvents() ?? this.covered;
    const { from, to } = bounds(command.clauses);
    const { first, last } = this.whole;
    this.bounded = from !== undefined || to !== undefined;
    this.chosen = { from: from ?? Math.min(first, to ?? first), to: to ?? Math.max(last, from ?? last) };
    this.said = { from: from ?? this.covered.first, to: to ?? this.covered.last };
    const frame = this.told.hear({ from: from ?? null, to: to ?? null });
    if (!frame && !this.told.waits) this.player.begin(this.chosen.from, this.chosen.to);
    if (!this.bounded) this.near = false;
    if (!this.setting && !this.told.waits) this.pending = null;
    this.draw();
  }

  /** First and last day of what happened; null where the records are of nothing but what was said. */
  reachOfEvents() {
    const { columns, events } = this.overlay.records;
    return events.length > 0 ? reach(columns, events) : null;
  }

  /** Days of the whole scale: those of the data, and what is chosen beyond them; or the neighbourhood of the chosen. */
  reach() {
    const { from, to } = this.chosen;
    if (!this.near) return [Math.min(this.whole.first, from), Math.max(this.whole.last, to)];
    return [monthOf(from - CLOSE_DAYS), monthOf(to + CLOSE_DAYS, 1) - 1];
  }

  draw() {
    this.overlay.page.tellStrip(this.node.offsetHeight);
    const width = this.scaleNode.clientWidth - 2 * SIDE_PX;
    if (!this.chosen || width <= 0) return;
    this.scale = new Scale(...this.reach(), width);
    this.drawBars(width, this.scaleNode.clientHeight);
    this.drawRange();
  }

  drawBars(width, height) {
    const found = bars(this.scale, this.overlay.begun().dated);
    const most = found.reduce((best, bar) => (bar.count > (best?.count ?? 0) ? bar : best), null);
    const foot = height - 15;
    const room = foot - 13;
    const gap = this.scale.dayWidth * this.scale.step > 4 ? 1 : 0;
    const rects = found.map(({ from, to, count }) => {
      const tall = Math.max(2, (count / most.count) * room);
      const x = this.scale.x(from);
      const wide = Math.max(1, this.scale.x(to + 1) - x - gap);
      return svg("rect", { x, y: foot - tall, width: wide, height: tall, "data-from": from, "data-to": to });
    });
    this.bars = rects;
    this.picture.setAttribute("viewBox", `${-SIDE_PX} 0 ${width + 2 * SIDE_PX} ${height}`);
    const base = svg("path", { class: "g-base", d: `M0 ${foot}H${width}` });
    this.picture.replaceChildren(...this.monthTicks(foot), ...rects, base, ...this.peak(most, width, foot - room));
  }

  monthTicks(foot) {
    const found = months(this.scale.first, this.scale.last).map((month) => ({ ...month, x: this.scale.x(month.from) }));
    const named = new Set(labelled(found, this.scale.width));
    return found.flatMap((month) => {
      const tick = svg("path", { class: "g-tick", d: `M${month.x} ${foot}v4` });
      if (!named.has(month)) return [tick];
      const label = svg("text", { x: month.x + 3, y: foot + 12 });
      label.textContent = month.name;
      return [tick, label];
    });
  }

  /** The tallest bar says how many it holds. */
  peak(most, width, top) {
    if (!most) return [];
    const middle = (this.scale.x(most.from) + this.scale.x(most.to + 1)) / 2;
    const anchor = middle < 80 ? "start" : middle > width - 80 ? "end" : "middle";
    const label = svg("text", { x: middle, y: top - 3, "text-anchor": anchor, class: "g-peak" });
    const period = this.scale.step === 1 ? inWords(most.from, most.to) : `week of ${inWords(most.from, most.from)}`;
    label.textContent = `${most.count} records begin ${this.scale.step === 1 ? "on" : "in the"} ${period}`;
    return [label];
  }

  /** Draw which days are chosen, and say it. */
  drawRange() {
    const { from, to } = this.current;
    const [left, right] = [this.scale.x(from), this.scale.x(to + 1)];
    this.range.style.cssText = `left:${left + SIDE_PX}px;width:${Math.max(right - left, 3)}px`;
    const now = this.shown ?? { from, to: from };
    this.place("from", from, left);
    this.place("to", to, Math.max(right, left + 3));
    this.place("now", now.to, this.scale.x(now.to) + this.scale.dayWidth / 2);
    for (const bar of this.bars) {
      const chosen = Number(bar.dataset.from) <= to && Number(bar.dataset.to) >= from;
      bar.classList.toggle("g-off", !chosen);
    }
    this.say();
  }

  place(end, day, x) {
    const node = this.handles[end];
    node.style.left = `${Math.min(Math.max(x, 0), this.scale.width) + SIDE_PX}px`;
    const limits = end === "now" ? [this.current.from, this.current.to] : [this.scale.first, this.scale.last];
    node.setAttribute("aria-valuemin", String(limits[0]));
    node.setAttribute("aria-valuemax", String(limits[1]));
    node.setAttribute("aria-valuenow", String(day));
    node.setAttribute("aria-valuetext", inWords(day, day));
  }

  say() {
    const { from, to } = this.shown ?? this.pending ?? this.said;
    const count = this.overlay.rows.length;
    const moving = this.shown && this.timer;
    const days = element("span", { text: inWords(from, to) });
    this.words.replaceChildren(days, element("span", { text: count === 1 ? "1 record" : `${count} records` }));
    this.words.classList.toggle("g-moving", Boolean(moving));
    for (const [name, day] of Object.entries(this.pending ?? this.said)) {
      if (document.activeElement !== this.inputs[name]) this.inputs[name].value = isoOf(day);
    }
    const { range } = this.player;
    const away = range && (range.from !== this.chosen.from || range.to !== this.chosen.to);
    this.back.hidden = !away;
    if (away) this.back.replaceChildren("Back", element("span", { text: ` to ${inWords(range.from, range.to)}` }));
    this.all.hidden = !this.bounded;
    this.zoom.hidden = !this.near && !this.bounded;
    this.zoom.textContent = this.near ? "Whole period" : "Closer";
  }

  /** The days chosen: those that a reader is setting, else those of the page. */
  get current() {
    return this.pending ?? this.chosen;
  }

  toggleNear() {
    this.near = !this.near;
    this.draw();
  }

  // --- choosing days --------------------------------------------------------------------------------------------------

  /** Set days for now: the map follows, the page is told when the reader has settled. */
  preview(from, to) {
    this.pending = { from: Math.min(from, to), to: Math.max(from, to) };
    this.setting = true;
    this.shown = null;
    this.overlay.showFrame(this.pending);
    this.drawRange();
  }

  settleSoon(wait = SETTLE_MS) {
    window.clearTimeout(this.settling);
    if (this.setting) this.settling = window.setTimeout(() => this.commit(), wait);
  }

  commit() {
    window.clearTimeout(this.settling);
    if (!this.setting) return;
    const { from, to } = this.pending;
    this.setting = false;
    if (!this.told.waits && from === this.chosen.from && to === this.chosen.to) this.settle();
    else this.tell(from <= this.whole.first ? null : from, to >= this.whole.last ? null : to);
  }

  /** Tell the page days; those of a frame leave the playback its range. */
  tell(from, to, frame) {
    this.told.say({ from, to }, frame);
    this.onDates({ from: from === null ? null : isoOf(from), to: to === null ? null : isoOf(to) });
  }

  typed() {
    const read = ({ value }, nothing) => (value.trim() ? dayIn(value) : nothing);
    const { first, last } = this.covered;
    const [from, to] = [read(this.inputs.from, first), read(this.inputs.to, last)];
    const wrong = this.wrongWith(from, to);
    this.wrong.textContent = wrong ?? "";
    this.inputs.from.setAttribute("aria-invalid", String(wrong && (from === null || to !== null)));
    this.inputs.to.setAttribute("aria-invalid", String(wrong && (to === null || from !== null)));
    if (wrong) return;
    const now = this.pending ?? this.said;
    if (from === now.from && to === now.to) {
      this.say();
      this.commit();
      return;
    }
    this.preview(from, to);
    this.setting = false;
    this.tell(from <= first ? null : from, to >= last ? null : to);
  }

  /** What is wrong with typed days, in words; null if nothing is. */
  wrongWith(from, to) {
    const bad = [this.inputs.from, this.inputs.to].find((_, at) => [from, to][at] === null);
    if (bad) return `“${bad.value}” is no day. Write ${isoOf(this.whole.first)}.`;
    return from > to ? "The first day is after the last." : null;
  }

  keydown(end, event) {
    const { key, shiftKey } = event;
    const day = Number(this.handles[end].getAttribute("aria-valuenow"));
    const [low, high] = ["aria-valuemin", "aria-valuemax"].map((name) => Number(this.handles[end].getAttribute(name)));
    const far = { Home: low, End: high, PageUp: day + 30, PageDown: day - 30 }[key];
    if (!(key in KEYS) && far === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = Math.min(high, Math.max(low, far ?? day + KEYS[key] * (shiftKey ? 7 : 1)));
    if (end === "now") this.seek(next);
    else this.move(end, next);
    this.settleSoon();
  }

  /** Move one end; it pushes the other before it. */
  move(end, day) {
    const { from, to } = this.current;
    if (end === "from") this.preview(day, Math.max(day, to));
    else this.preview(Math.min(day, from), day);
  }

  // --- pointers -------------------------------------------------------------------------------------------------------

  at(event) {
    return event.clientX - this.scaleNode.getBoundingClientRect().left - SIDE_PX;
  }

  /** Take hold of a handle, of the chosen days, or of the scale. */
  grab(event) {
    if (event.button !== 0 || !this.scale) return;
    const handle = event.target.closest(".g-handle");
    const end = Object.keys(this.handles).find((name) => this.handles[name] === handle);
    const x = this.at(event);
    const begin = { x, day: this.scale.day(x), ...this.current };
    if (end) begin.off = x - (Number.parseFloat(handle.style.left) - SIDE_PX);
    const width = this.scale.x(begin.to + 1) - this.scale.x(begin.from);
    const whole = begin.from <= this.scale.first && begin.to >= this.scale.last;
    const held = !whole && width > 2 * GRIP_PX && begin.day >= begin.from && begin.day <= begin.to;
    let moved = false;
    const follow = (later) => {
      const there = this.at(later);
      moved ||= Math.abs(there - x) >= CLICK_PX;
      if (moved) this.drag({ end, held, begin, x: there });
    };
    const release = (later) => {
      this.scaleNode.removeEventListener("pointermove", follow);
      this.scaleNode.removeEventListener("pointerup", release);
      this.scaleNode.removeEventListener("pointercancel", release);
      if (later.type === "pointerup" && !moved && !end) this.choose(begin.day);
      this.release(end);
    };
    event.preventDefault();
    handle?.focus();
    this.scaleNode.setPointerCapture(event.pointerId);
    this.scaleNode.addEventListener("pointermove", follow);
    this.scaleNode.addEventListener("pointerup", release);
    this.scaleNode.addEventListener("pointercancel", release);
  }

  drag({ end, held, begin, x }) {
    if (end === "now") this.seek(this.scale.day(x - begin.off));
    else if (end === "from") this.move("from", this.scale.day(x - begin.off));
    else if (end === "to") this.move("to", this.scale.day(x - begin.off - 1));
    else if (held) this.shift(begin, this.scale.day(x) - begin.day);
    else this.preview(begin.day, this.scale.day(x));
  }

  /** Move the chosen days as they are, as far as the scale goes. */
  shift({ from, to }, days) {
    const by = Math.min(this.scale.last - to, Math.max(this.scale.first - from, days));
    this.preview(from + by, to + by);
  }

  /** A click chooses the bar that it hits. */
  choose(day) {
    const { from, to } = this.scale.bar(day);
    this.preview(from, to);
  }

  release(end) {
    if (end === "now") this.stop();
    else this.commit();
  }

  // --- playing --------------------------------------------------------------------------------------------------------

  play() {
    if (this.player.day === null || this.player.frame.to >= this.player.range.to) this.rewind();
    this.toggle.textContent = "Stop";
    const tick = () => {
      if (!this.advance(1)) this.stop();
    };
    this.timer = window.setInterval(tick, this.calm.matches ? CALM_MS : this.pause);
    tick();
  }

  /** Begin at the first day on which a record begins. */
  rewind() {
    const { from, to } = this.player.range;
    this.player.begin(from, to);
    const first = [...this.overlay.begun().all.keys()].find((day) => day >= from && day <= to);
    if (first === undefined) return;
    this.player.seek(first);
    if (!this.player.move(-1)) this.player.day = null;
  }

  by(direction) {
    if (this.timer) this.halt();
    if (this.advance(direction)) this.tellFrame();
  }

  /** Show the next frame; false past the end. */
  advance(direction) {
    if (!this.player.move(direction)) return false;
    this.showFrame();
    return true;
  }

  seek(day) {
    if (this.timer) this.halt();
    this.player.seek(day);
    this.pending = null;
    this.setting = false;
    this.showFrame();
    window.clearTimeout(this.seeking);
    this.seeking = window.setTimeout(() => this.tellFrame(), SETTLE_MS);
  }

  showFrame() {
    this.shown = this.player.frame;
    this.overlay.showFrame(this.shown);
    this.drawRange();
  }

  halt() {
    window.clearInterval(this.timer);
    this.timer = null;
    this.toggle.textContent = "Play";
    this.say();
  }

  stop() {
    this.halt();
    this.tellFrame();
  }

  /** Put the frame's days into the page's heading and address; the way back to all of them stays. */
  tellFrame() {
    window.clearTimeout(this.seeking);
    if (!this.shown) return;
    const { from, to } = this.shown;
    this.shown = null;
    this.tell(from, to, true);
  }

  goBack() {
    const { from, to } = this.player.range;
    this.tell(from <= this.whole.first ? null : from, to >= this.whole.last ? null : to);
  }
}

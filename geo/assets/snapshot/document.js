/**
 * What a file that stands by itself can do: choose days and families, and keep list and map to the same records.
 *
 * Without this script the file is a plain document with every record in it. All text stands in the document already;
 * nothing is made of text here but a count.
 */

import { evaluate } from "../clauses.js";
import { dayOf } from "../days.js";

const NO_ROW = -1;

class Snapshot {
  constructor() {
    this.frame = document.querySelector("iframe");
    this.form = document.querySelector("form");
    this.said = document.querySelector("#shown");
    this.wrong = document.querySelector("#wrong");
    this.place = document.querySelector("#place");
    this.items = [...document.querySelectorAll("#records > li")];
    const column = (name) => this.items.map((item) => Number(item.dataset[name]));
    this.columns = { start: column("start"), end: column("end"), category: column("category") };
    this.drawn = JSON.parse(this.frame.dataset.drawn);
    this.dark = window.matchMedia("(prefers-color-scheme: dark)");
    this.opened = NO_ROW;
    this.listed = null;
    this.form.hidden = false;
    this.listen();
    this.select();
    this.follow();
  }

  listen() {
    this.form.addEventListener("input", () => this.select());
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("reset", () => window.setTimeout(() => this.select()));
    this.place.querySelector("button").addEventListener("click", () => this.list(null));
    this.dark.addEventListener("change", () => this.tell());
    window.addEventListener("message", ({ source, data }) => {
      if (source !== this.frame.contentWindow || typeof data !== "object" || !data) return;
      if (data.ready) this.tell();
      else if (data.told) this.take(data.told);
    });
    window.addEventListener("hashchange", () => this.follow());
    for (const [row, item] of this.items.entries()) {
      item.firstElementChild.addEventListener("toggle", ({ target }) => this.toggled(row, target.open));
    }
  }

  /** Take the filters; days that cannot be used are said, and the records stay as they were. */
  select() {
    const { from, to } = this.form.elements;
    const days = [from, to].map(({ value }) => (value ? dayOf(value) : undefined));
    const unread = [from, to].some(({ validity }) => validity.badInput) || days.includes(null);
    const turned = days[0] !== undefined && days[1] !== undefined && days[1] < days[0];
    this.wrong.textContent = unread ? "A day is not complete." : turned ? "The last day is before the first." : "";
    if (unread || turned) return;
    const chosen = this.form.querySelectorAll("input[name=family]:checked");
    const categories = [...chosen].flatMap((input) => JSON.parse(input.dataset.categories));
    this.clauses = [
      ...(days[0] === undefined ? [] : [["end", "ge", [days[0]]]]),
      ...(days[1] === undefined ? [] : [["start", "le", [days[1]]]]),
      ["category", "in", categories],
    ];
    this.rows = evaluate(this.columns, this.clauses, this.items.length);
    this.list(null);
  }

  /** Show some rows in the list, or all of the selection. */
  list(rows) {
    this.listed = rows;
    const shown = new Set(rows ?? this.rows);
    for (const [row, item] of this.items.entries()) item.hidden = !shown.has(row);
    this.place.hidden = !rows;
    if (rows) this.place.firstElementChild.textContent = `${shown.size} of them, chosen on the map.`;
    this.said.textContent = `${this.rows.length.toLocaleString("en")} of ${this.items.length.toLocaleString("en")} records`;
    if (!shown.has(this.opened)) this.close();
    this.tell();
  }

  /** Tell the map what to show. */
  tell() {
    const command = {
      clauses: this.clauses,
      drawn: this.drawn,
      dark: this.dark.matches,
      opened: this.opened,
      count: this.rows.length,
      panel: true,
    };
    this.frame.contentWindow.postMessage({ command }, "*");
  }

  /** Take what a reader does on the map. */
  take(told) {
    if ("from" in told || "to" in told) {
      for (const name of ["from", "to"]) this.form.elements[name].value = told[name] ?? "";
      this.select();
    } else if (told.opened === null) {
      this.close();
      this.list(null);
    } else if (this.items[told.opened]) this.open(told.opened);
    else if (Array.isArray(told.rows)) this.list(told.rows);
    else if (told.focus) this.focus();
  }

  toggled(row, open) {
    if (open === (this.opened === row)) return;
    if (open) this.open(row);
    else {
      this.opened = NO_ROW;
      this.tell();
    }
  }

  /** Open a record, in the list and on the map. */
  open(row) {
    const before = this.items[this.opened];
    this.opened = row;
    if (before) before.firstElementChild.open = false;
    const item = this.items[row];
    item.firstElementChild.open = true;
    if (item.hidden) this.list([row]);
    else this.tell();
    item.scrollIntoView({ block: "nearest" });
  }

  close() {
    const item = this.items[this.opened];
    this.opened = NO_ROW;
    if (item) item.firstElementChild.open = false;
  }

  /** Take the focus to what was opened, for who opens by keyboard. */
  focus() {
    const item = this.items[this.opened] ?? this.items.find(({ hidden }) => !hidden);
    item?.querySelector("summary").focus();
  }

  /** Open the record that the address names behind its hash. */
  follow() {
    const row = this.items.indexOf(document.getElementById(window.location.hash.slice(1)));
    if (row >= 0) this.open(row);
  }
}

new Snapshot();

/** A mark of a chart leads where its row says: to a record, to the records of a bar, or closer. */

import { follow, isPlain } from "./follow.js";

/** What a mark may change of the address. */
const CHANGES = new Set(["id", "bar", "from", "to", "km"]);
/** A finger need not hit a mark exactly: how far beside it, and in which directions, one is looked for. */
const REACH_PX = [0, 5, 10];
const DIRECTIONS = [0, 1, 2, 3, 4, 5, 6, 7].map((eighth) => (eighth * Math.PI) / 4);
const DRAG_PX = 4;

/**
 * The address here, with what a mark says in place.
 * @param {string} opens - a query
 * @param {string} here
 */
export function leading(opens, here) {
  const to = new URL(here);
  for (const [name, value] of new URLSearchParams(opens)) if (CHANGES.has(name)) to.searchParams.set(name, value);
  return to.href;
}

/** What the mark at a place of the window says, or the nearest one beside it. */
function at(x, y) {
  for (const reach of REACH_PX) {
    for (const angle of reach ? DIRECTIONS : [0]) {
      const there = document.elementFromPoint(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
      const opens = there?.closest?.(".stVegaLiteChart, [data-testid='stVegaLiteChart']") && said(there);
      if (opens) return opens;
    }
  }
  return "";
}

/** Vega keeps with each element the item that it draws. */
function said(element) {
  const opens = element.__data__?.datum?.opens;
  return typeof opens === "string" ? opens : "";
}

/** The element that stands for the same thing beside the chart, where the focus goes back to. */
function equal(opens) {
  const id = new URLSearchParams(opens).get("id");
  return id ? (document.querySelector(`.stHtml a[id$="-${CSS.escape(id)}"]`)?.id ?? "mark") : "bar";
}

export function openMarks() {
  let from = [0, 0];
  document.addEventListener("pointerdown", (event) => {
    from = [event.clientX, event.clientY];
  });
  document.addEventListener("click", (event) => {
    const moved = Math.hypot(event.clientX - from[0], event.clientY - from[1]) > DRAG_PX;
    if (moved || !isPlain(event) || !event.target.closest?.("svg.marks")) return;
    const opens = at(event.clientX, event.clientY);
    if (!opens) return;
    document.dispatchEvent(new CustomEvent("granica:follow", { detail: equal(opens) }));
    follow(leading(opens, location.href));
  });
}

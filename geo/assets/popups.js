/** What opens at a symbol: the list of a ring or an area, and a record in short. */

import { button, element } from "./dom.js";

const LOOK = { maxWidth: 300, minWidth: 220, maxHeight: 260, autoPanPadding: [24, 24] };
const LIST_MAX = 200;
const FIT = { padding: [40, 40] };

export class Popups {
  /**
   * @param {L.Map} map
   * @param {{symbols: object, spotlight: object, texts: import("./texts.js").Texts}} parts
   * @param {(row: number, at: L.LatLng) => void} onOpen called with the record that a reader chose from a list
   */
  constructor(map, { symbols, spotlight, texts }, onOpen) {
    Object.assign(this, { map, symbols, spotlight, texts, onOpen, isOpen: false });
    map.on("popupopen popupclose", ({ type }) => {
      this.isOpen = type === "popupopen";
    });
  }

  /** List rows, each a button; `bounds` is where zooming in would part them. */
  async list(rows, at, { heading, goneBack, bounds = null }) {
    const shown = [...rows.subarray(0, LIST_MAX)];
    const texts = await this.texts.of(shown);
    const items = shown.map((row) => element("li", {}, [this.item(row, at, texts.get(row), goneBack)]));
    const more = rows.length - shown.length;
    if (more > 0) items.push(element("li", { text: `and ${more} more, to be seen from nearer` }));
    const zoom = () => this.map.closePopup().fitBounds(bounds, FIT);
    const closer = bounds ? [button("Zoom in", zoom, { className: "g-zoom" })] : [];
    const parts = [element("h2", { text: heading }), ...closer, element("ul", {}, items)];
    this.show(at, element("div", { className: "g-list", attributes: { tabindex: "-1" } }, parts));
  }

  item(row, at, text, goneBack) {
    const parts = [
      this.symbols.single(row),
      element("span", { text: text.title }),
      element("time", { text: days(text, goneBack) }),
    ];
    const node = element("button", { className: "g-item", attributes: { type: "button" } }, parts);
    node.addEventListener("click", () => this.onOpen(row, at));
    node.addEventListener("mouseenter", () => this.spotlight.light(row));
    return node;
  }

  /** A record in short: what, when, where, who claims it and who denies it. */
  async brief(row, at, { goneBack }) {
    const text = (await this.texts.of([row])).get(row);
    const when = [days(text, goneBack), text.place].filter(Boolean).join(" · ");
    const parts = [
      element("h2", { text: text.title }),
      element("p", { className: "g-when", text: when }),
      element("p", { text: `Claimed by ${text.claimed_by}` }),
    ];
    if (text.disputed_by) parts.push(element("p", { className: "g-denied", text: `Denied by ${text.disputed_by}` }));
    parts.push(element("p", { className: "g-when", text: `The whole record is ${whereTheCardIs()}.` }));
    this.show(at, element("div", { className: "g-brief" }, parts));
    this.spotlight.light(row);
  }

  show(at, content) {
    L.popup({ ...LOOK, content })
      .setLatLng(at)
      .openOn(this.map);
    content.querySelector(".g-item")?.focus({ preventScroll: true });
  }
}

/** Days of a record; its end is left to the card where the page goes back to a day, for it may not have been known. */
function days({ start, end: last }, goneBack) {
  const end = goneBack ? "" : last;
  return end && end !== start ? `${start} – ${end}` : start;
}

const NARROW_PX = 640;

function whereTheCardIs() {
  if (new URLSearchParams(window.parent.location.search).get("embed") === "true") {
    return "in Granica, by the line under the map";
  }
  return window.parent.innerWidth < NARROW_PX ? "below the map" : "beside the map";
}

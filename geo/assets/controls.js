/** What lies on the map's edges: buttons, the key, wider areas, credit, and what is outside the view. */

import { button, element, fold, icon } from "./dom.js";
import { groundChoice } from "./tiles.js";

const ICONS = {
  info: "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13M8 7v4M8 4.8v.4",
  plus: "M8 2.5v11M2.5 8h11",
  minus: "M2.5 8h11",
  whole: "M2 5.5V2h3.5M10.5 2H14v3.5M14 10.5V14h-3.5M5.5 14H2v-3.5M6 4.5l1.5 3-1 2.5 2.5 1.5",
  ground: "M8 2 1.5 5.5 8 9l6.5-3.5zM1.5 8.5 8 12l6.5-3.5M1.5 11.5 8 15l6.5-3.5",
  keys: "M1.5 4h13v8.5h-13zM4 7h.5M7 7h.5M10 7h.5M12 7h.5M4.5 10h7",
};
const MEANINGS = [
  ["filled", "a site, village or town"],
  ["hollow", "somewhere within its circle, which is drawn true to scale"],
  ["dashed", "a named party denies it"],
  ["ring", "several records; the arcs say how many of each"],
];

const BROUGHT = ["brought", "of the data set brought; a ring’s 5+7 is 5 of the study’s own and 7 of it"];

/** Put a node into a corner of the map, where pointers act on it and not on the map below. */
function corner(map, position, node) {
  L.DomEvent.disableClickPropagation(node);
  L.DomEvent.disableScrollPropagation(node);
  const Control = L.Control.extend({ onAdd: () => node });
  new Control({ position }).addTo(map);
  return node;
}

/**
 * Draw the buttons for the view.
 * @param {L.Map} map
 * @param {{whole: () => void, help: () => void}} acts
 */
export function toolbar(map, { whole, help }) {
  const zoom = (label, sign, step) =>
    button(label, () => map.setZoom(Math.round(map.getZoom() + step)), { sign: icon(ICONS[sign]) });
  const ground = fold("Base map", groundChoice(map), { className: "g-ground", sign: icon(ICONS.ground) });
  const node = element("div", { className: "g-tools" }, [
    zoom("Zoom in", "plus", 1),
    zoom("Zoom out", "minus", -1),
    button("Whole border", whole, { sign: icon(ICONS.whole) }),
    ground,
    button("Keyboard help", help, { sign: icon(ICONS.keys), className: "g-keys" }),
  ]);
  return corner(map, "topleft", node);
}

/** The foot of the map: key, wider areas, scale and credit, from the left; its right is left to the page's card. */
export class Foot {
  constructor(map, { open, credits }) {
    this.key = fold("Key", [], { className: "g-key" });
    this.wide = fold("Wider areas", [], { className: "g-wide" });
    this.key.open = open;
    const scale = L.control.scale({ imperial: false, maxWidth: 110 }).addTo(map).getContainer();
    const attribution = map.attributionControl.getContainer();
    const credit = fold(credits.heading, [attribution], { className: "g-credit" });
    credit.firstElementChild.prepend(icon(ICONS.info));
    corner(map, "bottomleft", element("div", { className: "g-foot" }, [this.key, this.wide, scale, credit]));
  }

  /**
   * Draw the key.
   * @param {{records: object, symbols: object}} parts
   * @param {Uint32Array} rows the selection
   */
  drawKey({ records, symbols }, rows) {
    const counts = new Map(records.makeUp(rows));
    const entries = records.families.map(({ label, shape, drawn }, family) =>
      element("li", { className: counts.has(family) ? "" : "g-none" }, [
        symbols.sign(family, { title: shape }),
        element("span", { text: drawn ? label : `${label} (listed, not drawn)` }),
        element("b", { text: String(counts.get(family) ?? 0) }),
      ]),
    );
    const signs = records.several ? [...MEANINGS, BROUGHT] : MEANINGS;
    const meanings = signs.map(([sign, text]) =>
      element("li", {}, [
        symbols.meaning(sign),
        element("span", { text: `${text[0].toUpperCase()}${text.slice(1)}.` }),
      ]),
    );
    const heading = element("h2", { text: `${rows.length} records in the selection` });
    const lists = [element("ul", {}, entries), element("ul", { className: "g-meanings" }, meanings)];
    this.key.lastElementChild.replaceChildren(heading, ...lists);
  }

  /** List wider areas with their counts; `onOpen` is called with the records of one. */
  drawAreas(areas, onOpen) {
    const items = areas.map(({ name, rows }) => {
      const node = button("", () => onOpen(rows, name), { className: "g-wide-item" });
      node.append(element("span", { text: name }), " ", element("b", { text: String(rows.length) }));
      return element("li", {}, [node]);
    });
    this.wide.hidden = areas.length === 0;
    this.wide.firstElementChild.textContent = `Wider areas · ${areas.length}`;
    const why = element("p", { text: "Their sources name no place, but a section of the border or a region." });
    this.wide.lastElementChild.replaceChildren(why, element("ul", {}, items));
  }
}

/** Say how much of the selection is outside the view, and lead there. */
export class Outside {
  constructor(map, showAll) {
    this.node = button("", showAll, { className: "g-outside" });
    this.node.hidden = true;
    L.DomEvent.disableClickPropagation(this.node);
    map.getContainer().append(this.node);
  }

  draw(count) {
    this.node.hidden = count === 0;
    this.node.replaceChildren(`${count} outside this view · `, element("u", { text: "Show all" }));
  }
}

/** A place where changes are told to those who do not see them. */
export class Live {
  constructor() {
    this.node = element("p", { className: "g-live", attributes: { role: "status" } });
    document.body.append(this.node);
  }

  say(text) {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.node.textContent = text;
    }, 300);
  }
}

const HELP = [
  ["Tab", "to the map, the symbols, the labels of areas, the buttons, the time strip"],
  ["Arrow keys", "on the map: move it; on a symbol: to the next or the one before"],
  ["Shift + arrow", "on a symbol: to the nearest in that direction"],
  ["Home, End", "on a symbol: to the first, to the last in view"],
  ["Enter, Space", "open what has the focus"],
  ["Esc", "close what is open"],
  ["+ and −", "zoom"],
  ["0", "the whole border"],
  ["?", "this help"],
  ["Arrow keys", "on the time strip: a day; with Shift a week; Page Up, Page Down a month"],
];

/** The list of keys, as a dialog. */
export function helpDialog() {
  const rows = HELP.flatMap(([keys, text]) => [element("dt", { text: keys }), element("dd", { text })]);
  const close = button("Close", () => dialog.close());
  const heading = element("h2", { text: "Keys on the map", attributes: { id: "g-help-heading" } });
  const parts = [heading, element("dl", {}, rows), close];
  const dialog = element("dialog", { className: "g-help", attributes: { "aria-labelledby": "g-help-heading" } }, parts);
  document.body.append(dialog);
  return dialog;
}

/** Move among symbols by keyboard: one tab stop for all of them, arrows inside. */

const DIRECTIONS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Items as a reader meets them on a map: from north to south, from west to east. */
export function inOrder(items) {
  return [...items].sort((a, b) => a.y - b.y || a.x - b.x);
}

/**
 * The nearest item in a direction: within 45° of it, or null.
 * @param {{x: number, y: number}[]} items
 * @param {{x: number, y: number}} from
 * @param {[number, number]} direction right and down
 */
export function nearest(items, from, [right, down]) {
  const along = ({ x, y }) => (x - from.x) * right + (y - from.y) * down;
  const aside = ({ x, y }) => Math.abs((x - from.x) * down) + Math.abs((y - from.y) * right);
  const cost = (item) => along(item) + 2 * aside(item);
  const ahead = items.filter((item) => along(item) > 0 && aside(item) <= along(item));
  return ahead.reduce((best, item) => (best === null || cost(item) < cost(best) ? item : best), null);
}

/** A list box whose options are drawn elsewhere, each at a place of the screen. */
export class Roving {
  /**
   * @param {HTMLElement} box what holds the options
   * @param {{label: (count: number) => string, onPress: (key: string) => void}} options
   */
  constructor(box, { label, onPress }) {
    Object.assign(this, { box, label, onPress, items: [], current: null });
    box.addEventListener("keydown", (event) => this.keydown(event));
    box.addEventListener("focusin", (event) => this.make(this.itemOf(event.target)));
  }

  /** Take the options anew; the one that was current stays so if it is still there. */
  set(items) {
    this.items = inOrder(items);
    const about = { role: "listbox", "aria-label": this.label(items.length) };
    for (const [name, value] of Object.entries(about)) {
      if (items.length === 0) this.box.removeAttribute(name);
      else this.box.setAttribute(name, value);
    }
    this.items.forEach(({ node }, place) => {
      node.setAttribute("role", "option");
      node.setAttribute("aria-posinset", String(place + 1));
      node.setAttribute("aria-setsize", String(items.length));
      node.tabIndex = -1;
    });
    this.make(this.items.find(({ key }) => key === this.current) ?? this.items[0]);
  }

  itemOf(node) {
    return this.items.find((item) => item.node === node);
  }

  /** Make an item the one that Tab reaches. */
  make(item) {
    if (!item) return;
    const before = this.items.find(({ key }) => key === this.current);
    if (before) before.node.tabIndex = -1;
    this.current = item.key;
    item.node.tabIndex = 0;
  }

  keydown(event) {
    const here = this.itemOf(event.target);
    if (!here || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = this.target(here, event);
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (to === here) this.onPress(here.key);
    else to?.node.focus({ preventScroll: true });
  }

  /** Where a key leads: an item, the same one for a press, null for nowhere; undefined for a key that is not ours. */
  target(here, { key, shiftKey }) {
    if (key === "Enter" || key === " ") return here;
    if (key === "Home") return this.items[0];
    if (key === "End") return this.items.at(-1);
    if (!(key in DIRECTIONS)) return undefined;
    if (shiftKey) return nearest(this.items, here, DIRECTIONS[key]);
    const next = this.items.indexOf(here) + STEPS[key];
    return this.items[next] ?? null;
  }
}

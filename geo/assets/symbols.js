/** How records look: one as its family's shape, several as a ring. */

import { svg } from "./dom.js";

const SINGLE_PX = 26;
const RING_SIZES = [
  [10, 34],
  [50, 40],
  [250, 46],
  [Number.POSITIVE_INFINITY, 54],
];

export class Symbols {
  /** @param {import("./records.js").Records} records */
  constructor(records) {
    this.records = records;
    this.dark = false;
  }

  /** Colour of a family in the theme. */
  colour(family) {
    const { dark, light } = this.records.families[family];
    return this.dark ? dark : light;
  }

  colourOf(row) {
    return this.colour(this.records.family[row]);
  }

  /** Width and height in pixels of what stands for some rows. */
  sizeOf(rows) {
    return rows.length === 1 ? SINGLE_PX : RING_SIZES.find(([limit]) => rows.length < limit)[1];
  }

  picture(rows) {
    return rows.length === 1 ? this.single(rows[0]) : this.ring(rows);
  }

  /** One record: filled for a site or locality, hollow for a district, with a dashed ring where it is disputed. */
  single(row) {
    const { path, box } = this.records.families[this.records.family[row]];
    const colour = this.colourOf(row);
    const hollow = this.records.isVague(row);
    const shape = svg("path", {
      d: path,
      fill: hollow ? "var(--g-paper)" : colour,
      stroke: hollow ? colour : "var(--g-paper)",
      "stroke-width": hollow ? 3 : 2,
      "paint-order": hollow ? "normal" : "stroke",
      "stroke-linejoin": "round",
    });
    const dashed = { fill: "none", stroke: colour, "stroke-width": 1.4, "stroke-dasharray": "3 2.4" };
    const ring = svg("circle", { cx: box / 2, cy: box / 2, r: box / 2 + 1, ...dashed });
    const frame = { viewBox: `-2 -2 ${box + 4} ${box + 4}`, width: SINGLE_PX, height: SINGLE_PX };
    return svg("svg", { ...frame, "aria-hidden": "true" }, this.records.isDisputed(row) ? [ring, shape] : [shape]);
  }

  /** Several records: a ring that shows how many of each family, and their number. */
  ring(rows) {
    const size = this.sizeOf(rows);
    const middle = size / 2;
    const radius = middle - 4;
    const around = 2 * Math.PI * radius;
    const parts = this.records.makeUp(rows);
    const gap = parts.length > 1 ? 1 : 0;
    let turned = 0;
    const arcs = parts.map(([family, count]) => {
      const length = (count / rows.length) * around;
      const arc = svg("circle", {
        cx: middle,
        cy: middle,
        r: radius,
        fill: "none",
        stroke: this.colour(family),
        "stroke-width": 6,
        "stroke-dasharray": `${Math.max(length - gap, 0.5)} ${around}`,
        "stroke-dashoffset": -turned,
        transform: `rotate(-90 ${middle} ${middle})`,
      });
      turned += length;
      return arc;
    });
    const disc = svg("circle", {
      cx: middle,
      cy: middle,
      r: middle - 0.5,
      fill: "var(--g-paper)",
      stroke: "var(--g-line)",
      "stroke-width": 1,
    });
    const place = { x: middle, y: middle, "text-anchor": "middle", "dominant-baseline": "central" };
    const number = svg("text", { ...place, class: "g-count" });
    number.textContent = String(rows.length);
    const frame = { viewBox: `0 0 ${size} ${size}`, width: size, height: size, "aria-hidden": "true" };
    return svg("svg", frame, [disc, ...arcs, number]);
  }
}

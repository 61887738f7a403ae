/** How records look: one as its family's shape, several as a ring. */

import { svg } from "./dom.js";

const SINGLE_PX = 26;
const RING_SIZES = [
  [10, 38],
  [50, 44],
  [250, 50],
  [Number.POSITIVE_INFINITY, 58],
];
const RING_PX = 8;
const GAP_PX = 2;
const SIGN_PX = 7.5;
const SIGN_ROOM_PX = 9;
const LONG_CHARS = 3;

/** The square around what is of a data set that stands beside the study's own: read without any colour. */
function square(at, side) {
  const look = { fill: "none", stroke: "var(--g-ink, currentColor)", "stroke-width": 1.4 };
  return svg("rect", { x: at, y: at, width: side, height: side, rx: 2, ...look });
}

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

  /** Width and height in pixels of what stands for so many records. */
  sizeOf(count) {
    return count === 1 ? SINGLE_PX : RING_SIZES.find(([limit]) => count < limit)[1];
  }

  /** What stands for a group of records. */
  picture({ count, first, makeUp, brought = 0 }) {
    return count === 1 ? this.single(first) : this.ring(count, makeUp, brought);
  }

  /** A family's symbol for a key, named by its shape. */
  sign(family, { title }) {
    const { path, box } = this.records.families[family];
    const shape = svg("path", { d: path, fill: this.colour(family) });
    const frame = { viewBox: `0 0 ${box} ${box}`, width: 18, height: 18, role: "img", "aria-label": title };
    return svg("svg", frame, [shape]);
  }

  /** What filled, hollow, dashed and a ring look like, for a key. */
  meaning(sign) {
    const frame = svg("svg", { viewBox: "0 0 20 20", width: 18, height: 18, role: "img", "aria-label": sign });
    const line = { cx: 10, cy: 10, fill: "none", stroke: "currentColor" };
    const parts = {
      filled: [svg("circle", { ...line, r: 6, fill: "currentColor" })],
      hollow: [svg("circle", { ...line, r: 5.5, "stroke-width": 2.5 })],
      dashed: [
        svg("circle", { ...line, r: 4.5, fill: "currentColor" }),
        svg("circle", { ...line, r: 8.5, "stroke-width": 1.4, "stroke-dasharray": "3 2.4" }),
      ],
      ring: [svg("circle", { ...line, r: 7, "stroke-width": 4, "stroke-dasharray": "20 2 9 2 9 2" })],
      brought: [square(1.5, 17), svg("circle", { ...line, r: 4.5, fill: "currentColor" })],
    };
    frame.append(...parts[sign]);
    return frame;
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
    const parts = this.records.isDisputed(row) ? [ring, shape] : [shape];
    if (this.records.isBrought(row)) parts.unshift(square(-1, box + 2));
    return svg("svg", { ...frame, "aria-hidden": "true" }, parts);
  }

  /**
   * Several records: a ring that shows how many of each family, and their number. The families stand in the key's order
   * from the top, clockwise, parted by gaps; an arc that is long enough carries its family's shape, so that it can be
   * read without its colour.
   */
  ring(count, makeUp, brought = 0) {
    const size = this.sizeOf(count);
    const middle = size / 2;
    const radius = middle - RING_PX / 2 - 1;
    const disc = { cx: middle, cy: middle, r: middle - 0.5, fill: "var(--g-paper)", stroke: "var(--g-line)" };
    const place = { x: middle, y: middle, "text-anchor": "middle", "dominant-baseline": "central" };
    const number = svg("text", { ...place, class: "g-count" });
    number.textContent =
      brought && brought < count ? `${shortly(count - brought)}+${shortly(brought)}` : shortly(count);
    if (number.textContent.length > LONG_CHARS) number.classList.add("g-long");
    const arcs = arcsOf(makeUp, 2 * Math.PI * radius);
    const parts = arcs.flatMap((arc) => this.arc(arc, middle, radius));
    const frame = { viewBox: `0 0 ${size} ${size}`, width: size, height: size, "aria-hidden": "true" };
    const around = brought ? [square(0.7, size - 1.4)] : [];
    return svg("svg", frame, [...around, svg("circle", disc), ...parts, number]);
  }

  arc({ family, begin, length, around }, middle, radius) {
    const colour = this.colour(family);
    const line = svg("circle", {
      cx: middle,
      cy: middle,
      r: radius,
      fill: "none",
      stroke: colour,
      "stroke-width": RING_PX,
      "stroke-dasharray": `${length} ${around}`,
      "stroke-dashoffset": -begin,
      transform: `rotate(-90 ${middle} ${middle})`,
    });
    if (length < SIGN_ROOM_PX) return [line];
    const angle = ((begin + length / 2) / around) * 2 * Math.PI;
    const [x, y] = [middle + radius * Math.sin(angle), middle - radius * Math.cos(angle)];
    const { path, box } = this.records.families[family];
    const half = SIGN_PX / 2;
    const transform = `translate(${x - half} ${y - half}) scale(${SIGN_PX / box})`;
    return [line, svg("path", { d: path, transform, fill: "var(--g-paper)" })];
  }
}

/** A number that fits into a ring: from ten thousand on in thousands. */
export function shortly(count) {
  return count < 10_000 ? String(count) : `${Math.round(count / 1000)}k`;
}

/**
 * Share a ring out among families.
 * @param {[number, number][]} makeUp pairs of family and count
 * @param {number} around the ring's length
 * @returns {{family: number, begin: number, length: number, around: number}[]} arcs from the top, clockwise
 */
export function arcsOf(makeUp, around) {
  const total = makeUp.reduce((sum, [, count]) => sum + count, 0);
  const gap = makeUp.length > 1 ? GAP_PX : 0;
  let turned = 0;
  return makeUp.map(([family, count]) => {
    const whole = (count / total) * around;
    const arc = { family, begin: turned + gap / 2, length: Math.max(whole - gap, 1), around };
    turned += whole;
    return arc;
  });
}

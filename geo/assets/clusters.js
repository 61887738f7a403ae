/** Gather points that would touch on the screen. */

import { pairsOf } from "./records.js";

const CELL_PX = 46;
const TOUCH_PX = 40;

/** Points that one symbol or ring stands for. */
class Group {
  constructor(grid, cells, zoom) {
    const [middle] = cells;
    Object.assign(this, {
      grid,
      cells,
      x: grid.x[middle] / grid.count[middle],
      y: grid.y[middle] / grid.count[middle],
    });
    this.count = cells.reduce((sum, cell) => sum + grid.count[cell], 0);
    this.brought = cells.reduce((sum, cell) => sum + (grid.brought?.[cell] ?? 0), 0);
    this.first = cells.reduce((least, cell) => Math.min(least, grid.first[cell]), Number.POSITIVE_INFINITY);
    this.last = cells.reduce((most, cell) => Math.max(most, grid.last[cell]), 0);
    const place = `${Math.round(this.x)}:${Math.round(this.y)}`;
    this.key = `${zoom}:${this.count}:${this.first}:${this.last}:${place}`;
  }

  /** Counts a family: pairs of family and count, in the families' order. */
  get makeUp() {
    const { families, family } = this.grid;
    const counts = new Uint32Array(families);
    for (const cell of this.cells) {
      for (let number = 0; number < families; number += 1) counts[number] += family[cell * families + number];
    }
    return pairsOf(counts);
  }

  /** The rows, ascending; looked up when somebody asks, for a ring may stand for very many. */
  get rows() {
    if (this.count === 1) return Uint32Array.of(this.first);
    const { rows } = this.grid;
    const own = new Set(this.cells);
    const found = new Uint32Array(this.count);
    for (let at = 0, count = 0; at < rows.length && count < this.count; at += 1) {
      if (own.has(this.grid.cellOf(rows[at]))) found[count++] = rows[at];
    }
    return found;
  }

  /** Whether a row is among them. */
  holds(row) {
    return row >= this.first && row <= this.last && this.cells.includes(this.grid.cellOf(row)) && this.grid.keeps(row);
  }
}

/** Cells of the screen over a box, and what lies in each. */
class Grid {
  constructor(rows, world, zoom, { left, top, right, bottom }) {
    const scale = 2 ** zoom;
    const cell = (pixels) => Math.floor((pixels * scale) / CELL_PX);
    Object.assign(this, { rows, world, scale, left, top, right, bottom });
    this.column = cell(left);
    this.line = cell(top);
    this.wide = cell(right) - this.column + 1;
    const cells = this.wide * (cell(bottom) - this.line + 1);
    this.families = world.families.length;
    this.count = new Uint32Array(cells);
    this.first = new Uint32Array(cells);
    this.last = new Uint32Array(cells);
    this.x = new Float64Array(cells);
    this.y = new Float64Array(cells);
    this.family = new Uint32Array(cells * this.families);
    this.brought = world.several ? new Uint32Array(cells) : null;
    this.fill();
  }

  /** The cell of a row; -1 if it has no point in the box. */
  cellOf(row) {
    const x = this.world.x[row];
    const y = this.world.y[row];
    if (!(x >= this.left && x <= this.right && y >= this.top && y <= this.bottom)) return -1;
    const line = Math.floor((y * this.scale) / CELL_PX) - this.line;
    return line * this.wide + Math.floor((x * this.scale) / CELL_PX) - this.column;
  }

  /** What `cellOf` says, row by row, written out: a million rows are looked at for each step of a pan. */
  fill() {
    const { rows, scale, left, top, right, bottom, column, line, wide, families, count, first, last, family } = this;
    const { x: worldX, y: worldY, family: familyOf } = this.world;
    const { x: sumX, y: sumY, brought, world } = this;
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at];
      const x = worldX[row];
      const y = worldY[row];
      if (!(x >= left && x <= right && y >= top && y <= bottom)) continue;
      const cell = (Math.floor((y * scale) / CELL_PX) - line) * wide + (Math.floor((x * scale) / CELL_PX) - column);
      if (count[cell] === 0) first[cell] = row;
      last[cell] = row;
      count[cell] += 1;
      sumX[cell] += x * scale;
      sumY[cell] += y * scale;
      family[cell * families + familyOf[row]] += 1;
      if (brought && world.isBrought(row)) brought[cell] += 1;
    }
  }

  /** Whether a row is among those gathered. */
  keeps(row) {
    let [low, high] = [0, this.rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.rows[middle] < row) low = middle + 1;
      else high = middle;
    }
    return this.rows[low] === row;
  }

  /** Cells that are not empty, those with most rows first. */
  get taken() {
    const cells = [...this.count.keys()].filter((cell) => this.count[cell] > 0);
    return cells.sort((a, b) => this.count[b] - this.count[a] || this.first[a] - this.first[b]);
  }
}

/**
 * Gather rows into cells of the screen, then join cells that would touch; the largest come first.
 * @param {Uint32Array} rows ascending
 * @param {{x: Float64Array, y: Float64Array, family: Uint8Array, families: object[], several?: boolean,
 *   isBrought?: (row: number) => boolean}} world positions in pixels at zoom 0, not a number where there is none; where
 *   rows of several data sets stand side by side, whether a row is of the one brought
 * @param {number} zoom
 * @param {{left: number, top: number, right: number, bottom: number}} box what to look at, in pixels at zoom 0
 * @returns {Group[]} positions in pixels at the zoom; a key that is the same only for the same rows at the same place
 *   and zoom
 */
export function gather(rows, world, zoom, box) {
  const grid = new Grid(rows, world, zoom, box);
  const groups = [];
  for (const cell of grid.taken) {
    const [x, y] = [grid.x[cell] / grid.count[cell], grid.y[cell] / grid.count[cell]];
    const near = groups.find((group) => (group.x - x) ** 2 + (group.y - y) ** 2 < TOUCH_PX ** 2);
    if (near) near.cells.push(cell);
    else groups.push({ x, y, cells: [cell] });
  }
  return groups.map(({ cells }) => new Group(grid, cells, zoom));
}

/**
 * Count rows in hexagons of the screen.
 * @param {Uint32Array} rows
 * @param {{x: Float64Array, y: Float64Array}} world positions in pixels at zoom 0
 * @param {number} zoom
 * @param {number} size from a hexagon's middle to its corner, in pixels
 * @param {{left: number, top: number, right: number, bottom: number}} box what to look at, in pixels at zoom 0
 * @returns {{x: number, y: number, count: number}[]} middles in pixels at the zoom
 */
export function hexagons(rows, world, zoom, size, { left, top, right, bottom }) {
  const scale = 2 ** zoom;
  const [wide, high] = [size * Math.sqrt(3), size * 1.5];
  const cells = new Map();
  for (let at = 0; at < rows.length; at += 1) {
    const [px, py] = [world.x[rows[at]], world.y[rows[at]]];
    if (!(px >= left && px <= right && py >= top && py <= bottom)) continue;
    const line = Math.round((py * scale) / high);
    const shift = line % 2 ? wide / 2 : 0;
    const column = Math.round((px * scale - shift) / wide);
    const key = line * 2 ** 22 + column;
    const cell = cells.get(key);
    if (cell) cell.count += 1;
    else cells.set(key, { x: column * wide + shift, y: line * high, count: 1 });
  }
  return [...cells.values()];
}

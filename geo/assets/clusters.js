/** Gather points that would touch on the screen. */

const CELL_PX = 46;
const TOUCH_PX = 40;

/**
 * Gather rows into cells of the screen, then join cells that would touch; the largest come first.
 * @param {Iterable<number>} rows
 * @param {{x: ArrayLike<number>, y: ArrayLike<number>}} world positions in pixels at zoom 0
 * @param {number} zoom
 * @returns {{x: number, y: number, rows: number[], key: string}[]} positions in pixels at the zoom; rows ascending; a
 *   key that is the same only for the same rows at the same place and zoom
 */
export function gather(rows, world, zoom) {
  const scale = 2 ** zoom;
  const cells = new Map();
  for (const row of rows) {
    const [x, y] = [world.x[row] * scale, world.y[row] * scale];
    const key = `${Math.floor(x / CELL_PX)}:${Math.floor(y / CELL_PX)}`;
    const cell = cells.get(key) || { rows: [], x: 0, y: 0 };
    cell.rows.push(row);
    cell.x += x;
    cell.y += y;
    cells.set(key, cell);
  }
  return joined([...cells.values()]).map((group) => named(group, zoom));
}

function joined(cells) {
  const groups = [];
  for (const cell of cells.sort((a, b) => b.rows.length - a.rows.length || a.rows[0] - b.rows[0])) {
    const [x, y] = [cell.x / cell.rows.length, cell.y / cell.rows.length];
    const near = groups.find((group) => Math.hypot(group.x - x, group.y - y) < TOUCH_PX);
    if (near) near.rows.push(...cell.rows);
    else groups.push({ x, y, rows: [...cell.rows] });
  }
  return groups;
}

function named({ x, y, rows }, zoom) {
  rows.sort((a, b) => a - b);
  return { x, y, rows, key: `${zoom}:${rows.length}:${rows[0]}:${rows.at(-1)}:${Math.round(x)}:${Math.round(y)}` };
}

/**
 * Count rows in hexagons of the screen.
 * @param {Iterable<number>} rows
 * @param {{x: ArrayLike<number>, y: ArrayLike<number>}} world positions in pixels at zoom 0
 * @param {number} zoom
 * @param {number} size from a hexagon's middle to its corner, in pixels
 * @returns {{x: number, y: number, count: number}[]} middles in pixels at the zoom
 */
export function hexagons(rows, world, zoom, size) {
  const scale = 2 ** zoom;
  const [wide, high] = [size * Math.sqrt(3), size * 1.5];
  const cells = new Map();
  for (const row of rows) {
    const line = Math.round((world.y[row] * scale) / high);
    const shift = line % 2 ? wide / 2 : 0;
    const x = Math.round((world.x[row] * scale - shift) / wide) * wide + shift;
    const cell = cells.get(`${x}:${line}`) || { x, y: line * high, count: 0 };
    cell.count += 1;
    cells.set(`${x}:${line}`, cell);
  }
  return [...cells.values()];
}

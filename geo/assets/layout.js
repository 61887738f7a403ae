/** Where a label of an area can stand. Boxes are left, top, right, bottom in pixels of the frame. */

const EDGE = { left: 48, top: 6, right: 6, bottom: 40 };
const GRID_PX = 32;
const BESIDE_PX = 14;
const GAP_PX = 6;
const STEP_PX = 10;

export function boxAround({ x, y }, { width, height }) {
  return [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
}

function within([left, top, right, bottom], frame) {
  return left >= EDGE.left && top >= EDGE.top && right <= frame.x - EDGE.right && bottom <= frame.y - EDGE.bottom;
}

/** Whether a point lies in any of some rings (even–odd). */
export function inside({ x, y }, rings) {
  return rings.some((ring) => {
    let odd = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
      const [a, b] = [ring[i], ring[j]];
      if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) odd = !odd;
    }
    return odd;
  });
}

const corners = ([left, top, right, bottom]) => [
  { x: left, y: top },
  { x: right, y: top },
  { x: left, y: bottom },
  { x: right, y: bottom },
];

/**
 * Boxes of a size where a label may stand, the nearest to its anchor first: wholly inside an area, or beside a line.
 * @param {{line: boolean, anchor: {x: number, y: number}, paths: {x: number, y: number}[][]}} shape in pixels
 * @param {{width: number, height: number}} size
 * @param {{x: number, y: number}} frame
 */
export function candidates({ line, anchor, paths }, size, frame) {
  const far = (box) => Math.hypot((box[0] + box[2]) / 2 - anchor.x, (box[1] + box[3]) / 2 - anchor.y);
  const places = line ? beside(paths, size, frame) : over(anchor, paths, frame);
  const boxes = places.map((place) => boxAround(place, size)).filter((box) => within(box, frame));
  boxes.sort((a, b) => far(a) - far(b));
  return line ? boxes : boxes.filter((box) => corners(box).every((corner) => inside(corner, paths)));
}

/** The anchor, and a grid of places over the part of an area that is in the frame. */
function over(anchor, paths, frame) {
  const xs = paths.flat().map(({ x }) => x);
  const ys = paths.flat().map(({ y }) => y);
  const low = (values) =>
    Math.max(
      0,
      values.reduce((least, value) => Math.min(least, value), Infinity),
    );
  const high = (values, most) =>
    Math.min(
      most,
      values.reduce((largest, value) => Math.max(largest, value), 0),
    );
  const places = [anchor];
  for (let x = low(xs); x <= high(xs, frame.x); x += GRID_PX) {
    for (let y = low(ys); y <= high(ys, frame.y); y += GRID_PX) places.push({ x, y });
  }
  return places;
}

/** Places to the right and to the left of a line, so near that the label reads as the line's, and not upon it. */
function beside(paths, size, frame) {
  const points = thinned(paths.flat(), frame);
  const away = size.width / 2 + BESIDE_PX;
  const places = points.flatMap(({ x, y }) => [
    { x: x + away, y },
    { x: x - away, y },
  ]);
  return places.filter((place) => {
    const [left, top, right, bottom] = boxAround(place, size);
    return !points.some(({ x, y }) => x > left - GAP_PX && x < right + GAP_PX && y > top && y < bottom);
  });
}

/** Points in the frame, each some way from the one before. */
export function thinned(points, frame) {
  const kept = [];
  for (const point of points) {
    if (point.x < 0 || point.y < 0 || point.x > frame.x || point.y > frame.y) continue;
    const last = kept.at(-1);
    if (!last || Math.hypot(last.x - point.x, last.y - point.y) >= STEP_PX) kept.push(point);
  }
  return kept;
}

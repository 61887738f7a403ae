/** Where a label goes: the place that hides least. Boxes are left, top, right, bottom in pixels of the frame. */

const OUTSIDE_COST = 4;
const EDGE_PX = 4;
const FOOT_PX = 24;

export function boxAround({ x, y }, width, height) {
  return [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
}

function shared([left, top, right, bottom], other) {
  const wide = Math.min(right, other[2]) - Math.max(left, other[0]);
  const high = Math.min(bottom, other[3]) - Math.max(top, other[1]);
  return Math.max(0, wide) * Math.max(0, high);
}

/** Square pixels of a box that lie on other boxes, and, counted fourfold, outside the frame. */
export function overlap(box, taken, frame) {
  const area = (box[2] - box[0]) * (box[3] - box[1]);
  const inside = shared(box, [EDGE_PX, EDGE_PX, frame.x - EDGE_PX, frame.y - FOOT_PX]);
  return taken.reduce((sum, other) => sum + shared(box, other), OUTSIDE_COST * (area - inside));
}

/** The first of some places where a box of a size hides least. */
export function best(places, { width, height, taken, frame }) {
  const cost = (place) => overlap(boxAround(place, width, height), taken, frame);
  return places.reduce((least, place) => (cost(place) < cost(least) ? place : least));
}

/** Where a view holds hardly a name: what lies beyond each of its sides, so that nobody is lost in open country. */

const FEW = 4;
const FROM_ZOOM = 10;
const LAST_RANK = 4;
const ARROWS = { top: "↑", right: "→", bottom: "↓", left: "←" };

/** Whether a view needs to be told what lies around it. */
export const isBare = (names, zoom) => zoom >= FROM_ZOOM && names < FEW;

/**
 * The nearest place beyond each side of a frame, and where on that side the way to it leaves the frame.
 * @param {{name: string, rank: number, x: number, y: number}[]} places in pixels of the frame
 * @param {{x: number, y: number}} frame
 * @returns {{side: string, text: string, x: number, y: number}[]}
 */
export function beyond(places, frame) {
  const middle = { x: frame.x / 2, y: frame.y / 2 };
  const nearest = new Map();
  for (const { name, rank, x, y } of places) {
    const [right, down] = [x - middle.x, y - middle.y];
    const reach = Math.max(Math.abs(right) / middle.x, Math.abs(down) / middle.y);
    if (rank > LAST_RANK || reach <= 1) continue;
    const sideways = Math.abs(right) / middle.x === reach;
    const side = sideways ? (right > 0 ? "right" : "left") : down > 0 ? "bottom" : "top";
    const away = Math.hypot(right, down);
    if (away >= (nearest.get(side)?.away ?? Number.POSITIVE_INFINITY)) continue;
    nearest.set(side, { side, away, name, x: middle.x + right / reach, y: middle.y + down / reach });
  }
  return [...nearest.values()].map(({ side, name, x, y }) => ({ side, x, y, text: worded(side, name) }));
}

const worded = (side, name) => (side === "left" ? `${ARROWS.left} ${name}` : `${name} ${ARROWS[side]}`);

/** The box of a pointer of a width at its side, wholly in the frame. */
export function inside({ side, x, y }, { width, height }, frame, inset) {
  const hold = (value, most) => Math.min(Math.max(value, inset), most - inset);
  const left = side === "right" ? frame.x - inset - width : hold(x - width / 2, frame.x - width);
  const top = side === "bottom" ? frame.y - inset - height : hold(y - height / 2, frame.y - height);
  return { x: side === "left" ? inset : left, y: side === "top" ? inset : top };
}

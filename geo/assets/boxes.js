/** Room on the screen: what is taken, and whether a box still fits. */

const CELL_PX = 64;

/** Boxes already taken on the screen, found by grid cell. */
export class Boxes {
  /** @param {number[][]} taken left, top, right, bottom */
  constructor(taken = []) {
    this.cells = new Map();
    for (const box of taken) this.take(box);
  }

  *keys([left, top, right, bottom]) {
    for (let x = Math.floor(left / CELL_PX); x <= Math.floor(right / CELL_PX); x += 1) {
      for (let y = Math.floor(top / CELL_PX); y <= Math.floor(bottom / CELL_PX); y += 1) {
        yield `${x},${y}`;
      }
    }
  }

  free(box) {
    for (const key of this.keys(box)) {
      for (const other of this.cells.get(key) ?? []) {
        const apart = box[0] >= other[2] || box[2] <= other[0] || box[1] >= other[3] || box[3] <= other[1];
        if (!apart) {
          return false;
        }
      }
    }
    return true;
  }

  take(box) {
    for (const key of this.keys(box)) {
      if (!this.cells.has(key)) {
        this.cells.set(key, []);
      }
      this.cells.get(key).push(box);
    }
  }
}

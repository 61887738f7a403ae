import assert from "node:assert/strict";
import { test } from "node:test";
import { Boxes } from "../../geo/assets/boxes.js";
import { boxAround, candidates, inside } from "../../geo/assets/layout.js";

const FRAME = { x: 400, y: 300 };
const SIZE = { width: 60, height: 20 };
const square = (left, top, right, bottom) => [
  { x: left, y: top },
  { x: right, y: top },
  { x: right, y: bottom },
  { x: left, y: bottom },
];
const corners = ([left, top, right, bottom]) => square(left, top, right, bottom);

test("a point is inside a ring, or outside it", () => {
  const ring = square(0, 0, 10, 10);
  assert.equal(inside({ x: 5, y: 5 }, [ring]), true);
  assert.equal(inside({ x: 11, y: 5 }, [ring]), false);
  assert.equal(inside({ x: 5, y: 5 }, [square(20, 20, 30, 30), ring]), true);
});

test("a label of an area stands wholly inside it, nearest to its anchor", () => {
  const shape = { line: false, anchor: { x: 150, y: 150 }, paths: [square(100, 100, 300, 200)] };
  const boxes = candidates(shape, SIZE, FRAME);
  assert.deepEqual(boxes[0], boxAround(shape.anchor, SIZE));
  assert.ok(boxes.every((box) => corners(box).every((corner) => inside(corner, shape.paths))));
});

test("a label whose anchor lies outside the frame stands in the part of the area that is seen", () => {
  const shape = { line: false, anchor: { x: -500, y: 150 }, paths: [square(-1000, 0, 300, 299)] };
  const [box] = candidates(shape, SIZE, FRAME);
  assert.ok(box[0] >= 0 && box[2] <= FRAME.x);
});

test("an area smaller than its label has no place for it", () => {
  const shape = { line: false, anchor: { x: 150, y: 150 }, paths: [square(130, 140, 170, 160)] };
  assert.deepEqual(candidates(shape, SIZE, FRAME), []);
});

test("a label of a line stands beside it and never upon it", () => {
  const line = Array.from({ length: 30 }, (_, step) => ({ x: 150 + 3 * step, y: 40 + 8 * step }));
  const boxes = candidates({ line: true, anchor: line[15], paths: [line] }, SIZE, FRAME);
  assert.ok(boxes.length > 0);
  for (const [left, top, right, bottom] of boxes) {
    assert.ok(!line.some(({ x, y }) => x >= left && x <= right && y >= top && y <= bottom));
  }
});

test("boxes that share an edge are both free, across cells too", () => {
  const boxes = new Boxes([[0, 0, 200, 20]]);
  assert.equal(boxes.free([0, 20, 50, 30]), true);
  assert.equal(boxes.free([200, 0, 230, 20]), true);
  assert.equal(boxes.free([190, 19, 230, 40]), false);
});

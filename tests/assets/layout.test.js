import assert from "node:assert/strict";
import { test } from "node:test";
import { Boxes } from "../../geo/assets/boxes.js";
import { best, boxAround, overlap } from "../../geo/assets/layout.js";

const FRAME = { x: 400, y: 300 };

test("a box that lies on nothing and in the frame costs nothing", () => {
  assert.equal(overlap([100, 100, 150, 120], [[150, 100, 200, 120]], FRAME), 0);
});

test("a box costs what it covers, and four times what leaves the frame", () => {
  assert.equal(overlap([100, 100, 150, 120], [[140, 100, 200, 120]], FRAME), 200);
  assert.equal(overlap([-6, 100, 44, 120], [], FRAME), 4 * 10 * 20);
});

test("the first of the best places is taken", () => {
  const taken = [boxAround({ x: 100, y: 100 }, 40, 20)];
  const places = [
    { x: 100, y: 100 },
    { x: 100, y: 121 },
    { x: 100, y: 150 },
  ];
  assert.deepEqual(best(places, { width: 40, height: 20, taken, frame: FRAME }), places[1]);
});

test("boxes that share an edge are both free, across cells too", () => {
  const boxes = new Boxes();
  boxes.take([0, 0, 200, 20]);
  assert.equal(boxes.free([0, 20, 50, 30]), true);
  assert.equal(boxes.free([190, 19, 230, 40]), false);
});

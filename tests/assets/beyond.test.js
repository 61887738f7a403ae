import assert from "node:assert/strict";
import { test } from "node:test";
import { beyond, inside, isBare } from "../../geo/assets/beyond.js";

const frame = { x: 800, y: 400 };
const place = (name, x, y, rank = 3) => ({ name, x, y, rank });

test("only a near view with hardly a name is bare", () => {
  assert.equal(isBare(3, 10), true);
  assert.equal(isBare(4, 10), false);
  assert.equal(isBare(0, 9), false);
});

test("the nearest place beyond each side is told, where the way to it leaves the frame", () => {
  const found = beyond([place("East", 1200, 200), place("Far east", 1300, 200), place("North", 400, -600)], frame);
  assert.deepEqual(found, [
    { side: "right", text: "East →", x: 800, y: 200 },
    { side: "top", text: "North ↑", x: 400, y: 0 },
  ]);
});

test("what is in the frame, or a village, is not told", () => {
  assert.deepEqual(beyond([place("Here", 800, 200), place("Village", 1000, 200, 5)], frame), []);
  assert.equal(beyond([place("Just outside", 801, 200, 4)], frame).length, 1);
});

test("a pointer stays in the frame at its own side", () => {
  const size = { width: 100, height: 16 };
  assert.deepEqual(inside({ side: "right", x: 800, y: 399 }, size, frame, 20), { x: 680, y: 364 });
  assert.deepEqual(inside({ side: "left", x: 0, y: 0 }, size, frame, 20), { x: 20, y: 20 });
  assert.deepEqual(inside({ side: "bottom", x: 790, y: 400 }, size, frame, 20), { x: 680, y: 364 });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { inOrder, nearest } from "../../geo/assets/keyboard.js";

const RIGHT = [1, 0];
const UP = [0, -1];
const at = (x, y) => ({ x, y });

test("symbols are met from north to south, then from west to east", () => {
  assert.deepEqual(inOrder([at(9, 5), at(1, 5), at(4, 2)]), [at(4, 2), at(1, 5), at(9, 5)]);
});

test("the nearest in a direction lies within 45 degrees of it", () => {
  assert.deepEqual(nearest([at(10, 10), at(40, 0)], at(0, 0), RIGHT), at(10, 10));
  assert.deepEqual(nearest([at(10, 11), at(40, 0)], at(0, 0), RIGHT), at(40, 0));
  assert.deepEqual(nearest([at(0, 30), at(3, -30)], at(0, 0), UP), at(3, -30));
});

test("what lies straight ahead is nearer than what lies aside", () => {
  assert.deepEqual(nearest([at(10, 9), at(20, 0)], at(0, 0), RIGHT), at(20, 0));
});

test("nothing lies beyond the last, and nothing is its own neighbour", () => {
  assert.equal(nearest([at(0, 0), at(-5, 0)], at(0, 0), RIGHT), null);
});

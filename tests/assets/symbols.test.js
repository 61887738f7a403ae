import assert from "node:assert/strict";
import { test } from "node:test";
import { arcsOf, shortly } from "../../geo/assets/symbols.js";

test("arcs share the ring out in order, with a gap between any two", () => {
  const arcs = arcsOf(
    [
      [0, 1],
      [3, 3],
    ],
    100,
  );
  assert.deepEqual(
    arcs.map(({ family, begin, length }) => [family, begin, length]),
    [
      [0, 1, 23],
      [3, 26, 73],
    ],
  );
});

test("one family has the whole ring", () => {
  assert.deepEqual(arcsOf([[2, 5]], 100), [{ family: 2, begin: 0, length: 100, around: 100 }]);
});

test("a family is seen however few its records are", () => {
  const [few] = arcsOf(
    [
      [0, 1],
      [1, 999],
    ],
    100,
  );
  assert.ok(few.length >= 1);
});

test("a number that is too long for a ring is said in thousands", () => {
  assert.deepEqual([9, 9999, 10_000, 10_499, 1_000_000].map(shortly), ["9", "9999", "10k", "10k", "1000k"]);
});

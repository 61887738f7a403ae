import assert from "node:assert/strict";
import { test } from "node:test";
import { degrees } from "../../geo/assets/graticule.js";

test("lines stand at round degrees between the bounds, both included", () => {
  assert.deepEqual(degrees(53.4, 53.6, 11), [53.4, 53.5, 53.6]);
  assert.deepEqual(
    degrees(-0.11, 0.1, 11),
    [-0.1, 0, 0.1].map((value) => value + 0),
  );
});

test("the nearer, the closer; from far there are none", () => {
  assert.equal(degrees(23, 24, 10.75).length, 0);
  assert.ok(degrees(23, 24, 12).length > degrees(23, 24, 11.75).length);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { degrees, fitting } from "../../geo/assets/graticule.js";

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

test("finer lines cut each step into as many parts as told", () => {
  assert.deepEqual(degrees(53.4, 53.5, 11, 2), [53.4, 53.45, 53.5]);
});

test("a label stands at the first place that is free and wholly in the frame, or nowhere", () => {
  const frame = { x: 100, y: 100 };
  const boxes = [
    [50, -1, 90, 9],
    [50, 0, 90, 10],
    [50, 90, 90, 100],
  ];
  assert.equal(fitting(boxes, frame, { free: () => true }), boxes[1]);
  assert.equal(fitting(boxes, frame, { free: ([, top]) => top > 0 }), boxes[2]);
  assert.equal(fitting(boxes, frame, { free: () => false }), undefined);
});

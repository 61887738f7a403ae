import assert from "node:assert/strict";
import { test } from "node:test";
import { gather, hexagons } from "../../geo/assets/clusters.js";

const world = (...points) => ({ x: points.map(([x]) => x), y: points.map(([, y]) => y) });
const rowsOf = (groups) => groups.map(({ rows }) => rows);

test("points that would touch are one group, at the middle of theirs", () => {
  const [group, ...others] = gather([0, 1], world([10, 10], [14, 12]), 0);
  assert.deepEqual(others, []);
  assert.deepEqual(group.rows, [0, 1]);
  assert.deepEqual([group.x, group.y], [12, 11]);
});

test("touching points of neighbouring cells are joined, those farther apart are not", () => {
  assert.equal(gather([0, 1], world([45, 10], [84, 10]), 0).length, 1);
  assert.equal(gather([0, 1], world([45, 10], [85, 10]), 0).length, 2);
});

test("what touches at one zoom is parted at the next", () => {
  const points = world([10, 10], [30, 10]);
  assert.equal(gather([0, 1], points, 0).length, 1);
  assert.equal(gather([0, 1], points, 2).length, 2);
});

test("every row is in one group, the largest group first", () => {
  const points = world([0, 0], [500, 0], [505, 0], [1000, 0]);
  assert.deepEqual(rowsOf(gather([0, 1, 2, 3], points, 0)), [[1, 2], [0], [3]]);
  assert.deepEqual(rowsOf(gather([3, 1], points, 0)), [[1], [3]]);
});

test("a group's key tells apart other rows, another zoom and another place", () => {
  const key = (rows, points, zoom) => gather(rows, points, zoom)[0].key;
  const points = world([10, 10], [11, 10]);
  assert.equal(key([0, 1], points, 0), key([1, 0], points, 0));
  assert.notEqual(key([0], points, 0), key([1], points, 0));
  assert.notEqual(key([0], points, 0), key([0], points, 1));
});

test("hexagons count every row once", () => {
  const cells = hexagons([0, 1, 2], world([0, 0], [1, 1], [300, 300]), 0, 30);
  assert.deepEqual(cells.map(({ count }) => count).sort(), [1, 2]);
});

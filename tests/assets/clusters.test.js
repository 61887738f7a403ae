import assert from "node:assert/strict";
import { test } from "node:test";
import { gather as gatherIn, hexagons } from "../../geo/assets/clusters.js";

const EVERYWHERE = { left: 0, top: 0, right: 1024, bottom: 1024 };
const world = (...points) => ({
  x: Float64Array.from(points, ([x]) => x),
  y: Float64Array.from(points, ([, y]) => y),
  family: Uint8Array.from(points, ([, , family = 0]) => family),
  families: [{}, {}, {}],
});
const gather = (rows, points, zoom, box = EVERYWHERE) => gatherIn(Uint32Array.from(rows), points, zoom, box);
const rowsOf = (groups) => groups.map(({ rows }) => [...rows]);

test("points that would touch are one group, at the middle of theirs", () => {
  const [group, ...others] = gather([0, 1], world([10, 10], [14, 12]), 0);
  assert.deepEqual(others, []);
  assert.deepEqual([...group.rows], [0, 1]);
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
  assert.deepEqual(rowsOf(gather([1, 3], points, 0)), [[1], [3]]);
});

test("rows of joined cells are ascending, and a group knows its own", () => {
  const [group] = gather([0, 2, 3], world([47, 10], [46, 10], [44, 10], [48, 10]), 0);
  assert.deepEqual([...group.rows], [0, 2, 3]);
  assert.deepEqual([group.count, group.first, group.last], [3, 0, 3]);
  assert.deepEqual(
    [-1, 0, 1, 2, 3].map((row) => group.holds(row)),
    [false, true, false, true, true],
  );
});

test("a group says how many of each family it holds", () => {
  const [group] = gather([0, 1, 2], world([45, 10, 2], [47, 10, 0], [48, 10, 2]), 0);
  assert.deepEqual(group.makeUp, [
    [0, 1],
    [2, 2],
  ]);
});

test("what has no point, and what lies outside the box, is in no group; the box's edges are inside", () => {
  const points = world([Number.NaN, Number.NaN], [100, 100], [200, 200], [201, 100]);
  const box = { left: 100, top: 100, right: 200, bottom: 200 };
  assert.deepEqual(rowsOf(gather([0, 1, 2, 3], points, 0, box)), [[1], [2]]);
});

test("a group is where it is whatever the box is that it is seen in", () => {
  const points = world([130, 130], [160, 140], [190, 150]);
  const look = (box) => gather([0, 1, 2], points, 1, box).map(({ key }) => key);
  assert.deepEqual(look({ left: 120, top: 125, right: 200, bottom: 200 }), look(EVERYWHERE));
});

test("a group's key tells apart other rows, another zoom and another place", () => {
  const key = (rows, points, zoom) => gather(rows, points, zoom)[0].key;
  const points = world([10, 10], [11, 10]);
  assert.equal(key([0, 1], points, 0), key([0, 1], points, 0));
  assert.notEqual(key([0], points, 0), key([1], points, 0));
  assert.notEqual(key([0], points, 0), key([0], points, 1));
});

test("hexagons count every row in the box once", () => {
  const points = world([0, 0], [1, 1], [300, 300], [2000, 0]);
  const cells = hexagons(Uint32Array.of(0, 1, 2, 3), points, 0, 30, EVERYWHERE);
  assert.deepEqual(cells.map(({ count }) => count).sort(), [1, 2]);
});

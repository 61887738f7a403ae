import assert from "node:assert/strict";
import { test } from "node:test";
import { between, bounds, evaluate, withoutDates } from "../../geo/assets/clauses.js";

const COLUMNS = {
  start: Int32Array.of(10, 20, 30),
  end: Int32Array.of(15, 25, 2 ** 31 - 1),
  side: Uint8Array.of(0, 1, 2),
};
const kept = (...clauses) => [...evaluate(COLUMNS, clauses, 3)];

test("no clause keeps every row, in order", () => {
  assert.deepEqual(kept(), [0, 1, 2]);
});

test("both ends of a bound are inclusive", () => {
  assert.deepEqual(kept(["end", "ge", [25]]), [1, 2]);
  assert.deepEqual(kept(["end", "ge", [26]]), [2]);
  assert.deepEqual(kept(["start", "le", [20]]), [0, 1]);
  assert.deepEqual(kept(["start", "le", [19]]), [0]);
});

test("clauses are joined by and, numbers of one clause by or", () => {
  assert.deepEqual(kept(["side", "in", [0, 2]]), [0, 2]);
  assert.deepEqual(kept(["side", "in", [0, 2]], ["start", "le", [10]]), [0]);
  assert.deepEqual(kept(["side", "in", []]), []);
});

test("rows can be named by number, or as bits with the first row lowest", () => {
  assert.deepEqual(kept(["row", "in", [1]]), [1]);
  assert.deepEqual(kept(["row", "bits", [btoa("\u0005")]]), [0, 2]);
});

test("a row past the last byte of the bits is not kept", () => {
  const columns = { start: new Int32Array(20) };
  assert.deepEqual([...evaluate(columns, [["row", "bits", [btoa("\u0000\u0081")]]], 20)], [8, 15]);
});

test("a range keeps what any of its days is part of, and an open end for good", () => {
  assert.deepEqual(kept(...between(15, 20)), [0, 1]);
  assert.deepEqual(kept(...between(16, 19)), []);
  assert.deepEqual(kept(...between(5000, 5000)), [2]);
});

test("the dates of a selection can be read and taken out", () => {
  const clauses = [...between(3, 4), ["side", "in", [1]]];
  assert.deepEqual(bounds(clauses), { from: 3, to: 4 });
  assert.deepEqual(withoutDates(clauses), [["side", "in", [1]]]);
  assert.deepEqual(bounds([["side", "in", [1]]]), { from: undefined, to: undefined });
});

test("a clause on a list keeps a row by any of its bits, up to the fifty-second", () => {
  const rows = (column, places) => [...evaluate({ column }, [["column", "any", places]], column.length)];
  assert.deepEqual(rows(Uint8Array.of(0, 1, 4, 128), [0, 7]), [1, 3]);
  assert.deepEqual(rows(Uint32Array.of(2 ** 31, 2 ** 30, 1), [31]), [0]);
  assert.deepEqual(rows(Uint32Array.of(2 ** 31, 2 ** 30, 1), [30, 0]), [1, 2]);
  assert.deepEqual(rows(Float64Array.of(2 ** 51, 2 ** 51 + 1, 2 ** 50), [51]), [0, 1]);
  assert.deepEqual(rows(Float64Array.of(2 ** 51, 2 ** 51 + 1, 2 ** 40), [0, 40]), [1, 2]);
});

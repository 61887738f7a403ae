import assert from "node:assert/strict";
import { test } from "node:test";
import { unpack } from "../../geo/assets/columns.js";
import { pack } from "./packed.js";

const COLUMNS = {
  code: Uint8Array.of(0, 255, 7),
  bits: Uint16Array.of(1, 65535, 256),
  more: Uint32Array.of(2 ** 32 - 1, 0, 65536),
  day: Int32Array.of(-(2 ** 31), 2 ** 31 - 1, -1),
  many: Float64Array.of(2 ** 51, 2 ** 40 + 1, 0),
};

test("columns of every kind come out as they went in, whatever the heading's length", () => {
  for (const title of ["", "x", "xy", "Kuźnica", "Кузница"]) {
    const { heading, columns } = unpack(pack({ title }, COLUMNS));
    assert.deepEqual(heading, { title, rows: 3 });
    assert.deepEqual(columns, COLUMNS);
  }
});

test("a study without records has columns without rows", () => {
  const { heading, columns } = unpack(pack({}, { start: new Int32Array(0) }));
  assert.equal(heading.rows, 0);
  assert.equal(columns.start.length, 0);
});

test("a file of another kind and one that is cut off are refused", () => {
  const body = pack({}, COLUMNS);
  assert.throws(() => unpack(body.slice(0, body.byteLength - 1)), /many is cut off/);
  assert.throws(() => unpack(new TextEncoder().encode('{"codes": {}}').buffer), /no file of columns/);
});

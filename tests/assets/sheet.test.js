import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document = { documentElement: { dataset: {} } };
const { next, tapped } = await import("../../server/page/sheet.js");

test("a sheet has three heights, and stays at the highest and the lowest", () => {
  assert.deepEqual(
    ["peek", "half", "full"].map((height) => next(height, 1)),
    ["half", "full", "full"],
  );
  assert.deepEqual(
    ["peek", "half", "full"].map((height) => next(height, -1)),
    ["peek", "peek", "half"],
  );
});

test("a tap raises it, and lowers it from the top", () => {
  assert.deepEqual(["peek", "half", "full"].map(tapped), ["half", "full", "peek"]);
});

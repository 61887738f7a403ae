import assert from "node:assert/strict";
import { test } from "node:test";
import { mapHeight } from "../../server/page/height.js";

test("a map is four fifths as high as wide, within bounds", () => {
  assert.equal(mapHeight(320), 600);
  assert.equal(mapHeight(750), 600);
  assert.equal(mapHeight(760), 608);
  assert.equal(mapHeight(850), 680);
  assert.equal(mapHeight(1600), 680);
});

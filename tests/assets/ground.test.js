import assert from "node:assert/strict";
import { test } from "node:test";
import { fill } from "../../geo/assets/ground.js";
import { COLOURS } from "../../geo/assets/palette.js";

test("the countries on the two sides of the line are told apart; any other is land", () => {
  const c = COLOURS.light;
  const [first, second] = ["XA", "XB"].map((kind) => fill(kind, ["XA", "XB"], c));
  assert.deepEqual([first, second], c.sides);
  assert.notEqual(first, second);
  assert.equal(fill("XC", ["XA", "XB"], c), c.land);
  assert.equal(fill("XA", [], c), c.land);
  assert.equal(fill("lake", ["XA"], c), c.lake);
});

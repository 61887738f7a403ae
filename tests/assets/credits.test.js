import assert from "node:assert/strict";
import { test } from "node:test";
import { inShort, parted } from "../../geo/assets/credits.js";

test("credits are parted at the dots; a file without any is due to nobody", () => {
  assert.deepEqual(parted("© A (ODbL) · B·C "), ["© A (ODbL)", "B", "C"]);
  assert.deepEqual(parted(" · "), []);
  assert.deepEqual(parted(undefined), []);
});

test("the heading names the first without its licence, and others only where there are", () => {
  assert.equal(inShort([]), "Map data");
  assert.equal(inShort(["© A (ODbL)"]), "© A");
  assert.equal(inShort(["© A (ODbL)", "B"]), "© A and others");
});

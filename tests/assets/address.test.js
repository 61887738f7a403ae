import assert from "node:assert/strict";
import { test } from "node:test";
import { viewOf, withView } from "../../geo/assets/address.js";

const PAGE = "https://example.org/granica/";

test("a view is added to what the address says, with lists as readers type them", () => {
  const address = withView(`${PAGE}?layers=border,incidents&from=2021-11-08#top`, [53.123456, 23.5, 9]);
  assert.equal(address, "/granica/?layers=border,incidents&from=2021-11-08&lat=53.1235&lon=23.5&z=9#top");
});

test("a view replaces the one before", () => {
  assert.equal(withView(`${PAGE}?lat=1&lon=2&z=3`, [53, 23, 8.25]), "/granica/?lat=53&lon=23&z=8.25");
});

test("an address asks for a view only with all three numbers", () => {
  assert.deepEqual(viewOf(`${PAGE}?lat=53&lon=23.5&z=8`), [53, 23.5, 8]);
  assert.equal(viewOf(`${PAGE}?lat=53&lon=23.5`), null);
  assert.equal(viewOf(`${PAGE}?lat=x&lon=23.5&z=8`), null);
});
